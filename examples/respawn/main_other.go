//go:build !unix

package main

import "fmt"

func main() {
	fmt.Println("respawn needs Unix: only there can processes share a socket in this way")
}
