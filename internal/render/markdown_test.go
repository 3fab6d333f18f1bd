package render

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// A note as Markdown means the same outside of the vault, and says nothing that
// its page does not.
func TestMarkdown(t *testing.T) {
	s := vaultOf(t, txtar.Parse([]byte(`
-- sub/A.md --
---
title: The A
secret: yes
---
One [[B]], [[B#Part|the | part]], [[nothing]], [[hidden]], [b](../B.md#Part "t"), [![p](../p.png)](https://x.org) ^here

| a |
| --- |
| [[B\|x]] %%no%% |

%%
no
%%
> quoted %%no
> no%% and %%%three%%%
> ![[examples/run]]

- ![[examples/run#output]]

![[examples/run#main]]

![[p.png|30]] ![[B]] <!-- no -->

<div>
<!-- no
-->
</div>

`+"`%%code%%` and\n\n```\n%%code%%\n[[B]]\n```\n"+`
^lonely

Unclosed %%yes

%% no
-- B.md --
# B
## Part
Text.
-- hidden.md --
---
publish: false
---
-- p.png --
-- examples/run/main.go --
// Command run runs.
package main

// main does.
func main() {
	print("`+"```"+`")
}
-- examples/run/main_test.go --
package main

func Example() {
	main()
	// Output:
	// done
}
`)).Files, site.Config{BaseURL: "https://x.org/n/"})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	var a *site.NotePage
	for _, p := range s.Notes {
		if p.Note.Path == "sub/A.md" {
			a = p
		}
	}
	want := strings.NewReplacer("~", " ", "'", "`").Replace(`# The A

One [B](../b.md), [the \| part](../b.md#part), nothing, hidden, [b](../b.md#part "t"), [![p](../p.png)](https://x.org)~

| a |
| --- |
| [x](../b.md)~ |


> quoted  and %%%three%%%
> 'examples/run/main.go':
> 
> ''''go
> // Command run runs.
> package main
> 
> // main does.
> func main() {
> 	print("` + "```" + `")
> }
> ''''
> 
> 'go run ./examples/run' prints:
> 
> '''text
> done
> '''

- [examples/run > output](../examples/run.html#output)

''''go
// main does.
func main() {
	print("` + "```" + `")
}
''''

![p.png](../p.png) [B](../b.md)~

<div>

</div>

` + "`%%code%%` and\n\n```\n%%code%%\n[[B]]\n```\n" + `


Unclosed %%yes

<https://x.org/n/sub/a.html>
`)
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(r.Markdown(a)), "\n")); diff != "" {
		t.Error(diff)
	}
}
