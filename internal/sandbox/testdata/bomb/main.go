// Bomb starts processes as long as it can.
package main

import (
	"fmt"
	"os"
	"syscall"
)

//go:wasmimport notesite spawn
func spawn(args, env string, streams uint32, result *[2]uint32) uint32

func main() {
	if len(os.Args) > 1 {
		fmt.Println("child")
		return
	}
	for n := 0; ; n++ {
		var fds [2]uint32
		if errno := spawn("bomb\x00child\x00", "", 1, &fds); errno != 0 {
			fmt.Println("after", n, syscall.Errno(errno))
			return
		}
	}
}
