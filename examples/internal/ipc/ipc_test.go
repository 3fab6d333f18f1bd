//go:build unix

package ipc_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// TestMain is where the test binary finds out whether it is the test or a
// process that a test has forked, in a role that its argument names.
func TestMain(m *testing.M) {
	if !ipc.Forked() {
		os.Setenv("GORACE", "atexit_sleep_ms=0") // else each child takes a second to exit
		os.Exit(m.Run())
	}
	l := loop.New()
	l.Run(func() {
		parent, err := ipc.Parent(l)
		if err != nil {
			panic(err)
		}
		roles[os.Args[1]](l, parent)
	})
}

// The roles are the same, by name, as in testdata/child.cjs.
var roles = map[string]func(l *loop.Loop, parent *ipc.Channel){
	// echo sends messages back, and connections after a word to the client.
	"echo": func(l *loop.Loop, parent *ipc.Channel) {
		parent.OnMessage(func(m ipc.Message) {
			switch {
			case string(m.Data) == `"stop"`:
				parent.Disconnect()
			case m.Conn != nil:
				fmt.Fprint(m.Conn, "served by the child")
				m.Conn.Close()
				check(parent.Send(string(m.Data) + " with a connection"))
			default:
				check(parent.Send(m.Data))
			}
		})
	},
	// exit7 ends right after a message.
	"exit7": func(l *loop.Loop, parent *ipc.Channel) {
		check(parent.Send("bye"))
		os.Exit(7)
	},
	// wait waits until it is killed.
	"wait": func(l *loop.Loop, parent *ipc.Channel) {
		check(parent.Send("ready"))
		l.SetInterval(time.Hour, func() {})
	},
	// quiet has no callback for the channel, which therefore cannot hold it.
	"quiet": func(l *loop.Loop, parent *ipc.Channel) {},
	// late begins to listen when the messages are already there.
	"late": func(l *loop.Loop, parent *ipc.Channel) {
		l.SetTimeout(100*time.Millisecond, func() {
			parent.OnMessage(func(m ipc.Message) {
				check(parent.Send(m.Data))
				if string(m.Data) == "3" {
					l.SetImmediate(parent.Disconnect)
				}
			})
		})
	},
	// listen listens.
	"listen": func(l *loop.Loop, parent *ipc.Channel) {
		parent.OnMessage(func(ipc.Message) {})
	},
	// internal sends a message that only a program's own machinery sees.
	"internal": func(l *loop.Loop, parent *ipc.Channel) {
		check(parent.Send(map[string]string{"cmd": "NODE_TEST"}))
	},
	// dial connects to an address and sends the connection to its parent.
	"dial": func(l *loop.Loop, parent *ipc.Channel) {
		parent.OnMessage(func(m ipc.Message) {
			var address string
			check(json.Unmarshal(m.Data, &address))
			conn, err := net.Dial("tcp", address)
			check(err)
			check(parent.Send("before"))
			check(parent.SendSocket("connection", conn.(*net.TCPConn)))
			check(parent.Send("after"))
			parent.Disconnect()
		})
	},
	// orphan prints a word when its parent is gone.
	"orphan": func(l *loop.Loop, parent *ipc.Channel) {
		check(parent.Send("ready"))
		parent.OnDisconnect(func() { fmt.Println("disconnect") })
	},
	// middle forks an orphan.
	"middle": func(l *loop.Loop, parent *ipc.Channel) {
		cmd := exec.Command(os.Args[0], "orphan")
		cmd.Stdout = os.Stdout
		child, err := ipc.Fork(l, cmd)
		check(err)
		child.OnMessage(func(m ipc.Message) { check(parent.Send(m.Data)) })
	},
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// node returns the path of Node.js. Without it the test is skipped, unless this
// is where the project is checked.
func node(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("node")
	switch {
	case err == nil:
		return path
	case os.Getenv("CI") == "true":
		t.Fatal(err)
	default:
		t.Skip("node is not installed")
	}
	return ""
}

// eachChild runs a test with the test binary and with Node.js as the child.
func eachChild(t *testing.T, test func(t *testing.T, child func(role string) *exec.Cmd)) {
	t.Run("Go", func(t *testing.T) {
		test(t, func(role string) *exec.Cmd { return exec.Command(os.Args[0], role) })
	})
	t.Run("Node", func(t *testing.T) {
		node := node(t)
		test(t, func(role string) *exec.Cmd { return exec.Command(node, "testdata/child.cjs", role) })
	})
}

// events is what happens to a child, in order.
type events []string

func (e *events) add(words ...any) { *e = append(*e, strings.TrimSpace(fmt.Sprintln(words...))) }

// fork forks a child and takes down its events. A child that does not end is
// killed, so that the test does.
func fork(t *testing.T, l *loop.Loop, cmd *exec.Cmd) (*ipc.Child, *events) {
	t.Helper()
	cmd.Stderr = os.Stderr
	child, err := ipc.Fork(l, cmd)
	if err != nil {
		t.Fatal(err)
	}
	e := new(events)
	child.OnSpawn = func() { e.add("spawn") }
	child.OnMessage(func(m ipc.Message) { e.add("message", string(m.Data)) })
	child.OnDisconnect(func() { e.add("disconnect") })
	deadline := time.AfterFunc(20*time.Second, func() { child.Process.Kill() })
	child.OnExit = func(x ipc.Exit) { deadline.Stop(); e.add("exit", x) }
	child.OnClose = func(x ipc.Exit) { e.add("close", x) }
	return child, e
}

func equal(t *testing.T, got events, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got events\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// TestEvents has the lives of a child as Node.js reports them. (But not the
// last: it forgets 'close' when the parent disconnects.)
func TestEvents(t *testing.T) {
	tests := []struct {
		name, role string
		main       func(l *loop.Loop, child *ipc.Child)
		want       []string
	}{
		{"f01 ends normally", "echo", func(l *loop.Loop, child *ipc.Child) {
			for i := range 3 {
				check(child.Send(map[string]int{"n": i + 1}))
			}
			check(child.Send("stop"))
		}, []string{"spawn", `message {"n":1}`, `message {"n":2}`, `message {"n":3}`, "disconnect", "exit 0 null", "close 0 null"}},
		{
			"f02 exits", "exit7", func(*loop.Loop, *ipc.Child) {},
			[]string{"spawn", `message "bye"`, "disconnect", "exit 7 null", "close 7 null"},
		},
		{"f03 is killed", "wait", func(l *loop.Loop, child *ipc.Child) {
			l.NextTick(func() { check(child.Process.Kill()) })
		}, []string{"spawn", "disconnect", "exit null SIGKILL", "close null SIGKILL"}},
		{
			"f14 does not listen", "quiet", func(*loop.Loop, *ipc.Child) {},
			[]string{"spawn", "disconnect", "exit 0 null", "close 0 null"},
		},
		{"listens late", "late", func(l *loop.Loop, child *ipc.Child) {
			for i := range 3 {
				check(child.Send(i + 1))
			}
		}, []string{"spawn", "message 1", "message 2", "message 3", "disconnect", "exit 0 null", "close 0 null"}},
		{"the parent disconnects", "listen", func(l *loop.Loop, child *ipc.Child) {
			check(child.Send("the last"))
			child.Disconnect()
			if err := child.Send("too late"); !errors.Is(err, net.ErrClosed) {
				panic(fmt.Sprintf("Send after Disconnect: %v", err))
			}
		}, []string{"spawn", "disconnect", "exit 0 null", "close 0 null"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			eachChild(t, func(t *testing.T, cmd func(role string) *exec.Cmd) {
				noLeak(t)
				l := loop.New()
				var got *events
				l.Run(func() {
					var child *ipc.Child
					child, got = fork(t, l, cmd(tt.role))
					tt.main(l, child)
				})
				equal(t, *got, tt.want...)
			})
		})
	}
}

// TestOrder sends many messages, some with a connection, each of which has to
// be acknowledged before the next message may be written.
func TestOrder(t *testing.T) {
	eachChild(t, func(t *testing.T, cmd func(role string) *exec.Cmd) {
		noLeak(t)
		const n = 200
		clients, servers := connections(t, n/20)
		l := loop.New()
		var got *events
		want := events{"spawn"}
		l.Run(func() {
			var child *ipc.Child
			child, got = fork(t, l, cmd("echo"))
			for i := range n {
				if i%20 == 10 {
					check(child.SendSocket(i, servers[i/20]))
					want.add(fmt.Sprintf(`message "%d with a connection"`, i))
				} else {
					check(child.Send(i))
					want.add("message", i)
				}
			}
			check(child.Send("stop"))
			want.add("disconnect")
			want.add("exit 0 null")
			want.add("close 0 null")
		})
		equal(t, *got, want...)
		for i, client := range clients {
			if text := <-client; text != "served by the child" {
				t.Errorf("client %d got %q", i, text)
			}
		}
	})
}

// TestSocketFromChild has the child send a connection that works here.
func TestSocketFromChild(t *testing.T) {
	eachChild(t, func(t *testing.T, cmd func(role string) *exec.Cmd) {
		noLeak(t)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		l := loop.New()
		var got *events
		l.Run(func() {
			var child *ipc.Child
			child, got = fork(t, l, cmd("dial"))
			child.OnMessage(func(m ipc.Message) {
				got.add("message", string(m.Data))
				if m.Conn == nil {
					return
				}
				fmt.Fprint(m.Conn, "from the parent")
				m.Conn.Close()
			})
			check(child.Send(listener.Addr().String()))
		})
		equal(t, *got, "spawn", `message "before"`, `message "connection"`, `message "after"`,
			"disconnect", "exit 0 null", "close 0 null")
		accepted, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer accepted.Close()
		if text, err := io.ReadAll(accepted); string(text) != "from the parent" || err != nil {
			t.Errorf("the other end got %q, %v", text, err)
		}
	})
}

// TestSendNative has the sender keep its connection.
func TestSendNative(t *testing.T) {
	noLeak(t)
	clients, servers := connections(t, 1)
	l := loop.New()
	l.Run(func() {
		child, _ := fork(t, l, exec.Command(os.Args[0], "echo"))
		check(child.SendNative("connection", servers[0]))
		child.OnMessage(func(ipc.Message) {
			fmt.Fprint(servers[0], " and by the parent")
			servers[0].Close()
			check(child.Send("stop"))
		})
	})
	if text := <-clients[0]; text != "served by the child and by the parent" {
		t.Errorf("the client got %q", text)
	}
}

// TestBigMessages sends more than a socket takes at once, in both directions.
func TestBigMessages(t *testing.T) {
	eachChild(t, func(t *testing.T, cmd func(role string) *exec.Cmd) {
		noLeak(t)
		const n = 8
		big := strings.Repeat("1234567890", 100_000)
		clients, servers := connections(t, 1)
		l := loop.New()
		count := 0
		l.Run(func() {
			child, _ := fork(t, l, cmd("echo"))
			for range n {
				check(child.Send(big))
			}
			check(child.SendSocket("connection", servers[0]))
			check(child.Send("stop"))
			child.OnMessage(func(m ipc.Message) {
				if string(m.Data) == `"`+big+`"` {
					count++
				}
			})
		})
		if count != n {
			t.Errorf("%d of %d messages came back", count, n)
		}
		if text := <-clients[0]; text != "served by the child" {
			t.Errorf("the client got %q", text)
		}
	})
}

func TestInternalMessage(t *testing.T) {
	eachChild(t, func(t *testing.T, cmd func(role string) *exec.Cmd) {
		noLeak(t)
		l := loop.New()
		var got *events
		l.Run(func() {
			var child *ipc.Child
			child, got = fork(t, l, cmd("internal"))
			child.OnInternalMessage = func(m ipc.Message) { got.add("internal", string(m.Data)) }
		})
		equal(t, *got, "spawn", `internal {"cmd":"NODE_TEST"}`, "disconnect", "exit 0 null", "close 0 null")
	})
}

// f13: a process hears of its parent's death by the end of the channel.
func TestParentGone(t *testing.T) {
	eachChild(t, func(t *testing.T, cmd func(role string) *exec.Cmd) {
		noLeak(t)
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer read.Close()
		l := loop.New()
		l.Run(func() {
			middle := cmd("middle")
			middle.Stdout = write
			child, _ := fork(t, l, middle)
			child.OnMessage(func(ipc.Message) { check(child.Process.Kill()) })
		})
		write.Close()
		// The orphan holds the other end of this pipe until it exits.
		if text, err := io.ReadAll(read); string(text) != "disconnect\n" || err != nil {
			t.Errorf("the orphan printed %q, %v", text, err)
		}
	})
}

// TestNodeForksGo has Node.js fork the test binary, with the same roles.
func TestNodeForksGo(t *testing.T) {
	out, err := exec.Command(node(t), "testdata/parent.cjs", os.Args[0]).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want, err := os.ReadFile("testdata/parent.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(out) != string(want) {
		t.Errorf("the Node.js parent printed\n%s\nwant\n%s", out, want)
	}
}

func TestForkErrors(t *testing.T) {
	noLeak(t)
	l := loop.New()
	l.Run(func() {
		if _, err := ipc.Fork(l, exec.Command("/nowhere/program")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("fork of a program that does not exist: %v", err)
		}
		child, _ := fork(t, l, exec.Command(os.Args[0], "quiet"))
		if err := child.Send(func() {}); err == nil {
			t.Error("a function was sent")
		}
	})
}

func TestParentErrors(t *testing.T) {
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, tt := range []struct{ fd, mode, want string }{
		{"three", "json", `open channel "three" in mode "json": strconv.Atoi: parsing "three": invalid syntax`},
		{"3", "advanced", `open channel "3" in mode "advanced": unsupported operation`},
		{"99999", "json", "open channel 99999: "},
	} {
		t.Setenv("NODE_CHANNEL_FD", tt.fd)
		t.Setenv("NODE_CHANNEL_SERIALIZATION_MODE", tt.mode)
		if _, err := ipc.Parent(loop.New()); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("fd %s: got error %v, want %s", tt.fd, err, tt.want)
		}
	}
}

// connections makes n connections. It returns the servers' ends, and what each
// client will have read when it has read all. Then the client closes its end,
// without which a Node.js process that has the other one does not end.
func connections(t *testing.T, n int) (clients []chan string, servers []*net.TCPConn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for range n {
		client, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		server, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		texts := make(chan string, 1)
		go func() {
			text, _ := io.ReadAll(client)
			client.Close()
			texts <- string(text)
		}()
		clients = append(clients, texts)
		servers = append(servers, server.(*net.TCPConn))
	}
	return clients, servers
}

// noLeak fails a test that leaves a goroutine, an open file or a zombie behind.
func noLeak(t *testing.T) {
	t.Helper()
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	t.Cleanup(func() {
		if n := openFiles(t); n > files {
			t.Errorf("%d files are open, %d were before", n, files)
		}
		if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); err != syscall.ECHILD {
			t.Errorf("wait for any child: process %d, %v; want ECHILD", pid, err)
		}
		// A goroutine that has done its work may need a moment to end.
		for range 1000 {
			if runtime.NumGoroutine() <= goroutines {
				return
			}
			time.Sleep(time.Millisecond)
		}
		stacks := make([]byte, 64<<10)
		t.Errorf("%d goroutines, %d were before\n%s", runtime.NumGoroutine(), goroutines, stacks[:runtime.Stack(stacks, true)])
	})
}

// openFiles counts this process's descriptors, where the system tells.
func openFiles(t *testing.T) int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
