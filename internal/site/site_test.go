package site

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"notesite/internal/canvas"
	"notesite/internal/example"
	"notesite/internal/note"
)

// newSite links a vault given as path -> text; what does not end in .md is a
// file of another kind.
func newSite(t *testing.T, files map[string]string, programs ...*example.Program) *Site {
	t.Helper()
	v := Vault{Programs: programs}
	for p, text := range files {
		switch strings.ToLower(path.Ext(p)) {
		case ".md":
			v.Notes = append(v.Notes, note.Parse(p, []byte(text)))
		case ".canvas":
			v.Canvases = append(v.Canvases, canvas.Parse(p, []byte(text)))
		case ".base":
			v.Bases = append(v.Bases, BaseFile{p, []byte(text)})
		default:
			v.Files = append(v.Files, p)
		}
	}
	return New(Config{Title: "T", NotesDir: "notes"}, v)
}

func loadProgram(t *testing.T) *example.Program {
	t.Helper()
	fsys := fstest.MapFS{
		"loop/main.go":      {Data: []byte("// Loop shows.\npackage main\n\nfunc main() {}\n")},
		"loop/main_test.go": {Data: []byte("package main\n\nfunc Example() {\n\tmain()\n\t// Output: a\n}\n")},
		"loop/main.cjs":     {Data: []byte("console.log('a')\n")},
	}
	p, err := example.Load(fsys, "loop", "examples/loop")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A doc link in the text of a comment is a link to what it names, and what a
// program is about has no marks of Markdown in it.
func TestDocLinks(t *testing.T) {
	p, err := example.Load(fstest.MapFS{
		"loop/main.go": {Data: []byte("// Loop shows [[a|what]] a\n// [Loop] does, with [*Loop] and [io.EOF].\npackage main\n\n// A Loop is [[a]], not a [loop], [Loop].\ntype Loop struct{}\n")},
	}, "loop", "examples/loop")
	if err != nil {
		t.Fatal(err)
	}
	p.Files[0].DocLinks = map[string]string{"Loop": "examples/loop#Loop", "io.EOF": "https://pkg.go.dev/io#EOF"}
	s := newSite(t, map[string]string{"a.md": "x"}, p)
	page := s.Programs.Programs[0]
	if want := "Loop shows what a Loop does, with *Loop and io.EOF."; page.Description != want {
		t.Errorf("description %q, want %q", page.Description, want)
	}
	for _, c := range []struct {
		text *NotePage
		want []string
	}{{page.Intro, []string{"a", "main.go-L5", "main.go-L5"}}, {page.Walks[0].Texts[1], []string{"a"}}} {
		var got []string
		for _, ans := range c.text.Answers {
			to := ans.Fragment
			if to == "" {
				to = ans.To.(*NotePage).Title
			}
			got = append(got, to)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
	}
	for _, p := range s.Problems {
		t.Error(p)
	}
}

// A link in a comment is a link: it gives a backlink with its line and the
// declaration around it, and is reported where it stands if it leads nowhere.
func TestCodeLinks(t *testing.T) {
	p, err := example.Load(fstest.MapFS{
		"loop/main.go":  {Data: []byte("// Loop shows [[a]].\npackage main\n\n// drain is for [[A|it]].\nfunc drain() {\n\t_ = 1 // [[nix]] [[a#No]]\n}\n")},
		"loop/main.cjs": {Data: []byte("// [[a]]\n")},
	}, "loop", "examples/loop")
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, map[string]string{"a.md": "[[examples/loop]]", "b.md": "[[a]]"}, p)
	var got []string
	for _, p := range s.Problems {
		got = append(got, p.String())
	}
	want := []string{
		`examples/loop/main.go:6:11: no note is named "nix" (create the note, or mend the link) [broken-link]`,
		`examples/loop/main.go:6:19: a has no heading "No" (there is none) [missing-heading]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	backlinks := s.note(t, "a.md").Backlinks
	if len(backlinks) != 2 || backlinks[1].From != Page(s.Programs.Programs[0]) {
		t.Fatalf("backlinks %v, want one of a note and one of a program", backlinks)
	}
	lines := []CodeLine{{"main.go", 1, ""}, {"main.go", 4, "drain"}, {"main.go", 6, "drain"}, {"main.cjs", 1, ""}}
	if diff := cmp.Diff(lines, backlinks[1].Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if s.Links.Total != 2 {
		t.Errorf("%d links are counted, want those of notes", s.Links.Total)
	}
}

// The graph has a node for whatever is on the site or linked to, and an edge
// for each kind of link between two of them.
func TestGraph(t *testing.T) {
	s := newSite(t, map[string]string{
		"a.md":     "---\nup: \"[[b]]\"\n---\n[[b]] ![[b]] [[b]] [[nix]] [[#x]] %%[[c]]%% ![[i.png]] #t/u [[examples/loop#main]] [x](https://x.org)",
		"b.md":     "",
		"c.md":     "---\npublish: false\n---\n[[a]]",
		"i.png":    "",
		"j.png":    "",
		"c.canvas": `{"nodes": [{"type": "file", "file": "b.md"}, {"type": "text", "text": "[[a]]"}]}`,
	}, loadProgram(t))
	g := s.Graph()
	var got []string
	for _, e := range g.Edges {
		got = append(got, fmt.Sprintf("%s %s %s", g.Nodes[e.From].URL, e.Kind, g.Nodes[e.To].URL))
	}
	slices.Sort(got)
	want := []string{
		"a.html embed b.html", "a.html embed i.png", "a.html link b.html", "a.html link examples/loop.html#main.go-L4", "a.html property b.html",
		"a.html tag tags/t/u.html", "c.canvas.html card b.html", "examples/loop.html contains examples/loop.html#main.go-L4", "tags/t.html contains tags/t/u.html",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
	if len(g.Nodes) != 8 {
		t.Errorf("nodes %v", g.Nodes)
	}
}

// The page of the graph keeps its address, whatever notes are called; a vault
// of one note has none.
func TestGraphPage(t *testing.T) {
	s := newSite(t, map[string]string{"Graph.md": "", "b.md": "---\naliases: [graph]\n---\n"})
	if s.GraphPage == nil || s.GraphPage.URL != "graph.html" || s.note(t, "Graph.md").URL != "graph-2.html" {
		t.Errorf("the graph is at %v, the note at %s", s.GraphPage, s.note(t, "Graph.md").URL)
	}
	if len(s.Problems) != 1 || !strings.Contains(s.Problems[0].String(), "[url-collision]") {
		t.Errorf("problems %v", s.Problems)
	}
	if s := newSite(t, map[string]string{"a.md": "[[b]]", "b.md": "---\npublish: false\n---\n"}); s.GraphPage != nil {
		t.Error("one note has a graph")
	}
}

// The links of a section that the paths property names are a path, each page
// once, programs among them.
func TestPaths(t *testing.T) {
	s := newSite(t, map[string]string{
		"index.md": "---\npaths: [Way one, None]\n---\n# Way one\n\n1. [[a]], [[b]]\n2. [[examples/loop]] and [[a]] again, [[nix]], [[index]]\n\n# Other\n\n[[c]]\n",
		"a.md":     "", "b.md": "", "c.md": "",
	}, loadProgram(t))
	a, b, loop := s.note(t, "a.md"), s.note(t, "b.md"), s.Programs.Programs[0]
	for _, tt := range []struct {
		page, prev, next Page
		number           int
	}{{a, nil, b, 1}, {b, a, loop, 2}, {loop, b, nil, 3}} {
		steps := tt.page.Meta().Steps
		if len(steps) != 1 || steps[0].Prev != tt.prev || steps[0].Next != tt.next || steps[0].Number != tt.number || steps[0].Of != 3 || steps[0].Heading.Plain != "Way one" {
			t.Errorf("steps of %s: %+v", tt.page.Meta().Title, steps)
		}
	}
	if n := len(s.note(t, "c.md").Steps); n != 0 {
		t.Errorf("c is on %d paths", n)
	}
	if p := s.Problems[0].String(); p != `notes/index.md:2:18: there is no heading "None" here for a path (there is Way one, Other) [missing-heading]` {
		t.Errorf("problem %s", p)
	}
}

// The cards of a canvas: a file card gives a backlink and a text card none
// (rule 203). What is wrong is said where the node stands, and is not counted
// among the links of notes.
func TestCanvas(t *testing.T) {
	s := newSite(t, map[string]string{
		"a.md": "A", "b.md": "B", "hidden.md": "---\npublish: false\n---\n", "x/i.png": "",
		"x/Board.canvas": `{"nodes": [
{"id": "1", "type": "text", "text": "[[a]] [[nix]] %%[[nothing]]%%"},
{"id": "2", "type": "file", "file": "b.md", "subpath": "#Nope"}, {"id": "3", "type": "file", "file": "b.md"},
{"id": "4", "type": "file", "file": "c.md"},
{"id": "5", "type": "file", "file": "i.png"},
{"id": "6", "type": "file", "file": "hidden.md"},
{"id": "7", "type": "group", "background": "x/i.png"}]}`,
	})
	var got []string
	for _, p := range s.Problems {
		got = append(got, fmt.Sprintf("%s:%d:%d %s", p.Pos.Filename, p.Pos.Line, p.Pos.Column, p.Rule))
	}
	want := []string{
		"notes/x/Board.canvas:2:1 broken-link",
		"notes/x/Board.canvas:3:1 missing-heading",
		"notes/x/Board.canvas:4:1 missing-embed",
		"notes/x/Board.canvas:5:1 missing-embed", // a card has the whole path
		"notes/x/Board.canvas:6:1 broken-link",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if s.Links != (LinkCount{}) {
		t.Errorf("links of a canvas count: %+v", s.Links)
	}
	if n := len(s.note(t, "a.md").Backlinks); n != 0 {
		t.Errorf("a text card gives %d backlinks", n)
	}
	if b := s.note(t, "b.md").Backlinks; len(b) != 1 || b[0].From != Page(s.Canvases[0]) {
		t.Errorf("backlinks of a file card: %v, want one, from the canvas", b)
	}
	if len(s.Attachments) != 1 || s.Attachments[0].Path != "x/i.png" {
		t.Errorf("attachments %v, want the group's background", s.Attachments)
	}
	if url := s.Canvases[0].URL; url != "x/board.canvas.html" {
		t.Errorf("the canvas is at %s", url)
	}
}

func (s *Site) note(t *testing.T, path string) *NotePage {
	t.Helper()
	for _, p := range s.Notes {
		if p.Note.Path == path {
			return p
		}
	}
	t.Fatalf("no page of %s", path)
	return nil
}

// where says where the first link of a note leads: "path#fragment".
func (s *Site) where(t *testing.T, src string) string {
	t.Helper()
	ans := s.note(t, src).Answers[0]
	if ans.To == nil {
		return ""
	}
	out := targetPath(ans.To)
	if ans.Fragment != "" {
		out += "#" + ans.Fragment
	}
	return out
}

func TestResolve(t *testing.T) {
	tests := []struct {
		name  string
		files string // paths of empty files
		src   string
		link  string
		want  string
		rule  Rule
	}{
		{"rule002_note_first", "Plan.md Plan.base Plan.canvas", "s.md", "[[Plan]]", "Plan.md", VaultPath},
		{"rule003_needs_extension", "Only.canvas", "s.md", "[[Only]]", "", None},
		{"rule003_extension", "Only.canvas", "s.md", "[[Only.canvas]]", "Only.canvas", VaultPath},
		{"rule004_case", "Log.md", "s.md", "[[LOG]]", "Log.md", VaultPath},
		{"rule005_case_of_extension", "Ext.md", "s.md", "[[Ext.MD]]", "Ext.md", VaultPath},
		{"rule006_nfd", "Caf\u00e9.md", "s.md", "[[Cafe\u0301]]", "Caf\u00e9.md", VaultPath},
		{"rule006_nbsp", "a\u00a0b.md", "s.md", "[[a\u00a0b]]", "a\u00a0b.md", VaultPath},
		{"rule008_folder", "dir/index.md", "s.md", "[[dir]]", "", None},
		{"rule008_index", "dir/index.md", "s.md", "[[dir/index]]", "dir/index.md", VaultPath},
		{"rule010_exact_case", "Notes/MAAS.md Notes/MaaS.md", "s.md", "[[Notes/MaaS]]", "Notes/MaaS.md", VaultPath},
		{"rule012_any_file", "x/data.xyz", "s.md", "[[data.xyz]]", "x/data.xyz", OnlyOne},
		{"rule039_path", "b/Note.md", "s.md", "[[b/Note]]", "b/Note.md", VaultPath},
		{"rule040_only_one", "x/y/Uniq.md", "s.md", "[[uniq]]", "x/y/Uniq.md", OnlyOne},
		{"rule041_root", "Note.md b/Note.md", "b/s.md", "[[Note]]", "Note.md", VaultPath},
		{"rule042_own_folder", "a/b/Note.md zzzz/Note.md", "zzzz/s.md", "[[Note]]", "zzzz/Note.md", OwnFolder},
		{"rule043_not_ancestors", "a/b/Note.md zzzz/Note.md", "zzzz/deep/s.md", "[[Note]]", "a/b/Note.md", Shortest},
		{"rule044_shortest", "a/b/Note.md Archive/Note.md", "s.md", "[[Note]]", "a/b/Note.md", Shortest},
		{"rule045_tie", "bb/Tie.md aa/Tie.md", "s.md", "[[Tie]]", "aa/Tie.md", FirstOfTie},
		{"rule046_below", "a/x/N.md b/N.md", "a/s.md", "[[N]]", "a/x/N.md", BelowNote},
		{"rule047_suffix", "a/b/Note.md", "s.md", "[[b/Note]]", "a/b/Note.md", OnlyOne},
		{"rule047_whole_segments", "a/xb/Note.md", "s.md", "[[b/Note]]", "", None},
		{"rule048_parent", "zone/family/sib/note.md", "zone/family/comp/c.md", "[[../sib/note]]", "zone/family/sib/note.md", Relative},
		{"rule048_same", "d/note.md note.md", "d/c.md", "[[./note]]", "d/note.md", Relative},
		{"rule048_outside", "note.md", "d/c.md", "[[../../note]]", "", None},
		{"rule049_root_only", "Linux/etc files.md", "s.md", "[[/etc files]]", "", None},
		{"rule049_root", "x/Note.md", "s.md", "[[/x/Note]]", "x/Note.md", VaultPath},
		{"rule050_no_basename", "a/Note.md", "s.md", "[[Nope/Note]]", "", None},
		{"rule053_attachment", "files/img.png", "s.md", "![[img.png]]", "files/img.png", OnlyOne},
		{"rule054_dots", "java.util.Scanner.md", "s.md", "[[java.util.Scanner]]", "java.util.Scanner.md", VaultPath},
		{"rule054_dots_embed", "x/Node.js.md", "s.md", "![[Node.js]]", "x/Node.js.md", OnlyOne},
		{"rule055_markdown", "Sub/My Note.md", "Sub/s.md", "[z](Sub/My%20Note.md)", "Sub/My Note.md", VaultPath},
		{"rule056_vault_wide", "Sub/My Note.md", "s.md", "[y](My%20Note.md)", "Sub/My Note.md", OnlyOne},
		{"rule058_self", "", "s.md", "[[#]]", "s.md", SameNote},
		{"program", "", "s.md", "[[examples/loop]]", "examples/loop", ByProgram},
		{"program_file", "", "s.md", "[[examples/loop/main.go]]", "examples/loop#main.go", ByProgram},
		{"program_output", "", "s.md", "![[examples/loop#Output]]", "examples/loop#output", ByProgram},
		{"program_symbol", "", "s.md", "![[examples/loop/main.go#main]]", "examples/loop#main.go-L4", ByProgram},
		{"program_symbol_anywhere", "", "s.md", "[[examples/loop#Example]]", "examples/loop#main_test.go-L3", ByProgram},
		{"program_lines", "", "s.md", "[[examples/loop/main.go#L2-L3]]", "examples/loop#main.go-L2", ByProgram},
		{"note_before_program", "examples/loop.md", "s.md", "[[examples/loop]]", "examples/loop.md", VaultPath},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{tt.src: tt.link}
			for p := range strings.SplitSeq(tt.files, " ") {
				// Names with a space are written next to their folder.
				if p != "" {
					files[p] = ""
				}
			}
			if strings.Contains(tt.files, "My Note") || strings.Contains(tt.files, "etc files") {
				files = map[string]string{tt.src: tt.link, tt.files: ""}
			}
			s := newSite(t, files, loadProgram(t))
			if tt.link == "[[#]]" {
				if len(s.Problems) > 0 {
					t.Errorf("problems: %v", s.Problems) // rule 76
				}
			}
			if got := s.where(t, tt.src); got != tt.want {
				t.Errorf("%s leads to %q, want %q", tt.link, got, tt.want)
			}
			if got := s.note(t, tt.src).Answers[0].Rule; got != tt.rule {
				t.Errorf("%s was answered by %q, want %q", tt.link, got, tt.rule)
			}
		})
	}
}

func TestSubpath(t *testing.T) {
	const n = "# A link in a [[s]]\n\n## D&D WOTC\n\n## come calcolare $X^+$\n\n## Rust `Box<T>`\n\n" +
		"## Anti-riflessiva\n\n# One\n\n## Same\n\n# Two\n\n## Same\n\nText ^Blk\n"
	tests := []struct{ name, sub, want string }{
		{"rule063_spaces_and_case", "#a  LINK in\u00a0a s", "#a-link-in-a-s"},
		{"rule066_new_style", "#D&D WOTC", "#dd-wotc"},
		{"rule064_link", "#A link in a s", "#a-link-in-a-s"},
		{"rule064_and", "#D D WOTC", "#dd-wotc"},
		{"rule064_math", "#come calcolare $X +$", "#come-calcolare-x"},
		{"rule064_code", "#Rust#`Box<T>`", ""},
		{"rule065_dash", "#Anti riflessiva", ""},
		{"rule067_path", "#Two#Same", "#same-1"},
		{"rule068_empty", "##Two##Same", "#same-1"},
		{"rule069_first", "#Same", "#same"},
		{"rule075_slug", "#dd-wotc", "#dd-wotc"},
		{"rule079_block_case", "#^bLK", "#^blk"},
		{"rule086_not_a_block", "#Blk", ""},
		{"rule197_publish", "#A+link+in+a+s", "#a-link-in-a-s"},
		{"rule197_publish_percent", "#come+calcolare+$X^++$", "#come-calcolare-x"},
		{"missing_block", "#^nope", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, map[string]string{"N.md": n, "s.md": "[[N" + tt.sub + "]]"})
			if got := s.where(t, "s.md"); got != "N.md"+tt.want {
				t.Errorf("leads to %q, want %q", got, "N.md"+tt.want)
			}
			if _, missing := s.note(t, "s.md").Answers[0].Part.(MissingPart); missing != (tt.want == "") {
				t.Errorf("missing %v", missing)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{
			"rule057_broken",
			map[string]string{"maps.md": "\n\nSee [[Slises]].", "Slices.md": ""},
			[]string{`notes/maps.md:3:5: no note is named "Slises" (did you mean "Slices"?) [broken-link]`},
		},
		{
			"rule098_missing_embed",
			map[string]string{"maps.md": "![[Slises]]", "Slices.md": ""},
			[]string{`notes/maps.md:1:1: no note is named "Slises" (did you mean "Slices"?) [missing-embed]`},
		},
		{
			"rule026_comment",
			map[string]string{"a.md": "%%[[nope]]%% `[[no]]`"},
			nil,
		},
		{
			"rule051_alias",
			map[string]string{"My note.md": "---\naliases: [AI]\n---\n", "a.md": "[[ai]]"},
			[]string{`notes/a.md:1:1: "ai" is an alias of "My note", which Obsidian does not follow (write [[My note|ai]]) [alias-link]`},
		},
		{
			"rule052_title",
			map[string]string{"x.md": "---\ntitle: Some title\n---\n", "a.md": "[[Some title]]"},
			[]string{`notes/a.md:1:1: no note is named "Some title" (create the note, or mend the link) [broken-link]`},
		},
		{
			"rule061_ambiguous",
			map[string]string{"x/N.md": "", "yy/N.md": "", "a.md": "[[N]]"},
			[]string{`notes/a.md:1:1: "N" could be x/N.md, yy/N.md; it is read as the first, by the shortest path (rule 44) (write the path to say which) [ambiguous-link]`},
		},
		{
			"rule030_external",
			map[string]string{"a.md": "[[https://x.org/a|x]] ![[https://x.org/b]]"},
			[]string{
				`notes/a.md:1:1: "https://x.org/a" is an address, which Obsidian takes for the name of a note (write [x](https://x.org/a)) [external-link]`,
				`notes/a.md:1:23: "https://x.org/b" is an address, which Obsidian takes for the name of a note (write [https://x.org/b](https://x.org/b)) [external-link]`,
			},
		},
		{
			"rule030_colon_is_no_address",
			map[string]string{"a.md": "[[Lemma:x]]"},
			[]string{`notes/a.md:1:1: no note is named "Lemma:x" (create the note, or mend the link) [broken-link]`},
		},
		{
			"rule075_slug",
			map[string]string{"N.md": "# Linked & lists\n\n<a name=\"alexnet\"></a>\n", "a.md": "[x](N.md#linked--lists) [[N#alexnet]]"},
			[]string{
				`notes/a.md:1:1: "#linked--lists" is an id in N, which Obsidian does not follow (write the heading: #Linked & lists) [slug-link]`,
				`notes/a.md:1:25: "#alexnet" is an id in N, which Obsidian does not follow [slug-link]`,
			},
		},
		{
			"rule073_heading",
			map[string]string{"N.md": "# Phases\n", "a.md": "[[N#Fases]]"},
			[]string{`notes/a.md:1:1: N has no heading "Fases" (did you mean "Phases"?) [missing-heading]`},
		},
		{
			"missing_block",
			map[string]string{"N.md": "x ^abc\n", "a.md": "[[N#^abd]]"},
			[]string{`notes/a.md:1:1: N has no block "^abd" (did you mean "^abc"?) [missing-block]`},
		},
		{
			"missing_part",
			map[string]string{"a.md": "![[examples/loop#Outptu]]"},
			[]string{`notes/a.md:1:1: examples/loop has no part "Outptu" (did you mean "Output"?) [missing-part]`},
		},
		{
			"rule011_collision",
			map[string]string{"a b.md": "", "a-b.md": ""},
			[]string{`notes/a-b.md:1:1: another page has the address a-b.html; this note's is a-b-2.html (rename the note, or give it a permalink) [url-collision]`},
		},
		{
			"rule060_unpublished",
			map[string]string{"secret plan.md": "---\npublish: false\n---\n", "a.md": "[[secret plan]]"},
			[]string{`notes/a.md:1:1: the link "secret plan" leads to a note that is not published (it is shown as plain text) [broken-link]`},
		},
		{
			"rule099_circle",
			map[string]string{"a.md": "![[b]]", "b.md": "x\n\n![[a]]"},
			[]string{`notes/b.md:3:1: embeds in a circle: a → b → a (link to the note instead of embedding it) [circular-embed]`},
		},
		{
			"rule099_self",
			map[string]string{"a.md": "![[a]]"},
			[]string{`notes/a.md:1:1: embeds in a circle: a → a (link to the note instead of embedding it) [circular-embed]`},
		},
		{
			"rule099_five_levels",
			map[string]string{"0.md": "![[1]]", "1.md": "![[2]]", "2.md": "![[3]]", "3.md": "![[4]]", "4.md": "![[5]]", "5.md": ""},
			nil,
		},
		{
			"rule099_too_deep",
			map[string]string{"0.md": "![[1]]", "1.md": "![[2]]", "2.md": "![[3]]", "3.md": "![[4]]", "4.md": "![[5]]", "5.md": "![[6]]", "6.md": "![[7]]", "7.md": ""},
			[]string{`notes/1.md:1:1: embeds go more than 5 levels deep from here; what lies deeper is shown as a link (link to the innermost note instead of embedding it) [embed-depth]`},
		},
		{
			"symbol_renamed",
			map[string]string{"a.md": "![[examples/loop/main.go#mian]]\n\n[[examples/loop/main.go#L4]] [[examples/loop/main.go#L40]]"},
			[]string{
				`notes/a.md:1:1: examples/loop/main.go has no part "mian" (did you mean "main"?) [missing-part]`,
				`notes/a.md:3:1: lines 4 to 4 of main.go may be others when it changes (write #main) [line-link]`,
				`notes/a.md:3:30: examples/loop/main.go has no part "L40" (there is main) [missing-part]`,
			},
		},
		{
			"rule204_base",
			map[string]string{
				"a.md":   "[[t.base#Nope]]\n\n```base\nfilters: \"1 +\"\n```\n",
				"t.base": "views:\n  - type: table\n    name: One\n    filters: file.mtime > today()\n  - type: table\n    name: Two\n    filters: nosuch()\n",
				"u.base": "views: [\n",
			},
			[]string{
				`notes/a.md:1:1: t.base has no view "Nope" (did you mean "One"?) [missing-part]`,
				`notes/a.md:4:14: the expression ends where a value is expected [bad-base]`,
				`notes/t.base:4:19: cannot be shown on a static site: the time of a file, file.mtime [bad-base]`,
				`notes/t.base:7:14: there is no function nosuch() (for a.md) [bad-base]`,
				`notes/u.base:1:8: the base is not YAML: sequence end token ']' not found [bad-base]`,
			},
		},
		{
			"rule100_own_section",
			map[string]string{"a.md": "# One\n\n![[#Two]]\n\n# Two\n\ntext\n"},
			nil,
		},
		{
			"rule100_section_in_itself",
			map[string]string{"a.md": "# One\n\n![[#One]]\n"},
			[]string{`notes/a.md:3:1: embeds in a circle: a#One → a#One (link to the note instead of embedding it) [circular-embed]`},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range newSite(t, tt.files, loadProgram(t)).Problems {
				got = append(got, p.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// rule 59: links are counted each time they stand there.
func TestLinkCount(t *testing.T) {
	s := newSite(t, map[string]string{
		"a.md":   "---\nup: \"[[b]]\"\n---\n[[b]] [[b#x]] [[nope]] ![[i.png]] [m](b.md) %%[[b]]%% `[[b]]` [e](https://x.org) [[n]]",
		"b.md":   "",
		"i.png":  "",
		"x/n.md": "", "yy/n.md": "",
	})
	want := LinkCount{Total: 7, Resolved: 6, Broken: 1, Ambiguous: 1, MissingSubpath: 1}
	if s.Links != want {
		t.Errorf("links %+v, want %+v", s.Links, want)
	}
}

// A link in a program's package comment is answered, and reported where it
// stands.
func TestComment(t *testing.T) {
	p, err := example.Load(fstest.MapFS{
		"main.go": {Data: []byte("//go:build unix\n\n// Main is for [[A]].\n//\n// See [[nope]].\npackage main\n")},
	}, ".", "examples/x")
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, map[string]string{"A.md": ""}, p)
	if to := s.Programs.Programs[0].Intro.Answers[0].Path(); to != "A.md" {
		t.Errorf("leads to %q", to)
	}
	if len(s.Problems) != 1 || !strings.HasPrefix(s.Problems[0].String(), `examples/x/main.go:5:8: no note is named "nope"`) {
		t.Errorf("problems %v", s.Problems)
	}
	if s.Links.Total != 0 {
		t.Errorf("%d links", s.Links.Total)
	}
}

func urls(s *Site) []string {
	var out []string
	for _, p := range s.Pages {
		out = append(out, p.Meta().URL)
	}
	return out
}

// rule 9: a note's name is its file's; on its page it is called what its
// title says, and its first heading is neither.
func TestTitle(t *testing.T) {
	s := newSite(t, map[string]string{"a.md": "---\ntitle: A title\n---\n", "b.md": "# Heading\n", "c.md": "[[a]] [[A title]] [[Heading]]"})
	if got := s.note(t, "a.md").Title; got != "A title" {
		t.Errorf("title %q", got)
	}
	if got := s.note(t, "b.md").Title; got != "b" {
		t.Errorf("title %q", got)
	}
	if s.Links.Broken != 2 {
		t.Errorf("%d links are broken, want 2", s.Links.Broken)
	}
}

func TestPages(t *testing.T) {
	s := newSite(t, map[string]string{
		"index.md":           "---\naliases: [Start]\n---\n#top",
		"Event loop.md":      "---\ntags: [a/b]\npermalink: loop\naliases: [The loop, Event loop]\n---\n[[index]]",
		"deep/er/Note's.md":  "",
		"deep/index.md":      "",
		"draft.md":           "---\ndraft: true\ntags: [hidden]\naliases: [Ghost]\n---\n![[secret.png]]",
		"secret.png":         "",
		"C++ & 100% 事件.md":   "[[Event loop]]",
		"Images/Foo Bar.PNG": "",
		"shown.md":           "![[Foo Bar.PNG]]",
	}, loadProgram(t))
	want := []string{
		"404.html", "c++-100-事件.html", "deep/er/index.html", "deep/er/notes.html", "deep/index.html",
		"event-loop.html", "examples/index.html", "examples/loop.html", "graph.html", "index.html", "loop.html", "shown.html", "start.html",
		"tags/a.html", "tags/a/b.html", "tags/index.html", "tags/top.html", "the-loop.html",
	}
	if diff := cmp.Diff(want, urls(s)); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	if len(s.Attachments) != 1 || s.Attachments[0].URL != "images/foo-bar.png" {
		t.Errorf("attachments: %+v", s.Attachments)
	}
	var crumbs []string
	for _, c := range s.note(t, "deep/er/Note's.md").Crumbs {
		crumbs = append(crumbs, c.Meta().URL)
	}
	if diff := cmp.Diff([]string{"index.html", "deep/index.html", "deep/er/index.html"}, crumbs); diff != "" {
		t.Errorf("crumbs (-want +got):\n%s", diff)
	}
}

func TestTags(t *testing.T) {
	s := newSite(t, map[string]string{
		"a.md": "---\ntags: [Go/Tools]\n---\n#go", "b.md": "#GO/tools/vet x #go/tools/vet %%#hidden%%", "c.md": "#Other",
	})
	got := map[string][]string{}
	for _, p := range s.Pages {
		if tag, ok := p.(*TagPage); ok {
			for _, n := range tag.Notes {
				got[tag.Tag] = append(got[tag.Tag], n.Note.Path)
			}
		}
	}
	want := map[string][]string{ // rules 139 and 140: one page a tag, with what is nested
		"Go": {"a.md", "b.md"}, "Go/Tools": {"a.md", "b.md"}, "GO/tools/vet": {"b.md"}, "Other": {"c.md"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
}

func TestBacklinks(t *testing.T) {
	files := map[string]string{
		"to.md":   "[[to]]",
		"from.md": "One. This [[to|leads]] there. And [[To]] again. %%[[to]]%%",
	}
	s := newSite(t, files)
	want := []Backlink{{From: s.note(t, "from.md"), Excerpts: []note.Excerpt{
		{Before: "This ", Label: "leads", After: " there."}, {Before: "And ", Label: "To", After: " again."},
	}}}
	if diff := cmp.Diff(want, s.note(t, "to.md").Backlinks, cmp.Comparer(func(a, b *NotePage) bool { return a == b })); diff != "" {
		t.Errorf("backlinks (-want +got):\n%s", diff)
	}
	for i := range MaxBacklinks + 5 {
		files[fmt.Sprintf("n%d.md", i)] = "see [[to]] here"
	}
	p := newSite(t, files).note(t, "to.md")
	if len(p.Backlinks) != MaxBacklinks || p.AllBacklinks == nil || len(p.AllBacklinks.Backlinks) != MaxBacklinks+6 {
		t.Errorf("%d backlinks on the page, %+v", len(p.Backlinks), p.AllBacklinks)
	}
}

// Two notes that want one address both get one, whatever they are called.
func TestCollisions(t *testing.T) {
	s := newSite(t, map[string]string{
		"C.md": "", "C#.md": "", "c?.md": "", "404.md": "", "tags/index.md": "#x", "???.md": "", "%%%.md": "",
		strings.Repeat("長", 80) + ".md": "", strings.Repeat("長", 80) + "x.md": "",
	})
	seen := map[string]bool{}
	for _, u := range urls(s) {
		if seen[u] {
			t.Errorf("two pages at %s", u)
		}
		seen[u] = true
		for seg := range strings.SplitSeq(u, "/") {
			if len(seg) > 250 {
				t.Errorf("segment of %d bytes: %s", len(seg), seg)
			}
		}
	}
	if len(s.Notes) != 9 {
		t.Errorf("%d notes", len(s.Notes))
	}
}

// What lies in a reserved folder goes to another, each to its own address.
func TestReservedFolder(t *testing.T) {
	taken := addresses{"assets/search/": true, "files/assets/search/b.js": true}
	for _, tt := range []struct {
		want, got string
		free      bool
	}{
		{"assets/a.js", "assets/a.js", true},
		{"assets/search/a.js", "files/assets/search/a.js", false},
		{"assets/search/b.js", "files/assets/search/b-2.js", false},
		{"assets/search/c/d.js", "files/assets/search/c/d.js", false},
		{"assets/search.js", "assets/search.js", true},
	} {
		if got, free := taken.take(tt.want); got != tt.got || free != tt.free {
			t.Errorf("%s is at %s, %v; want %s, %v", tt.want, got, free, tt.got, tt.free)
		}
	}
}

func TestRel(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"index.html", "a.html", "a.html"},
		{"a/b.html", "c.html", "../c.html"},
		{"a/b.html", "a/c.html", "c.html"},
		{"a/b/c.html", "a/d/e.html", "../d/e.html"},
		{"a.html", "a.html", "a.html"},
		{"a/b.html", "a.html", "../a.html"},
	}
	for _, tt := range tests {
		if got := Rel(tt.from, tt.to); got != tt.want {
			t.Errorf("Rel(%q, %q) = %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

// Nothing of the site depends on the order in which files are found.
func TestDeterministic(t *testing.T) {
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("d%d/n%d.md", i%3, i)] = fmt.Sprintf("#t%d [[n%d]] [[n%d]] [[index]]", i%5, (i*7)%40, (i*11)%40)
		files[fmt.Sprintf("d%d/index.md", i%3)] = "x"
	}
	first := newSite(t, files)
	for range 5 {
		again := newSite(t, files)
		if !slices.Equal(urls(first), urls(again)) || !slices.Equal(first.Problems, again.Problems) {
			t.Fatal("two sites of one vault differ")
		}
	}
}

// A link look-up costs the same in a vault of any size.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{100, 10000} {
		b.Run(fmt.Sprintf("namesakes=%d", n), func(b *testing.B) {
			var entries []*entry
			for i := range n {
				entries = append(entries, &entry{path: fmt.Sprintf("a%d/b/index.md", i)})
			}
			ix := newIndex(entries)
			for b.Loop() {
				ix.find("zz", "index")
			}
		})
	}
}
