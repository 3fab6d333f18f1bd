//go:build !unix

package main

import "fmt"

func main() { fmt.Println("sleep needs Unix: it asks how much processor time it has used") }
