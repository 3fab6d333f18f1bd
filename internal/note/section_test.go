package note

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSections(t *testing.T) {
	n := Parse("a.md", []byte(`---
title: x
---
Before *the* first [[b|link]] &amp; %%hidden%%
a #tag, $x^2$ and ![[embed]].

# One
> [!note] Caption
> - in a list ^id

> ## no heading of the note

%%
a comment
%%

## Two
| a | b |
| --- | --- |
| c | d[^1] |

`+"```go\nfunc f() {}\n```"+`

<b>html</b>

[^1]: a footnote

### Three
`))
	want := []Section{
		{-1, "Before the first link & a #tag, x^2 and ."},
		{0, "Caption in a list no heading of the note"},
		{1, "a b c d func f() {} html a footnote"},
		{2, ""},
	}
	if diff := cmp.Diff(want, n.Tree().Sections()); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
}
