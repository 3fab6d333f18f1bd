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
