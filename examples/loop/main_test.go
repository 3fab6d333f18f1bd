package main

import (
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// after data arrived: data tick microtask immediate close timeout
	// ticks and microtasks: t1 t2 m1 m2 m3 t4 t3
	// between two timers: timer1 tick microtask timer2
	// between two immediates: immediate1 tick microtask immediate2 immediate3
	// set by a timer: timer1 immediate timer2
}

// The order does not hang on how fast anything is: with a clock that stands
// still and a connection in memory it is the same, twenty times over.
func TestOrder(t *testing.T) {
	const want = `after data arrived: data tick microtask immediate close timeout
ticks and microtasks: t1 t2 m1 m2 m3 t4 t3
between two timers: timer1 tick microtask timer2
between two immediates: immediate1 tick microtask immediate2 immediate3
set by a timer: timer1 immediate timer2
`
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			got := output(t, func() {
				l := loop.New()
				l.Run(func() {
					conn, peer := net.Pipe()
					go func() { _, _ = peer.Write([]byte("x")) }()
					run(l, conn)
				})
			})
			if string(got) != want {
				t.Errorf("output\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// output returns what f prints.
func output(t *testing.T, f func()) []byte {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stdout := os.Stdout
	os.Stdout = file
	f()
	os.Stdout = stdout
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
