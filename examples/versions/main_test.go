package main

import (
	"bytes"
	"errors"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func Example() {
	main()
	// Output:
	// one variable for the loop: 3 3 3
	// one for each turn: 0 1 2
	// experiment: off
}

// The two functions are the same but for the language they are compiled as.
func TestSameSource(t *testing.T) {
	oldVersion, oldBody := function(t, "old.go")
	newVersion, newBody := function(t, "new.go")
	if oldBody != newBody {
		t.Errorf("old.go has\n%s\nand new.go\n%s", oldBody, newBody)
	}
	if oldVersion != "go1.21" || newVersion != "go1.22" {
		t.Errorf("versions %s and %s, want go1.21 and go1.22", oldVersion, newVersion)
	}
}

// function returns the language version of a file and the body of its function.
func function(t *testing.T, name string) (version, body string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			if err := format.Node(&b, files, f.Body); err != nil {
				t.Fatal(err)
			}
		}
	}
	return file.GoVersion, b.String()
}

// With its flag the program says on. For that it is compiled again and, if that
// was not done before, all that it imports.
func TestGoFlag(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles Go's library anew")
	}
	cmd := exec.Command("go", "run", ".")
	cmd.Env = append(os.Environ(), "GOEXPERIMENT=arenas")
	check(t, cmd)
}

// So does the twin. A flag that Node.js does not know is an error.
func TestNodeFlag(t *testing.T) {
	needNode(t)
	check(t, exec.Command("node", "--harmony-shadow-realm", "main.cjs"))

	err := exec.Command("node", "--harmony-no-such-flag", "main.cjs").Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 9 {
		t.Errorf("with a flag that does not exist: %v, want exit status 9", err)
	}
}

func check(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "\nexperiment: on\n") {
		t.Errorf("%v: %v\n%s", cmd, err, out)
	}
}

func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Node.js on this machine; CI needs it (Debian: apt-get install nodejs)")
		}
		t.Skip("no Node.js on this machine (Debian: apt-get install nodejs)")
	}
}
