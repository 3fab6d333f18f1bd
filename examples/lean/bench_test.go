//go:build linux

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// The servers that are compared, each in a process of its own.
var servers = []struct {
	name    string
	command []string // to start it; nil for this test binary
}{
	{"node", []string{"node", "main.cjs", "serve"}},
	{"node-cluster", []string{"node", "testdata/cluster.cjs"}},
	{"net-http", nil},
	{"lean", nil},
}

// TestMain is one of the servers when it is called by a benchmark.
func TestMain(m *testing.M) {
	name := os.Getenv("LEAN_SERVER")
	if name == "" {
		os.Exit(m.Run())
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("http://" + l.Addr().String())
	if name == "lean" {
		serve(l)
		return
	}
	_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "Hello World") }))
}

// BenchmarkRequests sends requests on 64 connections, each as soon as the
// answer to the one before is there, and reports how many the server answers
// for a second of its processor time, and for a second.
func BenchmarkRequests(b *testing.B) {
	for _, s := range servers {
		b.Run(s.name, func(b *testing.B) {
			address, pid := start(b, s.name, s.command)
			conns := dial(b, address, 64)
			send(b, conns, 20_000) // until what runs often is compiled
			before := cpuTime(b, pid)
			b.ResetTimer()
			send(b, conns, b.N)
			b.StopTimer()
			if used := cpuTime(b, pid) - before; used > 0 {
				b.ReportMetric(float64(b.N)/used.Seconds(), "requests/cpu-second")
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/second")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// send makes n requests on all connections together.
func send(b *testing.B, conns []net.Conn, n int) {
	var left atomic.Int64
	left.Store(int64(n))
	var wg sync.WaitGroup
	for _, conn := range conns {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := request(conn); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkIdle opens 10,000 connections, on which a request has been made,
// and reports what each of them weighs in the server and how much processor
// time the server takes while they wait for a second.
func BenchmarkIdle(b *testing.B) {
	for _, s := range servers {
		if s.name == "node-cluster" {
			continue
		}
		b.Run(s.name, func(b *testing.B) {
			for range b.N {
				address, pid := start(b, s.name, s.command)
				for _, conn := range dial(b, address, 100) { // warm up
					conn.Close()
				}
				memory := residentMemory(b, pid)
				dial(b, address, 10_000)
				b.ReportMetric(float64(residentMemory(b, pid)-memory)/10_000, "bytes/connection")
				time.Sleep(time.Second) // for what there is to do after so much
				before := cpuTime(b, pid)
				time.Sleep(time.Second)
				b.ReportMetric(float64((cpuTime(b, pid) - before).Microseconds()), "cpu-us/idle-second")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// start starts a server and returns its address and process.
func start(b *testing.B, name string, command []string) (string, int) {
	b.Helper()
	if command == nil {
		command = []string{os.Args[0]}
	}
	if _, err := exec.LookPath(command[0]); err != nil {
		b.Skip(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "LEAN_SERVER="+name)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatalf("%s does not start: %v", name, err)
	}
	return strings.TrimPrefix(strings.TrimSpace(line), "http://"), cmd.Process.Pid
}

// dial opens connections and makes a request on each.
func dial(b *testing.B, address string, n int) []net.Conn {
	b.Helper()
	conns := make([]net.Conn, n)
	for i := range conns {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatalf("connection %d: %v", i+1, err)
		}
		b.Cleanup(func() { conn.Close() })
		if err := request(conn); err != nil {
			b.Fatal(err)
		}
		conns[i] = conn
	}
	return conns
}

// family returns a process and its children.
func family(pid int) []int {
	pids := []int{pid}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		children, _ := os.ReadFile(list)
		for _, field := range strings.Fields(string(children)) {
			if child, err := strconv.Atoi(field); err == nil {
				pids = append(pids, child)
			}
		}
	}
	return pids
}

// cpuTime returns how long a process and its children have been running on a
// processor, to the nanosecond.
func cpuTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	var total time.Duration
	for _, pid := range family(pid) {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		for _, thread := range threads {
			stat, err := os.ReadFile(thread)
			if err != nil {
				continue // the thread has ended
			}
			nanoseconds, _, _ := strings.Cut(string(stat), " ")
			n, err := strconv.ParseInt(nanoseconds, 10, 64)
			if err != nil {
				b.Skip("the kernel does not count processor time: ", err)
			}
			total += time.Duration(n)
		}
	}
	return total
}

// residentMemory returns how many bytes of memory a process holds.
func residentMemory(b *testing.B, pid int) int64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.ParseInt(kb, 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return n << 10
}
