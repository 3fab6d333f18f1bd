package build

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"notesite/internal/problem"
	"notesite/internal/render"
	"notesite/internal/testvault"
)

// write makes a folder of the files of an archive and returns the
// configuration that builds its notes.
func write(t *testing.T, archive string) Config {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cfg := Config{Notes: filepath.Join(dir, "notes"), Out: filepath.Join(dir, "public")}
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func mustBuild(t *testing.T, cfg Config) *Result {
	t.Helper()
	r, err := Build(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tree returns the files of a folder with their contents.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(p)))
		files[p] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

const small = `
-- notes/index.md --
[[A]] ![[pic.png]]
-- notes/A.md --
text
-- notes/sub/B.md --
[[A]]
-- notes/img/pic.png --
PNG
-- notes/img/unreached.png --
PNG
-- notes/.obsidian/x.md --
hidden
`

// A script is on the site only as long as a page loads it, and its licence goes
// with it.
func TestScripts(t *testing.T) {
	cfg := write(t, "-- notes/a.md --\n```mermaid\npie\n \"a\" : 1\n```\n")
	mustBuild(t, cfg)
	files := tree(t, cfg.Out)
	if !strings.HasPrefix(files["assets/mermaid.min.js"], "/*!\nThe MIT License") || files["assets/mermaid.js"] == "" {
		t.Errorf("the page's scripts are not there, or without their licence: %.40q", files["assets/mermaid.min.js"])
	}
	if page := files["a.html"]; !strings.Contains(page, `<script src="assets/mermaid.min.js" defer>`) {
		t.Errorf("the page does not load them:\n%s", page)
	}
	if err := os.WriteFile(filepath.Join(cfg.Notes, "a.md"), []byte("no diagram"), 0o644); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, cfg)
	for name, text := range tree(t, cfg.Out) {
		if strings.Contains(name, "mermaid.") || strings.HasSuffix(name, ".html") && strings.Contains(text, "mermaid") {
			t.Errorf("%s is left", name)
		}
	}
}

// rule 1: what begins with a dot is not part of the vault.
func TestBuild(t *testing.T) {
	cfg := write(t, small)
	r := mustBuild(t, cfg)
	var names []string
	for name := range tree(t, cfg.Out) {
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{
		".notesite-manifest.json", "404.html", "a.html", "assets/figures.css", "assets/folders/0.js", "assets/graph-data.js", "assets/graph.css", "assets/graph.js", "assets/icon.svg", "assets/later.css", "assets/notesite.css",
		"assets/notesite.js", "assets/previews/0.js", "assets/print.css", "assets/programs.css", "assets/search.js", "assets/search/d0.js", "assets/search/d1.js", "assets/search/index.js",
		"assets/search/n-.js", "assets/search/t-.js", "assets/theme-early.js", "graph.html",
		"img/pic.png", "index.html", "site.json", "sub/b.html", "sub/index.html",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if r.Written != len(want)-1 || !strings.HasPrefix(r.String(), "3 notes, 0 programs, 3 links, 0 problems in ") {
		t.Errorf("result %q, %d written", r, r.Written)
	}
}

// The same input gives the same bytes, and a second build writes nothing.
func TestRebuild(t *testing.T) {
	cfg := write(t, small)
	if _, err := testvault.Write(filepath.Join(cfg.Notes, "gen"), testvault.Default(120)); err != nil {
		t.Fatal(err)
	}
	first := mustBuild(t, cfg)
	before := tree(t, cfg.Out)
	times := modTimes(t, cfg.Out)
	second := mustBuild(t, cfg)
	if second.Written != 0 || second.Removed != 0 || second.Unchanged != first.Written {
		t.Errorf("second build: %d written, %d unchanged, %d removed", second.Written, second.Unchanged, second.Removed)
	}
	if diff := cmp.Diff(times, modTimes(t, cfg.Out)); diff != "" {
		t.Errorf("files were touched:\n%s", diff)
	}
	elsewhere := cfg
	elsewhere.Out = filepath.Join(t.TempDir(), "other")
	mustBuild(t, elsewhere)
	if diff := cmp.Diff(before, tree(t, elsewhere.Out)); diff != "" {
		t.Errorf("two builds of one vault differ:\n%s", diff)
	}
}

func modTimes(t *testing.T, dir string) map[string]int64 {
	t.Helper()
	times := map[string]int64{}
	for name := range tree(t, dir) {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		times[name] = info.ModTime().UnixNano()
	}
	return times
}

func TestStale(t *testing.T) {
	cfg := write(t, small)
	mustBuild(t, cfg)
	if err := os.Remove(filepath.Join(cfg.Notes, "sub", "B.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cfg.Out, ".nojekyll"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	r := mustBuild(t, cfg)
	if r.Removed != 2 {
		t.Errorf("%d removed", r.Removed)
	}
	if _, err := os.Stat(filepath.Join(cfg.Out, "sub")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder of the page that is gone: %v", err)
	}
	if _, err := os.Stat(filepath.Join(cfg.Out, ".nojekyll")); err != nil {
		t.Errorf("a file of the user's: %v", err)
	}
}

// A build that is cut short can be gone on with: what it left is known.
func TestCutShort(t *testing.T) {
	cfg := write(t, small)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Build(ctx, cfg); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	out, err := openOutput(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := out.begin([]string{"a.html", "later/x.html"}); err != nil {
		t.Fatal(err)
	}
	if err := out.write("later/x.html", []byte("half a site")); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if err := os.WriteFile(filepath.Join(cfg.Out, "later", tempPrefix+"7"), []byte("ha"), 0o644); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, cfg)
	for name := range tree(t, cfg.Out) {
		if strings.HasPrefix(name, "later/") {
			t.Errorf("%s is still there", name)
		}
	}
}

func TestRefuse(t *testing.T) {
	tests := []struct {
		name   string
		change func(t *testing.T, cfg *Config)
		want   string
	}{
		{"out_is_notes", func(_ *testing.T, cfg *Config) { cfg.Out = cfg.Notes }, "it holds the notes"},
		{"out_holds_notes", func(_ *testing.T, cfg *Config) { cfg.Out = filepath.Dir(cfg.Notes) }, "it holds the notes"},
		{"out_links_to_notes", func(t *testing.T, cfg *Config) {
			link := filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(cfg.Notes, link); err != nil {
				t.Fatal(err)
			}
			cfg.Out = link
		}, "it holds the notes"},
		{"foreign_files", func(t *testing.T, cfg *Config) {
			if err := os.MkdirAll(filepath.Join(cfg.Out, "thesis"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(cfg.Out, "thesis", "final.tex"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}, "notesite did not write thesis/final.tex there"},
		{"manifest_is_not_ours", func(t *testing.T, cfg *Config) {
			if err := os.MkdirAll(cfg.Out, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(cfg.Out, manifestName), []byte("{"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "read manifest"},
		{"no_notes", func(_ *testing.T, cfg *Config) { cfg.Notes = filepath.Join(cfg.Notes, "nowhere") }, "there is no folder"},
		{"no_examples", func(_ *testing.T, cfg *Config) { cfg.Examples = filepath.Join(cfg.Notes, "nowhere") }, "there is no folder"},
		{"no_theme", func(_ *testing.T, cfg *Config) { cfg.Theme = filepath.Join(cfg.Notes, "nowhere") }, "open theme"},
		{"out_is_a_file", func(_ *testing.T, cfg *Config) { cfg.Out = filepath.Join(cfg.Notes, "A.md") }, "make output folder"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := write(t, small)
			notes := cfg.Notes
			before := tree(t, notes)
			tt.change(t, &cfg)
			_, err := Build(context.Background(), cfg)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if diff := cmp.Diff(before, tree(t, notes)); diff != "" {
				t.Errorf("the notes changed:\n%s", diff)
			}
		})
	}
}

// A manifest that somebody else wrote cannot make us delete what lies
// outside the output folder.
func TestManifestEscape(t *testing.T) {
	cfg := write(t, small)
	mustBuild(t, cfg)
	evil := `{"files": ["../notes/A.md", "/etc/passwd", "a.html"]}`
	if err := os.WriteFile(filepath.Join(cfg.Out, manifestName), []byte(evil), 0o644); err != nil {
		t.Fatal(err)
	}
	for name := range tree(t, cfg.Out) {
		if name != "a.html" && name != manifestName {
			if err := os.Remove(filepath.Join(cfg.Out, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
	}
	mustBuild(t, cfg)
	if _, err := os.Stat(filepath.Join(cfg.Notes, "A.md")); err != nil {
		t.Error(err)
	}
}

// No link leads out of the vault, be it a wikilink or one of the file system.
func TestEscape(t *testing.T) {
	cfg := write(t, `
-- secret.txt --
secret
-- secret.md --
secret
-- notes/a.md --
[[../secret.txt]] ![[../secret]] ![x](../secret.txt) ![[link.txt]] ![[link]]
`)
	dir := filepath.Dir(cfg.Notes)
	for _, name := range []string{"link.txt", "link.md"} {
		if err := os.Symlink(filepath.Join(dir, "secret"+filepath.Ext(name)), filepath.Join(cfg.Notes, name)); err != nil {
			t.Fatal(err)
		}
	}
	r := mustBuild(t, cfg)
	for name, data := range tree(t, cfg.Out) {
		if strings.Contains(data, ">secret") || data == "secret\n" {
			t.Errorf("%s holds what is outside the vault", name)
		}
	}
	if !slices.ContainsFunc(r.Site.Problems, func(p problem.Problem) bool { return p.Rule == problem.Unreadable }) {
		t.Errorf("problems: %v", r.Site.Problems)
	}
}

func TestBadInput(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such file names")
	}
	cfg := write(t, small)
	long := strings.Repeat("word ", 2<<20)
	var links strings.Builder
	for range 10000 {
		links.WriteString("[[A]] [[nope]] ")
	}
	for name, text := range map[string]string{
		`weird #?%:&'".md`: "[[A]]", "日本語 ノート.md": "[[A]]", "emoji 🎉.md": "x", "-.md": "x", "...md": "x",
		"yaml.md": "---\na: [\n---\ntext", "nul.md": "a\x00b", "latin.md": "caf\xe9", "crlf.md": "# H\r\n\r\n[[A]]\r\n",
		"bom.md": "\xEF\xBB\xBF# H\n", "long.md": long, "links.md": links.String(), "empty.md": "",
		"circle.md": "![[circle]]", "a b.md": "x", "a-b.md": "x", "CON.md": "x", "dir.md/inner.md": "x",
	} {
		file := filepath.Join(cfg.Notes, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("nowhere", filepath.Join(cfg.Notes, "gone.md")); err != nil {
		t.Fatal(err)
	}
	r := mustBuild(t, cfg)
	rules := map[problem.Rule]int{}
	for _, p := range r.Site.Problems {
		rules[p.Rule]++
		if !strings.HasPrefix(p.Pos.Filename, filepath.ToSlash(cfg.Notes)+"/") {
			t.Errorf("problem without its file: %v", p)
		}
	}
	want := map[problem.Rule]int{
		problem.BadEncoding: 2, problem.BadFrontMatter: 1, problem.CircularEmbed: 1, problem.URLCollision: 1,
		problem.BrokenLink: 10000, problem.Unreadable: 1,
	}
	if diff := cmp.Diff(want, rules); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	for _, page := range []string{"weird.html", "日本語-ノート.html", "long.html", "crlf.html"} {
		if _, err := os.Stat(filepath.Join(cfg.Out, page)); err != nil {
			t.Error(err)
		}
	}
}

// A folder that cannot be written to is an error that names it, and loses
// nothing that is there.
func TestReadOnlyOutput(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /dev/full and /proc")
	}
	cfg := write(t, small)
	cfg.Out = "/proc/notesite"
	if _, err := Build(context.Background(), cfg); err == nil || !strings.Contains(err.Error(), "/proc/notesite") {
		t.Errorf("error %v", err)
	}
}

// A write that fails in the middle, as on a full disk, leaves the old file.
func TestFullDisk(t *testing.T) {
	cfg := write(t, small)
	mustBuild(t, cfg)
	before := tree(t, cfg.Out)
	out, err := openOutput(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	full := errors.New("no space left on device")
	err = out.replace("a.html", func(w io.Writer) error {
		_, _ = w.Write([]byte("half"))
		return full
	})
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "a.html") {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(before, tree(t, cfg.Out)); diff != "" {
		t.Errorf("files changed:\n%s", diff)
	}
}

func TestTheme(t *testing.T) {
	cfg := write(t, small+`
-- theme/notfound.html --
{{define "main"}}<p>Mine: {{.Title}}</p>{{end}}
-- theme/css/99-mine.css --
body { color: red }
`)
	cfg.Theme = filepath.Join(filepath.Dir(cfg.Notes), "theme")
	mustBuild(t, cfg)
	files := tree(t, cfg.Out)
	if !strings.Contains(files["404.html"], "<p>Mine: Page not found</p>") || !strings.Contains(files["404.html"], "<!doctype html>") {
		t.Errorf("404.html:\n%s", files["404.html"])
	}
	if !strings.HasSuffix(files["assets/notesite.css"], "body{color:red}\n") {
		t.Error("the style sheet lacks the user's part")
	}
}

// Building again and again, as serve does, leaves nothing open.
func TestNothingLeftOpen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux lists open files in /proc")
	}
	cfg := write(t, small+"-- theme/css/99-mine.css --\n-- examples/x/main.go --\npackage main\n")
	dir := filepath.Dir(cfg.Notes)
	cfg.Theme, cfg.Examples = filepath.Join(dir, "theme"), filepath.Join(dir, "examples")
	open := func() int {
		fds, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(fds)
	}
	// The collector closes what is forgotten; here it may not.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	mustBuild(t, cfg)
	before := open()
	for range 20 {
		mustBuild(t, cfg)
	}
	if after := open(); after > before {
		t.Errorf("%d files were open, now %d", before, after)
	}
}

// The output folder may lie in the vault; what is in it is not read as notes.
func TestOutputInVault(t *testing.T) {
	cfg := write(t, small)
	cfg.Out = filepath.Join(cfg.Notes, "public")
	mustBuild(t, cfg)
	if err := os.WriteFile(filepath.Join(cfg.Out, ".keep.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if r := mustBuild(t, cfg); r.Written != 0 || len(r.Site.Notes) != 3 {
		t.Errorf("%d written, %d notes", r.Written, len(r.Site.Notes))
	}
}

func TestReadConfig(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, ConfigFile)
	write := func(text string) {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := ReadConfig(name)
	if err != nil || cfg.Notes != "notes" || cfg.Out != "public" || !cfg.Site.Cards {
		t.Errorf("defaults %+v, %v", cfg, err)
	}
	write("title: T\nnotes: my notes\nbaseURL: https://x.org/n\nstrictLineBreaks: true\ncards: false\n")
	cfg, err = ReadConfig(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	if cfg.Site.Title != "T" || cfg.Notes != "my notes" || cfg.Site.BaseURL != "https://x.org/n/" || !cfg.Site.StrictLineBreaks || cfg.Site.Cards {
		t.Errorf("configuration %+v", cfg)
	}
	if cfg.Site.EditURL = "https://x.org/edit/"; cfg.Complete() == nil {
		t.Error("an edit address without a path is taken")
	}
	cfg.Site.EditURL = ""
	for text, want := range map[string]string{
		"title: T\nnote: x\n": name + ":2:1: unknown field", "title: [\n": name + ":1:8: ",
		"dates: file\n": name + `: dates: "file" is not known`, "strictLineBreaks: maybe\n": name + ":1:19: ",
	} {
		write(text)
		if _, err := ReadConfig(name); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
	cfg.Code.Light = "githb"
	if err := cfg.Complete(); err == nil || err.Error() != `code: there is no style "githb"; did you mean github?` {
		t.Errorf("a style that is not there: error %v", err)
	}
	cfg.Code = CodeStyles{Light: "github", Dark: "github-dark"}
	if err := cfg.Complete(); err != nil {
		t.Errorf("styles: %v", err)
	}
	cfg.Site.BaseURL = "example.org"
	if err := cfg.Complete(); err == nil {
		t.Error("a base URL without a scheme is taken")
	}
}

// Images have their size in the page, so that nothing jumps when they load.
func TestImageSizes(t *testing.T) {
	cfg := write(t, small+`
-- notes/sizes.md --
![[a.svg]] ![[a.svg|100]] ![[b.svg]] ![[a.svg|30x10]] ![[broken.png]] ![[c.svg]]
-- notes/a.svg --
<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg" width="400px" height="200"/>
-- notes/b.svg --
<svg viewBox="0 0 30.4 20"/>
-- notes/c.svg --
<svg width="100%"/>
-- notes/broken.png --
no image
`)
	picture := image.NewGray(image.Rect(0, 0, 7, 5))
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cfg.Notes, "img", "pic.png"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, cfg)
	files := tree(t, cfg.Out)
	if !strings.Contains(files["index.html"], `<img src="img/pic.png" alt="pic" width="7" height="5"`) {
		t.Errorf("index.html: %s", files["index.html"])
	}
	want := []string{`alt="a" width="400" height="200"`, `alt="a" width="100" height="50"`, `alt="b" width="30" height="20"`, `alt="a" width="30" height="10"`, `alt="broken" loading`, `alt="c" loading`}
	for _, w := range want {
		if !strings.Contains(files["sizes.html"], w) {
			t.Errorf("sizes.html lacks %s:\n%s", w, files["sizes.html"])
		}
	}
}

// An attachment that changes without changing its size is copied again.
func TestAttachmentChanges(t *testing.T) {
	cfg := write(t, small)
	mustBuild(t, cfg)
	if err := os.WriteFile(filepath.Join(cfg.Notes, "img", "pic.png"), []byte("GIF\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := mustBuild(t, cfg); r.Written != 1 {
		t.Errorf("%d written", r.Written)
	}
	got, err := os.ReadFile(filepath.Join(cfg.Out, "img", "pic.png"))
	if err != nil || !bytes.Equal(got, []byte("GIF\n")) {
		t.Errorf("%q, %v", got, err)
	}
}

// The colours of code are those of the styles that are asked for.
func TestCodeStyles(t *testing.T) {
	cfg := write(t, small)
	mustBuild(t, cfg)
	before := tree(t, cfg.Out)[render.StyleURL]
	cfg.Code = CodeStyles{Light: "monokailight", Dark: "dracula"}
	mustBuild(t, cfg)
	after := tree(t, cfg.Out)[render.StyleURL]
	if !strings.Contains(before, ".kd") || before == after {
		t.Errorf("the style sheet begins with\n%.300s\nand then with\n%.300s", before, after)
	}
}

// What slow languages became is remembered in the cache; one that is damaged
// is written anew.
func TestRuns(t *testing.T) {
	cfg := write(t, "-- notes/a.md --\n```python\nx = 'remembered'\n```\n")
	cfg.Cache = filepath.Join(t.TempDir(), "cache")
	file := filepath.Join(cfg.Cache, runsFile)
	mustBuild(t, cfg)
	first, err := os.ReadFile(file)
	if err != nil || len(first) == 0 {
		t.Fatalf("nothing is remembered: %v", err)
	}
	loaded.Delete(cfg.Cache) // as another process would
	if err := os.WriteFile(file, first[:len(first)-1], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cfg.Notes, "a.md"), []byte("```python\ny = 'another'\n```\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, cfg)
	if second, err := os.ReadFile(file); err != nil || bytes.Equal(first, second) || len(second) < len(first) {
		t.Errorf("a damaged cache stays: %d bytes, then %d, %v", len(first), len(second), err)
	}
}
