//go:build unix

package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// The test binary forks itself, as the program does.
func TestMain(m *testing.M) {
	if ipc.Forked() {
		main()
		os.Exit(0)
	}
	// A worker that was built with -race would wait a second before it ends.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	os.Exit(m.Run())
}

func Example() {
	main()
	// Output:
	// online 3
	// listening 3
	// each worker served 3
	// exit 0 voluntary
	// exit 0 voluntary
	// exit 0 voluntary
}

// Any three requests in a row are answered by three workers.
func TestRoundRobin(t *testing.T) {
	const workers = 3
	p := &primary{loop: loop.New()}
	var served []string
	p.answered = func(ids []string) { served = ids }
	p.loop.Run(func() { p.start(workers, 30) })
	if p.err != nil || len(served) != 30 {
		t.Fatalf("served %v, error %v", served, p.err)
	}
	for i := range served[workers-1:] {
		window := slices.Clone(served[i : i+workers])
		slices.Sort(window)
		if len(slices.Compact(window)) != workers {
			t.Errorf("requests %d to %d were answered by %v", i+1, i+workers, served[i:i+workers])
		}
	}
}

// The primary alone has the listener: no worker holds the same socket.
func TestOneListener(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows in /proc which sockets a process holds")
	}
	p := &primary{loop: loop.New()}
	p.answered = func([]string) {
		own, ids := sockets(t, "self"), listeners(t)
		n := 0
		for inode := range own {
			if ids[inode] {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the primary holds %d listening sockets, want 1", n)
		}
		for _, w := range p.workers {
			for inode := range sockets(t, strconv.Itoa(w.Process.Pid)) {
				if ids[inode] && own[inode] {
					t.Errorf("worker %d holds the primary's listener", w.Process.Pid)
				}
			}
		}
	}
	p.loop.Run(func() { p.start(3, 3) })
	if p.err != nil {
		t.Fatal(p.err)
	}
}

// sockets returns the inodes of the sockets that a process holds.
func sockets(t *testing.T, pid string) map[string]bool {
	t.Helper()
	dir := "/proc/" + pid + "/fd"
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	inodes := map[string]bool{}
	for _, e := range entries {
		to, err := os.Readlink(dir + "/" + e.Name())
		if inode, ok := strings.CutPrefix(to, "socket:["); ok && err == nil {
			inodes[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return inodes
}

// listeners returns the inodes of the TCP sockets that listen.
func listeners(t *testing.T) map[string]bool {
	t.Helper()
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		t.Fatal(err)
	}
	const listen = "0A"
	inodes := map[string]bool{}
	for line := range strings.Lines(string(table)) {
		if f := strings.Fields(line); len(f) > 9 && f[3] == listen {
			inodes[f[9]] = true
		}
	}
	return inodes
}
