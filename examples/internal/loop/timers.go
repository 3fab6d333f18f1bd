package loop

import (
	"container/heap"
	"container/list"
	"math"
	"slices"
	"time"
)

// Timers of one duration fall due in the order in which they were set, so a
// plain list will do for them, and only the lists need a heap. In Node.js (see
// lib/internal/timers.js) one timer among a million costs no more than among
// ten. It shows when the loop is late, for a list runs as far as it is due: A
// set for 50 ms, B for 55 ms and 20 ms later C for 50 ms run as A, C, B.
type timers struct {
	lists map[int64]*timerList // by duration
	heap  timerHeap            // by expiry
	ids   int64                // given to lists so far
	alarm int64                // when to look at the heap again, or never
}

const never = math.MaxInt64

// SetTimeout runs a callback once, in the timers phase, when d has passed.
// Durations are whole milliseconds; one that is shorter, or is longer than 31
// bits can say (24.8 days), counts as 1 ms.
func (l *Loop) SetTimeout(d time.Duration, callback func()) *Handle {
	if d < time.Millisecond || d > math.MaxInt32*time.Millisecond {
		d = time.Millisecond
	}
	h := l.NewHandle()
	h.callback, h.duration = callback, d.Milliseconds()
	l.timers.insert(h, l.readClock())
	return h
}

// SetInterval runs a callback each time that d has passed since it last began.
func (l *Loop) SetInterval(d time.Duration, callback func()) *Handle {
	h := l.SetTimeout(d, callback)
	h.repeat = true
	return h
}

// runTimers is the timers phase. It starts over in the rare case that callbacks
// have read the clock past the next alarm.
func (l *Loop) runTimers() {
	t := &l.timers
	for l.readClock(); t.alarm <= l.now; l.drain() {
		t.alarm = never
		now := l.readClock()
		for len(t.heap) > 0 && t.heap[0].expiry <= now {
			next := t.heap[0]
			l.drain()
			l.runList(next, now)
		}
		if len(t.heap) > 0 {
			t.alarm = max(t.heap[0].expiry, l.now+1)
		}
	}
}

// runList runs the timers of a list that are due.
func (l *Loop) runList(tl *timerList, now int64) {
	for tl.Len() > 0 {
		h := tl.Front().Value.(*Handle)
		if now-h.begun < h.duration {
			l.timers.ids++ // from now on behind lists that expire with it
			tl.expiry, tl.id = max(h.begun+h.duration, now+1), l.timers.ids
			heap.Fix(&l.timers.heap, 0)
			return
		}
		l.drain()
		tl.Remove(h.element)
		begun := l.now
		switch {
		case !h.active: // cleared in the drain
			continue
		case h.repeat:
			begun = l.readClock()
		}
		watch("timers")
		h.callback()
		if h.repeat && h.active { // not cleared by its own callback
			l.timers.insert(h, begun)
		} else {
			l.set(h, false, h.ref)
		}
	}
	l.timers.drop(tl)
}

// insert appends h to the list of its duration.
func (t *timers) insert(h *Handle, begun int64) {
	tl := t.lists[h.duration]
	if tl == nil {
		t.ids++
		tl = &timerList{duration: h.duration, expiry: begun + h.duration, id: t.ids}
		t.lists[h.duration] = tl
		heap.Push(&t.heap, tl)
		t.alarm = min(t.alarm, tl.expiry)
	}
	h.begun, h.list, h.element = begun, tl, tl.PushBack(h)
}

// drop removes a list that is empty, unless a new one has taken its place.
func (t *timers) drop(tl *timerList) {
	if tl.Len() == 0 && t.lists[tl.duration] == tl {
		delete(t.lists, tl.duration)
		heap.Remove(&t.heap, slices.Index(t.heap, tl))
	}
}

// A timerList holds the timers of one duration, in the order they were set.
type timerList struct {
	list.List
	duration, expiry, id int64
}

// A timerHeap is a [heap.Interface] with the first list to expire on top.
type timerHeap []*timerList

func (q timerHeap) Len() int      { return len(q) }
func (q timerHeap) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *timerHeap) Push(x any)   { *q = append(*q, x.(*timerList)) }

func (q timerHeap) Less(i, j int) bool {
	return q[i].expiry < q[j].expiry || q[i].expiry == q[j].expiry && q[i].id < q[j].id
}

func (q *timerHeap) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
