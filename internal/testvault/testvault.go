// Package testvault makes synthetic vaults, for tests and benchmarks.
//
// [Write] writes a [Vault]: notes of some hundred words with headings, tags,
// wikilinks to each other and blocks of code, in folders. The same Vault
// gives the same bytes everywhere.
package testvault

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// A Vault says what to write. The zero value of a field means none of it.
type Vault struct {
	Notes  int
	Words  int // a note
	Links  int // wikilinks a note
	Fences int // code blocks a note, at most: half of them Go, then JavaScript, shell, Python and YAML
	Seed   uint64
}

// Default returns the vault that the rivals were measured on: 600 words,
// eight links, one or two blocks of code a note.
func Default(notes int) Vault {
	return Vault{Notes: notes, Words: 600, Links: 8, Fences: 2, Seed: 1}
}

// Write writes the vault into dir and returns the size of its notes in bytes.
func Write(dir string, v Vault) (int64, error) {
	rng := rand.New(rand.NewPCG(v.Seed, uint64(v.Notes)))
	words := vocabulary(rng, 4000)
	var size int64
	for i := range v.Notes {
		name := filepath.Join(dir, filepath.FromSlash(Path(i)))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return size, fmt.Errorf("write vault: %w", err)
		}
		text := v.note(rng, words, i)
		size += int64(len(text))
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return size, fmt.Errorf("write vault: %w", err)
		}
	}
	return size, nil
}

// Path returns the path of the i-th note: a hundred notes share a folder,
// ten folders share one.
func Path(i int) string {
	return fmt.Sprintf("area %d/topic %d/%s.md", i/1000, i/100%10, Name(i))
}

// Name returns the name of the i-th note.
func Name(i int) string { return fmt.Sprintf("Note %d", i) }

// vocabulary makes words of two to four syllables.
func vocabulary(rng *rand.Rand, n int) []string {
	onsets := []string{"b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl"}
	nuclei := []string{"a", "e", "i", "o", "u", "ai", "ou"}
	words := make([]string, n)
	for i := range words {
		var b strings.Builder
		for range 2 + rng.IntN(3) {
			b.WriteString(onsets[rng.IntN(len(onsets))])
			b.WriteString(nuclei[rng.IntN(len(nuclei))])
		}
		words[i] = b.String()
	}
	return words
}

func (v Vault) note(rng *rand.Rand, words []string, i int) string {
	var b strings.Builder
	// Few words are frequent and most are rare, as in a language.
	word := func() string {
		return words[int(float64(len(words))*rng.Float64()*rng.Float64()*rng.Float64())]
	}
	fmt.Fprintf(&b, "---\ntags: [%s, area/%s]\naliases: [Alias %d]\n---\n", words[i%50], words[i%20], i)
	const paragraphs = 8
	for p := range paragraphs {
		if p%3 == 0 {
			fmt.Fprintf(&b, "## %s %s\n\n", word(), word())
		}
		perParagraph := max(1, v.Words/paragraphs)
		for w := range perParagraph {
			if w > 0 {
				b.WriteByte(' ')
			}
			switch {
			case v.Links > 0 && w%max(1, v.Words/v.Links) == 7:
				fmt.Fprintf(&b, "[[%s]]", Name(rng.IntN(v.Notes)))
			case w%40 == 20:
				fmt.Fprintf(&b, "**%s**", word())
			default:
				b.WriteString(word())
			}
			if w%12 == 11 {
				b.WriteByte('.')
			}
		}
		b.WriteString("\n\n")
	}
	if v.Fences > 0 {
		for f := range 1 + rng.IntN(v.Fences) {
			b.WriteString(fence(i+f, word))
		}
	}
	return b.String()
}

// fence returns a block of code of about 15 lines.
func fence(i int, word func() string) string {
	var b strings.Builder
	switch i % 8 {
	case 0, 2, 4, 6:
		fmt.Fprintf(&b, "```go\npackage main\n\nimport \"fmt\"\n\n// %s %s.\nfunc main() {\n", word(), word())
		for range 8 {
			fmt.Fprintf(&b, "\tif %s := len(%q); %[1]s > 3 {\n\t\tfmt.Println(%[1]s, \"%s\")\n\t}\n", word(), word(), word())
		}
		b.WriteString("}\n```\n\n")
	case 1:
		b.WriteString("```js\n")
		for range 12 {
			fmt.Fprintf(&b, "const %s = (%s) => { return `${%[2]s} %s`; }; // %s\n", word(), word(), word(), word())
		}
		b.WriteString("```\n\n")
	case 3:
		b.WriteString("```python\n")
		for range 6 {
			fmt.Fprintf(&b, "def %s(%s, **rest):\n    \"\"\"%s.\"\"\"\n    return [x for x in %[2]s if x != %q]  # %s\n", word(), word(), word(), word(), word())
		}
		b.WriteString("```\n\n")
	case 5:
		b.WriteString("```yaml\n")
		for range 6 {
			fmt.Fprintf(&b, "%s:\n  - %s: \"%s\"\n    %s: [1, true, %s]\n", word(), word(), word(), word(), word())
		}
		b.WriteString("```\n\n")
	default:
		b.WriteString("```sh\n")
		for range 12 {
			fmt.Fprintf(&b, "%s --%s=%q | grep -v \"$%s\" > /dev/null\n", word(), word(), word(), word())
		}
		b.WriteString("```\n\n")
	}
	return b.String()
}
