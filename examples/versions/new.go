//go:build go1.22

package main

// newClosures is compiled as Go 1.22, whose loops have a variable for each turn.
func newClosures() (functions []func() int) {
	for i := 0; i < 3; i++ {
		functions = append(functions, func() int { return i })
	}
	return functions
}
