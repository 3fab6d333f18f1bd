package site

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"notesite/internal/note"
)

// TestOracle asks where links lead in a vault of the notes that Obsidian was
// asked about (see the test of that name in package note), and compares with
// the file that Obsidian went to.
func TestOracle(t *testing.T) {
	files, err := filepath.Glob("../note/testdata/oracle/*.json")
	if err != nil || len(files) != 69 {
		t.Fatalf("%d dumps, want 69: %v", len(files), err)
	}
	type dump struct {
		FilePath     string            `json:"filePath"`
		FileContents string            `json:"fileContents"`
		Resolved     map[string]string `json:"resolveLinkToPath"`
	}
	var dumps []dump
	vault := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var d dump
		if err := json.Unmarshal(data, &d); err != nil {
			t.Fatal(err)
		}
		dumps = append(dumps, d)
		vault[d.FilePath] = d.FileContents
		for _, to := range d.Resolved {
			if _, known := vault[to]; to != "" && !known {
				vault[to] = ""
			}
		}
	}
	s := newSite(t, vault)
	asked := 0
	for _, d := range dumps {
		for link, want := range d.Resolved {
			target, sub := note.SplitSubpath(link)
			asked++
			if got := s.Explain(d.FilePath, note.Link{Target: target, Sub: sub}).Path(); got != want {
				t.Errorf("%s: %q leads to %q, Obsidian says %q", d.FilePath, link, got, want)
			}
		}
	}
	if asked < 10 {
		t.Errorf("only %d links asked about", asked)
	}
}
