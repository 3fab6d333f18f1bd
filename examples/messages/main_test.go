//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"testing"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// The test binary forks itself: as the program does, or as a child that has an
// argument for what is wrong with it.
func TestMain(m *testing.M) {
	switch {
	case !ipc.Forked():
		// A child that was built with -race would wait a second before it ends.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		os.Exit(m.Run())
	case len(os.Args) > 1:
		badEcho(os.Args[1])
	default:
		main()
	}
}

func Example() {
	main()
	// Output:
	// function: refused
	// circle: refused
	// 1000 messages to a stopped child: send returns false
	// text: "Grüße"
	// number: 0.1
	// array: [1,"two",true]
	// null: null
	// undefined: lost
	// Date: "2015-10-21T07:28:00.125Z"
	// Map: {}
	// Buffer: {"type":"Buffer","data":[104,105]}
	// object: {"X":3,"Y":4}
	// it may go on: all arrive, in order
}

// The child may as well be the twin of this program: it gets what it would get
// from a parent in Node.js.
func TestNodeChild(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Node.js on this machine; CI needs it (Debian: apt-get install nodejs)")
		}
		t.Skip("no Node.js on this machine (Debian: apt-get install nodejs)")
	}
	var ours, theirs bytes.Buffer
	if err := talk(&ours, exec.Command(os.Args[0])); err != nil {
		t.Error(err)
	}
	if err := talk(&theirs, exec.Command(node, "main.cjs")); err != nil {
		t.Error(err)
	}
	if ours.String() != theirs.String() {
		t.Errorf("with a child in Node.js it prints\n%s\nand else\n%s", theirs.String(), ours.String())
	}
}

// badEcho is a child that does something wrong with message 500.
func badEcho(wrong string) {
	l := loop.New()
	l.Run(func() {
		up, err := ipc.Parent(l)
		if err != nil {
			panic(err)
		}
		var late json.RawMessage
		up.OnMessage(func(m ipc.Message) {
			if strings.HasPrefix(string(m.Data), `{"name":"500"`) {
				switch wrong {
				case "end":
					up.Disconnect()
					return
				case "swap":
					late = m.Data
				}
				return // lose it
			}
			if up.Send(m.Data) == nil && late != nil {
				_ = up.Send(late)
				late = nil
			}
		})
	})
}

// If a message is lost, or comes too late, or the child ends, it is noticed.
func TestNotInOrder(t *testing.T) {
	for wrong, want := range map[string]string{
		"lose": "message 500 came back as number 501",
		"swap": "message 500 came back as number 501",
		"end":  "only 508 messages came back",
	} {
		var out bytes.Buffer
		err := talk(&out, exec.Command(os.Args[0], wrong))
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", wrong, err, want)
		}
		if strings.Contains(out.String(), "all arrive") {
			t.Errorf("%s: printed\n%s", wrong, out.String())
		}
	}
}

func TestCannotFork(t *testing.T) {
	if err := talk(io.Discard, exec.Command("/no such program")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that it does not exist", err)
	}
	if err := talk(io.Discard, exec.Command("true")); err == nil {
		t.Error("no error from a child that takes nothing")
	}
}

// What the comment says of where Go is not like Node.js.
func TestDifferences(t *testing.T) {
	for _, tt := range []struct {
		value any
		want  string
	}{
		{math.NaN(), "json: unsupported value: NaN"},
		{map[string]int{"key": 1}, `{"key":1}`},
		{[]byte("hi"), `"aGk="`},
		{new(big.Int).Lsh(big.NewInt(1), 64), "18446744073709551616"},
	} {
		got, err := json.Marshal(tt.value)
		if err != nil {
			got = []byte(err.Error())
		}
		if string(got) != tt.want {
			t.Errorf("%v becomes %s, want %s", tt.value, got, tt.want)
		}
	}
}
