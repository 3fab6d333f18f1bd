//go:build unix || (wasip1 && notesite)

package ipc

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"

	"notesite/examples/internal/loop"
)

// A Message is what the other side has sent.
type Message struct {
	Data json.RawMessage
	Conn net.Conn // the connection that came with it, if any
}

// A Channel is one end of the connection between a parent and its child. Its
// methods and callbacks belong to the goroutine of its loop.
type Channel struct {
	// OnInternalMessage gets messages whose cmd begins with NODE_, as cluster's do.
	OnInternalMessage func(Message)

	loop         *loop.Loop
	handle       *loop.Handle // keeps the loop alive
	conn         socket
	out          []*packet     // are to be written
	stuck        int           // bytes of a line that the socket takes no more of, for the time being
	unacked      *packet       // its connection has not been acknowledged
	files        []*os.File    // were read, before the lines they go with
	ended        chan struct{} // is closed when there is no more to read
	disconnected bool
	closed       bool // and nothing is left to write
	onDisconnect func()
	onMessage    func(Message)
	early        []Message // came before there was an onMessage
}

func newChannel(l *loop.Loop, conn socket) *Channel {
	c := &Channel{loop: l, handle: l.NewHandle(), conn: conn, ended: make(chan struct{})}
	c.onDisconnect, c.OnInternalMessage = func() {}, func(Message) {}
	go c.read()
	return c
}

// OnMessage sets the callback for messages, including those that came before.
func (c *Channel) OnMessage(callback func(Message)) {
	c.onMessage = callback
	c.loop.Ref(c.handle)
	c.loop.NextTick(func() {
		for _, m := range c.early {
			callback(m)
		}
		c.early = nil
	})
}

// OnDisconnect sets the callback for the end of the channel.
func (c *Channel) OnDisconnect(callback func()) {
	c.onDisconnect = callback
	c.loop.Ref(c.handle)
}

// Send sends a message. What the socket does not take at once is written later.
// After the end of the channel, the error is [net.ErrClosed].
func (c *Channel) Send(v any) error { return c.send(v, nil) }

// Full reports whether 128 KiB or more wait to be written: then, in Node.js, send
// returns false. It is advice. What is sent nevertheless takes memory, and arrives.
func (c *Channel) Full() bool {
	waiting := c.stuck
	for _, p := range c.out {
		waiting += len(p.line)
	}
	return waiting >= 128<<10
}

// SendSocket sends a message and hands a connection over with it.
func (c *Channel) SendSocket(v any, conn *net.TCPConn) error {
	defer release(conn)
	return c.sendConn(v, conn, "net.Socket")
}

// SendNative sends a message and shares a connection with it: the sender keeps
// its own. In Node.js a bare handle arrives, which is the cluster module's way.
func (c *Channel) SendNative(v any, conn *net.TCPConn) error {
	return c.sendConn(v, conn, "net.Native")
}

func (c *Channel) sendConn(v any, conn *net.TCPConn, typ string) error {
	file, err := fileOf(conn) // a copy
	if err != nil {
		return fmt.Errorf("send connection: %w", err)
	}
	return c.send(map[string]any{"cmd": "NODE_HANDLE", "type": typ, "msg": v}, file)
}

func (c *Channel) send(v any, file *os.File) error {
	line, err := json.Marshal(v)
	if c.disconnected {
		err = net.ErrClosed
	}
	if err != nil {
		file.Close()
		return fmt.Errorf("send message: %w", err)
	}
	c.out = append(c.out, &packet{line: append(line, '\n'), file: file})
	c.flush()
	return nil
}

// Disconnect ends the channel. What was sent before still arrives.
func (c *Channel) Disconnect() {
	c.disconnected = true
	c.flush()
}

// receive takes a message, or a line that is the channel's own.
func (c *Channel) receive(line []byte, conn net.Conn) {
	var m struct {
		Cmd string
		Msg json.RawMessage
	}
	_ = json.Unmarshal(line, &m) // What is no object has no cmd.
	switch {
	case c.closed:
	case c.unacked != nil && strings.HasPrefix(m.Cmd, "NODE_HANDLE_"):
		c.acknowledged(m.Cmd == "NODE_HANDLE_ACK") // or NACK
	case m.Cmd == "NODE_HANDLE" && len(c.files) == 0: // it got lost
		c.reply("NODE_HANDLE_NACK")
	case m.Cmd == "NODE_HANDLE":
		c.reply("NODE_HANDLE_ACK")
		conn, _ = net.FileConn(c.files[0]) // nil if it is a handle of another kind
		c.files[0].Close()
		c.files = c.files[1:]
		c.receive(m.Msg, conn)
	case strings.HasPrefix(m.Cmd, "NODE_"):
		c.OnInternalMessage(Message{line, conn})
	case c.onMessage != nil:
		c.onMessage(Message{line, conn})
	default:
		c.early = append(c.early, Message{line, conn})
	}
}

// reply answers the announcement of a connection, before anything that waits.
func (c *Channel) reply(cmd string) {
	line := fmt.Sprintf("{\"cmd\":%q}\n", cmd)
	c.out = slices.Insert(c.out, 0, &packet{line: []byte(line), reply: true})
	c.flush()
}

// acknowledged is called when the other side has received a connection, or only
// the line that announced it, as happens to a process without free descriptors.
func (c *Channel) acknowledged(received bool) {
	p := c.unacked
	c.unacked = nil
	if p.tries++; received || p.tries > 3 {
		p.file.Close()
	} else {
		p.written = 0
		c.out = slices.Insert(c.out, 0, p)
	}
	c.flush()
}

// hangUp is called when the other side has gone.
func (c *Channel) hangUp() {
	for _, p := range append(c.out, c.unacked) {
		if p != nil {
			p.file.Close()
		}
	}
	c.out, c.unacked = nil, nil
	c.Disconnect()
}
