//go:build !linux

package main

import "fmt"

func main() { fmt.Println("epoll needs Linux: other systems have other calls for it") }
