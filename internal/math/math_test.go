package math

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var update = flag.Bool("update", false, "rewrite testdata/formulas.golden")

// formulas are converted, inline and on lines of their own, into
// testdata/formulas.golden.
var formulas = []string{
	``,
	`% nothing but a comment`,
	`x`,
	`a^2 + b^2 = c^2`,
	`\frac{1}{2} + \dfrac{a}{b}`,
	`\sum_{i=1}^{n} i = \frac{n(n+1)}{2}`,
	`\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}`,
	`\sqrt[3]{x} \cdot \binom{n}{k}`,
	`\begin{pmatrix} a & b \\ c & d \end{pmatrix}`,
	`\begin{aligned} a &= b \\ c &= d + e \end{aligned}`,
	`f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}`,
	`\begin{array}{|c:c||l|} \hline a & b & c \\ \hdashline d & e & f \\ \hline\hline \end{array}`,
	`\begin{smallmatrix} a & b \\ c & d \end{smallmatrix}`,
	`\begin{align} a &= b \label{q} \\ c &= d \tag{2} \end{align}`,
	`\hat{x} \vec{v} \bar{y} \widehat{abc} \dot{z}`,
	`\alpha \beta \Gamma \varepsilon \Omega`,
	`\mathcal{O}(n \log n) \in \mathbb{R} \setminus \mathbf{Q}`,
	`\color{red} x + \textcolor{#0b6e7f}{y} + \colorbox{yellow}{z} + \fcolorbox{red}{blue}{w}`,
	`a\!b \hspace{-1cm} c \kern-3pt d`,
	`\boxed{x} \cancel{y} \cancelto{0}{z} \overline{w}`,
	`\mathllap{x} \mathclap{y} \raisebox{1em}{z} \pmb{w} \reflectbox{R}`,
	`\text{a <script>alert("x")</script> \& 'b' </annotation></math>}`,
	`\lim_{x \to 0} \xrightarrow[a]{b} \underbrace{x}_{y}`,
	`\forall x \exists y \colon x \le y \implies x' \neq y`,
	`\newcommand{\half}[1]{\frac{#1}{2}} \half{x}`,
	`日本 + \text{naïve}`,

	`\frac{1`,
	`\frac{1}{2}}`,
	`\nope{x}`,
	`\begin{cases} a`,
	`\href{javascript:alert(1)}{x}`,
	`\style{color:red}{x}`,
	`\includegraphics{a.png}`,
	`\ref{q}`,
	`x \eqref{q}`,
	`\def\a{\a\a}\a`,
	`\half{x}`,
	"a\x00b",
}

func TestHTML(t *testing.T) {
	r := New()
	var b strings.Builder
	for _, tex := range formulas {
		for _, display := range []bool{false, true} {
			out, err := r.HTML(tex, display)
			if err != nil {
				out = "error: " + err.Error()
			} else if err := check(out); err != nil {
				t.Errorf("%q: %v\n%s", tex, err, out)
			}
			fmt.Fprintf(&b, "-- %q %t --\n%s\n", tex, display, out)
		}
	}
	file := filepath.Join("testdata", "formulas.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("output differs (-want +got), -update rewrites it:\n%s", diff)
	}
}

// check reports what a page may not hold.
func check(out string) error {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(out), body)
	if err != nil {
		return err
	}
	if len(nodes) != 1 || nodes[0].Data != "math" || nodes[0].Type != html.ElementNode {
		return fmt.Errorf("%d nodes instead of one math element", len(nodes))
	}
	for n := range nodes[0].Descendants() {
		if n.Type == html.TextNode {
			continue
		}
		if n.Type != html.ElementNode || n.Namespace != "math" || !elements[n.Data] {
			return fmt.Errorf("node %q of namespace %q", n.Data, n.Namespace)
		}
		for _, a := range n.Attr {
			if !attributes[a.Key] || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				return fmt.Errorf("attribute %s=%q", a.Key, a.Val)
			}
		}
	}
	return nil
}

func TestParallel(t *testing.T) {
	r, want := New(), New()
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range formulas {
				tex := formulas[(i*7+worker)%len(formulas)]
				got, gotErr := r.HTML(tex, true)
				exp, expErr := want.HTML(tex, true)
				if got != exp || fmt.Sprint(gotErr) != fmt.Sprint(expErr) {
					t.Errorf("%q: %s, %v; want %s, %v", tex, got, gotErr, exp, expErr)
				}
			}
		})
	}
	wg.Wait()
}

// TestBounds gives what is too long, too deep, too large and too slow.
func TestBounds(t *testing.T) {
	tests := map[string]string{
		"length":  strings.Repeat("x", maxTeX+1),
		"groups":  strings.Repeat("{", 9_000) + strings.Repeat("}", 9_000),
		"roots":   strings.Repeat(`\sqrt{`, 2_800) + strings.Repeat("}", 2_800),
		"powers":  strings.Repeat(`x^{`, 4_900) + strings.Repeat("}", 4_900),
		"left":    strings.Repeat(`\left(`, 1_500) + strings.Repeat(`\right)`, 1_500),
		"macro":   `\def\a{\a\a}\a`,
		"laughs":  `\def\a{xxxxxxxxxx}\def\b{\a\a\a\a\a\a\a\a\a\a}\def\c{\b\b\b\b\b\b\b\b\b\b}\def\d{\c\c\c\c\c\c\c\c\c\c}\d\d`,
		"size":    `\def\a{` + strings.Repeat("x", 15_000) + `}` + strings.Repeat(`\a`, 900),
		"unknown": `\ce{H2O` + strings.Repeat("x", 10_000) + `}`,
	}
	for name, tex := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			out, err := New().HTML(tex, true)
			if err == nil {
				t.Errorf("no error, %d bytes", len(out))
			} else if strings.Contains(err.Error(), "\n") || len(err.Error()) > 4*maxMessage {
				t.Errorf("error is not a short line: %v", err)
			}
			t.Log(time.Since(start).Round(time.Millisecond), err)
		})
	}
}

func TestTimeout(t *testing.T) {
	r := New()
	r.limit = time.Millisecond
	tex := strings.Repeat(`\frac{a}{b}+`, 1_000)
	if _, err := r.HTML(tex, true); !errors.Is(err, errTimeout) {
		t.Errorf("error %v, want %v", err, errTimeout)
	}
	if len(r.idle) != 0 {
		t.Error("an interrupted engine is used again")
	}
	r.limit = maxTime
	if _, err := r.HTML("x", true); err != nil {
		t.Errorf("after a timeout: %v", err)
	}
}

// TestMacros: what a formula defines, no other formula knows.
func TestMacros(t *testing.T) {
	r := New()
	for _, def := range []string{
		`\gdef\mine{x}\mine`, `\newcommand{\mine}{x}\mine`, `\global\def\mine{x}`, `\gdef\alpha{x}`,
		`\definecolor{mine}{rgb}{1,0,0}x`,
	} {
		if _, err := r.HTML(def, false); err != nil {
			t.Errorf("%s: %v", def, err)
		}
	}
	if _, err := r.HTML(`\mine`, false); err == nil {
		t.Error("a macro outlives its formula")
	}
	if out, _ := r.HTML(`\alpha`, false); !strings.Contains(out, "α") {
		t.Errorf(`\alpha has become %s`, out)
	}
}

// TestClasses: the style sheet has a rule for each class of ours.
func TestClasses(t *testing.T) {
	css, err := os.ReadFile("../../theme/css/figures/math.css")
	if err != nil {
		t.Fatal(err)
	}
	has := set(strings.Join(regexp.MustCompile(`math-[a-z0-9-]+`).FindAllString(string(css), -1), " "))
	classes := []string{"math-no-left", "math-no-right", "math-gap", "math-box"}
	for _, class := range styles {
		classes = append(classes, class)
	}
	for _, b := range backs {
		classes = append(classes, b.class)
	}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		for _, kind := range []string{"solid", "dashed", "double"} {
			classes = append(classes, classOf("border-"+side, ".1em "+kind))
		}
	}
	for _, class := range classes {
		if strings.HasPrefix(class, "math-") && !has[class] {
			t.Errorf("class %s has no rule", class)
		}
	}
}

func TestClean(t *testing.T) {
	for _, markup := range []string{
		"", "x", "<math>", "<math></math>x", "<math></math><math></math>", "<math><mi></math>", "</math>",
		"<mi>x</mi>", `<math><script>x</script></math>`, `<math><img></math>`, `<math><!-- --></math>`, `<math/>`,
	} {
		if out, err := clean(markup); err == nil {
			t.Errorf("%s: no error, %s", markup, out)
		}
	}
	got, err := clean(`<math onclick="x" id="a" style="color:expression(1);background:url(x)"><mi mathcolor="x;y" href="x">a</mi></math>`)
	if want := "<math><mi>a</mi></math>"; got != want || err != nil {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

func FuzzHTML(f *testing.F) {
	for _, tex := range formulas {
		f.Add(tex, true)
		f.Add(tex, false)
	}
	r := New()
	f.Fuzz(func(t *testing.T, tex string, display bool) {
		out, err := r.HTML(tex, display)
		if err != nil {
			if msg := err.Error(); msg == "" || strings.Contains(msg, "\n") {
				t.Errorf("error %q is not a line", msg)
			}
			return
		}
		if err := check(out); err != nil {
			t.Errorf("%q: %v\n%s", tex, err, out)
		}
	})
}

func BenchmarkHTML(b *testing.B) {
	const tex = `\sum_{i=1}^{n} i = \frac{n(n+1)}{2}`
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			if _, err := New().HTML(tex, true); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("formula", func(b *testing.B) {
		r, size := New(), 0
		for b.Loop() {
			r.cache = newCache()
			out, err := r.HTML(tex, true)
			if err != nil {
				b.Fatal(err)
			}
			size = len(out)
		}
		b.ReportMetric(float64(size), "bytes")
	})
	b.Run("cached", func(b *testing.B) {
		r := New()
		for b.Loop() {
			if _, err := r.HTML(tex, true); err != nil {
				b.Fatal(err)
			}
		}
	})
}
