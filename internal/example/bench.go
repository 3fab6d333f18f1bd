package example

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"notesite/internal/problem"
)

// BenchFile is the file in a program's folder that holds what its benchmarks
// measured, in Go's benchmark format
// (https://go.dev/design/14313-benchmark-format).
const BenchFile = "bench.txt"

// The keys of a BenchFile that say when it was made, and of which program.
const (
	BenchDate   = "date"
	BenchSource = "source"
)

// Measured is what a program's benchmarks have measured.
type Measured struct {
	Date    string // "2026-11-23"
	Machine string // "AMD EPYC, linux/amd64"
	// Stale says that the program is no longer the one that was measured.
	Stale      bool
	Benchmarks []Benchmark // in the order of the file
}

// A Benchmark is one Benchmark function.
type Benchmark struct {
	Name   string // "Requests"
	Charts []Chart
}

// A Chart compares the cases of a benchmark in one unit.
type Chart struct {
	Unit string // "bytes/connection"
	Bars []Bar
}

// A Bar is the result of one case: the median of its runs.
type Bar struct {
	Name  string // "node", or the benchmark's name where it has no cases
	Value float64
}

// Benchmark returns the benchmark of that name, ignoring case, or nil.
func (p *Program) Benchmark(name string) *Benchmark {
	if p.Measured == nil {
		return nil
	}
	for i := range p.Measured.Benchmarks {
		if strings.EqualFold(p.Measured.Benchmarks[i].Name, name) {
			return &p.Measured.Benchmarks[i]
		}
	}
	return nil
}

// readBenchmarks reads the program's BenchFile, if it has one.
func (p *Program) readBenchmarks(fsys fs.FS, folder string) {
	src, err := fs.ReadFile(fsys, path.Join(folder, BenchFile))
	if err != nil {
		return
	}
	name := path.Join(p.Dir, BenchFile)
	r := benchfmt.NewReader(bytes.NewReader(src), name)
	p.Measured = &Measured{}
	runs := map[[3]string][]float64{} // by benchmark, case and unit
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			p.addResult(rec, runs)
		case *benchfmt.SyntaxError:
			p.benchProblem(token.Position{Filename: name, Line: rec.Line, Column: 1}, rec.Msg)
		}
	}
	if err := r.Err(); err != nil {
		p.benchProblem(token.Position{Filename: name}, err.Error())
	}
	for i := range p.Measured.Benchmarks {
		b := &p.Measured.Benchmarks[i]
		for _, chart := range b.Charts {
			for k := range chart.Bars {
				bar := &chart.Bars[k]
				bar.Value = median(runs[[3]string{b.Name, bar.Name, chart.Unit}])
			}
		}
	}
}

func (p *Program) benchProblem(pos token.Position, message string) {
	p.Problems = append(p.Problems, problem.Problem{
		Pos: pos, Rule: problem.BadProgram, Severity: problem.Error, Message: message,
		Hint: "measure again: notesite bench " + p.Dir,
	})
}

// addResult adds one line of results.
func (p *Program) addResult(res *benchfmt.Result, runs map[[3]string][]float64) {
	m := p.Measured
	m.Date = res.GetConfig(BenchDate)
	m.Machine = machine(res)
	m.Stale = res.GetConfig(BenchSource) != p.Hash()
	base, parts := res.Name.Parts()
	name, variant := string(base), string(base)
	// The last part is the number of processors, "-2".
	if n := len(parts); n > 0 && parts[n-1][0] == '-' {
		parts = parts[:n-1]
	}
	if len(parts) > 0 {
		variant = strings.TrimPrefix(string(bytes.Join(parts, nil)), "/")
	}
	b := p.Benchmark(name)
	if b == nil {
		m.Benchmarks = append(m.Benchmarks, Benchmark{Name: name})
		b = &m.Benchmarks[len(m.Benchmarks)-1]
	}
	for _, v := range res.Values {
		value, unit := v.Value, v.Unit
		if v.OrigUnit != "" {
			value, unit = v.OrigValue, v.OrigUnit
		}
		i := slices.IndexFunc(b.Charts, func(c Chart) bool { return c.Unit == unit })
		if i < 0 {
			i = len(b.Charts)
			b.Charts = append(b.Charts, Chart{Unit: unit})
		}
		chart := &b.Charts[i]
		if !slices.ContainsFunc(chart.Bars, func(bar Bar) bool { return bar.Name == variant }) {
			chart.Bars = append(chart.Bars, Bar{Name: variant})
		}
		key := [3]string{name, variant, unit}
		runs[key] = append(runs[key], value)
	}
}

// machine says on what was measured: "AMD EPYC, linux/amd64, go1.26.8, Node.js v20.20.2".
func machine(res *benchfmt.Result) string {
	var parts []string
	for _, part := range []struct{ format, key string }{{"%s", "cpu"}, {"%s/", "goos"}, {"%s", "goarch"}, {"%s", "go"}, {"Node.js %s", "node"}} {
		if value := res.GetConfig(part.key); value != "" {
			parts = append(parts, fmt.Sprintf(part.format, value))
		}
	}
	return strings.ReplaceAll(strings.Join(parts, ", "), "/, ", "/")
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// Hash identifies what benchmarks measure: all the program's files but tests
// without benchmarks, and the packages of the same folder that it imports.
func (p *Program) Hash() string {
	h := sha256.New()
	seen := map[*Program]bool{}
	var add func(p *Program)
	add = func(p *Program) {
		if seen[p] {
			return
		}
		seen[p] = true
		for _, f := range p.Files {
			if f.Role != Test || bytes.Contains(f.Source, []byte("\nfunc Benchmark")) {
				fmt.Fprintf(h, "%s/%s %d\n", p.Dir, f.Name, len(f.Source))
				h.Write(f.Source)
			}
		}
		for _, used := range p.uses {
			add(used)
		}
	}
	add(p)
	return hex.EncodeToString(h.Sum(nil))[:16]
}
