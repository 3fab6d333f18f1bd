//go:build unix

// Interop is one program in two languages, whose processes talk to each other. See
// [[Inter-process communication]].
//
// What a [[Fork]] in Node.js brings is nothing that only Node.js could do. The
// parent makes a pair of sockets, gives the child one of them, and says in the
// environment, as NODE_CHANNEL_FD, which descriptor that is. Then either side writes
// lines of JSON. So a parent in Go can have a child in Node.js, a parent in Node.js
// one in Go, and neither notices.
//
// The cluster module is only more of it, messages whose cmd is NODE_CLUSTER, so
// in the end Go leads the workers of a [[Cluster]] that take it for Node.js.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// script is the half in Node.js. It can do the same when it is run by itself.
//
//go:embed main.cjs
var script string

// node returns a command that runs the script in one of its roles.
func node(role string, args ...string) *exec.Cmd {
	cmd := exec.Command("node", append([]string{"-e", script, role}, args...)...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run runs the parts that are named, or all of them.
func run(names []string) error {
	if ipc.Forked() {
		return child()
	}
	if _, err := exec.LookPath("node"); err != nil {
		fmt.Println("interop needs Node.js, which this machine does not have")
		return nil
	}
	if len(names) == 0 {
		names = []string{"parent", "node-parent", "primary"}
	}
	for _, name := range names {
		part, ok := parts[name]
		if !ok {
			return fmt.Errorf("there is no part %q", name)
		}
		if err := part(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

var parts = map[string]func() error{
	"parent":      func() error { return parent(node("child")) },
	"node-parent": nodeParent,
	"primary":     func() error { return lead(3, 9) },
}

// parent forks a child, sends it three messages, and prints what happens to it.
func parent(cmd *exec.Cmd) error {
	fmt.Println("Go forks Node.js")
	var err error
	l := loop.New()
	l.Run(func() {
		var c *ipc.Child
		if c, err = ipc.Fork(l, cmd); err != nil {
			return
		}
		c.OnSpawn = func() { fmt.Println("  spawn") }
		c.OnMessage(func(m ipc.Message) { fmt.Printf("  message %s\n", m.Data) })
		c.OnDisconnect(func() { fmt.Println("  disconnect") })
		c.OnExit = func(e ipc.Exit) { fmt.Println("  exit", e) }
		c.OnClose = func(e ipc.Exit) { fmt.Println("  close", e) }
		for n := 1; n <= 3; n++ {
			if err = c.Send(question{n}); err != nil {
				return
			}
		}
	})
	return err
}

// nodeParent lets Node.js do the same, with this program as the child.
func nodeParent() error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	return node("parent", self).Run()
}

type (
	question struct {
		N int `json:"n"`
	}
	answer struct {
		Echo int `json:"echo"`
	}
)

// child answers three messages.
func child() error {
	var err error
	l := loop.New()
	l.Run(func() {
		var up *ipc.Channel
		if up, err = ipc.Parent(l); err != nil {
			return
		}
		up.OnMessage(func(m ipc.Message) {
			var q question
			if err = json.Unmarshal(m.Data, &q); err == nil {
				err = up.Send(answer{q.N})
			}
			if err != nil || q.N == 3 {
				up.Disconnect()
			}
		})
	})
	return err
}
