//go:build !unix && !(wasip1 && notesite)

package main

import "fmt"

func main() { fmt.Println("messages needs Unix: its channel is a pair of Unix sockets") }
