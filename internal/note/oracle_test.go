package note

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOracle reads the notes of testdata/oracle and compares with what
// Obsidian itself read in them: dumps of its metadata cache, made by the
// obsidian-tasks project (MIT, testdata/oracle/LICENSE).
func TestOracle(t *testing.T) {
	files, err := filepath.Glob("testdata/oracle/*.json")
	if err != nil || len(files) != 69 {
		t.Fatalf("%d dumps in testdata/oracle, want 69: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var dump struct {
				FilePath       string   `json:"filePath"`
				FileContents   string   `json:"fileContents"`
				CachedMetadata Metadata `json:"cachedMetadata"`
				AllTags        []string `json:"getAllTags"`
			}
			if err := json.Unmarshal(data, &dump); err != nil {
				t.Fatal(err)
			}
			n := Parse(dump.FilePath, []byte(dump.FileContents))
			if diff := cmp.Diff(dump.CachedMetadata, n.Metadata()); diff != "" {
				t.Errorf("metadata (-Obsidian +ours):\n%s", diff)
			}
			var tags []string
			for _, tag := range n.FrontMatter.Tags {
				tags = append(tags, "#"+tag)
			}
			for _, tag := range n.Tags {
				tags = append(tags, "#"+tag.Name)
			}
			if len(tags)+len(dump.AllTags) > 0 && !cmp.Equal(dump.AllTags, tags) {
				// Obsidian gives the tags of the text first.
				body := append([]string(nil), tags[len(n.FrontMatter.Tags):]...)
				tags = append(body, tags[:len(n.FrontMatter.Tags)]...)
				if diff := cmp.Diff(dump.AllTags, tags); diff != "" {
					t.Errorf("tags (-Obsidian +ours):\n%s", diff)
				}
			}
		})
	}
}
