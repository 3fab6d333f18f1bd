//go:build !unix

package main

import "fmt"

func main() { fmt.Println("messages needs Unix: its channel is a pair of Unix sockets") }
