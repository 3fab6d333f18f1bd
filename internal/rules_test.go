package internal_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// lastRule is the number of the last of Obsidian's rules.
const lastRule = 205

// cited finds a rule in a test: as a name (rule042_own_folder), or in words
// (rule 42, rules 42 and 43, rules 42-44).
var cited = regexp.MustCompile(`rule(\d{3})|rules? (\d+)(?:(-| and )(\d+))?`)

// Every rule of Obsidian has a test that cites its number, or a reason in
// ARCHITECTURE.md why it has none.
func TestRules(t *testing.T) {
	tested := map[int]bool{}
	for _, root := range []string{".", "../cmd"} {
		err := fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".txtar") {
				return err
			}
			data, err := fs.ReadFile(os.DirFS(root), path)
			for _, n := range citations(string(data)) {
				tested[n] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	architecture, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(architecture), "Rules without a test")
	if !found {
		t.Fatal("ARCHITECTURE.md does not list the rules without a test")
	}
	list, _, _ = strings.Cut(list, "\n\n")
	var listed []int
	for _, m := range regexp.MustCompile(`\b(\d+) \(`).FindAllStringSubmatch(list, -1) {
		n, _ := strconv.Atoi(m[1])
		listed = append(listed, n)
	}
	for n := 1; n <= lastRule; n++ {
		switch without := slices.Contains(listed, n); {
		case !tested[n] && !without:
			t.Errorf("no test cites rule %d, and ARCHITECTURE.md has no reason why", n)
		case tested[n] && without:
			t.Errorf("a test cites rule %d, which ARCHITECTURE.md lists as one without", n)
		}
	}
}

// citations returns the numbers of the rules that a text cites.
func citations(text string) []int {
	var numbers []int
	for _, m := range cited.FindAllStringSubmatch(text, -1) {
		first, _ := strconv.Atoi(m[1] + m[2])
		last, err := strconv.Atoi(m[4])
		switch {
		case err != nil:
			last = first
		case m[3] != "-":
			numbers = append(numbers, last)
			last = first
		}
		for n := first; n <= last; n++ {
			numbers = append(numbers, n)
		}
	}
	return numbers
}
