package sandbox

// A file is what a descriptor of a process stands for.
type file interface {
	read(p []byte) (int, errno)
	write(m *machine, p []byte) (int, errno)
	readable() bool
	writable() bool
	close()
	kind() filetype
}

// A filetype is what WASI calls one.
type filetype uint8

const (
	characterDevice filetype = 2
	streamSocket    filetype = 6
)

// close closes a descriptor, if it is open.
func (p *process) close(fd int) errno {
	f := p.file(uint64(fd))
	if f == nil {
		return badf
	}
	f.close()
	p.files[fd] = nil
	return success
}

// file returns what a descriptor stands for, or nil.
func (p *process) file(fd uint64) file {
	if fd >= uint64(len(p.files)) {
		return nil
	}
	return p.files[fd]
}

// open gives a file the lowest free descriptor from 3 on.
func (p *process) open(f file) int {
	for fd := 3; fd < len(p.files); fd++ {
		if p.files[fd] == nil {
			p.files[fd] = f
			return fd
		}
	}
	p.files = append(p.files, f)
	return len(p.files) - 1
}

// stdin is a text to be read.
type stdin struct{ text string }

func (s *stdin) read(p []byte) (int, errno) {
	n := copy(p, s.text)
	s.text = s.text[n:]
	return n, success
}

func (*stdin) write(*machine, []byte) (int, errno) { return 0, badf }
func (*stdin) readable() bool                      { return true }
func (*stdin) writable() bool                      { return false }
func (*stdin) close()                              {}
func (*stdin) kind() filetype                      { return characterDevice }

// null takes all and gives nothing.
type null struct{}

func (null) read([]byte) (int, errno)                { return 0, success }
func (null) write(_ *machine, p []byte) (int, errno) { return len(p), success }
func (null) readable() bool                          { return true }
func (null) writable() bool                          { return true }
func (null) close()                                  {}
func (null) kind() filetype                          { return characterDevice }

// traceFile takes what runtime/trace writes.
type traceFile struct{ null }

func (traceFile) write(m *machine, p []byte) (int, errno) {
	if len(m.transcript.Trace)+len(p) > maxTrace {
		return 0, badf
	}
	m.transcript.Trace = append(m.transcript.Trace, p...)
	return len(p), success
}

const maxTrace = 16 << 20

// output is the number of a stream of the transcript.
type output int

func (output) read([]byte) (int, errno) { return 0, badf }

func (o output) write(m *machine, p []byte) (int, errno) {
	m.write(int(o), p)
	return len(p), success
}

func (output) readable() bool { return false }
func (output) writable() bool { return true }
func (output) close()         {}
func (output) kind() filetype { return characterDevice }
