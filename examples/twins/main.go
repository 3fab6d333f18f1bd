// Twins does all that it can do with files in two ways, and compares.
//
// In Node.js an operation on files is an [[asynchronous]] method that takes a
// callback, and most have a twin that returns the result instead: the
// [[Sync methods|Sync]] method of the same name. Here the type Files has both
// kinds. The two halves of a pair get the same arguments, each in a folder of
// its own; what one returns, the other must pass to its [[callback]].
//
// JavaScript finds a method by its name, as in fs[name + 'Sync']. In Go that is
// what reflection is for.
package main

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"notesite/examples/internal/loop"
)

// tries are the operations, in an order in which each finds what it needs.
var tries = []struct {
	name string
	args []any
}{
	{"WriteFile", []any{"a.txt", "hello"}},
	{"AppendFile", []any{"a.txt", ", world"}},
	{"ReadFile", []any{"a.txt"}},
	{"CopyFile", []any{"a.txt", "b.txt"}},
	{"Rename", []any{"b.txt", "c.txt"}},
	{"Stat", []any{"c.txt"}},
	{"Unlink", []any{"c.txt"}},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	one, remove, err := newFolder()
	if err != nil {
		return err
	}
	defer remove()
	other, remove, err := newFolder()
	if err != nil {
		return err
	}
	defer remove()

	l := loop.New()
	l.Run(func() {
		tryAll(&Files{one, l}, &Files{other, l}, func(name, returned, called string) {
			name = strings.ToLower(name[:1]) + name[1:]
			if returned == called {
				fmt.Printf("%s and %sSync: %s\n", name, name, called)
			} else {
				fmt.Printf("%s: %s, but %sSync: %s\n", name, called, name, returned)
			}
		})
	})
	pairs, alone := twins(reflect.TypeFor[*Files]())
	fmt.Printf("%d pairs, %d Sync methods without a twin\n", len(pairs), len(alone))
	return nil
}

// tryAll makes all the tries, one after another, and reports for each what the
// Sync method has returned and what its twin has called back with.
func tryAll(syncFiles, files *Files, report func(name, returned, called string)) {
	var try func(i int)
	try = func(i int) {
		if i == len(tries) {
			return
		}
		name, args := tries[i].name, values(tries[i].args)
		returned := reflect.ValueOf(syncFiles).MethodByName(name + "Sync").Call(args)
		slices.Reverse(returned) // a callback has its error first

		method := reflect.ValueOf(files).MethodByName(name)
		callback := reflect.MakeFunc(method.Type().In(len(args)), func(called []reflect.Value) []reflect.Value {
			report(name, show(returned), show(called))
			try(i + 1)
			return nil
		})
		method.Call(append(args, callback)) // and returns long before the callback
	}
	try(0)
}

func values(args []any) (v []reflect.Value) {
	for _, arg := range args {
		v = append(v, reflect.ValueOf(arg))
	}
	return v
}

// show prints an error, or the result that may come with it.
func show(results []reflect.Value) string {
	switch {
	case !results[0].IsNil():
		return fmt.Sprintf("error: %v", results[0])
	case len(results) == 1:
		return "done"
	}
	return fmt.Sprintf("%s", results[1])
}

// twins goes through the methods of a type, and finds of each whose name ends in
// Sync whether the name without it is a method, too.
func twins(t reflect.Type) (pairs, alone []string) {
	for m := range t.Methods() {
		name, isSync := strings.CutSuffix(m.Name, "Sync")
		if !isSync {
			continue
		}
		if _, ok := t.MethodByName(name); ok {
			pairs = append(pairs, name)
		} else {
			alone = append(alone, m.Name)
		}
	}
	return pairs, alone
}
