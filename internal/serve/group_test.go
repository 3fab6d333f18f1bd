//go:build unix

package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// When the page has gone, so have the program and what it has started; until
// then no other one runs.
func TestRunKilled(t *testing.T) {
	s, r := startRunner(t)
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	question, err := json.Marshal(question{Program: "examples/hello", Args: []string{"wait", name}})
	if err != nil {
		t.Fatal(err)
	}
	res := ask(ctx, t, s, r, string(question), nil)
	line, err := bufio.NewReader(res.Body).ReadBytes('\n')
	var e event
	if err != nil || json.Unmarshal(line, &e) != nil || string(e.Data) != "both run\n" {
		t.Fatalf("%s, %v", line, err)
	}
	if res := ask(t.Context(), t, s, r, `{"program":"examples/hello"}`, nil); res.StatusCode != http.StatusConflict {
		t.Errorf("meanwhile: status %d", res.StatusCode)
	}
	// The pipe ends when nobody is left who could write to it.
	if err := pipe.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(pipe); !os.IsTimeout(err) {
		t.Fatalf("the program does not hold the pipe: %v", err)
	}
	leave()
	if err := pipe.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(pipe); err != nil {
		t.Errorf("the program, or what it has started, is still there: %v", err)
	}
	r.running.Lock() // when it has ended here as well
	if res := ask(t.Context(), t, s, r, `{"program":"examples/hello"}`, nil); res.StatusCode != http.StatusConflict {
		t.Errorf("while another runs: status %d", res.StatusCode)
	}
	r.running.Unlock()
	if res := ask(t.Context(), t, s, r, `{"program":"examples/hello"}`, nil); res.StatusCode != http.StatusOK {
		t.Errorf("afterwards: status %d", res.StatusCode)
	}
}
