package example

import (
	"regexp"
	"strconv"
)

// A Trial is what a program did when it was compiled to WebAssembly and run
// in a sandbox, where a page can run it too.
type Trial struct {
	Go     string  // the version that compiled it: "go1.26.8"
	Size   int     // of the module, in bytes
	Hash   string  // of the module: SHA-256, in hexadecimal
	Seed   uint32  // of its random numbers
	Forks  bool    // it can start processes, which not every browser lets it
	Blocks []Block // what ran when, if it tells that
	Result Result
	Detail string // what the Result is of
}

// A Block is what ran in one lane, one after the other: callbacks of a queue of an
// event loop, or a goroutine.
type Block struct {
	Lane  string // "timers", or "main.worker 2"
	Count int
	Time  int64 // of the first, in nanoseconds of the program's clock
}

// AddBlock adds what ran in a lane at a time. It is part of the last block, if that
// is in this lane and less than a millisecond ago.
func AddBlock(blocks []Block, lane string, time int64) []Block {
	if last := len(blocks) - 1; last >= 0 && blocks[last].Lane == lane && time-blocks[last].Time < 1e6 {
		blocks[last].Count++
		return blocks
	}
	return append(blocks, Block{lane, 1, time})
}

// A Result says whether a page can run a program.
type Result string

// The results.
const (
	Runs        Result = "runs"      // it printed what is checked
	Pending     Result = "pending"   // it has still to be compiled
	Unchecked   Result = "unchecked" // no Example says what it prints: it was not tried
	NotCompiled Result = "compile"   // it does not compile for WebAssembly; Detail says why
	Says        Result = "says"      // all that it printed is Detail, one line
	PrintsOther Result = "other"     // it printed something else than what is checked
	Fails       Result = "fails"     // it exits with the status Detail
	Stopped     Result = "stopped"   // it had to be stopped
)

// Inputs are what a program declares that a reader can give it, by lines of
// their own in its files: //notesite:args, //notesite:stdin and //notesite:seed,
// the first two with what is given if nobody says anything else, which may be
// quoted as in Go.
type Inputs struct {
	Args, Stdin, Seed         bool   // which of them
	DefaultArgs, DefaultStdin string // what is given if a reader says nothing
}

var inputLine = regexp.MustCompile(`(?m)^//notesite:(args|stdin|seed)\b[ \t]*(.*?)[ \t\r]*$`)

// Inputs returns what the program declares.
func (p *Program) Inputs() Inputs {
	var in Inputs
	for _, f := range p.Files {
		if f.Role != Source {
			continue
		}
		for _, m := range inputLine.FindAllSubmatch(f.Source, -1) {
			value := string(m[2])
			if text, err := strconv.Unquote(value); err == nil {
				value = text
			}
			switch string(m[1]) {
			case "args":
				in.Args, in.DefaultArgs = true, value
			case "stdin":
				in.Stdin, in.DefaultStdin = true, value
			case "seed":
				in.Seed = true
			}
		}
	}
	return in
}
