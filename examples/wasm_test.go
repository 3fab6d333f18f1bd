package examples_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// Node.js can run WebAssembly programs that ask for no more than what WASI has:
// a clock, and a standard output.
const wasi = `
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';
const host = new WASI({ version: 'preview1', args: ['program'] });
const module = await WebAssembly.compile(await readFile(process.argv[1]));
host.start(await WebAssembly.instantiate(module, host.getImportObject()));
`

// The programs for the browser print there what they print here. The others say
// that they cannot.
func TestWebAssembly(t *testing.T) {
	needNode(t)
	for _, name := range programs(t) {
		t.Run(name, func(t *testing.T) {
			binary := filepath.Join(t.TempDir(), name+".wasm")
			goCommand(t, []string{"GOOS=wasip1", "GOARCH=wasm"}, "build", "-o", binary, "./"+name)
			got := run(t, "node", "--no-warnings", "--input-type=module", "--eval", wasi, binary)
			if !wasm[name] {
				if !strings.HasPrefix(got, name+" needs ") || strings.Count(got, "\n") != 1 {
					t.Errorf("WebAssembly prints %q, want one line: %s needs Unix, or Linux ...", got, name)
				}
			} else if want := checkedOutput(t, name); got != want {
				t.Errorf("WebAssembly prints\n%s\nand the Example says\n%s", got, want)
			}
		})
	}
}

// Where there is no Unix the programs, and their tests, are still correct Go.
func TestVetWindows(t *testing.T) {
	goCommand(t, []string{"GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0"}, "vet", "./...")
}
