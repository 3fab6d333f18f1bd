package sandbox

// pipeSize is how much a channel takes before somebody reads.
const pipeSize = 64 << 10

// A pipe is one direction of a channel.
type pipe struct {
	data    []byte
	written int      // bytes, of which data are left
	files   []parcel // descriptors on their way
	closed  bool     // at either end
}

// A parcel is a descriptor that goes with a byte, of those that are written.
type parcel struct {
	at   int
	file *channel
}

// A channel is one end of a pair of pipes.
type channel struct {
	in, out *pipe
	open    int // descriptors that stand for it
}

func newPair() (one, other *channel) {
	up, down := &pipe{}, &pipe{}
	return &channel{up, down, 1}, &channel{down, up, 1}
}

func (c *channel) read(p []byte) (int, errno) {
	if len(c.in.data) == 0 && !c.in.closed {
		return 0, again
	}
	n := copy(p, c.in.data)
	c.in.data = c.in.data[n:]
	return n, success
}

func (c *channel) write(_ *machine, p []byte) (int, errno) {
	if c.out.closed {
		return 0, brokenPipe
	}
	room := pipeSize - len(c.out.data)
	if room == 0 && len(p) > 0 {
		return 0, again
	}
	n := min(room, len(p))
	c.out.data = append(c.out.data, p[:n]...)
	c.out.written += n
	return n, success
}

func (c *channel) readable() bool { return len(c.in.data) > 0 || c.in.closed }
func (c *channel) writable() bool { return len(c.out.data) < pipeSize || c.out.closed }
func (*channel) kind() filetype   { return streamSocket }

func (c *channel) close() {
	if c.open--; c.open == 0 {
		c.in.closed, c.out.closed = true, true
	}
}

// socketpair makes two descriptors, each of which reads what is written to the
// other.
func socketpair(p *process, m memory, s []uint64) errno {
	one, other := newPair()
	if err := m.put32(s[0], uint32(p.open(one))); err != success {
		return err
	}
	return m.put32(s[0]+4, uint32(p.open(other)))
}

// sendFD has a copy of a descriptor go with the next byte that is written to a
// channel.
func sendFD(p *process, _ memory, s []uint64) errno {
	to, ok1 := p.file(s[0]).(*channel)
	f, ok2 := p.file(s[1]).(*channel)
	if !ok1 || !ok2 {
		return badf
	}
	f.open++
	to.out.files = append(to.out.files, parcel{to.out.written, f})
	return success
}

// receiveFD gives the first descriptor that came with what has been read from a
// channel; it is again, if there is none.
func receiveFD(p *process, m memory, s []uint64) errno {
	from, ok := p.file(s[0]).(*channel)
	if !ok {
		return badf
	}
	in := from.in
	if len(in.files) == 0 || in.files[0].at >= in.written-len(in.data) {
		return again
	}
	f := in.files[0].file
	in.files = in.files[1:]
	return m.put32(s[1], uint32(p.open(f)))
}

// shutdown ends one direction of a channel, or both.
func shutdown(p *process, _ memory, s []uint64) errno {
	c, ok := p.file(s[0]).(*channel)
	if !ok {
		return badf
	}
	c.in.closed = c.in.closed || s[1]&1 != 0
	c.out.closed = c.out.closed || s[1]&2 != 0
	return success
}
