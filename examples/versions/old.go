//go:build go1.21

package main

// oldClosures is compiled as Go 1.21, whose loops have one variable: all three
// functions return what is in it when they are called.
func oldClosures() (functions []func() int) {
	for i := 0; i < 3; i++ {
		functions = append(functions, func() int { return i })
	}
	return functions
}
