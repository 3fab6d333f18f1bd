package main

// A stream is what Node.js calls a Writable. It passes chunks to its sink, one at
// a time, and keeps those that come meanwhile. All of it belongs to the loop.
type stream struct {
	highWaterMark int                             // so many bytes are enough
	sink          func(chunk string, done func()) // calls done, later, when it has taken the chunk
	onDrain       func()                          // is called when it is empty after having had enough

	queue     []string // what the sink has not taken; it is at the first one
	buffered  int      // their bytes
	needDrain bool     // somebody was told false
	onFinish  func()   // no more will be written
}

// write takes a chunk, always, and reports whether more is welcome.
func (s *stream) write(chunk string) bool {
	s.queue = append(s.queue, chunk)
	s.buffered += len(chunk)
	if len(s.queue) == 1 {
		s.sink(chunk, s.taken)
	}
	more := s.buffered < s.highWaterMark
	s.needDrain = s.needDrain || !more
	return more
}

// end is called after the last write, and calls back when all has been taken.
func (s *stream) end(callback func()) {
	s.onFinish = callback
	if len(s.queue) == 0 {
		callback()
	}
}

// taken is called by the sink for each chunk.
func (s *stream) taken() {
	s.buffered -= len(s.queue[0])
	s.queue = s.queue[1:]
	switch {
	case len(s.queue) > 0:
		s.sink(s.queue[0], s.taken)
	case s.onFinish != nil:
		s.onFinish()
	case s.needDrain:
		s.needDrain = false
		s.onDrain()
	}
}
