package note

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"

	"notesite/internal/problem"
)

// A linkFact is what the tests compare of a Link.
type linkFact struct {
	Embed              bool
	Target, Sub, Shown string
}

func linkFacts(n *Note) []linkFact {
	var facts []linkFact
	for _, l := range n.Links {
		if !l.Comment {
			facts = append(facts, linkFact{l.Embed, l.Target, l.Sub, l.Display()})
		}
	}
	return facts
}

func TestLinks(t *testing.T) {
	tests := []struct {
		name string
		src  string
		want []linkFact
	}{
		{"rule013_extension", "[[Note]] [[Note.md]]", []linkFact{{Target: "Note", Shown: "Note"}, {Target: "Note.md", Shown: "Note.md"}}},
		{"rule014_alias", "[[Note|alias]]", []linkFact{{Target: "Note", Shown: "alias"}}},
		{"rule014_first_pipe", "[[#heading#sub-heading||x]]", []linkFact{{Sub: "#heading#sub-heading", Shown: "|x"}}},
		{"rule015_order", "[[Note#Heading|alias]]", []linkFact{{Target: "Note", Sub: "#Heading", Shown: "alias"}}},
		{"rule016_first_hash", "[[pa#th/x]]", []linkFact{{Target: "pa", Sub: "#th/x", Shown: "pa > th/x"}}},
		{"rule017_empty", "[[]]", nil},
		{"rule017_pipe", "[[|]] [[|alias]]", []linkFact{{Target: "|", Shown: "|"}, {Target: "|alias", Shown: "|alias"}}},
		{"rule018_newline", "[[a\nb]]", nil},
		{"rule019_nested", "[[Nested [[Inner]] x]]", []linkFact{{Target: "Inner", Shown: "Inner"}}},
		{"rule020_bracket", "[[Sq]uare]]", []linkFact{{Target: "Sq]uare", Shown: "Sq]uare"}}},
		{"rule021_third", "[[wiki [link]]]", []linkFact{{Target: "wiki [link]", Shown: "wiki [link]"}}},
		{"rule021_outer", "[![[b.svg]]](https://x.org)", []linkFact{{Embed: true, Target: "b.svg", Shown: "b.svg"}}},
		{"rule022_escaped", `\[[Note]] \[\[Note\]\]`, nil},
		{"rule022_backslash", `\\[[Note]]`, []linkFact{{Target: "Note", Shown: "Note"}}},
		{"rule023_code", "`[[a]]`\n\n```\n[[b]]\n```\n\n    [[c]]\n\n- ~~~\n  [[d]]\n  ~~~", nil},
		{"rule025_html_comment", "<!-- [[a]] -->\n\nx <!-- [[b]] --> y", nil},
		{"rule026_comment", "x %%[[a]]%% y\n\n%%\n[[b]]\n%%\n", nil},
		{"rule027_html_block", "<div>\n[[a]]\n</div>", nil},
		{"rule028_everywhere", "# [[a]]\n\n> [!tip] [[b]]\n\n| x |\n|---|\n| [[c]] |\n\n- [[d]]\n", []linkFact{
			{Target: "a", Shown: "a"}, {Target: "b", Shown: "b"}, {Target: "c", Shown: "c"}, {Target: "d", Shown: "d"},
		}},
		{"rule029_trimmed", "[[Quick Switcher ]] [[ Wayland ]] [[a |x]]", []linkFact{
			{Target: "Quick Switcher", Shown: "Quick Switcher"}, {Target: "Wayland", Shown: "Wayland"}, {Target: "a", Shown: "x"},
		}},
		{"rule031_percent", "[[a%20b]]", []linkFact{{Target: "a%20b", Shown: "a%20b"}}},
		{"rule032_display", "[[a/b]] [[Note#H]] [[#H]] [[#A#B]] [[N#A#B]] [[N#^b]] [[#^b]]", []linkFact{
			{Target: "a/b", Shown: "a/b"},
			{Target: "Note", Sub: "#H", Shown: "Note > H"},
			{Sub: "#H", Shown: "H"},
			{Sub: "#A#B", Shown: "A > B"},
			{Target: "N", Sub: "#A#B", Shown: "N > A > B"},
			{Target: "N", Sub: "#^b", Shown: "N > ^b"},
			{Sub: "#^b", Shown: "^b"},
		}},
		{"rule033_table", "| a |\n|---|\n| [[Note\\|alias]] |", []linkFact{{Target: "Note", Shown: "alias"}}},
		{"rule034_unescaped", "| a | b |\n|---|---|\n| [[Note|alias]] | [[x]] |\n| [[y\\|z]] | c |", []linkFact{
			{Target: "Note", Shown: "alias"}, {Target: "x", Shown: "x"}, {Target: "y", Shown: "z"},
		}},
		{"rule034_quoted", "> | a | b |\n> |---|---|\n> | c | ![[Note|10]] |", []linkFact{{Embed: true, Target: "Note", Shown: "10"}}},
		{"rule035_backslash_pipe", `[[Note\|alias]]`, []linkFact{{Target: "Note", Shown: "alias"}}},
		{"rule036_embed", `![[x]] \![[y]]`, []linkFact{{Embed: true, Target: "x", Shown: "x"}, {Target: "y", Shown: "y"}}},
		{"rule074_decoded", "[t](Note.md#How%20it%20works)", []linkFact{{Target: "Note.md", Sub: "#How it works", Shown: "t"}}},
		{"rule107_hash_before_decoding", "[t](C%23.md)", []linkFact{{Target: "C#.md", Shown: "t"}}},
		{"rule108_no_extension", "[t](Three%20laws)", []linkFact{{Target: "Three laws", Shown: "t"}}},
		{"rule038_plain_alias", "[[a|*b* [[c]]", []linkFact{{Target: "c", Shown: "c"}}},
		{"rule109_angle", "[t](<My Note.md>)", []linkFact{{Target: "My Note.md", Shown: "t"}}},
		{"rule110_space", "[t](My Note.md)", nil},
		{"rule111_empty", "[]() [alias]()", nil},
		{"rule112_external", "[t](https://x.org) [m](mailto:a@b.c) [o](obsidian://open)", nil},
		{"rule113_reference", "[t][ref]\n\n[ref]: Note.md", []linkFact{{Target: "Note.md", Shown: "t"}}},
		{"rule114_title", `[text](x.md "title")`, []linkFact{{Target: "x.md", Shown: "text"}}},
		{"rule125_property", "---\na: \"[[X|y]]\"\nb:\n  - \"[[#H]]\"\n  - not [[Z]]\n---\n", []linkFact{
			{Target: "X", Shown: "y"}, {Sub: "#H", Shown: "H"},
		}},
		{"rule126_markdown_property", "---\na: \"[x](My%20Note.md#H)\"\nb: \"[y](https://x.org)\"\n---\n", []linkFact{{Target: "My Note.md", Sub: "#H", Shown: "x"}}},
		{"rule117_json", "---\n{\"a\": \"[[X]]\", \"tags\": [\"t\"]}\n---\n", []linkFact{{Target: "X", Shown: "X"}}},
		{"rule127_unquoted", "---\na: [[X]]\n---\n", nil},
		{"rule182_footnote", "x[^1]\n\n[^1]: see [[a]]", []linkFact{{Target: "a", Shown: "a"}}},
		{"crlf", "a [[b]]\r\n\r\n[[c]]\r\n", []linkFact{{Target: "b", Shown: "b"}, {Target: "c", Shown: "c"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := Parse("t.md", []byte(tt.src))
			if diff := cmp.Diff(tt.want, linkFacts(n)); diff != "" {
				t.Errorf("links of %q (-want +got):\n%s", tt.src, diff)
			}
		})
	}
}

func TestTags(t *testing.T) {
	tests := []struct {
		name, src string
		want      []string
	}{
		{"rule133_letters", "#y1984 #café #标签 #🎉 #a/b_c-d", []string{"y1984", "café", "标签", "🎉", "a/b_c-d"}},
		{"rule133_number", "#1984", nil},
		{"rule134_boundary", `(#a) "#c" .#d x—#e foo#bar`, nil},
		{"rule134_after_bracket", "[x #ph]", []string{"ph"}},
		{"rule135_adjacent", "#a#b", []string{"a", "b"}},
		{"rule136_punctuation", "#foo:x #foo.bar #foo,", []string{"foo", "foo", "foo"}},
		{"rule137_code", "`#a`\n\n```\n#b\n```\n\n<!-- #c -->\n\n[x](#d)", nil},
		{"rule138_comment", "%%#a%% #b", []string{"b"}},
		{"rule141_heading", "# Title\n\n#Title", []string{"Title"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, tag := range Parse("t.md", []byte(tt.src)).Tags {
				if !tag.Comment {
					got = append(got, tag.Name)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("tags of %q (-want +got):\n%s", tt.src, diff)
			}
		})
	}
}

func TestHeadings(t *testing.T) {
	src := "# A *b* ##\n\nSet\n===\n\n> # In a quote\n\n#x\n\n## A *b*\n"
	n := Parse("t.md", []byte(src))
	type fact struct {
		Level           int
		Text, Plain, ID string
		Source          string
	}
	var got []fact
	for _, h := range n.Headings {
		got = append(got, fact{h.Level, h.Text, h.Plain, h.ID, src[h.Start:h.End]})
	}
	want := []fact{
		{1, "A *b*", "A b", "a-b", "# A *b* ##"}, // rule 62
		{1, "Set", "Set", "set", "Set"},          // rule 71
		{2, "A *b*", "A b", "a-b-1", "## A *b*"}, // rule 198
	} // rule 70 leaves out the one in a quote, rule 72 the tag
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
}

func TestBlocks(t *testing.T) {
	tests := []struct {
		name, src string
		want      map[string]string // by id
	}{
		{"rule077_paragraph", "one\ntwo ^id", map[string]string{"id": "one\ntwo ^id"}},
		{"rule078_charset", "text ^my_id", nil},
		{"rule080_own_line", "> q\n\n^id\n", map[string]string{"id": "> q\n\n^id"}},
		{"rule081_under_callout", "> [!tip] t\n> body\n^id\n", map[string]string{"id": "> [!tip] t\n> body\n^id"}},
		{"rule082_item", "- a ^id\n  - b\n- c", map[string]string{"id": "- a ^id\n  - b"}},
		{"rule083_indented", "- a\n  ^id\n- c", map[string]string{"id": "- a\n  ^id"}},
		{"rule084_list", "- a\n- b\n\n^id", map[string]string{"id": "- a\n- b\n\n^id"}},
		{"rule084_last_item", "- a\n- b\n^id", map[string]string{"id": "- b\n^id"}},
		{"rule087_mid_line", "a ^id b", nil},
		{"rule087_code", "`a ^id`\n\n```\nx ^id\n```", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got map[string]string
			for _, b := range Parse("t.md", []byte(tt.src)).Blocks {
				if got == nil {
					got = map[string]string{}
				}
				got[b.ID] = tt.src[b.Start:b.End]
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("blocks of %q (-want +got):\n%s", tt.src, diff)
			}
		})
	}
}

func TestFrontMatter(t *testing.T) {
	src := "---\ntitle: A title\ntags: [a, '#b', c/d]\naliases: One\ndescription: Two\n  lines\n" +
		"date: 2026-11-22\npublish: false\npermalink: /about/\ncssclasses: [wide, two cols]\n---   \n# Text\n"
	n := Parse("t.md", []byte(src))
	fm := n.FrontMatter
	fm.Properties = nil
	want := FrontMatter{
		Title: "A title", Tags: []string{"a", "b", "c/d"}, Aliases: []string{"One"}, Description: "Two lines",
		Date: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Unpublished: true, Permalink: "about",
		CSSClasses: []string{"wide", "two", "cols"},
	}
	if diff := cmp.Diff(want, fm); diff != "" {
		t.Errorf("front matter (-want +got):\n%s", diff)
	}
	if len(n.Problems) > 0 {
		t.Errorf("problems: %v", n.Problems)
	}
	// Offsets stay those of the file.
	if h := n.Headings[0]; n.Position(h.Start).Line != strings.Count(src, "\n") {
		t.Errorf("heading at %v", n.Position(h.Start))
	}
}

func TestProperties(t *testing.T) {
	tests := []struct {
		name, src string
		want      FrontMatter
	}{
		{"rule120_single_tag", "tags: a", FrontMatter{Tags: []string{"a"}}},
		{"rule121_hash", "tags: ['#a', b]", FrontMatter{Tags: []string{"a", "b"}}},
		{"rule122_numbers", "tags: [y1, null]\naliases: [802.11]", FrontMatter{Tags: []string{"y1"}, Aliases: []string{"802.11"}}},
		{"rule123_old_names", "tag: a\nalias: b\ncssclass: c", FrontMatter{}},
		{"rule124_aliases", "aliases: One name", FrontMatter{Aliases: []string{"One name"}}},
		{"rule128_no_tag_in_text", "note: see \"#x\"", FrontMatter{}},
		{"rule129_datetime", "date: 2020-08-21T10:30:00", FrontMatter{Date: time.Date(2020, 8, 21, 10, 30, 0, 0, time.UTC)}},
		{"rule130_publish", "publish: true", FrontMatter{}},
		{"rule130_not_published", "publish: false", FrontMatter{Unpublished: true}},
		{"rule131_permalink", "permalink: about", FrontMatter{Permalink: "about"}},
		{"rule132_image", "cover: img/a.png\ncssclasses: wide", FrontMatter{Image: "img/a.png", CSSClasses: []string{"wide"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Parse("t.md", []byte("---\n"+tt.src+"\n---\n")).FrontMatter
			got.Properties = nil
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("front matter of %q (-want +got):\n%s", tt.src, diff)
			}
		})
	}
}

// rule085: a block's id is in no text.
func TestBlockIDHidden(t *testing.T) {
	n := Parse("t.md", []byte("Text here. ^one\n\n## Title ^two\n\nsee [[a]] ^three\n"))
	for _, text := range []string{n.Summary, n.Headings[0].Plain, n.Headings[0].ID, n.Links[0].Context.After} {
		if strings.Contains(text, "^") || strings.Contains(text, "two") {
			t.Errorf("%q holds an id", text)
		}
	}
}

func TestFrontMatterProblems(t *testing.T) {
	tests := []struct {
		name, src   string
		want        string // the problem, or ""
		unpublished bool
	}{
		{"rule115_not_first", "\n---\na: [\n---\n", "", false},
		{"rule116_empty", "---\n---\ntext", "", false},
		{"unclosed", "---\ntitle: x\n", "", false},
		{"rule118_invalid", "---\ntitle: x\ntags: [a\n---\ntext", "t.md:3:7: ", false},
		{"rule118_template", "---\ndate: {{date}}\n---\n", "t.md:2:8: ", false},
		{"rule118_not_a_map", "---\njust text\n---\n", "t.md:2:1: front matter is not a list of properties", false},
		{"rule120_string_of_tags", "---\ntags: a, b\n---\n", `t.md:2:7: tags in one string: "a, b"`, false},
		{"rule122_null", "---\ntags:\n  - \n  - x\naliases:\n---\n", "", false},
		{"bad_date", "---\ndate: soon\n---\n", `t.md:2:7: "soon" is not a date`, false},
		{"unpublished_though_invalid", "---\npublish: false\ntags: [a\n---\n", "t.md:3:7: ", true},
		{"draft", "---\ndraft: true\n---\n", "", true},
		{"alias_bomb", "---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n---\n", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := Parse("t.md", []byte(tt.src))
			got := ""
			if len(n.Problems) > 0 {
				got = n.Problems[0].String()
			}
			if (tt.want == "") != (got == "") || !strings.HasPrefix(got, tt.want) {
				t.Errorf("problem %q, want %q", got, tt.want)
			}
			if n.FrontMatter.Unpublished != tt.unpublished {
				t.Errorf("unpublished %v", n.FrontMatter.Unpublished)
			}
		})
	}
}

// Whatever is in a file, parsing says what is wrong and goes on.
func TestBadInput(t *testing.T) {
	tests := []struct {
		name string
		src  []byte
		want problem.Rule
	}{
		{"nul", []byte("a\x00b [[c]]"), problem.BadEncoding},
		{"invalid_utf8", []byte("a\xff [[c]]"), problem.BadEncoding},
		{"bom", []byte("\xEF\xBB\xBF---\ntitle: x\n---\n[[c]]"), ""},
		{"unclosed_comment", []byte("[[c]]\n\n%%\nhidden\n"), problem.UnclosedComment},
		{"ten_megabytes", append(bytes.Repeat([]byte("word "), 2<<20), "[[c]]"...), ""},
		{"only_brackets", append(bytes.Repeat([]byte("[["), 1<<15), "\n\n[[c]]"...), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := Parse("t.md", tt.src)
			if len(n.Links) != 1 || n.Links[0].Target != "c" {
				t.Errorf("links: %v", n.Links)
			}
			var got problem.Rule
			if len(n.Problems) > 0 {
				got = n.Problems[0].Rule
			}
			if got != tt.want {
				t.Errorf("problems %v, want %q", n.Problems, tt.want)
			}
		})
	}
}

func TestTablePipe(t *testing.T) {
	n := Parse("t.md", []byte("| a | b |\n|---|---|\n| [[Note|alias]] | c |"))
	want := `t.md:3:9: this | cuts the link in Obsidian, where it ends the table's cell (write \| instead) [table-pipe]`
	if len(n.Problems) != 1 || n.Problems[0].String() != want {
		t.Errorf("problems %v", n.Problems)
	}
}

func TestPosition(t *testing.T) {
	n := Parse("dir/t.md", []byte("é\nüx [[a]]"))
	if got := n.Position(n.Links[0].Start).String(); got != "dir/t.md:2:4" {
		t.Errorf("position %s", got)
	}
}

func TestExcerpt(t *testing.T) {
	n := Parse("t.md", []byte("First one. Then **bold** [[a|label]] and more. Last.\n\n- item [[b]]\n"))
	want := []Excerpt{{"Then bold ", "label", " and more."}, {"item ", "b", ""}}
	for i, w := range want {
		if diff := cmp.Diff(w, n.Links[i].Context); diff != "" {
			t.Errorf("excerpt %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"Blocking vs non-blocking": "blocking-vs-non-blocking", "C# & Go": "c--go", "Über ©": "über-©", "事件循环": "事件循环",
	} {
		if got := Slug(text); got != want {
			t.Errorf("Slug(%q) = %q, want %q", text, got, want)
		}
	}
}

// Parsing takes time in proportion to the length of a note, whatever it
// repeats: twice the length may not take ten times as long.
func BenchmarkRepeated(b *testing.B) {
	for _, construct := range []string{"[[", "![[a", "[[a]] ", "%%", "==", "#a", "^a ", "> ", "- ", "> [!a]\n", "*a ", "`", "[^1]", "| a ", "<!--", "$", "$a", "$$", "^[a", "[^a]: b\n", "[a](b) ", "![a](b)", "# a\n", "\\n\\n^a\n\n", "%%a", "==a", "[", "]", "<a", "~~~\n", "| [[a|b]] |\n", "|-|\n", "http://a ", "a\n"} {
		for _, size := range []int{1 << 17, 1 << 20} {
			src := bytes.Repeat([]byte(construct), size/len(construct))
			b.Run(fmt.Sprintf("%q/%d", construct, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for range b.N {
					Parse("t.md", bytes.Clone(src))
				}
			})
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "---\ntitle: x\ntags: [a]\n---\n# H ^id\n\n[[a#b|c]] ![[d]] #tag ==m== %%c%%\n",
		"> [!tip]- T\n> b\n^id\n\n- [x] t ^i\n  - u\n\n^l\n", "x[^1]\n\n[^1]: y [[z]]\n", "%%\na\n%% b",
		"| a |\n|---|\n| [[N\\|x]] |\n", "[[|]] [[a [b]]]", "---\na: \"[[x]]\"\n---\n", "\xff\x00", "a\r\n> b\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		n := Parse("f.md", bytes.Clone(src))
		if !utf8.Valid(n.Source) {
			t.Error("source is not UTF-8")
		}
		inside := func(what string, s Span) {
			if s.Start < 0 || s.End < s.Start || s.End > len(n.Source) {
				t.Errorf("%s at %v of %d bytes", what, s, len(n.Source))
			}
		}
		for _, l := range n.Links {
			if l.Kind != PropertyLink {
				inside("link", l.Span)
			}
		}
		for _, h := range n.Headings {
			inside("heading", h.Span)
		}
		for _, b := range n.Blocks {
			inside("block", b.Span)
		}
		for _, tag := range n.Tags {
			inside("tag", tag.Span)
		}
		tree := n.Tree()
		if got := len(tree.Links) + n.yamlLinks; got != len(n.Links) {
			t.Errorf("%d links in the tree, %d in the note", got, len(n.Links))
		}
		if len(tree.Headings) != len(n.Headings) || len(tree.Blocks) != len(n.Blocks) {
			t.Error("the tree and the note have not the same headings and blocks")
		}
		for _, h := range tree.Hidden() {
			inside("hidden", h)
		}
	})
}

func TestMath(t *testing.T) {
	type fact struct {
		TeX     string
		Display bool
	}
	tests := []struct {
		name, src string
		want      []fact
	}{
		{"rule024_wikilink_in_math", "$[[a]]$ [[b$c]] $", []fact{{"[[a]]", false}}},
		{"rule173_spaces", "$x$ $S_n $ $ y$", []fact{{"x", false}}},
		{"rule173_money", "from $5 to maybe $10, $20,000 and $30,000", nil},
		{"rule173_digit", "$x$1", nil},
		{"rule174_display", "a $$ x $ y $$ b", []fact{{"x $ y", true}}},
		{"rule174_lines", "a $$x\ny$$ b", []fact{{"x\ny", true}}},
		{"rule174_block", "$$\nx\n\ny\n$$", []fact{{"x\n\ny", true}}},
		{"rule174_one_line_block", "$$x$$", []fact{{"x", true}}},
		{"rule174_escaped", `\$5$ and $a\$b$`, []fact{{`a\$b`, false}}},
		{"rule174_unclosed", "$$ x\n\ny", nil},
		{"rule175_quote", "> $$\n> x\n> $$", []fact{{"x", true}}},
		{"rule175_list", "- a\n  $$\n  x\n  $$", []fact{{"x", true}}},
		{"rule175_cell", "| a |\n|---|\n| $\\|x\\|$ |", []fact{{"|x|", false}}},
		{"rule176_fence", "```math\nx\n```", nil},
		{"rule177_markdown", "$a_b *c* d_e$", []fact{{"a_b *c* d_e", false}}},
		{"rule023_code", "`$x$`", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := Parse("t.md", []byte(tt.src))
			var got []fact
			tree := n.Tree()
			_ = ast.Walk(tree.Root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
				if !entering {
					return ast.WalkContinue, nil
				}
				switch node := node.(type) {
				case *Math:
					got = append(got, fact{node.TeX, node.Display})
				case *MathBlock:
					got = append(got, fact{node.TeX(tree.Source), true})
				}
				return ast.WalkContinue, nil
			})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("math of %q (-want +got):\n%s", tt.src, diff)
			}
		})
	}
}

func TestFootnotes(t *testing.T) {
	tests := []struct {
		name, src string
		want      []string // the plain texts, in the order of the numbers
	}{
		{"rule178_first_reference", "b[^b] a[^1] b[^b]\n\n[^1]: one\n[^b]: two\n", []string{"two", "one"}},
		{"rule179_inline", "x^[in *line* [[a]]] y[^1]\n\n[^1]: def\n", []string{"in line a", "def"}},
		{"rule179_brackets", "x^[a [b](c) `]` d] e", []string{"a b ] d"}},
		{"rule179_unclosed", "x^[a b", nil},
		{"rule180_continued", "x[^1]\n\n[^1]: one\n  two\n\n  three\n", []string{"one two three"}},
		{"rule181_space", "x[^with space]\n\n[^with space]: y\n", nil},
		{"rule182_no_space", "x[^1]\n\n[^1]:[[x]]\n", []string{"x"}},
		{"undefined", "x[^nope]", nil},
		{"nested", "x[^1]\n\n[^2]: two\n[^1]: one[^2]\n", []string{"one", "two"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := Parse("t.md", []byte(tt.src)).Tree()
			var got []string
			for _, f := range tree.Footnotes {
				var texts []string
				if _, inline := f.Node.(*InlineFootnote); inline {
					texts = append(texts, plainText(inlineDoc(f.Node), tree.Source))
				} else {
					for c := f.Node.FirstChild(); c != nil; c = c.NextSibling() {
						texts = append(texts, plainText(c, tree.Source))
					}
				}
				got = append(got, strings.Join(texts, " "))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("footnotes of %q (-want +got):\n%s", tt.src, diff)
			}
		})
	}
}

// inlineDoc moves the children of an inline node into a paragraph.
func inlineDoc(node ast.Node) ast.Node {
	p := ast.NewParagraph()
	for c := node.FirstChild(); c != nil; c = node.FirstChild() {
		p.AppendChild(p, c)
	}
	return p
}
