package render

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

func TestClip(t *testing.T) {
	const page = `<h1>Title</h1><p>Lead, <a class="internal" href="b.html" title="x">b</a> &amp; more.</p>` +
		`<h2 id="one">One<a class="anchor" href="#one"></a></h2><p id="^p">A <em>para</em>graph.</p><ul><li id="^i">item<br>two</li></ul>` +
		`<h3 id="deep">Deep</h3><p>Below.</p><h2 id="two">Two</h2><p>Last<a class="name" href="#x">Name</a>.</p>` +
		`<div><h2 id="in">In</h2><p>inside</p></div><p>after</p><svg><path d="M0 0"/><text>drawn</text></svg><img id="^img" src="a.png" alt="">` +
		`<h2 id="empty"></h2><svg></svg>`
	for _, test := range []struct {
		name, id string
		limit    int
		want     string
	}{
		{"lead", "", 30, `<p>Lead, <a class="internal" href="b.html">b</a> &amp; more.</p>`},
		{"lead and more", "", 70, `<p>Lead, <a class="internal" href="b.html">b</a> &amp; more.</p><h2>One</h2><p>A <em>para</em>graph.</p><ul><li>item<br>two</li></ul>`},
		{"section", "one", 700, `<h2>One</h2><p>A <em>para</em>graph.</p><ul><li>item<br>two</li></ul><h3>Deep</h3><p>Below.</p>`},
		{"lower section", "deep", 700, `<h3>Deep</h3><p>Below.</p>`},
		{"a name is no link", "two", 15, `<h2>Two</h2><p>LastName.</p><div><h2>In</h2><p>i…</p></div>`},
		{"section inside", "in", 700, `<h2>In</h2><p>inside</p>`},
		{"block", "^p", 700, `<p>A <em>para</em>graph.</p>`},
		{"item", "^i", 700, `<li>item<br>two</li>`},
		{"cut", "^p", 4, `<p>A <em>par…</em></p>`},
		{"picture", "^img", 700, `<img src="a.png" alt="">`},
		{"nothing to see", "empty", 700, ``},
		{"no such id", "three", 700, ``},
	} {
		if got := clip(page, test.id, test.limit); got != test.want {
			t.Errorf("%s: clip(%q, %d)\n got %s\nwant %s", test.name, test.id, test.limit, got, test.want)
		}
	}
	if got, want := clip(`<p>ab <math><mi>long</mi><mi>er</mi></math> cd</p>`, "", 5), `<p>ab <math><mi>long</mi><mi>er</mi></math>…</p>`; got != want {
		t.Errorf("a formula is cut: %s, want %s", got, want)
	}
}

// What is clipped of whole HTML is whole, and not much longer than its limit.
func FuzzClip(f *testing.F) {
	f.Add(`<p id=a>one <b>two</b></p>`, "a", 5)
	f.Add(`<h2 id=a>日本語</h2><ul><li>x<li>y</ul><p>&amp;&lt;`, "", 4)
	f.Add(`<table><tr><td id=a>x</td></tr></table><svg><a></svg>`, "a", 1)
	f.Fuzz(func(t *testing.T, author, id string, limit int) {
		if limit < 0 || limit > 1000 || !utf8.ValidString(author) {
			t.Skip()
		}
		whole, err := sanitize([]byte(author))
		if err != nil {
			t.Skip()
		}
		got := clip(string(whole), id, limit)
		var open []string
		z := html.NewTokenizer(strings.NewReader(got))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			token := z.Token()
			switch {
			case kind == html.StartTagToken && !voidElements[token.Data]:
				open = append(open, token.Data)
			case kind == html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != token.Data {
					t.Fatalf("</%s> closes nothing in %q, of %q", token.Data, got, whole)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Fatalf("%v is not closed in %q, of %q", open, got, whole)
		}
	})
}
