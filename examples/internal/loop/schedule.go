package loop

import "container/list"

// NextTick queues a callback to run after the current one, before microtasks.
func (l *Loop) NextTick(callback func()) {
	if !l.exiting {
		l.ticks = append(l.ticks, callback)
	}
}

// QueueMicrotask queues a callback to run when no ticks are left.
func (l *Loop) QueueMicrotask(callback func()) { l.microtasks = append(l.microtasks, callback) }

// SetImmediate queues a callback for the check phase. It comes after poll: set
// by an I/O callback, an immediate runs before any timer.
func (l *Loop) SetImmediate(callback func()) *Handle {
	h := l.NewHandle()
	h.callback = callback
	l.immediates = append(l.immediates, h)
	return h
}

// Post queues a callback for the poll phase and wakes the loop. Any goroutine
// may call it. A Post that is still to come does not keep the loop alive;
// whoever will post holds a [Handle] for that, as [Loop.Go] does.
func (l *Loop) Post(callback func()) {
	l.posting.Lock()
	defer l.posting.Unlock()
	select {
	case posted := <-l.posted:
		l.posted <- append(posted, callback)
	default:
		l.posted <- []func(){callback}
	}
}

// Go runs work in a goroutine and then done on the loop. As with libuv, to wait
// for a socket costs no thread, and to read a file or to compute costs one.
func (l *Loop) Go(work, done func()) {
	h := l.NewHandle()
	go func() {
		work()
		l.Post(func() {
			l.Clear(h)
			done()
		})
	}()
}

// OnBeforeExit adds a callback for whenever the loop has run out of work.
func (l *Loop) OnBeforeExit(callback func()) { l.beforeExit = append(l.beforeExit, callback) }

// OnExit adds a callback for the end. All it can schedule is microtasks.
func (l *Loop) OnExit(callback func()) { l.exit = append(l.exit, callback) }

// A Handle is something the loop waits for: a timer, an immediate, or whatever
// is open, such as a socket or a child process. It is active until it has run,
// or was cleared or closed. Active handles keep the loop alive unless unref'd.
type Handle struct {
	active, ref     bool
	callback        func()
	begun, duration int64 // of a timer, in milliseconds
	repeat          bool
	list            *timerList
	element         *list.Element // of list
}

// NewHandle returns an active handle for something that is open.
func (l *Loop) NewHandle() *Handle {
	h := new(Handle)
	l.set(h, true, true)
	return h
}

// Clear stops a timer or an immediate, and drops an open handle.
func (l *Loop) Clear(h *Handle) {
	if h.active && h.list != nil { // a timer
		h.list.Remove(h.element)
		if h.ref { // Node.js leaves the list of one that was unref'd
			l.timers.drop(h.list)
		}
	}
	l.set(h, false, h.ref)
}

// Close drops an open handle and queues a callback for the close phase.
func (l *Loop) Close(h *Handle, callback func()) {
	l.Clear(h)
	l.closing = append(l.closing, callback)
}

// Unref lets the loop end without waiting for h.
func (l *Loop) Unref(h *Handle) { l.set(h, h.active, false) }

// Ref takes Unref back.
func (l *Loop) Ref(h *Handle) { l.set(h, h.active, true) }

// set is all that changes a handle's state, so that the loop's count is right.
func (l *Loop) set(h *Handle, active, ref bool) {
	if h.counts() {
		l.refs--
	}
	if h.active, h.ref = active, ref; h.counts() {
		l.refs++
	}
}

func (h *Handle) counts() bool { return h.active && h.ref }
