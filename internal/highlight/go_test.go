package highlight

import (
	"go/build"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// goFiles are files of the standard library with something of everything:
// generics, build tags, directives, numbers of every kind, templates in raw
// strings, runes, methods and fields with predeclared names.
var goFiles = []string{
	"builtin/builtin.go", "cmp/cmp.go", "encoding/json/decode_test.go", "fmt/print.go",
	"go/constant/value_test.go", "go/scanner/scanner.go", "go/types/universe.go", "html/template/escape_test.go",
	"iter/iter.go", "log/slog/value.go", "maps/iter.go", "math/big/nat.go", "math/cmplx/cmath_test.go", "math/const.go",
	"os/exec_unix.go", "runtime/chan.go", "slices/slices.go", "sync/atomic/type.go", "time/format.go",
	"unicode/utf8/utf8_test.go",
}

// A difference is one between our classes of Go and those of chroma's lexer.
type difference struct {
	class  string         // ours
	token  *regexp.Regexp // with the dot before it
	chroma string         // the class in chroma, "*" for several
	why    string
}

var differences = []difference{
	{"c1", regexp.MustCompile(`^//\S`), "cp", "chroma takes every comment without a space for a directive; go/ast does not"},
	{"kt", regexp.MustCompile(`^comparable$`), "", "a predeclared type that chroma's list lacks"},
	{"mf", regexp.MustCompile(`^0[xX].*[pP]`), "*", "chroma reads a hexadecimal float as a number, a name and another number"},
	{"nf", regexp.MustCompile(`^\w+$`), "", "a generic function is declared: its name is one as any function's"},
	{"nf", regexp.MustCompile(`^\.[a-z]+$`), "nb", "a method with the name of a predeclared function: z.make(n)"},
	{"nf", regexp.MustCompile(`^float$`), "nb", "there is no type float"},
	{"", regexp.MustCompile(`^\.any$`), "kt", "a field with the name of a predeclared type"},
	{"s", regexp.MustCompile("^`"), "*", "chroma reads raw strings as templates; few are"},
}

// Each token has the class that chroma's lexer gives it, but for the
// differences above, all of which are found.
func TestGoLikeChroma(t *testing.T) {
	lexer := lexers.Get("go")
	found := make([]bool, len(differences))
	for _, name := range goFiles {
		src, err := os.ReadFile(filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		source := string(src)
		checkLines(t, source, Lines("go", source))
		want := perByte(chromaRuns(lexer, source))
		at := 0
		for class, n := range goRuns(source).all() {
			for i := at; i < at+n; i++ {
				if want[i] == class || strings.IndexByte(" \t\r\n", source[i]) >= 0 {
					continue
				}
				token := tokenAt(source, at, at+n, i, class)
				row := slices.IndexFunc(differences, func(d difference) bool {
					return d.class == classes[class] && d.token.MatchString(token) && (d.chroma == "*" || d.chroma == classes[want[i]])
				})
				if row < 0 {
					t.Errorf("%s:%d: %q is %q, and chroma says %q", name, 1+strings.Count(source[:i], "\n"), token, classes[class], classes[want[i]])
					break
				}
				found[row] = true
			}
			at += n
		}
	}
	for i, d := range differences {
		if !found[i] {
			t.Errorf("no file shows this difference: %s", d.why)
		}
	}
}

// tokenAt returns the token of a run from start to end at an offset in it, a
// name with the dot before it. Plain text is a run of many tokens.
func tokenAt(source string, start, end, at int, class uint8) string {
	if class == 0 {
		inName := func(r rune) bool { return 'a' <= r && r <= 'z' }
		start = strings.LastIndexFunc(source[:at], func(r rune) bool { return !inName(r) }) + 1
		end = at + strings.IndexFunc(source[at:], func(r rune) bool { return !inName(r) })
	}
	if start > 0 && source[start-1] == '.' {
		start--
	}
	return source[start:end]
}

// perByte returns the class of each byte.
func perByte(r runs) []uint8 {
	var all []uint8
	for class, n := range r.all() {
		all = append(all, slices.Repeat([]uint8{class}, n)...)
	}
	return all
}

// Every predeclared name of Go has its kind.
func TestPredeclared(t *testing.T) {
	for _, name := range types.Universe.Names() {
		want, wantCalled := chroma.NameOther, chroma.NameBuiltin
		switch types.Universe.Lookup(name).(type) {
		case *types.TypeName:
			want = chroma.KeywordType
		case *types.Const, *types.Nil:
			want = chroma.KeywordConstant
		}
		got, called := goName(name, 0, ""), goName(name, 0, "(x)")
		if want == chroma.KeywordConstant || name == "any" || name == "comparable" {
			wantCalled = want // neither is called
		}
		if got != want || called != wantCalled {
			t.Errorf("%s is %v, called %v; want %v, %v", name, got, called, want, wantCalled)
		}
	}
}
