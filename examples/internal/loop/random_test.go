package loop_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"notesite/examples/internal/loop"
)

// Random programs that schedule callbacks are run here and by Node.js, and the
// callbacks have to come in the same order. What Node.js answered is in
// testdata, one program a line, for machines that do not have it.

var (
	update   = flag.Bool("update", false, "write testdata/orders.txt anew")
	programs = flag.Int("programs", 400, "compare this many random programs with Node.js")
)

const ordersFile = "testdata/orders.txt"

// A program is a main script, or the callback of an I/O operation that is all
// the main script starts.
type program struct {
	IO   bool          `json:"io"`
	Hold time.Duration `json:"hold"` // how long it holds the loop up, in milliseconds
	Body []op          `json:"body"`
}

// An op schedules a callback, whose body has ops of its own, or clears one.
type op struct {
	Do    string        `json:"do"`
	ID    int           `json:"id"`
	Delay time.Duration `json:"delay,omitempty"` // of a timeout, in milliseconds
	Body  []op          `json:"body,omitempty"`
}

// randomProgram returns the program of that number. For Node.js to have only
// one answer, timers are set at the start, their delays are equal or far apart,
// and all are due before the first of them runs.
func randomProgram(number int) program {
	r := rand.New(rand.NewPCG(uint64(number), 0))
	ids := 0
	var ops func(n, depth int) []op
	newOp := func(do string, depth int) op {
		ids++
		o := op{Do: do, ID: ids}
		if do == "timeout" {
			o.Delay = []time.Duration{0, 1, 16, 31, 46}[r.IntN(5)]
		}
		if depth < 3 {
			o.Body = ops(r.IntN(4), depth+1)
		}
		return o
	}
	ops = func(n, depth int) []op {
		kinds := []string{"tick", "micro", "immediate", "close", "tick", "micro", "immediate", "clear"}
		if depth == 0 {
			kinds = append(kinds, "timeout", "timeout", "timeout", "timeout")
		}
		var list []op
		for range n {
			do := kinds[r.IntN(len(kinds))]
			if do != "clear" {
				list = append(list, newOp(do, depth))
			} else if ids > 0 {
				list = append(list, op{Do: do, ID: 1 + r.IntN(ids)})
			}
		}
		return list
	}
	p := program{IO: r.IntN(4) == 0, Body: ops(4+r.IntN(5), 0)}
	// Node.js ends without it when a program queues nothing for the loop.
	p.Body = append(p.Body, newOp("immediate", 3))
	for _, o := range p.Body {
		if o.Do == "timeout" {
			p.Hold = 60
		}
	}
	return p
}

// String writes a program as one line. Callbacks have the numbers 1, 2, 3 ... in
// the order in which they stand in it.
func (p program) String() string {
	var text func(ops []op) string
	text = func(ops []op) string {
		var words []string
		for _, o := range ops {
			word := o.Do
			switch {
			case o.Do == "clear":
				word = fmt.Sprint("clear", o.ID)
			case o.Do == "timeout":
				word = fmt.Sprint("timeout", int(o.Delay))
			}
			if len(o.Body) > 0 {
				word += "(" + text(o.Body) + ")"
			}
			words = append(words, word)
		}
		return strings.Join(words, " ")
	}
	if p.IO {
		return "io(" + text(p.Body) + ")"
	}
	return text(p.Body)
}

// order runs a program and returns the numbers of its callbacks.
func (p program) order(t *testing.T) (order []int) {
	synctest.Test(t, func(t *testing.T) {
		l := loop.New()
		handles := make(map[int]*loop.Handle)
		var perform func(ops []op)
		perform = func(ops []op) {
			for _, o := range ops {
				callback := func() {
					order = append(order, o.ID)
					perform(o.Body)
				}
				switch o.Do {
				case "tick":
					l.NextTick(callback)
				case "micro":
					l.QueueMicrotask(callback)
				case "immediate":
					handles[o.ID] = l.SetImmediate(callback)
				case "timeout":
					handles[o.ID] = l.SetTimeout(o.Delay*ms, callback)
				case "close":
					l.Close(l.NewHandle(), callback)
				case "clear":
					if h := handles[o.ID]; h != nil {
						l.Clear(h)
					}
				}
			}
		}
		main := func() {
			perform(p.Body)
			late(p.Hold)
		}
		if p.IO {
			l.Run(func() { l.Go(func() {}, main) })
		} else {
			l.Run(main)
		}
	})
	return order
}

// TestRandomProgramsRecorded compares with the recorded answers.
func TestRandomProgramsRecorded(t *testing.T) {
	if *update {
		t.Skip("TestRandomProgramsLive writes the answers anew")
	}
	text, err := os.ReadFile(ordersFile)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		p := randomProgram(i)
		code, want, ok := strings.Cut(line, " -> ")
		if !ok || code != p.String() {
			t.Fatalf("%s:%d: has program\n\t%s\nand not\n\t%s\nrun go test -update", ordersFile, i+1, code, p)
		}
		if got := fmt.Sprint(p.order(t)); got != want {
			t.Errorf("%s:%d: %s\n\tran %s\n\twant %s", ordersFile, i+1, p, got, want)
		}
	}
}

// TestRandomProgramsLive compares with the Node.js of this machine.
func TestRandomProgramsLive(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("node is not installed: compared with its recorded answers only")
	}
	orders, err := askNode()
	if err != nil {
		t.Fatal(err)
	}
	var record bytes.Buffer
	for i, want := range orders {
		p := randomProgram(i)
		if got := p.order(t); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("program %d: %s\n\tran %v\n\twant %v", i, p, got, want)
		}
		fmt.Fprintln(&record, p, "->", want)
	}
	if *update {
		if err := os.WriteFile(ordersFile, record.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// askNode has Node.js run the programs, once however often the test is run.
var askNode = sync.OnceValues(func() ([][]int, error) {
	list := make([]program, *programs)
	for i := range list {
		list[i] = randomProgram(i)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("encode programs: %w", err)
	}
	node := exec.Command("node", "testdata/run.cjs")
	node.Stdin = bytes.NewReader(text)
	node.Stderr = os.Stderr
	out, err := node.Output()
	if err != nil {
		return nil, fmt.Errorf("run node: %w", err)
	}
	var orders [][]int
	if err := json.Unmarshal(out, &orders); err != nil {
		return nil, fmt.Errorf("decode what node printed: %w", err)
	}
	if len(orders) != len(list) {
		return nil, fmt.Errorf("node ran %d programs of %d", len(orders), len(list))
	}
	return orders, nil
})
