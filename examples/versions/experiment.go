//go:build goexperiment.arenas

package main

import "arena"

// experiment uses a package that only the flag brings. What is made in an arena
// is freed with it, all at once. It may well be that Go will never have arenas.
func experiment() string {
	a := arena.NewArena()
	defer a.Free()
	word := arena.New[string](a)
	*word = "on"
	return *word
}
