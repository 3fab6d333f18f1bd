package render

import (
	"encoding/xml"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"notesite/internal/example"
	"notesite/internal/words"
)

func TestLanes(t *testing.T) {
	english, err := words.Read(fstest.MapFS{}, "en")
	if err != nil {
		t.Fatal(err)
	}
	r := &Renderer{words: english}
	if got := r.lanes([]example.Block{{Lane: "main", Count: 1}}); got != "" {
		t.Errorf("one callback is drawn: %s", got)
	}
	blocks := []example.Block{
		{Lane: "main", Count: 1, Time: 5000},
		{Lane: "ticks", Count: 1000, Time: 6000},
		{Lane: "check", Count: 1, Time: 9000},
		{Lane: "timers", Count: 1, Time: 5_000_000},
		{Lane: "timers", Count: 1, Time: 30_500_000},
	}
	// What is drawn: text, and blocks with their times and lanes.
	var got []string
	d := xml.NewDecoder(strings.NewReader(string(r.lanes(blocks))))
	text := ""
	for {
		token, err := d.Token()
		if err != nil {
			break
		}
		attr := func(e xml.StartElement, name string) string {
			for _, a := range e.Attr {
				if a.Name.Local == name {
					return a.Value
				}
			}
			return ""
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "svg":
				got = append(got, attr(token, "aria-label"))
			case "g":
				text = attr(token, "data-time") + ":"
			case "rect":
				text += " " + attr(token, "class") + " in " + attr(token, "y")
			}
		case xml.CharData:
			text += " " + string(token)
		case xml.EndElement:
			if name := token.Name.Local; (name == "text" && !strings.Contains(text, ":") || name == "g") && text != "" {
				got = append(got, strings.TrimSpace(text))
				text = ""
			}
		}
	}
	want := []string{
		"main, ticks 1000×, check, timers, timers",
		"main", "timers", "check", "ticks",
		"0 ms", "5000: lane-script in 26", "6000: lane-drain in 86 1000×", "9000: lane-phase in 66",
		"5 ms", "5000000: lane-phase in 46", "30.5 ms", "30500000: lane-phase in 46",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	many := make([]example.Block, maxBlocks+7)
	for i := range many {
		many[i] = example.Block{Lane: []string{"poll", "check"}[i%2], Count: 1}
	}
	if got := string(r.lanes(many)); strings.Count(got, "<rect ") != maxBlocks || !strings.Contains(got, "… 7 more</text>") {
		t.Error("too many blocks are drawn, or it does not say so")
	}
}
