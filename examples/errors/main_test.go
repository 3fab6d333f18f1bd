package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// no such file
	//   sync: ENOENT in open
	//   asked
	//   callback: ENOENT in open, no data
	//   promise: ENOENT in open
	// a file
	//   sync: 5 bytes
	//   asked
	//   callback: no error, 5 bytes
	//   promise: 5 bytes
	// 2 callbacks, 2 calls
}

// Each callback is called once, after readFile has returned, with an error or with
// data. A directory can be opened, and its reading fails, which is not for the
// callback to tell apart.
func TestOnce(t *testing.T) {
	dir := t.TempDir()
	present := filepath.Join(dir, "present")
	if err := os.WriteFile(present, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const files = 99
	calls := make([]int, files)
	l := loop.New()
	l.Run(func() {
		for i := range calls {
			name := []string{present, filepath.Join(dir, "missing"), dir}[i%3]
			fails, returned := name != present, false
			readFile(l, name, func(err error, data []byte) {
				calls[i]++
				if !returned {
					t.Errorf("%q: called back before readFile returned", name)
				}
				if (err != nil) != fails || (data == nil) != fails {
					t.Errorf("%q: err %v, data %v", name, err, data)
				}
			})
			returned = true
		}
	})
	for i, n := range calls {
		if n != 1 {
			t.Errorf("callback %d was called %d times", i, n)
		}
	}
}

// A promise keeps what it was settled with first, for whoever asks early or late,
// and never answers before then has returned.
func TestPromise(t *testing.T) {
	refused := errors.New("refused")
	for _, err := range []error{nil, refused} {
		var got []string
		l := loop.New()
		l.Run(func() {
			p := &promise{loop: l}
			ask := func(who string) {
				p.then(
					func(data []byte) { got = append(got, who+" "+string(data)) },
					func(err error) { got = append(got, who+" "+err.Error()) })
				got = append(got, who)
			}
			ask("early")
			p.settle(err, []byte("data"))
			p.settle(nil, []byte("again"))
			p.settle(errors.New("again"), nil)
			ask("late")
		})
		result := "data"
		if err != nil {
			result = err.Error()
		}
		if want := []string{"early", "late", "early " + result, "late " + result}; !slices.Equal(got, want) {
			t.Errorf("settled with %v: %q, want %q", err, got, want)
		}
	}
}
