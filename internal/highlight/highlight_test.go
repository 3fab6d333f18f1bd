package highlight

import (
	"go/build"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2/lexers"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// plain takes the tags off highlighted lines.
func plain(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(html.UnescapeString(tags.ReplaceAllString(line, "")) + "\n")
	}
	return b.String()
}

// checkLines fails the test unless lines are those of source, each with tags
// that nest.
func checkLines(t *testing.T, source string, lines []string) {
	t.Helper()
	want := source
	if source != "" && !strings.HasSuffix(source, "\n") {
		want += "\n"
	}
	if got := plain(lines); got != want {
		t.Errorf("%.200q comes out as %.200q", want, got)
	}
	for _, line := range lines {
		var open []string
		for _, tag := range tags.FindAllString(line, -1) {
			name := strings.Trim(strings.Fields(tag)[0], "</>")
			switch last := len(open) - 1; {
			case !strings.HasPrefix(tag, "</"):
				open = append(open, name)
			case last < 0 || open[last] != name:
				t.Errorf("tags do not nest: %s", line)
				return
			default:
				open = open[:last]
			}
		}
		if len(open) > 0 {
			t.Errorf("%v is left open: %s", open, line)
		}
	}
}

func TestLines(t *testing.T) {
	tests := []struct {
		name, lang, source string
		want               []string
	}{
		{"go", "go", "func f() string {\n\treturn \"<\" // x\n}\n", []string{
			`<span class="kd">func</span> <span class="nf">f</span>() <span class="kt">string</span> {`,
			"\t" + `<span class="k">return</span> <span class="s">&#34;&lt;&#34;</span> <span class="c1">// x</span>`,
			"}",
		}},
		{"spans_end_with_the_line", "go", "/* a\nb */\n", []string{`<span class="cm">/* a</span>`, `<span class="cm">b */</span>`}},
		{"alias", " GoLang", "if", []string{`<span class="k">if</span>`}},
		{"chroma", "Python", "def f(): pass", []string{`<span class="k">def</span> <span class="nf">f</span>(): <span class="k">pass</span>`}},
		{"unknown", "nosuch", "a < b\n\nc", []string{"a &lt; b", "", "c"}},
		{"no_language", "", "x", []string{"x"}},
		{"empty", "go", "", nil},
		{"newline", "", "\n", []string{""}},
		{"not_go_at_all", "go", "¿que?\n\x00`", []string{"¿que?", "\x00" + `<span class="s">` + "`</span>"}},
		{"no_utf8", "python", "x = '\xff'", []string{"x = &#39;\xff&#39;"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Lines(tt.lang, tt.source); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestMarks(t *testing.T) {
	mark := func(start, end int) Mark { return Mark{start, end, "<a>", "</a>"} }
	tests := []struct {
		name, source string
		marks        []Mark
		want         string
	}{
		{"whole_token", "x.F()", []Mark{mark(2, 3)}, `x.<a><span class="nf">F</span></a>()`},
		{
			"within_a_token", "// a b c",
			[]Mark{mark(3, 4), mark(5, 6)},
			`<span class="c1">// </span><a><span class="c1">a</span></a><span class="c1"> </span><a><span class="c1">b</span></a><span class="c1"> c</span>`,
		},
		{"over_tokens", "x.F()", []Mark{mark(0, 4)}, `<a>x.<span class="nf">F</span>(</a>)`},
		{
			"half_tokens", "if nil",
			[]Mark{mark(1, 5)},
			`<span class="k">i</span><a><span class="k">f</span> <span class="kc">ni</span></a><span class="kc">l</span>`,
		},
		{"next_to_each_other", "x.F", []Mark{mark(0, 2), mark(2, 3)}, `<a>x.</a><a>F</a>`},
		{"at_the_ends", "x", []Mark{mark(0, 1)}, `<a>x</a>`},
		{"overlapping", "abc", []Mark{mark(0, 2), mark(1, 3)}, `<a>ab</a>c`},
		{"outside", "abc", []Mark{mark(-1, 2), mark(2, 4), mark(7, 9)}, `abc`},
		{"empty", "abc", []Mark{mark(1, 1), mark(2, 1)}, `abc`},
		{"newline", "a\nb", []Mark{mark(0, 2), mark(2, 3)}, "a\n<a>b</a>"},
		{"line", "a\nb\n", []Mark{mark(0, 1), mark(2, 3)}, "<a>a</a>\n<a>b</a>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := Lines("go", tt.source, tt.marks...)
			checkLines(t, tt.source, lines)
			if got := strings.Join(lines, "\n"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// snippet has something of most languages in it.
const snippet = `# one
def f(x, *y): return "a\n" + 'b' // two
<a href="x">&amp; {{ y | z }}</a> <% = %>
/* three */ -- four; ; five
	if (x < 0x1F && !y) { $z[0] = 1.5e3; } else %w(a b)
@media #id .class { color: red; }

=begin
`

// Every language gives the source back, with and without a newline at its
// end, byte for byte.
func TestRoundTrip(t *testing.T) {
	for _, lexer := range lexers.GlobalLexerRegistry.Lexers {
		t.Run(lexer.Config().Name, func(t *testing.T) {
			t.Parallel()
			for _, source := range []string{snippet, strings.TrimRight(snippet, "\n"), "ü\r\n\tx", "\xff"} {
				checkLines(t, source, Lines(lexer.Config().Name, source))
			}
		})
	}
	for lang := range quick {
		for _, source := range []string{snippet, snippet[:len(snippet)-1], "\n", " ", "ü\r\n\tx", "\xff", "\x00", "/* x", "`${`${a}", "<svg><style>a{</style"} {
			checkLines(t, source, Lines(lang, source))
		}
	}
}

func TestGoRoundTrip(t *testing.T) {
	for _, pkg := range []string{"fmt", "net/http", "go/scanner", "unicode", "strconv"} {
		dir := filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(pkg))
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no Go files in %s: %v", dir, err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			checkLines(t, string(src), Lines("go", string(src)))
		}
	}
}

func FuzzLines(f *testing.F) {
	f.Add("go", "package main // x\n", 3, 9)
	f.Add("go", "/*\r\n*/ `\r\n`", 0, 2)
	f.Add("js", "let x = `${1}` / /[/]/g", 4, 5)
	f.Add("js", "`${`${{}}`}` 017 0x 1n a?.b #c \\u{61} <!-- x", 4, 5)
	f.Add("json", `{"a": [1, -2.5e3, null, "b\"", /* c */]}`, 1, 4)
	f.Add("css", `a:not(.b)::after > #c[d="e"] { color: #fff; --x: {y}; &:hover { width: calc(1px + 2%) } @media (a: b) {} }`, 0, 1)
	f.Add("css", `url("a) 'b`+"\n", 0, 1)
	f.Add("html", `<!doctype html><!-- a --><svg a=b c='d' @e><math><script type=module>let x</script><style>a{}</style>&amp;<?x?></a >`, 0, 9)
	f.Add("python", "def f():\r\n\treturn '''x", 0, 3)
	f.Add("sh", "if [ a ]; then x=$(ls); fi\ncat <<E\n$x ${y:-\"z\"}\nE\n", 3, 6)
	f.Add("php", "<?php $x = 'a' ?><p>", 0, 3)
	f.Add("markdown", "# a\n```go\nfunc\n```\n", 2, 3)
	f.Add("diff", "+a\n-b\n", 0, 1)
	f.Add("", "x", 0, 0)
	f.Fuzz(func(t *testing.T, lang, source string, start, end int) {
		checkLines(t, source, Lines(lang, source, Mark{start, end, "<a>", "</a>"}))
		for _, lang := range []string{"go", "js", "json", "css", "html"} { // without a net
			if !quick[lang](source).cover(len(source)) {
				t.Errorf("the runs of %q as %s do not cover it", source, lang)
			}
		}
	})
}
