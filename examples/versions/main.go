// Versions is written in two versions of its language, and could use a third.
//
// In Node.js the engine decides about the language, so you choose it with the
// version that you install: [[ECMAScript versions]]. Nothing is ever taken back
// there; what a loop does with its variable was put right with a new word, let,
// and var means what it meant.
//
// In Go the source decides. The line in go.mod names the version for a module,
// and a file can name another for itself. The files old.go and new.go hold the
// same function, and only the line on top makes the difference: in Go 1.22 the
// meaning of the loop was changed, without a new word.
//
// What is not finished in either is behind a flag: [[Experimental flags]]. With
// it, the last line says on:
//
//	GOEXPERIMENT=arenas go run ./examples/versions
//	node --harmony-shadow-realm examples/versions/main.cjs
package main

import (
	"fmt"
	"strings"
)

func main() {
	fmt.Println("one variable for the loop:", call(oldClosures()))
	fmt.Println("one for each turn:", call(newClosures()))
	fmt.Println("experiment:", experiment())
}

// call calls the functions that a loop has made, now that the loop is over.
func call(functions []func() int) string {
	var results []int
	for _, f := range functions {
		results = append(results, f())
	}
	return strings.Trim(fmt.Sprint(results), "[]")
}
