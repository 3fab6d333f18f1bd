//go:build unix

package main

import (
	"bytes"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"notesite/examples/internal/ipc"
)

// The test binary forks itself, as the program does.
func TestMain(m *testing.M) {
	if ipc.Forked() {
		main()
		os.Exit(0)
	}
	// A child that was built with -race would wait a second before it ends.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	os.Exit(m.Run())
}

func Example() {
	main()
	// Output:
	// a child to echo
	//   spawn
	//   message {"echo":1,"counter":1}
	//   message {"echo":2,"counter":2}
	//   message {"echo":3,"counter":3}
	//   disconnect
	//   exit 0 null
	//   close 0 null
	// a child to exit
	//   spawn
	//   message "bye"
	//   disconnect
	//   exit 7 null
	//   close 7 null
	// a child to wait
	//   spawn
	//   message "ready"
	//   disconnect
	//   exit null SIGKILL
	//   close null SIGKILL
	// counter here: 0
}

// A hundred times the same events in the same order, and afterwards no descriptor
// and no child is left.
func TestNothingLeft(t *testing.T) {
	first := output(t, main)
	before := descriptors(t)
	for range 34 { // of three forks each
		if got := output(t, main); !bytes.Equal(got, first) {
			t.Fatalf("output\n%s\nand before\n%s", got, first)
		}
	}
	if after := descriptors(t); after != before {
		t.Errorf("descriptors before:\n%s\nafter:\n%s", before, after)
	}
	if children := childrenOf(t); children != "" {
		t.Errorf("children left: %s", children)
	}
}

// descriptors lists what this process has open, on Linux.
func descriptors(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		return ""
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil {
			b.WriteString(e.Name() + " " + to + "\n")
		}
	}
	return b.String()
}

// childrenOf lists this process's children, dead ones that nobody waited for
// included, on Linux.
func childrenOf(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		return ""
	}
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, task := range tasks {
		children, err := os.ReadFile("/proc/self/task/" + task.Name() + "/children")
		if err == nil {
			all = append(all, strings.Fields(string(children))...)
		}
	}
	return strings.Join(all, " ")
}

// output returns what f prints.
func output(t *testing.T, f func()) []byte {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	f() // prints less than a pipe holds
	os.Stdout = stdout
	w.Close()
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
