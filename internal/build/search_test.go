package build

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"notesite/internal/browsertest"
	"notesite/internal/render"
)

// TestQuestions asks the index of the project's own site, by the script of its
// pages under Node.js, what readers type: they find the pages that they look
// for, nearly always first and always among the first three.
func TestQuestions(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Node.js on this machine; CI needs it, for what searches is a script")
		}
		t.Skip("no Node.js on this machine: what searches is a script")
	}
	f, err := os.Open("testdata/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var questions, expected []string
	for s := bufio.NewScanner(f); s.Scan(); {
		question, title, ok := strings.Cut(s.Text(), "  ")
		if ok && !strings.HasPrefix(question, "# ") {
			questions = append(questions, question)
			expected = append(expected, strings.TrimSpace(title))
		}
	}
	if len(questions) < 40 {
		t.Fatalf("%d questions", len(questions))
	}

	cfg := ownSite(t)
	mustBuild(t, cfg)
	in, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "../search/testdata/ask.js",
		filepath.Join(cfg.Out, "assets", "search.js"), filepath.Join(cfg.Out, filepath.FromSlash(render.SearchDir)))
	cmd.Stdin = bytes.NewReader(in)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct {
		Results []struct{ Title []struct{ Text string } }
	}
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	first := 0
	for i, a := range answers {
		var titles []string
		for _, r := range a.Results {
			title := ""
			for _, piece := range r.Title {
				title += piece.Text
			}
			titles = append(titles, title)
		}
		at := slices.Index(titles, expected[i])
		if at == 0 {
			first++
		} else {
			t.Logf("%q: %q is not first: %q", questions[i], expected[i], titles[:min(4, len(titles))])
		}
		if at < 0 || at > 2 {
			t.Errorf("%q: %q is not among the first three: %q", questions[i], expected[i], titles)
		}
	}
	if want := (9*len(questions) + 9) / 10; first < want {
		t.Errorf("%d of %d questions lead to the right page first, want %d", first, len(questions), want)
	}
}

// TestSearch uses the search of a page as a reader does, from file:// and with
// the keyboard alone.
func TestSearch(t *testing.T) {
	ctx := browsertest.New(t)
	cfg := ownSite(t)
	mustBuild(t, cfg)
	complaints := browsertest.Complaints(t, ctx)
	browsertest.Do(t, ctx, chromedp.Navigate(fileURL(filepath.Join(cfg.Out, "examples", "loop.html"))))
	browsertest.Do(t, ctx, chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	browsertest.Do(t, ctx, chromedp.WaitVisible("dialog.search input"))
	browsertest.Do(t, ctx, chromedp.KeyEvent("microtask"))
	browsertest.Do(t, ctx, chromedp.WaitVisible(`dialog.search [role="option"]`))
	browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Enter))
	browsertest.Do(t, ctx, chromedp.WaitVisible(`//h1[contains(., "Microtasks and nextTick")]`))
	if got := complaints(); len(got) > 0 {
		t.Errorf("the browser complains: %q", got)
	}
}
