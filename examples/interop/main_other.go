//go:build !unix

package main

import "fmt"

func main() { fmt.Println("interop needs Unix: its channel is a pair of Unix sockets") }
