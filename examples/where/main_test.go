package main

import "testing"

func Example() {
	main()
	// Output:
	// name      page    node .cjs  node .mjs
	// window    global  -          -
	// document  global  -          -
	// process   -       global     global
	// fetch     global  global     global
	// node:fs   -       library    library
	// require   -       wrapper    -
	// import    syntax  syntax     syntax
}

// Names that nobody has defined are nowhere; inner scopes come before outer ones.
func TestFind(t *testing.T) {
	inner := scope{"inner", []string{"a", "b"}}
	outer := scope{"outer", []string{"b", "c"}}
	p := place{"test", []scope{outer, inner}}
	for name, want := range map[string]string{"a": "inner", "b": "inner", "c": "outer", "d": "-"} {
		if got := p.find(name); got != want {
			t.Errorf("find(%q) = %q, want %q", name, got, want)
		}
	}
}
