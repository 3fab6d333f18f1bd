package highlight

import (
	"go/build"
	"os"
	"path/filepath"
	"testing"

	"github.com/alecthomas/chroma/v2/lexers"
)

// BenchmarkLines measures whole calls of Lines in the languages that have a
// lexer here, and chroma's lexers beside them.
func BenchmarkLines(b *testing.B) {
	server := filepath.Join(build.Default.GOROOT, "src", "net", "http", "server.go")
	tests := []struct{ lang, file string }{
		{"go", server},
		{"javascript", "../../theme/js/mermaid.js"},
		{"json", "../note/testdata/oracle/query_using_properties.json"},
		{"css", "../../theme/css/60-code.css"},
		{"html", "../../theme/parts.html"},
		{"sh", "../../.ci/run"},
	}
	for _, tt := range tests {
		src, err := os.ReadFile(tt.file)
		if err != nil {
			b.Fatal(err)
		}
		source := string(src)
		b.Run(tt.lang, func(b *testing.B) {
			b.SetBytes(int64(len(source)))
			b.ReportAllocs()
			for b.Loop() {
				Lines(tt.lang, source)
			}
		})
		b.Run(tt.lang+"/chroma", func(b *testing.B) {
			lexer := lexers.Get(tt.lang)
			b.SetBytes(int64(len(source)))
			for b.Loop() {
				writeLines(source, chromaRuns(lexer, source), nil)
			}
		})
	}
	b.Run("remembered", func(b *testing.B) {
		source := "def f(x):\n    return [x, 1] # twice\n"
		for b.Loop() {
			Lines("python", source)
		}
	})
}
