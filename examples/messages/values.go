//go:build unix || (wasip1 && notesite)

package main

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// A message is a value under a name. A value that is nil has no key, like one that
// is undefined in Node.js.
type message struct {
	Name  string `json:"name"`
	Value any    `json:"value,omitempty"`
}

// sendValues sends one thing of each kind, unless it is refused.
func (p *parent) sendValues() {
	object := &point{X: 3, Y: 4, secret: 5}
	circle := new(node)
	circle.Next = circle
	for _, m := range []message{
		{"text", "Grüße"},
		{"number", 0.1},
		{"array", []any{1, "two", true}},
		{"null", (*point)(nil)},
		{"undefined", nil},
		{"Date", time.Date(2015, 10, 21, 7, 28, 0, 125e6, time.UTC)},
		{"Map", new(sync.Map)},
		{"Buffer", buffer("hi")},
		{"object", object},
		{"function", func() {}},
		{"circle", circle},
	} {
		if err := p.child.Send(m); err != nil {
			fmt.Fprintf(p.out, "%s: refused\n", m.Name)
			continue
		}
		p.values++
	}
	object.X = 6 // too late: what was sent is a copy
}

// A point is sent without its method and without its secret.
type point struct {
	X, Y   int
	secret int
}

func (p *point) Sum() int { return p.X + p.Y + p.secret }

// A node points to the next, which may be the node itself. As text that has no end.
type node struct{ Next *node }

// A buffer is sent as Node.js sends one.
type buffer []byte

func (b buffer) MarshalJSON() ([]byte, error) {
	data := make([]int, len(b))
	for i, n := range b {
		data[i] = int(n)
	}
	return json.Marshal(struct {
		Type string `json:"type"`
		Data []int  `json:"data"`
	}{"Buffer", data})
}
