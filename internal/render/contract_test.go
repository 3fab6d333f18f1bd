package render

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// contractNote documents what each template of a theme is given.
const contractNote = "../../notes/Themes.md"

// contract says what each template is given, and from which package's source
// its parts are explained.
var contract = map[string]any{
	"layout": frame{}, "note": noteView{}, "canvas": canvasView{}, "base": baseView{}, "folder": folderView{}, "recent": recentView{},
	"tag": tagView{}, "tags": tagsView{}, "program": programView{}, "programs": programsView{}, "graph": graphView{}, "backlinks": backlinksView{},
	"redirect": redirectView{}, "notfound": frame{}, "listing": listingView{},
}

// The note on themes tells, for each template, all that it is given, in the
// words of the source. -update writes it anew.
func TestThemeContract(t *testing.T) {
	data, err := os.ReadFile(contractNote)
	if err != nil {
		t.Fatal(err)
	}
	const start, end = "%% fields %%\n", "%% end of fields %%\n"
	before, rest, found := strings.Cut(string(data), start)
	got, after, found2 := strings.Cut(rest, end)
	if !found || !found2 {
		t.Fatalf("%s lacks its marks", contractNote)
	}
	want := contractText(t)
	if *update {
		if err := os.WriteFile(contractNote, []byte(before+start+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s does not say what templates are given (-want +got); go test ./internal/render -run TestThemeContract -update\n%s", contractNote, diff)
	}
}

// Each template is given what the contract says.
func TestViews(t *testing.T) {
	s := vaultOf(t, txtar.Parse([]byte("-- index.md --\n---\ndate: 2026-01-02\naliases: [Home]\n---\n#tag\n-- a/b.md --\n---\ndate: 2026-01-02\n---\n"+
		"-- c.canvas --\n{}\n-- d.base --\nviews: []\n-- examples/run/main.go --\npackage main\n\nfunc main() {}\n")).Files, site.Config{})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	backlinks := &site.BacklinksPage{Of: s.Notes[0]}
	seen := map[string]bool{"layout": true, "listing": true}
	for _, p := range append(s.Pages, backlinks) {
		name, view, err := r.view(p)
		if err != nil {
			t.Fatal(err)
		}
		seen[name] = true
		if got, want := reflect.TypeOf(view), reflect.TypeOf(contract[name]); got != want {
			t.Errorf("%s is given %v, and %v in the contract", name, got, want)
		}
	}
	for _, name := range pageTemplates {
		if !seen[name] {
			t.Errorf("no page for the template %s", name)
		}
	}
}

// contractText returns a table for each template, and for each type in one.
func contractText(t *testing.T) string {
	comments := fieldComments(t)
	var b strings.Builder
	parts := map[reflect.Type]bool{}
	table := func(v reflect.Type) {
		b.WriteString("\n| Field | Type | What it is |\n| --- | --- | --- |\n")
		for f := range v.Fields() {
			if f.Anonymous {
				fmt.Fprintf(&b, "| | | all of [[#%s]] |\n", typeName(f.Type))
			} else {
				comment := comments[v.Name()+"."+f.Name]
				if comment == "" && !isOurs(element(f.Type)) {
					t.Errorf("nothing says what %s.%s is", v.Name(), f.Name)
				}
				fmt.Fprintf(&b, "| `.%s` | %s | %s |\n", f.Name, typeLink(f.Type), comment)
			}
			if e := element(f.Type); isOurs(e) {
				parts[e] = true
			}
		}
	}
	names := append([]string{"layout"}, append(slices.Clone(pageTemplates), "listing")...)
	slices.SortFunc(names[1:], strings.Compare)
	for _, name := range names {
		v := reflect.TypeOf(contract[name])
		if name != "layout" && v == reflect.TypeOf(frame{}) {
			fmt.Fprintf(&b, "\n### %s.html\n\nWhat `layout.html` is given.\n", name)
			continue
		}
		file := name + ".html"
		if name == "listing" {
			file = "The part “listing”"
		}
		fmt.Fprintf(&b, "\n### %s\n", file)
		table(v)
	}
	// The types of fields, and those of theirs.
	done := map[reflect.Type]bool{reflect.TypeOf(frame{}): true}
	for {
		var next []reflect.Type
		for p := range parts {
			if !done[p] {
				next = append(next, p)
			}
		}
		if len(next) == 0 {
			return b.String() + "\n"
		}
		slices.SortFunc(next, func(a, b reflect.Type) int { return cmp.Compare(a.Name(), b.Name()) })
		for _, p := range next {
			done[p] = true
			fmt.Fprintf(&b, "\n### %s\n", typeName(p))
			if c := comments[p.Name()]; c != "" {
				b.WriteString("\n" + c + "\n")
			}
			table(p)
		}
	}
}

// element returns the type of what a pointer leads to, or a list or map holds.
func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

func isOurs(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasPrefix(t.PkgPath(), "notesite/")
}

// typeLink names a type with a link to its table.
func typeLink(t reflect.Type) string {
	name := typeName(t)
	if e := element(t); isOurs(e) {
		return strings.Replace(name, typeName(e), "[[#"+typeName(e)+"]]", 1)
	}
	return name
}

// typeName names a type as the note does.
func typeName(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Slice:
		return "list of " + typeName(t.Elem())
	case t.Kind() == reflect.Pointer:
		return typeName(t.Elem()) + ", or none"
	case t.Kind() == reflect.Map:
		return "map"
	case t.Name() == "HTML":
		return "HTML"
	case t == reflect.TypeOf(frame{}):
		return "layout.html"
	}
	return strings.TrimSuffix(t.Name(), "View")
}

// fieldComments returns the comments of types, by name, and of their fields.
func fieldComments(t *testing.T) map[string]string {
	comments := map[string]string{}
	for _, dir := range []string{".", "../note", "../example"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), dir+"/"+e.Name(), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				d, ok := n.(*ast.GenDecl)
				if !ok || d.Tok != token.TYPE {
					return true
				}
				for _, spec := range d.Specs {
					s := spec.(*ast.TypeSpec)
					fields, ok := s.Type.(*ast.StructType)
					if !ok {
						continue
					}
					comments[s.Name.Name] = oneLine(cmp.Or(s.Doc, d.Doc).Text())
					for _, f := range fields.Fields.List {
						for _, name := range f.Names {
							text := oneLine(f.Doc.Text() + " " + f.Comment.Text())
							comments[s.Name.Name+"."+name.Name] = strings.ReplaceAll(markdownText.Replace(text), "<", `\<`)
						}
					}
				}
				return false
			})
		}
	}
	return comments
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(new(doc.Package).Synopsis(s)), " ")
}
