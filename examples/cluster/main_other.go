//go:build !unix && !(wasip1 && notesite)

package main

import "fmt"

func main() { fmt.Println("cluster needs Unix: only there can a socket be handed to another process") }
