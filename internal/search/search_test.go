package search

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// ask asks the script under Node.js, on an index.
func ask[Answer, Question any](t testing.TB, files map[string][]byte, questions []Question) []Answer {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Node.js on this machine; CI needs it, for what searches is a script")
		}
		t.Skip("no Node.js on this machine: what searches is a script")
	}
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	in, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	const script, asks = "../../theme/js/search.js", "testdata/ask.js"
	for _, name := range []string{script, asks} { // go test knows by it what a result depends on
		if _, err := os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(node, asks, script, dir)
	cmd.Stdin = bytes.NewReader(in)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, stderr.String())
	}
	var answers []Answer
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// An answer is what the script says to a question.
type answer struct {
	Total   int
	Results []result
	Files   []string
}

type result struct {
	URL, Fragment, Kind     string
	Title, Heading, Excerpt marked
}

type marked []struct {
	Text string
	Mark bool
}

// String returns a text with what is marked in brackets.
func (m marked) String() string {
	var b strings.Builder
	for _, piece := range m {
		if piece.Mark {
			b.WriteString("[" + piece.Text + "]")
		} else {
			b.WriteString(piece.Text)
		}
	}
	return b.String()
}

// notes returns the project's own notes as documents.
func notes(t testing.TB) []Document {
	t.Helper()
	fsys := os.DirFS("../../notes")
	paths, err := fs.Glob(fsys, "*.md")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notes: %v", err)
	}
	var docs []Document
	for _, path := range paths {
		src, err := fs.ReadFile(fsys, path)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, plain(t, strings.TrimSuffix(path, ".md"), string(src)))
	}
	return docs
}

var (
	headingLine = regexp.MustCompile(`^#{1,6} (.*)`)
	wikilink    = regexp.MustCompile(`!?\[\[(?:[^\]|\\]*\\?\|)?([^\]]*)\]\]`)
	webLink     = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	markup      = strings.NewReplacer("`", "", "**", "", "|", " ", "> [!", "", "```", "")
)

// plain makes a document of Markdown, roughly.
func plain(t testing.TB, name, src string) Document {
	t.Helper()
	d := Document{URL: strings.ReplaceAll(name, " ", "-") + ".html", Title: name, Kind: "note", Sections: []Section{{}}}
	if rest, ok := strings.CutPrefix(src, "---\n"); ok {
		front, body, _ := strings.Cut(rest, "\n---\n")
		var meta struct {
			Description   string
			Aliases, Tags []string
		}
		if err := yaml.Unmarshal([]byte(front), &meta); err != nil {
			t.Fatal(err)
		}
		d.Aliases, d.Tags, src = meta.Aliases, meta.Tags, body
		d.Sections[0].Text = meta.Description + "\n"
	}
	for line := range strings.Lines(src) {
		if m := headingLine.FindStringSubmatch(line); m != nil {
			heading := markup.Replace(m[1])
			d.Sections = append(d.Sections, Section{Heading: heading, Fragment: strings.ReplaceAll(strings.ToLower(heading), " ", "-")})
			continue
		}
		line = webLink.ReplaceAllString(wikilink.ReplaceAllString(line, "$1"), "$1")
		d.Sections[len(d.Sections)-1].Text += markup.Replace(line)
	}
	return d
}

func build(t testing.TB, docs []Document) map[string][]byte {
	t.Helper()
	files, err := Build(docs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// What a reader sees of one question.
func TestAnswers(t *testing.T) {
	docs := []Document{
		{URL: "cafe.html", Title: "Café", Lang: "fr", Sections: []Section{{Text: "Un été au café."}, {"Les cafés", "les-cafés", "Tous les élèves étaient là."}}},
		{URL: "cafe2.html", Title: "Cafe", Sections: []Section{{Text: "A cafe without an accent."}}},
		{URL: "日本.html", Title: "日本語の検索", Lang: "ja", Sections: []Section{{Text: "東京都に火がある。"}}},
		{URL: "run.html", Title: "Running programs", Tags: []string{"runtime/process"}, Sections: []Section{
			{Text: "How a program is started."}, {"When it stops", "when-it-stops", "It runs until the queues are empty: two queues, one loop."},
		}},
		{URL: "queue.html", Title: "Queues", Aliases: []string{"Backlog"}, Tags: []string{"runtime"}, Sections: []Section{{Text: "A queue holds two things."}}},
		{URL: "server.html", Title: "Server", Kind: "program", Symbols: []Symbol{{"main", "L3"}, {"(*Server).ListenAndServe", "L20"}}, Sections: []Section{{Text: "A program that listens."}}},
	}
	tests := []struct{ question, want string }{
		{"café", "[Café]: Un été au [café]. | [Cafe]: A [cafe] without an accent."},
		{"cafe", "[Cafe]: A [cafe] without an accent. | [Café]: Un été au [café]."},
		{"élève", "Café › Les cafés#les-cafés: Tous les [élèves] étaient là."},
		{"CAFES", "[Cafe]: A [cafe] without an accent. | [Café]: Un été au [café]."},
		{"検索", "日本語の[検索]: 東京都に火がある。"},
		{"東京都", "日本語の検索: [東京都]に火がある。"},
		{"火", "日本語の検索: 東京都に[火が]ある。"},
		{"rnning", "[Running] programs: How a program is started."},
		{"Qeues", "[Queues]: A queue holds two things."},
		{"que", "[Queues]: A [queue] holds two things. | Running programs › When it stops#when-it-stops: It runs until the [queues] are empty: two [queues], one loop."},
		{`"two queues"`, "Running programs › When it stops#when-it-stops: It runs until the [queues] are empty: [two] [queues], one loop."},
		{"backlog", "Queues: A queue holds two things."},
		{"back log", "Queues: A queue holds two things."},
		{"listenAndServe", "Server › (*Server).[ListenAndServe]#L20: A program that listens."},
		{"#runtime", "Queues: A queue holds two things. | Running programs: How a program is started."},
		{"#runtime stops", "Running programs › When it [stops]#when-it-stops: It runs until the queues are empty: two queues, one loop."},
		{"#runtime/process ", "Running programs: How a program is started."},
		{"stopping ", "Running programs › When it [stops]#when-it-stops: It runs until the queues are empty: two queues, one loop."},
		{"", ""},
		{"!?", ""},
		{"zzzzzzzz", ""},
	}
	var questions []string
	for _, test := range tests {
		questions = append(questions, test.question)
	}
	for i, a := range ask[answer](t, build(t, docs), questions) {
		var got []string
		for _, r := range a.Results {
			s := r.Title.String()
			if len(r.Heading) > 0 {
				s += " › " + r.Heading.String()
			}
			if r.Fragment != "" {
				s += "#" + r.Fragment
			}
			got = append(got, s+": "+r.Excerpt.String())
		}
		if g := strings.Join(got, " | "); g != tests[i].want || a.Total != len(got) {
			t.Errorf("%q (%d):\n     %s\nwant %s", tests[i].question, a.Total, g, tests[i].want)
		}
	}
}

// The same documents give the same bytes, whatever their order.
func TestDeterministic(t *testing.T) {
	docs := vault(200)
	first := build(t, docs)
	slices.Reverse(docs)
	if n := changed(first, build(t, docs)); n != 0 {
		t.Errorf("%d of %d files differ", n, len(first))
	}
}

// changed returns how many files are in one index as they are not in the other.
func changed(before, after map[string][]byte) int {
	n := 0
	for name, data := range after {
		if !bytes.Equal(data, before[name]) {
			n++
		}
	}
	for name := range before {
		if after[name] == nil {
			n++
		}
	}
	return n
}

// A change to one document changes few files.
func TestStable(t *testing.T) {
	before := build(t, vault(1000))
	for _, test := range []struct {
		name   string
		change func([]Document) []Document
		most   int
	}{
		{"a word", func(docs []Document) []Document {
			docs[500].Sections[1].Text += " afterthought"
			return docs
		}, 4},
		{"a title", func(docs []Document) []Document {
			docs[500].Title = "Another title"
			return docs
		}, 12},
		{"a section", func(docs []Document) []Document {
			docs[500].Sections[2].Text = strings.Replace(docs[500].Sections[2].Text, ".", " inserted words of some number.", 5)
			return docs
		}, 12},
		{"a note more", func(docs []Document) []Document {
			return append(docs, Document{URL: "new.html", Title: "New", Sections: []Section{{Text: "A short note."}}})
		}, 12},
	} {
		if n := changed(before, build(t, test.change(vault(1000)))); n == 0 || n > test.most {
			t.Errorf("%s: %d of %d files change, want %d at most", test.name, n, len(before), test.most)
		} else {
			t.Logf("%s: %d of %d files change", test.name, n, len(before))
		}
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		docs []Document
		want string
	}{
		{[]Document{{URL: "a.html"}}, `document 0 ("a.html", ""): URL and Title are required`},
		{[]Document{{Title: "A"}}, `document 0 ("", "A"): URL and Title are required`},
		{[]Document{{URL: "a.html", Title: "A"}, {URL: "a.html", Title: "B"}}, `two documents have the URL "a.html"`},
	} {
		if _, err := Build(test.docs, Options{}); err == nil || err.Error() != test.want {
			t.Errorf("error %v, want %s", err, test.want)
		}
	}
	if files := build(t, nil); len(files) != 1 {
		t.Errorf("an index of nothing has %d files", len(files))
	}
}

// What is kept for excerpts stays within its bounds.
func TestTextLimit(t *testing.T) {
	docs := vault(100)
	all := build(t, docs)
	some, err := Build(docs, Options{Text: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	size := func(files map[string][]byte) (n int) {
		for name, data := range files {
			if name[0] == 'd' {
				n += len(data)
			}
		}
		return n
	}
	if size(some) > size(all)/2 || size(some) < 30_000 {
		t.Errorf("%d bytes of documents, %d without a bound", size(some), size(all))
	}
	for _, test := range []struct {
		text  string
		limit int
		want  string
	}{
		{"  some\n words  ", 100, "some words"},
		{"some words more", 12, "some words …"},
		{"some words more", 15, "some words more"},
		{"日本語の検索", 7, "日本 …"},
	} {
		if got := excerpt(test.text, test.limit); got != test.want {
			t.Errorf("excerpt(%q, %d) = %q, want %q", test.text, test.limit, got, test.want)
		}
	}
}

// rule201_preference: names come before aliases, these before headings, and
// these before text, even where the text has the word more often.
func TestPreference(t *testing.T) {
	filler := strings.Repeat("something else that is said here, ", 20)
	docs := []Document{
		{URL: "text.html", Title: "One", Sections: []Section{{Text: filler + "quokka quokka " + filler}}},
		{URL: "heading.html", Title: "Two", Sections: []Section{{Heading: "Quokka", Fragment: "quokka", Text: filler}}},
		{URL: "alias.html", Title: "Three", Aliases: []string{"Quokka"}, Sections: []Section{{Text: filler}}},
		{URL: "name.html", Title: "Quokka", Sections: []Section{{Text: filler}}},
		{URL: "other.html", Title: "Five", Sections: []Section{{Text: filler}}},
	}
	var got []string
	for _, r := range ask[answer](t, build(t, docs), []string{"quokka"})[0].Results {
		got = append(got, r.URL)
	}
	if want := []string{"name.html", "alias.html", "heading.html", "text.html"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
