package build

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"notesite/internal/problem"
)

// commit commits all in a folder as it is, on a day.
func commit(t *testing.T, dir, day string) {
	t.Helper()
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-qm", day}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE="+day+"T23:30:00+09:00", "GIT_AUTHOR_DATE=2001-01-01T00:00:00Z",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b", "GIT_CONFIG_GLOBAL=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

func writeNote(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Notes are dated by the last commit that changed them, if that is asked for and
// they do not say better.
func TestDatesOfGit(t *testing.T) {
	cfg := write(t, `
-- notes/é "q".md --
-- notes/sub/b.md --
-- notes/own.md --
---
modified: 2020-02-03
---
`)
	dir := filepath.Dir(cfg.Notes)
	commit(t, dir, "2024-05-06")
	writeNote(t, filepath.Join(cfg.Notes, "sub", "b.md"), "changed")
	commit(t, dir, "2025-06-07")
	writeNote(t, filepath.Join(cfg.Notes, "new.md"), "not in a commit")

	dates := func() string {
		var got []string
		for _, p := range mustBuild(t, cfg).Site.Notes {
			got = append(got, p.Note.Path+" "+p.Changed().Format("2006-01-02"))
		}
		return strings.Join(got, "\n")
	}
	if got, want := dates(), "new.md 0001-01-01\nown.md 2020-02-03\nsub/b.md 0001-01-01\né \"q\".md 0001-01-01"; got != want {
		t.Errorf("without git\n%s\nwant\n%s", got, want)
	}
	cfg.GitDates = true
	if got, want := dates(), "new.md 0001-01-01\nown.md 2020-02-03\nsub/b.md 2025-06-07\né \"q\".md 2024-05-06"; got != want {
		t.Errorf("with git\n%s\nwant\n%s", got, want)
	}

	shallow := filepath.Join(t.TempDir(), "clone")
	if out, err := exec.Command("git", "clone", "-q", "--depth=1", "file://"+dir, shallow).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cfg.Notes = filepath.Join(shallow, "notes")
	ps := mustBuild(t, cfg).Site.Problems
	if len(ps) != 1 || ps[0].Rule != problem.NoDates || !strings.Contains(ps[0].Message, "only the last commits") {
		t.Errorf("problems of a shallow clone: %v", ps)
	}
}
