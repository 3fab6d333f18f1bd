// Package loop is the [[Event loop]] of Node.js 20 in Go: the same phases and
// queues in the same order, the same rules for when to sleep and when to end.
//
// One goroutine owns a [Loop] and runs its callbacks one at a time, so that they
// share variables without a lock. What has to wait does so in a goroutine of its
// own and hands its result over by [Loop.Post], which any goroutine may call.
// The Go runtime does here what epoll and libuv's thread pool do for Node.js.
package loop

import (
	"runtime"
	"slices"
	"sync"
	"time"
)

// A Loop runs callbacks until there is nothing left to wait for.
type Loop struct {
	ticks      []func()      // process.nextTick
	microtasks []func()      // queueMicrotask, and what a settled promise runs
	posted     chan []func() // for the next poll phase, all of it in one value
	posting    sync.Mutex    // held while posted grows
	immediates []*Handle     // for the next check phase
	closing    []func()      // for the next close phase
	timers     timers

	refs   int       // handles that keep the loop alive
	origin time.Time // where the loop's clock began,
	now    int64     // and its last reading, in milliseconds since

	beforeExit, exit []func()
	exiting          bool
}

// New returns a loop that has nothing to do yet.
func New() *Loop {
	timers := timers{lists: make(map[int64]*timerList), alarm: never}
	return &Loop{posted: make(chan []func(), 1), timers: timers, origin: time.Now()}
}

// Run runs main, as Node.js runs the main script, and then turns the loop
// until nothing keeps it alive. When it runs out of work, the callbacks of
// OnBeforeExit may give it more; if they do not, those of OnExit end it.
func (l *Loop) Run(main func()) {
	l.call("main", main)
	for again := true; again; again = l.alive() {
		l.turnUntilIdle()
		l.call("beforeExit", l.beforeExit...)
	}
	l.exiting = true
	l.call("exit", l.exit...)
}

// turnUntilIdle is libuv's uv_run. Timers end a turn, so they also have a phase
// before the first one. (Until libuv 1.44 they began it: the same circle.) The
// pending phase before poll is missing: the Go runtime puts no callback off.
func (l *Loop) turnUntilIdle() {
	alive := l.alive()
	for l.runTimers(); alive; alive = l.alive() {
		l.poll()
		l.check()
		l.close()
		l.runTimers()
	}
}

func (l *Loop) alive() bool {
	l.posting.Lock()
	defer l.posting.Unlock()
	return l.refs > 0 || len(l.closing) > 0 || len(l.posted) > 0
}

// poll runs what was posted. If that is nothing, this is where the loop sleeps.
func (l *Loop) poll() {
	var posted []func()
	select {
	case posted = <-l.posted:
	default:
		posted = l.sleep()
	}
	l.readClock()
	for _, callback := range posted {
		l.call("poll", callback)
	}
}

// sleep waits for a Post or the next timer, unless there is work for another
// phase. A loop that sleeps uses no processor time.
func (l *Loop) sleep() (posted []func()) {
	if l.refs == 0 || len(l.closing) > 0 || slices.ContainsFunc(l.immediates, (*Handle).counts) {
		runtime.Gosched() // in a browser there is one thread, and others need it to post
		return nil
	}
	var due <-chan time.Time // never, without a timer
	if l.timers.alarm != never {
		due = time.After(time.Until(l.origin.Add(time.Duration(l.timers.alarm) * time.Millisecond)))
	}
	select {
	case posted = <-l.posted:
	case <-due:
	}
	return posted
}

// check runs the immediates. Those set meanwhile wait for the next turn: an
// endless chain of immediates does not starve I/O, one of ticks does.
func (l *Loop) check() {
	immediates := l.immediates
	l.immediates = nil
	for _, h := range immediates {
		if h.active { // not cleared by one before it
			l.Clear(h)
			l.call("check", h.callback)
		}
	}
}

// close runs the close callbacks, the last one first: libuv's list of closing
// handles is filled and emptied at the same end.
func (l *Loop) close() {
	closing := l.closing
	l.closing = nil
	for _, callback := range slices.Backward(closing) {
		l.call("close", callback)
	}
}

// call runs the callbacks of one event, and then all that they have queued.
func (l *Loop) call(queue string, callbacks ...func()) {
	for _, callback := range callbacks {
		watch(queue)
		callback()
	}
	l.drain()
}

// drain runs ticks until none are left, then microtasks until none are left,
// and starts over if these have queued ticks.
func (l *Loop) drain() {
	for len(l.ticks)+len(l.microtasks) > 0 {
		empty("ticks", &l.ticks)
		empty("microtasks", &l.microtasks)
	}
}

func empty(name string, queue *[]func()) {
	for len(*queue) > 0 {
		first := (*queue)[0]
		*queue = (*queue)[1:]
		watch(name)
		first()
	}
}

// readClock takes a new reading of the clock.
func (l *Loop) readClock() int64 {
	l.now = time.Since(l.origin).Milliseconds()
	return l.now
}
