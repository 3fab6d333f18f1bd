package render

import (
	"fmt"
	"path"
	"strings"

	"notesite/internal/example"
	"notesite/internal/site"
)

// ModuleDir is the folder of the modules that pages run.
const ModuleDir = "assets/modules/"

// hashShown is how much of a module's hash is shown, and is part of its name.
const hashShown = 12

// ModuleURL returns the address of the module of a program that pages can run.
// It says what the module holds, so that a browser can keep it.
func ModuleURL(p *example.Program) string {
	return ModuleDir + site.Address(path.Base(p.Dir)) + "-" + p.Trial.Hash[:hashShown] + ".js"
}

// A runView is what a page needs to run a program, by js/run.js.
type runView struct {
	Module string // href of the module
	Hash   string // of the module, by which it is known
	Proof  string // what the module is: "WebAssembly: 3.8 MB, go1.26.8, SHA-256 1f0c…, seed 1"
	Seed   uint32 // what random numbers begin with
	Forks  bool   // it starts processes, which not every browser lets it
	Inputs example.Inputs
}

// run returns what the page at from needs to run a program, or nil and why it
// cannot be run in a page, or not yet. Both are empty where it was not tried.
func (r *Renderer) run(p *example.Program, from string) (v *runView, why string) {
	t := p.Trial
	switch {
	case t == nil:
		return nil, ""
	case t.Result == example.Pending:
		return nil, r.words.Say("runsSoon")
	case t.Result != example.Runs:
		return nil, r.words.Say("noRun", "why", r.words.Say("noRun."+string(t.Result), "detail", t.Detail))
	}
	return &runView{
		Module: href(from, ModuleURL(p), ""), Hash: t.Hash, Seed: t.Seed, Forks: t.Forks, Inputs: p.Inputs(),
		Proof: r.words.Say("module", "size", r.megabytes(t.Size), "go", t.Go, "hash", t.Hash[:hashShown], "seed", t.Seed),
	}, ""
}

// wantsProgram takes down what a program on the page needs.
func (p *hostPage) wantsProgram(v listingView) {
	p.wants(showPrograms)
	if v.Run != nil {
		p.wants(runPrograms)
	}
}

// megabytes writes a size.
func (r *Renderer) megabytes(size int) string {
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(size)/1e6), ".", r.words.Decimal, 1)
}
