//go:build unix

package ipc

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"notesite/examples/internal/loop"
)

// talk runs main with a channel whose other end is in the hands of peer, which
// reads lines from it and writes what it likes.
func talk(t *testing.T, main func(c *Channel), peer func(conn *net.UnixConn, line func() string)) {
	t.Helper()
	ours, theirs, err := socketpair()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.FileConn(theirs)
	theirs.Close()
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(conn)
	done := make(chan bool)
	go func() {
		defer close(done)
		defer conn.Close()
		peer(conn.(*net.UnixConn), func() string {
			lines.Scan()
			return lines.Text()
		})
	}()
	l := loop.New()
	l.Run(func() { main(newChannel(l, ours)) })
	<-done
}

// tcp returns both ends of a connection.
func tcp(t *testing.T) (client, server *net.TCPConn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); accepted.Close() })
	return conn.(*net.TCPConn), accepted.(*net.TCPConn)
}

const announcement = `{"cmd":"NODE_HANDLE","msg":"socket","type":"net.Socket"}`

// A connection that did not arrive is sent up to three times more. Then the
// channel goes on without it.
func TestNotAcknowledged(t *testing.T) {
	for nacks := range 5 {
		var got []string
		_, server := tcp(t)
		talk(t, func(c *Channel) {
			for _, err := range []error{c.Send("before"), c.SendSocket("socket", server), c.Send("after")} {
				if err != nil {
					t.Error(err)
				}
			}
			c.Disconnect()
		}, func(conn *net.UnixConn, line func() string) {
			for n := nacks; ; {
				text := line()
				got = append(got, text)
				switch {
				case text == announcement && n > 0:
					n--
					fmt.Fprintln(conn, `{"cmd":"NODE_HANDLE_NACK"}`)
				case text == announcement:
					fmt.Fprintln(conn, `{"cmd":"NODE_HANDLE_ACK"}`)
				case text == "":
					return
				}
			}
		})
		want := append([]string{`"before"`}, slices.Repeat([]string{announcement}, min(nacks+1, 4))...)
		want = append(want, `"after"`, "")
		if !slices.Equal(got, want) {
			t.Errorf("%d times not acknowledged: the peer read\n\t%s\nwant\n\t%s", nacks, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
		if err := server.Close(); err == nil {
			t.Errorf("%d times not acknowledged: the sender's connection is still open", nacks)
		}
	}
}

// An announcement without a connection is answered so that it is sent again.
func TestLostConnection(t *testing.T) {
	var got []string
	_, server := tcp(t)
	talk(t, func(c *Channel) {
		c.OnMessage(func(m Message) {
			got = append(got, fmt.Sprint(string(m.Data), m.Conn != nil))
			if m.Conn != nil {
				m.Conn.Close()
			}
		})
	}, func(conn *net.UnixConn, line func() string) {
		fmt.Fprintln(conn, announcement)
		if text := line(); text != `{"cmd":"NODE_HANDLE_NACK"}` {
			t.Errorf("the peer read %s, want NODE_HANDLE_NACK", text)
		}
		file, err := server.File()
		if err != nil {
			t.Error(err)
			return
		}
		defer file.Close()
		send(t, conn, announcement+"\n", file)
		if text := line(); text != `{"cmd":"NODE_HANDLE_ACK"}` {
			t.Errorf("the peer read %s, want NODE_HANDLE_ACK", text)
		}
		fmt.Fprintln(conn, `"after"`)
	})
	if want := []string{`"socket"true`, `"after"false`}; !slices.Equal(got, want) {
		t.Errorf("got messages %v, want %v", got, want)
	}
}

// A connection that is sent stays non-blocking. That is a property of it wherever it
// is open, and the receiver, which would set it again, has not got it yet.
func TestStaysNonblocking(t *testing.T) {
	_, server := tcp(t)
	talk(t, func(c *Channel) {
		if err := c.SendNative("socket", server); err != nil {
			t.Error(err)
		}
		raw, err := server.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		var flags int
		raw.Control(func(fd uintptr) { flags, err = unix.FcntlInt(fd, unix.F_GETFL, 0) })
		if flags&unix.O_NONBLOCK == 0 || err != nil {
			t.Errorf("flags %#o, %v; want O_NONBLOCK", flags, err)
		}
	}, func(conn *net.UnixConn, line func() string) { line() })
}

// What is not JSON, or has a cmd that is no string, is a message like others.
func TestOddMessages(t *testing.T) {
	var got []string
	lines := []string{`null`, `"NODE_HANDLE"`, `{"cmd":5}`, `{"cmd":"node"}`, `[{"cmd":"NODE_HANDLE"}]`, `{`, ``}
	talk(t, func(c *Channel) {
		c.OnMessage(func(m Message) { got = append(got, string(m.Data)) })
	}, func(conn *net.UnixConn, line func() string) {
		fmt.Fprintln(conn, strings.Join(lines, "\n"))
		fmt.Fprint(conn, "the beginning of a line")
	})
	if !slices.Equal(got, lines) {
		t.Errorf("got messages %q, want %q", got, lines)
	}
}

// The channel is full when 128 KiB wait, not counting what the socket has taken.
// What is sent then arrives as well, and when it has, the channel is not full.
func TestFull(t *testing.T) {
	const size, most = 4 << 10, 1000
	text := strings.Repeat("x", size-len("\"\"\n"))
	n, ready, peer := 0, make(chan bool), make(chan *net.UnixConn, 1)
	talk(t, func(c *Channel) {
		conn := <-peer
		for ; !c.Full() && n < most; n++ {
			if err := c.Send(text); err != nil {
				t.Error(err)
			}
			taken := unread(t, conn)
			if want := (n+1)*size-taken >= 128<<10; c.Full() != want {
				t.Errorf("%d KiB were sent and %d bytes taken: full is %t", 4*(n+1), taken, c.Full())
			}
		}
		for _, text := range []string{text, "the last"} {
			if err := c.Send(text); err != nil {
				t.Error(err)
			}
		}
		c.OnMessage(func(m Message) {
			if want := fmt.Sprint(n + 1); string(m.Data) != want || c.Full() {
				t.Errorf("the peer read %s messages, want %s; full is %t, want false", m.Data, want, c.Full())
			}
			c.Disconnect()
		})
		close(ready)
	}, func(conn *net.UnixConn, line func() string) {
		peer <- conn
		<-ready
		read := 0
		for line() == `"`+text+`"` {
			read++
		}
		fmt.Fprintln(conn, read)
	})
	if n == most {
		t.Errorf("after %d messages the channel is not full", n)
	}
}

// When the other side goes, what still waits for it is given up.
func TestHangUp(t *testing.T) {
	_, first := tcp(t)
	_, second := tcp(t)
	disconnected := false
	talk(t, func(c *Channel) {
		c.OnDisconnect(func() { disconnected = true })
		for _, err := range []error{
			c.SendSocket("first", first), c.SendSocket("second", second), c.Send(strings.Repeat("much", 1<<20)),
		} {
			if err != nil {
				t.Error(err)
			}
		}
	}, func(conn *net.UnixConn, line func() string) { line() })
	if !disconnected {
		t.Error("no disconnect event")
	}
	for _, conn := range []*net.TCPConn{first, second} {
		if err := conn.Close(); err == nil {
			t.Error("a connection is still open")
		}
	}
}

// unread returns how many bytes a connection has to read.
func unread(t *testing.T, conn *net.UnixConn) (n int) {
	t.Helper()
	raw, err := conn.SyscallConn()
	if err == nil {
		raw.Control(func(fd uintptr) {
			n, _, err = syscall.Recvfrom(int(fd), make([]byte, 1<<20), syscall.MSG_PEEK)
		})
	}
	if err != nil {
		t.Error(err)
	}
	return n
}

// send writes a line with a file beside it.
func send(t *testing.T, conn *net.UnixConn, line string, file *os.File) {
	t.Helper()
	raw, err := file.SyscallConn()
	if err != nil {
		t.Error(err)
		return
	}
	raw.Control(func(fd uintptr) {
		if _, _, err := conn.WriteMsgUnix([]byte(line), syscall.UnixRights(int(fd)), nil); err != nil {
			t.Error(err)
		}
	})
}
