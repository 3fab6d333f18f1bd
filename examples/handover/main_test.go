//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"notesite/examples/internal/ipc"
)

// The test binary forks itself: as the program does, or as a child with another
// role, which is its argument.
func TestMain(m *testing.M) {
	switch {
	case !ipc.Forked():
		// A child that was built with -race would wait a second before it ends.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		os.Exit(m.Run())
	case len(os.Args) == 1:
		main()
	case os.Args[1] == "raw":
		raw()
	}
}

func Example() {
	main()
	// Output:
	// child: message "before"
	// child: message "socket" and a socket
	// child: message "after"
	// child: "who serves me?", end
	// child: close
	// client: "served by the child", end
}

// A child in Node.js, the twin of this program, can serve the connection as well.
func TestNodeChild(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Node.js on this machine; CI needs it (Debian: apt-get install nodejs)")
		}
		t.Skip("no Node.js on this machine (Debian: apt-get install nodejs)")
	}
	want, err := output(exec.Command(os.Args[0]))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := output(exec.Command(node, "main.cjs")); got != want || err != nil {
		t.Errorf("with a child in Node.js it prints\n%s\nand error %v, else\n%s", got, err, want)
	}
}

// raw is a child that speaks the protocol by itself. It prints the lines that it
// reads, and of sockets whether they are non-blocking when they arrive. The first
// time it says that it has not got the socket.
func raw() {
	file := os.NewFile(3, "channel")
	channel, err := net.FileConn(file)
	if err != nil {
		panic(err)
	}
	var text string
	var socket *os.File
	var nonblocking bool
	buffer, oob := make([]byte, 1<<10), make([]byte, 1<<10)
	for answer := "NACK"; ; {
		n, oobn, _, _, err := channel.(*net.UnixConn).ReadMsgUnix(buffer, oob)
		if err != nil {
			panic(err)
		}
		messages, _ := syscall.ParseSocketControlMessage(oob[:oobn])
		for _, m := range messages {
			fds, _ := syscall.ParseUnixRights(&m)
			for _, fd := range fds {
				flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
				nonblocking = err == nil && flags&unix.O_NONBLOCK != 0
				socket = os.NewFile(uintptr(fd), "socket")
			}
		}
		text += string(buffer[:n])
		for line, rest, ok := strings.Cut(text, "\n"); ok; line, rest, ok = strings.Cut(text, "\n") {
			text = rest
			fmt.Println(line)
			if strings.Contains(line, "NODE_HANDLE") {
				fmt.Println("a socket, non-blocking:", nonblocking)
				fmt.Fprintf(channel, "{\"cmd\":\"NODE_HANDLE_%s\"}\n", answer)
				answer = "ACK"
			}
			if line == `"after"` {
				_, _ = io.ReadAll(socket) // or else its end would be a reset
				return
			}
		}
	}
}

// The parent waits until the child has confirmed, or sends the socket once more.
// And that it is non-blocking, a property of the socket wherever it is open, is not
// lost on the way.
func TestProtocol(t *testing.T) {
	const socket = `{"cmd":"NODE_HANDLE","msg":"socket","type":"net.Socket"}
a socket, non-blocking: true
`
	const want = `"before"` + "\n" + socket + socket + `"after"` + "\n" + `client: "", end` + "\n"
	if got, err := output(exec.Command(os.Args[0], "raw")); got != want || err != nil {
		t.Errorf("printed\n%s\nand error %v, want\n%s", got, err, want)
	}
}

// If the child goes without reading the question the connection is reset: nobody
// else holds it open.
func TestChildGone(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems may end the connection in an orderly way")
	}
	if err := parent(exec.Command("true")); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("error %v, want that the connection was reset", err)
	}
}

func TestCannotFork(t *testing.T) {
	if err := parent(exec.Command("/no such program")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that it does not exist", err)
	}
}

// The child has the socket, and afterwards nobody has: not a descriptor is left in
// the parent, nor a goroutine.
func TestNothingLeft(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows in /proc what a process holds")
	}
	var goroutines int
	var files string
	for n := range 10 {
		if _, err := output(exec.Command(os.Args[0])); err != nil {
			t.Fatal(err)
		}
		if n == 0 { // what the runtime opens once is open now
			goroutines, files = runtime.NumGoroutine(), descriptors(t)
		}
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
		runtime.Gosched() // the last ones are about to return
	}
	if now := runtime.NumGoroutine(); now > goroutines {
		t.Errorf("%d goroutines, before %d", now, goroutines)
	}
	if now := descriptors(t); now != files {
		t.Errorf("descriptors before:\n%s\nafter:\n%s", files, now)
	}
	if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); err != syscall.ECHILD {
		t.Errorf("a child is left: %d, %v", pid, err)
	}
}

// descriptors lists what this process has open.
func descriptors(t *testing.T) string {
	t.Helper()
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

// output returns what a parent of this child prints, and the child.
func output(child *exec.Cmd) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer r.Close()
	stdout := os.Stdout
	os.Stdout = w
	err = parent(child) // prints less than a pipe holds
	os.Stdout = stdout
	w.Close()
	data, readErr := io.ReadAll(r)
	return string(data), errors.Join(err, readErr)
}
