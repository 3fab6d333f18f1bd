//go:build !unix

package main

import "fmt"

func main() {
	fmt.Println("thousands needs Unix: it talks to the process of its clients over a Unix socket")
}
