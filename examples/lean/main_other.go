//go:build !unix

package main

import "fmt"

func main() { fmt.Println("lean needs Unix: it reads from sockets by system calls") }
