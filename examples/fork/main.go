//go:build unix || (wasip1 && notesite)

// Fork starts child processes and talks to them over a [[Child process|channel]].
//
// It forks itself three times, as child_process.fork does: a new process of the
// same program, with memory of its own. The first child answers messages and
// ends when its channel closes, the second exits by itself, the third is killed.
// Their last events come in the same order each time: disconnect when the
// channel is closed, exit with the code or the signal, close when all is read.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// counter is counted up by the child. The parent's stays as it is: a fork in
// Node.js shares nothing, so there is nothing to lock.
var counter int

func main() {
	if ipc.Forked() {
		exitOn(child(os.Args[1]))
		return
	}
	for _, role := range []string{"echo", "exit", "wait"} {
		exitOn(parent(role))
	}
	fmt.Println("counter here:", counter)
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// parent forks a child and prints what happens to it.
func parent(role string) (err error) {
	l := loop.New()
	l.Run(func() {
		cmd := exec.Command(os.Args[0], role)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		var c *ipc.Child
		if c, err = ipc.Fork(l, cmd); err != nil {
			return
		}
		fmt.Println("a child to", role)
		c.OnSpawn = func() { fmt.Println("  spawn") }
		c.OnExit = func(e ipc.Exit) { fmt.Println("  exit", e) }
		c.OnClose = func(e ipc.Exit) { fmt.Println("  close", e) }
		c.OnDisconnect(func() { fmt.Println("  disconnect") })
		c.OnMessage(func(m ipc.Message) {
			fmt.Printf("  message %s\n", m.Data)
			if role == "wait" {
				_ = c.Process.Kill()
			}
		})
		if role == "echo" {
			for n := 1; n <= 3; n++ {
				if err = c.Send(map[string]int{"n": n}); err != nil {
					return
				}
			}
		}
	})
	return err
}

// child is what the forked process runs.
func child(role string) error {
	l := loop.New()
	var err error
	l.Run(func() {
		var up *ipc.Channel
		if up, err = ipc.Parent(l); err != nil {
			return
		}
		switch role {
		case "echo":
			up.OnMessage(func(m ipc.Message) {
				var question struct{ N int }
				if err = json.Unmarshal(m.Data, &question); err == nil {
					counter++
					err = up.Send(answer{question.N, counter})
				}
				if err != nil || counter == 3 {
					up.Disconnect() // now there is nothing to wait for, and it ends
				}
			})
		case "exit":
			if err = up.Send("bye"); err == nil {
				os.Exit(7)
			}
		case "wait":
			up.OnMessage(func(ipc.Message) {}) // a listener keeps it waiting
			err = up.Send("ready")
		}
	})
	return err
}

// An answer is what the child sends for each message.
type answer struct {
	Echo    int `json:"echo"`
	Counter int `json:"counter"`
}
