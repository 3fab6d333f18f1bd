package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"notesite/internal/note"
)

func TestMentions(t *testing.T) {
	var v Vault
	for path, text := range map[string]string{
		"Event loop.md":  "It has the event loop itself.",
		"loop.md":        "---\naliases: [Schleife]\n---\n",
		"事件.md":          "",
		"go.md":          "", // too short for a name
		"2024.md":        "",
		"a/Twice.md":     "",
		"b/Twice.md":     "",
		"secret name.md": "---\npublish: false\n---\nThe event loop.",
		"one.md":         "Of EVENT LOOPS, the *event* loop. One event   loop-like thing! A loop, go 2024 Twice. Secret name.\n\n# event loop\n\n`event loop`\n\n```\nevent loop\n```\n\n%%event loop%%\n",
		"two.md":         "[[Event loop]] and event loop; die Schleife.\n\n| a |\n| - |\n| 一个事件。 |\n",
	} {
		v.Notes = append(v.Notes, note.Parse(path, []byte(text)))
	}
	var got []string
	for _, p := range New(Config{Mentions: true}, v).Notes {
		for _, m := range p.Mentions {
			for _, e := range m.Excerpts {
				got = append(got, fmt.Sprintf("%s in %s: %s<%s>%s", p.Note.Path, m.From.Meta().URL, e.Before, e.Label, e.After))
			}
		}
	}
	want := `Event loop.md in one.html: Of EVENT LOOPS, the <event loop>.
Event loop.md in one.html: One <event loop>-like thing!
Event loop.md in one.html: <event loop>
loop.md in one.html: A <loop>, go 2024 Twice.
loop.md in two.html: Event loop and event loop; die <Schleife>.
事件.md in two.html: 一个<事件>。`
	if diff := cmp.Diff(strings.Split(want, "\n"), got); diff != "" {
		t.Error(diff)
	}
	for _, p := range New(Config{}, v).Notes {
		if len(p.Mentions) > 0 {
			t.Errorf("%s has mentions that nobody asked for", p.Note.Path)
		}
	}
}
