//go:build unix || (wasip1 && notesite)

// Messages shows what becomes of a message on its way to another process. See
// [[Inter-process communication]].
//
// What travels is a line of JSON, made when it is sent: a copy. Some things JSON
// has no word for, and they are refused, or lost, or become something else. A type
// may say for itself what it becomes, in Node.js by a method toJSON and in Go by
// MarshalJSON. The two differ where JSON leaves it to them: Go refuses NaN, which
// in Node.js becomes null, writes its own maps as objects and bytes as base64, and
// takes integers of any size.
//
// To send does not wait, not even for a child that is stopped and takes nothing.
// When 128 KiB are waiting the answer is that a pause would be good, as in
// [[Backpressure]]. But all messages arrive, and in the order they were sent in.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

func main() {
	var err error
	if ipc.Forked() {
		err = echo()
	} else {
		err = talk(os.Stdout, exec.Command(os.Args[0]))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// echo is the child. It sends back whatever it receives.
func echo() error {
	l := loop.New()
	var err error
	l.Run(func() {
		var up *ipc.Channel
		if up, err = ipc.Parent(l); err == nil {
			up.OnMessage(func(m ipc.Message) { err = up.Send(m.Data) })
		}
	})
	return err
}

// talk is the parent. It stops the child, sends all that it has to say, and looks
// at what comes back once the child may go on.
func talk(out io.Writer, cmd *exec.Cmd) error {
	p := &parent{out: out}
	l := loop.New()
	l.Run(func() {
		cmd.Stderr = os.Stderr
		if p.child, p.err = ipc.Fork(l, cmd); p.err != nil {
			return
		}
		p.child.OnMessage(p.receive)
		p.check(p.child.Process.Signal(syscall.SIGSTOP))
		p.sendValues()
		p.sendMany()
		p.check(p.child.Process.Signal(syscall.SIGCONT))
	})
	if p.received < p.values+p.numbered {
		p.check(fmt.Errorf("talk to %s: only %d messages came back", cmd, p.received))
	}
	return p.err
}

// A parent is what the callbacks share.
type parent struct {
	out              io.Writer
	child            *ipc.Child
	values, numbered int   // messages sent, of both kinds
	received         int   // of those that were sent back
	err              error // what went wrong first
}

func (p *parent) check(err error) {
	if p.err == nil {
		p.err = err
	}
}

// sendMany sends a thousand numbered messages, half a megabyte together.
func (p *parent) sendMany() {
	for p.numbered < 1000 {
		p.numbered++
		p.check(p.child.Send(message{strconv.Itoa(p.numbered), strings.Repeat("x", 500)}))
	}
	fmt.Fprintf(p.out, "%d messages to a stopped child: send returns %t\n", p.numbered, !p.child.Full())
}

// receive looks at a message that has come back.
func (p *parent) receive(m ipc.Message) {
	var reply struct {
		Name  string
		Value json.RawMessage
	}
	p.check(json.Unmarshal(m.Data, &reply))
	p.received++
	number := p.received - p.values
	switch {
	case number <= 0 && reply.Value == nil:
		fmt.Fprintf(p.out, "%s: lost\n", reply.Name)
	case number <= 0:
		fmt.Fprintf(p.out, "%s: %s\n", reply.Name, reply.Value)
	case reply.Name != strconv.Itoa(number):
		p.check(fmt.Errorf("message %d came back as number %s", number, reply.Name))
	}
	if number == p.numbered && p.err == nil {
		fmt.Fprintln(p.out, "it may go on: all arrive, in order")
	}
	if number == p.numbered || p.err != nil {
		p.child.Disconnect()
	}
}
