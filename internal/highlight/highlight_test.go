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
		{"unknown", "nosuch", "a < b\n\nc", []string{"a &lt; b", "", "c"}},
		{"no_language", "", "x", []string{"x"}},
		{"empty", "go", "", nil},
		{"not_go_at_all", "go", "¿que?\n\x00`", []string{"¿que?", "\x00`"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Lines(tt.lang, tt.source)
			if tt.name == "not_go_at_all" {
				if plain(got) != tt.source+"\n" {
					t.Errorf("%q", got)
				}
				return
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// With the tags taken off, highlighted Go is the source, byte for byte.
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
			if plain(Lines("go", string(src))) != string(src) {
				t.Errorf("%s comes out changed", file)
			}
		}
	}
}

func FuzzLines(f *testing.F) {
	f.Add("go", "package main // x\n")
	f.Add("go", "/*\r\n*/ `\r\n`")
	f.Add("js", "let x = `${1}`")
	f.Fuzz(func(t *testing.T, lang, source string) {
		got := plain(Lines(lang, source))
		if strings.TrimSuffix(got, "\n") != strings.TrimSuffix(source, "\n") && (lang == "go" || lang == "") {
			t.Errorf("%q comes out as %q", source, got)
		}
	})
}

func BenchmarkGo(b *testing.B) {
	src, err := os.ReadFile(filepath.Join(build.Default.GOROOT, "src", "net", "http", "server.go"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		lines(goTokens(string(src)))
	}
}
