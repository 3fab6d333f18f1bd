//go:build !unix

package main

import "fmt"

func main() { fmt.Println("handover needs Unix: only there can a socket be handed to another process") }
