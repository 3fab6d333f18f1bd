package main

import (
	"reflect"
	"slices"
	"testing"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// writeFile and writeFileSync: done
	// appendFile and appendFileSync: done
	// readFile and readFileSync: hello, world
	// copyFile and copyFileSync: done
	// rename and renameSync: done
	// stat and statSync: 12 bytes
	// unlink and unlinkSync: done
	// 7 pairs, 0 Sync methods without a twin
}

// The tries leave no pair out, and of half a pair it is said that it is one.
func TestPairs(t *testing.T) {
	pairs, alone := twins(reflect.TypeFor[*Files]())
	var tried []string
	for _, try := range tries {
		tried = append(tried, try.name)
	}
	slices.Sort(tried)
	if !slices.Equal(pairs, tried) || len(alone) > 0 {
		t.Errorf("pairs %v, alone %v; tried %v", pairs, alone, tried)
	}
	if pairs, alone := twins(reflect.TypeFor[folder]()); len(pairs) > 0 || len(alone) != len(tried) {
		t.Errorf("a folder by itself has pairs %v, alone %v; want all of them alone", pairs, alone)
	}
}

// A twin takes what the Sync method takes, and a callback. The callback gets what
// the Sync method returns, but the error first.
func TestSignatures(t *testing.T) {
	files := reflect.TypeFor[*Files]()
	pairs, _ := twins(files)
	for _, name := range pairs {
		sync, _ := files.MethodByName(name + "Sync")
		twin, _ := files.MethodByName(name)
		in := slices.Collect(sync.Type.Ins())
		out := slices.Collect(sync.Type.Outs())
		slices.Reverse(out)
		want := reflect.FuncOf(append(in, reflect.FuncOf(out, nil, false)), nil, false)
		if twin.Type != want {
			t.Errorf("%s is a %v, want %v", name, twin.Type, want)
		}
	}
}

// An asynchronous method returns first. Then, once, comes the callback: here with
// an error, as there is no such file, and the Sync method returns the same.
func TestMissing(t *testing.T) {
	dir, remove, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	l := loop.New()
	f := &Files{dir, l}
	for _, try := range tries {
		if try.name == "WriteFile" {
			continue // makes what is missing
		}
		args := values(try.args)
		returned := reflect.ValueOf(f).MethodByName(try.name + "Sync").Call(args)
		slices.Reverse(returned)
		calls := 0
		l.Run(func() {
			method := reflect.ValueOf(f).MethodByName(try.name)
			method.Call(append(args, reflect.MakeFunc(method.Type().In(len(args)), func(called []reflect.Value) []reflect.Value {
				calls++
				if got, want := show(called), show(returned); got != want || called[0].IsNil() {
					t.Errorf("%s: %s; Sync: %s; want an error, the same one", try.name, got, want)
				}
				return nil
			})))
			if calls != 0 {
				t.Errorf("%s called back before it returned", try.name)
			}
		})
		if calls != 1 {
			t.Errorf("%s called back %d times", try.name, calls)
		}
	}
}

// If the halves of a pair differ, it is noticed.
func TestDifference(t *testing.T) {
	one, remove, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	l := loop.New()
	var same []string
	l.Run(func() {
		// Both in one folder: what can be done twice is the same.
		tryAll(&Files{one, l}, &Files{one, l}, func(name, returned, called string) {
			if returned == called {
				same = append(same, name)
			}
		})
	})
	if want := []string{"WriteFile", "AppendFile", "ReadFile", "CopyFile", "Stat"}; !slices.Equal(same, want) {
		t.Errorf("in one folder the same: %v, want %v", same, want)
	}
}
