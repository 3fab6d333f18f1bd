package mermaid

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"html"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var page = flag.String("page", "", "write all diagrams, as a page shows them, into this `file`")

// diagrams returns the files in testdata by name.
func diagrams(t testing.TB) map[string]string {
	files, err := filepath.Glob("testdata/*.mmd")
	if err != nil || len(files) == 0 {
		t.Fatal("no diagrams", err)
	}
	all := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".mmd")] = string(text)
	}
	return all
}

// links knows the note Process.
func links(text string) (href, title string, ok bool) {
	if text != "Process" {
		return "", "no note " + text, false
	}
	return "process.html#a&b", "Process", true
}

// shared spares tests from drawing again, and has time for the race detector.
var shared = patient()

func patient() *Renderer {
	r := New()
	r.limit = 10 * maxTime
	return r
}

// TestSVG draws testdata: the first line of a diagram lists texts that its
// drawing must have.
func TestSVG(t *testing.T) {
	r := shared
	var all strings.Builder
	for name, source := range diagrams(t) {
		t.Run(name, func(t *testing.T) {
			svg, err := r.SVG(source, Place{ID: name, Link: links})
			if err != nil {
				t.Fatal(err)
			}
			if err := check(svg); err != nil {
				t.Errorf("%v\n%s", err, svg)
			}
			first, _, _ := strings.Cut(source, "\n")
			list, ok := strings.CutPrefix(first, "%% text: ")
			if !ok {
				t.Fatal("no list of texts")
			}
			words := texts(svg)
			for want := range strings.SplitSeq(list, " | ") {
				if !strings.Contains(words, want) {
					t.Errorf("no text %q in %s", want, words)
				}
			}
			fmt.Fprintf(&all, "<h2>%s</h2>\n<div class=\"mermaid-frame\">%s</div>\n", name, svg)
		})
	}
	if *page != "" {
		if err := os.WriteFile(*page, []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// texts returns the text of a drawing, an element a line.
func texts(svg string) string {
	svg = regexp.MustCompile(`<tspan x|</text>|</title>`).ReplaceAllString(svg, "\n$0")
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(svg, ""))
}

var (
	labelled = set("aria-label class href id role viewBox xmlns")
	idRE     = regexp.MustCompile(` id="([^"]*)"`)
	urlRE    = regexp.MustCompile(`url\(#([^)]*)\)`)
)

// check reports what a page may not hold.
func check(svg string) error {
	if !strings.HasPrefix(svg, "<svg ") {
		return errors.New("no svg element")
	}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if name := e.Name.Local; !elements[name] && name != "a" && name != "desc" {
			return fmt.Errorf("element %q", name)
		}
		for _, a := range e.Attr {
			key := a.Name.Local
			_, ok := attributes[key]
			paint := key == "fill" || key == "stroke" || strings.HasPrefix(key, "marker-")
			if !ok && !labelled[key] && !paint || strings.Contains(a.Value, "var(") || strings.Contains(a.Value, "NaN") {
				return fmt.Errorf("attribute %s=%q", key, a.Value)
			}
			if key == "href" && !strings.HasPrefix(a.Value, "http") && !strings.HasPrefix(a.Value, "process.html") {
				return fmt.Errorf("link to %q", a.Value)
			}
		}
	}
	ids := map[string]bool{}
	for _, m := range idRE.FindAllStringSubmatch(svg, -1) {
		if ids[m[1]] {
			return fmt.Errorf("id %q twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range urlRE.FindAllStringSubmatch(svg, -1) {
		if !ids[m[1]] {
			return fmt.Errorf("no id %q", m[1])
		}
	}
	return nil
}

func TestParallel(t *testing.T) {
	r := patient()
	var wg sync.WaitGroup
	all := diagrams(t)
	for range 4 {
		wg.Go(func() {
			for _, name := range []string{"er", "chart", "sequence", "flow-links"} {
				source := all[name]
				got, gotErr := r.SVG(source, Place{})
				exp, expErr := shared.SVG(source, Place{})
				if got != exp || gotErr != nil || expErr != nil {
					t.Errorf("%q: %s, %v; want %s, %v", source, got, gotErr, exp, expErr)
				}
			}
		})
	}
	wg.Wait()
}

// TestErrors: what is wrong is one line that says where.
func TestErrors(t *testing.T) {
	r := shared
	for source, want := range map[string]string{
		"":                                      "empty diagram",
		"%% nothing\n\n":                        "empty diagram",
		"flowchat TD\nA --> B":                  "line 1: unknown kind of diagram \"flowchat\"",
		"```":                                   "line 1: unknown kind",
		"graph XY\nA":                           "line 1: a flow chart begins with",
		"graph TD":                              "line 1: empty flow chart",
		"graph TD\nA -> B":                      "line 2: an arrow is --> and not ->",
		"graph TD\nA --> ":                      "line 2: a node is missing",
		"graph TD\nA -- text B":                 "line 2: an arrow is not closed",
		"graph TD\nA[text":                      "line 2: the bracket of node \"A\" is not closed",
		"graph TD\nend":                         "line 2: end without subgraph",
		"graph TD\nsubgraph a\nb":               "line 1: 1 subgraphs without end",
		"stateDiagram-v2\nstate A {\n}\n}":      "line 4: } without {",
		"stateDiagram-v2\nstate A {":            "line 1: 1 states without }",
		"classDiagram\nclass A {\n":             "line 1: a { without }",
		"classDiagram\n}":                       "line 2: } without {",
		"erDiagram\nA {":                        "line 1: a { without }",
		"erDiagram":                             "line 1: empty entity",
		"xychart-beta\nbar [1, x]":              "line 2: \"x\" is not a number",
		"xychart-beta\nbar [NaN]":               "line 2: \"NaN\" is not a number",
		"xychart-beta\ny-axis 5 --> 5\nbar [1]": "line 2: an axis from 5 to 5",
		"xychart-beta\nx-axis [a]":              "line 1: a chart without bar or line",
		"sequenceDiagram\nloop x":               "line 1: loop without end",
		"sequenceDiagram\nend":                  "line 2: end without a block",
		"sequenceDiagram\nopt x\nelse y\nend":   "line 3: else outside of alt",
		"sequenceDiagram":                       "line 1: empty sequence diagram",
		"---\ntitle: x\n---\n%% y\ngraph QQ":    "line 5: a flow chart begins",
	} {
		_, err := r.SVG(source, Place{})
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") || errors.Is(err, ErrKind) {
			t.Errorf("%q: error %v, want %s", source, err, want)
		}
	}
}

// TestKinds: what is not drawn here is left to the browser, and not drawn
// wrongly.
func TestKinds(t *testing.T) {
	r := shared
	for _, source := range []string{
		"pie\n\"a\": 1", "gantt\ntitle x", "mindmap\n  root", "gitGraph\ncommit", "journey\ntitle x", "timeline\n2002 : x",
		"quadrantChart", "sankey-beta\na,b,1", "%%{init: {}}%%\nblock-beta\na", "C4Context", "requirementDiagram",
		"graph TD\nA --x B", "graph TD\nA o--o B", "graph TD\nA@{ shape: docs }", "graph TD\nA e1@--> B", "graph TD\nA(-x-)",
		"stateDiagram-v2\nstate x <<choice>>", "stateDiagram-v2\nnote right of A : x", "stateDiagram-v2\nstate A {\nB\n--\nC\n}",
		"classDiagram\nA <--> B", "classDiagram\nnote \"x\"", "classDiagram\nnamespace N {\nclass A\n}", "classDiagram\nA ()-- B",
		"erDiagram\nA one to many B : x", "sequenceDiagram\nbox x\nend", "sequenceDiagram\ncreate participant A",
		"xychart-beta\nbar \"named\" [1]",
	} {
		if _, err := r.SVG(source, Place{}); !errors.Is(err, ErrKind) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v", source, err)
		}
	}
	for source, want := range map[string]string{"": "", "pie title x": "pie", "---\na: b\n---\nflowchart-elk TD": "flowchart-elk", "graph LR;": "graph"} {
		if got := Kind(source); got != want {
			t.Errorf("%q is of kind %q, not %q", source, got, want)
		}
	}
}

// TestLinks: nodes that are links, by rule 193 and by click.
func TestLinks(t *testing.T) {
	r := shared
	source := diagrams(t)["flow-links"]
	svg, err := r.SVG(source, Place{Link: links})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<a class="internal mermaid-link" href="process.html#a&amp;b"><title>Process</title><g`,
		`<g class="mermaid-broken"><title>no note Event loop</title><g`,
		`<a class="external mermaid-link" href="https://example.org/a?b=1&amp;c=2"><title>Go there</title><g`,
		`role="group"`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
	svg, err = r.SVG(source, Place{})
	if err != nil || strings.Contains(svg, "internal") || strings.Contains(svg, "evil") {
		t.Errorf("without Link: %s, %v", svg, err)
	}
	for _, url := range []string{"javascript:alert(1)", "//example.org", "data:text/html,x", "JAVASCRIPT:x", "note.md", "https:x"} {
		svg, err := r.SVG("graph TD\nA\nclick A \""+url+"\"", Place{})
		if err != nil || strings.Contains(svg, "<a") {
			t.Errorf("%s: %s, %v", url, svg, err)
		}
	}
	for _, source := range []string{
		"stateDiagram-v2\nA --> Process\nclass Process internal-link", "stateDiagram-v2\nA --> Process:::internal-link",
		"classDiagram\nA --> Process\ncssClass \"Process\" internal-link", "classDiagram\nclass x:::internal-link\nclass x[\"Process\"]",
		"erDiagram\nA ||--|| Process : x\nclass Process internal-link", "graph TD\nx:::internal-link\nx[\"<b>Process</b>\"]",
	} {
		if svg, err := r.SVG(source, Place{Link: links}); err != nil || strings.Count(svg, `<a class="internal`) != 1 {
			t.Errorf("%q: %s, %v", source, svg, err)
		}
	}
}

// TestIDs: two drawings of one page share no identifiers.
func TestIDs(t *testing.T) {
	r := shared
	seen := map[string]string{}
	for _, source := range []string{"graph TD\nA --> B", "graph TD\nA --> C", "classDiagram\nA --> B"} {
		for _, id := range []string{"1", "2", `"><x`} {
			svg, err := r.SVG(source, Place{ID: id})
			if err != nil {
				t.Fatal(err)
			}
			if err := check(svg); err != nil {
				t.Error(err)
			}
			for _, m := range idRE.FindAllStringSubmatch(svg, -1) {
				if before, twice := seen[m[1]]; twice {
					t.Errorf("id %s in %q and %q", m[1], before, source)
				}
				seen[m[1]] = source
			}
		}
	}
}

// TestAccessible: a drawing says what it is.
func TestAccessible(t *testing.T) {
	r := shared
	for source, want := range map[string]string{
		"graph TD\nA": `role="img" aria-label="Flow chart"`,
		"graph TD\naccTitle: The \"way\"\naccDescr: From A\nA": `aria-label="The &#34;way&#34;" `,
		"graph TD\naccTitle: x\naccDescr {\nFrom A\nto B}\nA":  `<desc>From A to B</desc>`,
		"---\ntitle: Ways\n---\nsequenceDiagram\nA->>B: x":     `aria-label="Ways"`,
		"sequenceDiagram\ntitle: Ways\nA->>B: x":               `>Ways</text>`,
	} {
		if svg, err := r.SVG(source, Place{}); err != nil || !strings.Contains(svg, want) {
			t.Errorf("%q: no %s in %s, %v", source, want, svg, err)
		}
	}
}

const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>" onload="alert(1)'"` + "`]]>&lt;\x00\u202e\ufffe{{"

// hostile are sources that must not get through, or do no harm.
func hostile() map[string]string {
	return map[string]string{
		"length":    "graph TD\n" + strings.Repeat("A --> B\n", maxSource/8+1),
		"label":     "graph TD\nA[\"" + strings.ReplaceAll(evil, `"`, "'") + "\"] -->|" + strings.ReplaceAll(evil, `"`, "") + "| B",
		"style":     "graph TD\nA\nstyle A fill:url(https://x),stroke:red;x:y,color:expression(1)\nstyle A fill:#fff\" onload=\"x",
		"class":     "classDiagram\nclass A[\"" + strings.ReplaceAll(evil, `"`, "") + "\"]\nA : " + evil + "\nA --> B : " + evil,
		"state":     "stateDiagram-v2\nA : " + evil + "\nA --> B : " + evil,
		"er":        "erDiagram\nA {\n<script> </script> \"" + strings.ReplaceAll(evil, `"`, "") + "\"\n}\nA ||--|| B : " + evil,
		"chart":     "xychart-beta\ntitle " + evil + "\nx-axis [" + evil + "]\nbar [1]",
		"sequence":  "sequenceDiagram\nparticipant A as " + evil + "\nA->>A: " + evil + "\nNote over A: " + evil + "\nloop " + evil + "\nend",
		"title":     "---\ntitle: " + evil + "\n---\ngraph TD\naccTitle: " + evil + "\naccDescr: " + evil + "\nA",
		"product":   "graph TD\n" + strings.Repeat("A & ", 3000) + "A --> " + strings.Repeat("B & ", 3000) + "B",
		"nodes":     "graph TD\n" + names(2000, "n%d\n"),
		"groups":    "graph TD\n" + strings.Repeat("subgraph\n", 1000) + "A\n" + strings.Repeat("end\n", 1000),
		"nested":    "graph TD\n" + names(100, "subgraph g%d\n") + "A\n" + strings.Repeat("end\n", 100),
		"self":      "graph TD\nsubgraph A\nA --> A\nA --> B\nend",
		"mutual":    "graph TD\nsubgraph A\nB\nend\nsubgraph B\nA\nend\nA --> B",
		"states":    "stateDiagram-v2\n" + names(100, "state s%d {\n") + strings.Repeat("}\n", 100),
		"brackets":  "graph TD\nA" + strings.Repeat("(", 20_000),
		"dashes":    "graph TD\nA " + strings.Repeat("-", 20_000),
		"dashes2":   "sequenceDiagram\nA" + strings.Repeat("-", 20_000) + "B",
		"wide":      "graph TD\nA[" + strings.Repeat("x", 20_000) + "]",
		"stars":     "graph TD\nA[\"`" + strings.Repeat("**", 10_000) + "`\"]",
		"tags":      "graph TD\nA[" + strings.Repeat("<b>", 6_000) + "]",
		"messages":  "sequenceDiagram\n" + strings.Repeat("A->>B: x\n", 2_000),
		"blocks":    "sequenceDiagram\n" + strings.Repeat("loop\n", 300) + strings.Repeat("end\n", 300),
		"people":    "sequenceDiagram\n" + names(2000, "actor a%d\n"),
		"members":   "classDiagram\n" + strings.Repeat("A : +x\n", 3_000),
		"range":     "xychart-beta\ny-axis -1e15 --> 1e15\nbar [1e-300, 1e15]",
		"prototype": "graph TD\n__proto__ --> constructor\nconstructor --> toString\nsubgraph hasOwnProperty\nvalueOf\nend",
		"dense":     "graph TD\n" + strings.Repeat("a & b & c & d & e --> f & g & h & i & j\n", 8),
	}
}

func names(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestHostile(t *testing.T) {
	r := New()
	r.limit = time.Second
	for name, source := range hostile() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			svg, err := r.SVG(source, Place{})
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("takes %v", took)
			}
			t.Log(time.Since(start).Round(time.Millisecond), len(svg), err)
			if err != nil {
				if msg := err.Error(); strings.Contains(msg, "\n") || len(msg) > 5*maxMessage {
					t.Errorf("error is not a short line: %v", err)
				}
			} else if err := check(svg); err != nil {
				t.Errorf("%v\n%s", err, svg)
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	r := New()
	r.limit = time.Millisecond
	source := "graph TD\n" + names(100, "n%[1]d --> n%[1]dx\n")
	if _, err := r.SVG(source, Place{}); !errors.Is(err, errTimeout) {
		t.Errorf("error %v, want %v", err, errTimeout)
	}
	if len(r.idle) != 0 {
		t.Error("an interrupted engine is used again")
	}
	r.limit = maxTime
	if _, err := r.SVG("graph TD\nA", Place{}); err != nil {
		t.Errorf("after a timeout: %v", err)
	}
}

// TestLabels: what stands in a label is read as Mermaid reads it.
func TestLabels(t *testing.T) {
	for text, want := range map[string]string{
		`"a (b)"`: "a (b)", `a<br/>b`: "a b", `<b>a</b> <span class="x">b</span>`: "a b", "\"`**a** _b_`\"": "a b", `#9829; #lt;`: "♥ <",
		`fa:fa-car Car`: "Car", `List<int>`: "List<int>", `a\nb`: "a b", `&amp;`: "&", ``: "",
	} {
		l := newLabel(text)
		if l.plain != want {
			t.Errorf("%s: %q, want %q", text, l.plain, want)
		}
		if l.text == "" || strings.ContainsAny(strings.NewReplacer("<br>", "", "<b>", "", "</b>", "", "<i>", "", "</i>", "").Replace(l.text), special) {
			t.Errorf("%s: %q has special characters", text, l.text)
		}
	}
}

// TestClasses: the style sheet has a rule for each class that is written.
func TestClasses(t *testing.T) {
	css, err := os.ReadFile("../../theme/css/figures/mermaid.css")
	if err != nil {
		t.Fatal(err)
	}
	has := set(strings.Join(regexp.MustCompile(`mermaid-[a-z0-9-]+`).FindAllString(string(css), -1), " "))
	for name, source := range diagrams(t) {
		svg, err := shared.SVG(source, Place{Link: links})
		if err != nil {
			t.Error(name, err)
		}
		for _, m := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(svg, -1) {
			for class := range strings.FieldsSeq(m[1]) {
				if strings.HasPrefix(class, "mermaid-") && !has[class] && kindOf(class) == nil {
					t.Errorf("%s: class %s has no rule", name, class)
				}
			}
		}
	}
}

// kindOf returns the kind that a drawing's class names, for a user's theme.
func kindOf(class string) *kind {
	for _, k := range kinds {
		if "mermaid-"+k.class == class {
			return k
		}
	}
	return nil
}

func TestClean(t *testing.T) {
	src := &source{kind: flowKind}
	for _, markup := range []string{
		"", "x", "<svg>", "<svg></svg>", `<svg width="100" height="x"></svg>`, `<svg width="100" height="100"><g></svg>`,
		`<svg width="100" height="100"><script/></svg>`, `<svg width="100" height="100"><foreignObject/></svg>`,
		`<svg width="100" height="100"><a href="x"/></svg>`, `<svg width="100" height="100"><!-- --></svg>`,
		`<svg width="100" height="100"><rect x="url(x)"/></svg>`, `<svg width="100" height="100"><rect x="NaN"/></svg>`,
		`<svg width="100" height="100"></svg><svg width="100" height="100"></svg>`, `<svg width="100" height="100">&x;</svg>`,
		`<svg width="1e9" height="100"></svg>`, `<g><svg width="100" height="100"></svg></g>`, `<?x y?><svg width="100" height="100"/>`,
	} {
		p := newPlan()
		p.markup = markup
		if pic, err := clean(src, p); err == nil {
			t.Errorf("%s: no error, %s", markup, pic.at(Place{}))
		}
	}
	p := newPlan()
	p.markup = `<svg width="100" height="100" onload="x"><style>x</style><rect onclick="x" style="fill:url(x)" x="1.23456" fill="url(x)" stroke="var(--_line)" href="x"/></svg>`
	pic, err := clean(src, p)
	if err != nil || !strings.HasSuffix(pic.at(Place{}), `height="46"><rect x="1.23" class="mermaid-stroke-line"></rect></svg>`) {
		t.Errorf("%s, %v", pic.at(Place{}), err)
	}
}

func FuzzSVG(f *testing.F) {
	for _, source := range diagrams(f) {
		f.Add(source)
	}
	for _, source := range hostile() {
		if len(source) < 500 {
			f.Add(source)
		}
	}
	r := New()
	r.limit = time.Second
	f.Fuzz(func(t *testing.T, source string) {
		svg, err := r.SVG(source, Place{ID: source, Link: func(text string) (string, string, bool) { return "process.html", text, true }})
		if err != nil {
			if msg := err.Error(); msg == "" || strings.Contains(msg, "\n") {
				t.Errorf("error %q is not a line", msg)
			}
			if strings.HasPrefix(err.Error(), "element") || strings.HasPrefix(err.Error(), "attribute") || errors.Is(err, errDrawing) {
				t.Errorf("%q: %v", source, err)
			}
			return
		}
		if err := check(svg); err != nil {
			t.Errorf("%q: %v\n%s", source, err, svg)
		}
	})
}

// FuzzRead does without the engine, and so gets further.
func FuzzRead(f *testing.F) {
	for _, source := range diagrams(f) {
		f.Add(source)
	}
	for _, source := range hostile() {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		src, err := parse(source)
		var p *plan
		if err == nil {
			p, err = src.kind.read(src)
		}
		if err != nil {
			if msg := err.Error(); msg == "" || strings.Contains(msg, "\n") {
				t.Errorf("error %q is not a line", msg)
			}
			return
		}
		if p.markup == "" {
			if strings.ContainsFunc(p.text(), func(c rune) bool { return c != '\n' && printable(c) < 0 && (c < hidden || c >= hidden+128) }) {
				t.Errorf("%q becomes %q", source, p.text())
			}
			return
		}
		pic, err := clean(src, p)
		if err != nil {
			t.Fatalf("%q: %v\n%s", source, err, p.markup)
		}
		if err := check(pic.at(Place{})); err != nil {
			t.Errorf("%q: %v", source, err)
		}
	})
}

func BenchmarkSVG(b *testing.B) {
	const small = "flowchart TD\nA[a] -->|x| B{b}\nB --> C\nC --> D\nD --> A"
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			if _, err := New().SVG(small, Place{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	all := diagrams(b)
	all["small"] = small
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.Run(name, func(b *testing.B) {
			r, size := New(), 0
			for b.Loop() {
				r.cache = newCache()
				out, err := r.SVG(all[name], Place{})
				if err != nil {
					b.Fatal(err)
				}
				size = len(out)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
	b.Run("cached", func(b *testing.B) {
		r := New()
		for b.Loop() {
			if _, err := r.SVG(small, Place{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
