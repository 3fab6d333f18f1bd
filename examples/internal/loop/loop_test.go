package loop_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"notesite/examples/internal/loop"
)

// A trace is what a program under test has printed.
type trace []string

// say returns a callback that adds a word to the trace.
func (t *trace) say(word string) func() { return func() { *t = append(*t, word) } }

// run runs a program in a bubble, where the clock stands still unless every
// goroutine waits, and returns its trace.
func run(t *testing.T, program func(l *loop.Loop, say func(word string) func())) string {
	t.Helper()
	var words trace
	synctest.Test(t, func(*testing.T) {
		l := loop.New()
		l.Run(func() { program(l, words.say) })
	})
	return strings.Join(words, " ")
}

// late holds the loop up, as a long computation would.
func late(ms time.Duration) { time.Sleep(ms * time.Millisecond) }

const ms = time.Millisecond

// TestOrder has the orders that were seen from Node.js 20.20.2, each at least
// forty times. The numbers are those of the table they were recorded in.
func TestOrder(t *testing.T) {
	type (
		Loop = loop.Loop
		Say  = func(word string) func()
	)
	tests := []struct {
		name    string
		program func(l *Loop, say Say)
		want    string
	}{
		{"p01 main script", func(l *Loop, say Say) {
			l.SetImmediate(say("immediate"))
			l.NextTick(say("tick"))
			l.QueueMicrotask(say("microtask"))
			say("sync")()
		}, "sync tick microtask immediate"},

		{"p03 inside an I/O callback", func(l *Loop, say Say) {
			l.Go(func() {}, func() {
				l.SetTimeout(0, say("timeout"))
				l.SetImmediate(say("immediate"))
				l.QueueMicrotask(say("microtask"))
				l.NextTick(say("tick"))
				say("callback")()
			})
		}, "callback tick microtask immediate timeout"},

		{"p04 ticks and microtasks queue one another", func(l *Loop, say Say) {
			l.NextTick(func() {
				say("t1")()
				l.QueueMicrotask(func() { say("m2")(); l.NextTick(say("t3")) })
				l.NextTick(say("t2"))
			})
			l.QueueMicrotask(func() {
				say("m1")()
				l.NextTick(say("t4"))
				l.QueueMicrotask(say("m3"))
			})
		}, "t1 t2 m1 m2 m3 t4 t3"},

		{"p05 two timers that are due", func(l *Loop, say Say) {
			l.SetTimeout(ms, func() {
				say("T1")()
				l.QueueMicrotask(say("microtask"))
				l.NextTick(say("tick"))
			})
			l.SetTimeout(ms, say("T2"))
			late(10)
		}, "T1 tick microtask T2"},

		{"p06 two immediates", func(l *Loop, say Say) {
			l.SetImmediate(func() {
				say("I1")()
				l.SetImmediate(say("I3"))
				l.QueueMicrotask(say("microtask"))
				l.NextTick(say("tick"))
			})
			l.SetImmediate(say("I2"))
		}, "I1 tick microtask I2 I3"},

		{"p07 a socket destroyed in its callback", func(l *Loop, say Say) {
			socket := l.NewHandle()
			l.Go(func() {}, func() {
				say("data")()
				l.SetTimeout(0, say("timeout"))
				l.SetImmediate(say("immediate"))
				l.QueueMicrotask(say("microtask"))
				l.NextTick(say("tick"))
				l.Close(socket, say("close"))
			})
		}, "data tick microtask immediate close timeout"},

		{"p08 beforeExit and exit", func(l *Loop, say Say) {
			rounds := 0
			l.OnBeforeExit(func() {
				say("beforeExit")()
				if rounds++; rounds <= 2 {
					l.SetTimeout(ms, say("work"))
				}
			})
			l.OnExit(func() {
				say("exit")()
				l.NextTick(say("tick"))
				l.SetTimeout(0, say("timeout"))
				l.SetImmediate(say("immediate"))
				l.QueueMicrotask(say("microtask"))
			})
		}, "beforeExit work beforeExit work beforeExit exit microtask"},

		{"p09 all due after 30 ms", func(l *Loop, say Say) {
			l.SetTimeout(10*ms, say("a10"))
			l.SetTimeout(5*ms, say("b5"))
			l.SetTimeout(1*ms, say("c1"))
			l.SetTimeout(0*ms, say("d0"))
			l.SetTimeout(5*ms, say("e5"))
			l.SetTimeout(2*ms, say("f2"))
			late(30)
		}, "c1 d0 f2 b5 e5 a10"},

		{"p12 a timer sets a timer and an immediate", func(l *Loop, say Say) {
			l.SetTimeout(0, func() {
				say("T1")()
				l.SetTimeout(0, say("T2"))
				l.SetImmediate(say("immediate"))
			})
		}, "T1 immediate T2"},

		{"p17 cleared by a sibling", func(l *Loop, say Say) {
			var timer, soon *loop.Handle
			l.SetTimeout(ms, func() { say("T1")(); l.Clear(timer) })
			timer = l.SetTimeout(ms, say("T2"))
			l.SetTimeout(ms, say("T3"))
			l.SetImmediate(func() { say("I1")(); l.NextTick(func() { l.Clear(soon) }) })
			soon = l.SetImmediate(say("I2"))
			l.SetImmediate(say("I3"))
			late(10)
		}, "T1 T3 I1 I3"},

		{"p17 cleared between two lists", func(l *Loop, say Say) {
			var last *loop.Handle
			l.SetTimeout(ms, func() { say("T1")(); l.QueueMicrotask(func() { l.Clear(last) }) })
			last = l.SetTimeout(16*ms, say("T16"))
			late(30)
		}, "T1"},

		{"p19 one duration, one list", func(l *Loop, say Say) {
			l.SetTimeout(50*ms, say("A"))
			l.SetTimeout(55*ms, say("B"))
			late(20)
			l.SetTimeout(50*ms, say("C"))
			late(100)
		}, "A C B"},

		{"p20 1 ms apart, set in the same millisecond", func(l *Loop, say Say) {
			l.SetTimeout(2*ms, say("t2"))
			l.SetTimeout(1*ms, say("t1"))
			late(10)
		}, "t1 t2"},

		{"p20 1 ms apart, the clock ticks in between", func(l *Loop, say Say) {
			l.SetTimeout(2*ms, say("t2"))
			late(1)
			l.SetTimeout(1*ms, say("t1"))
			late(10)
		}, "t2 t1"},

		{"a timer that falls due during the phase waits a turn", func(l *Loop, say Say) {
			l.SetTimeout(10*ms, func() {
				say("A")()
				l.SetImmediate(say("immediate"))
				late(30)
			})
			l.SetTimeout(20*ms, say("B"))
		}, "A immediate B"},

		{"unless a tick or microtask looked at the clock", func(l *Loop, say Say) {
			l.SetTimeout(10*ms, func() {
				say("A")()
				l.SetImmediate(say("immediate"))
				l.QueueMicrotask(func() { late(30); l.SetTimeout(100*ms, say("C")) })
			})
			l.SetTimeout(20*ms, say("B"))
		}, "A B immediate C"},

		{"handles close in reverse", func(l *Loop, say Say) {
			l.SetImmediate(func() {
				l.Close(l.NewHandle(), say("c1"))
				l.Close(l.NewHandle(), func() {
					say("c2")()
					l.Close(l.NewHandle(), say("c4"))
					l.SetImmediate(say("immediate"))
					l.NextTick(say("tick"))
				})
				l.Close(l.NewHandle(), say("c3"))
			})
		}, "c3 c2 tick c1 immediate c4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := run(t, tt.program); got != tt.want {
				t.Errorf("ran %s, want %s", got, tt.want)
			}
		})
	}
}

// p13: ticks go before everything, even if they never end.
func TestTicksStarve(t *testing.T) {
	ticks := 0
	got := run(t, func(l *loop.Loop, say func(string) func()) {
		l.SetTimeout(0, say("timeout"))
		l.SetImmediate(say("immediate"))
		var tick func()
		tick = func() {
			if ticks++; ticks < 1000 {
				l.NextTick(tick)
			} else {
				late(10)
				say("1000")()
			}
		}
		l.NextTick(tick)
	})
	if want := "1000 timeout immediate"; got != want {
		t.Errorf("ran %s, want %s", got, want)
	}
}

// p14: immediates let the other phases have their turn.
func TestImmediatesDoNotStarve(t *testing.T) {
	l := loop.New()
	done := false
	l.Run(func() {
		l.Go(func() {}, func() { done = true })
		var again func()
		again = func() {
			if !done {
				l.SetImmediate(again)
			}
		}
		again()
	})
	if !done {
		t.Error("the loop ended before the I/O callback")
	}
}

// TestAlive asks how long the loop lives, by the clock of the bubble.
func TestAlive(t *testing.T) {
	tests := []struct {
		name string
		main func(l *loop.Loop)
		want time.Duration
	}{
		{"nothing to do", func(l *loop.Loop) {}, 0},
		{"a timer", func(l *loop.Loop) { l.SetTimeout(time.Hour, func() {}) }, time.Hour},
		{"cleared", func(l *loop.Loop) { l.Clear(l.SetTimeout(time.Hour, func() {})) }, 0},
		{"cleared twice", func(l *loop.Loop) {
			h := l.SetTimeout(time.Hour, func() {})
			l.Clear(h)
			l.Clear(h)
			l.SetTimeout(time.Minute, func() {})
		}, time.Minute},
		{"unref", func(l *loop.Loop) { l.Unref(l.SetTimeout(time.Hour, func() {})) }, 0},
		{"unref twice, then ref", func(l *loop.Loop) {
			h := l.SetTimeout(time.Hour, func() {})
			l.Unref(h)
			l.Unref(h)
			l.Ref(h)
		}, time.Hour},
		{"unref beside a longer timer", func(l *loop.Loop) {
			l.Unref(l.SetTimeout(time.Minute, func() { late(1) }))
			l.SetTimeout(time.Hour, func() {})
		}, time.Hour},
		{"unref'd and cleared beside one of its duration", func(l *loop.Loop) {
			h := l.SetTimeout(time.Hour, func() {})
			l.Unref(h)
			l.Clear(h)
			l.SetTimeout(time.Minute, func() { l.SetTimeout(time.Hour, func() {}) })
		}, time.Hour + time.Minute},
		{"work elsewhere", func(l *loop.Loop) { l.Go(func() { time.Sleep(time.Hour) }, func() {}) }, time.Hour},
		{"an open handle", func(l *loop.Loop) {
			h := l.NewHandle()
			go func() {
				time.Sleep(time.Minute)
				l.Post(func() { l.Clear(h) })
			}()
		}, time.Minute},
		{"an open handle, unref'd", func(l *loop.Loop) { l.Unref(l.NewHandle()) }, 0},
		{"an unref'd immediate", func(l *loop.Loop) { l.Unref(l.SetImmediate(func() { late(1) })) }, 0},
		{"an unref'd immediate does not keep the loop awake", func(l *loop.Loop) {
			l.SetTimeout(time.Minute, func() {})
			l.Unref(l.SetImmediate(func() { late(1) }))
		}, time.Minute + ms},
		{"a post", func(l *loop.Loop) { l.Post(func() { late(1) }) }, ms},
		{"a close callback", func(l *loop.Loop) { l.Close(l.NewHandle(), func() { late(1) }) }, ms},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				l := loop.New()
				l.Run(func() { tt.main(l) })
				if got := time.Since(start); got != tt.want {
					t.Errorf("the loop lived for %v, want %v", got, tt.want)
				}
			})
		})
	}
}

// Many goroutines post; the race detector watches the callbacks share a
// variable that has no lock.
func TestPost(t *testing.T) {
	const goroutines, posts = 8, 1000
	l := loop.New()
	count := 0
	last := make([]int, goroutines)
	l.Run(func() {
		var wg sync.WaitGroup
		for g := range goroutines {
			wg.Go(func() {
				for i := range posts {
					l.Post(func() {
						count++
						if i < last[g] {
							t.Errorf("goroutine %d: post %d ran after post %d", g, i, last[g])
						}
						last[g] = i
					})
				}
			})
		}
		l.Go(wg.Wait, func() {})
	})
	if count != goroutines*posts {
		t.Errorf("%d callbacks ran, want %d", count, goroutines*posts)
	}
}

func TestGoOverlaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		l := loop.New()
		l.Run(func() {
			for range 100 {
				l.Go(func() { time.Sleep(time.Second) }, func() {})
			}
		})
		if got := time.Since(start); got != time.Second {
			t.Errorf("a hundred waits of 1s took %v together, want 1s", got)
		}
	})
}

func BenchmarkSetImmediate(b *testing.B) {
	l := loop.New()
	n := 0
	var again func()
	again = func() {
		if n++; n < b.N {
			l.SetImmediate(again)
		}
	}
	l.Run(again)
}

func BenchmarkSetTimeout(b *testing.B) {
	l := loop.New()
	l.Run(func() {
		for range b.N {
			l.SetTimeout(0, func() {})
		}
	})
}

func BenchmarkNextTick(b *testing.B) {
	l := loop.New()
	n := 0
	var again func()
	again = func() {
		if n++; n < b.N {
			l.NextTick(again)
		}
	}
	l.Run(again)
}
