package build

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"time"

	"notesite/internal/example"
)

// Bench runs the benchmarks of the program in dir ("examples/loop") some
// times, by the go command, and keeps the results in the program's folder,
// where pages find them. It shows what go test prints on w.
func Bench(ctx context.Context, cfg Config, dir string, count int, w io.Writer) error {
	programs, err := loadPrograms(cfg)
	if err != nil {
		return err
	}
	dir = path.Clean(filepath.ToSlash(dir))
	i := slices.IndexFunc(programs, func(p *example.Program) bool { return p.Dir == dir })
	if i < 0 {
		return fmt.Errorf("there is no program %q; programs are folders below %q", dir, cfg.Examples)
	}
	folder := filepath.Join(cfg.Examples, filepath.FromSlash(programFolder(cfg.Examples, programs[i])))
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s: %s\n%s: %s\n", example.BenchDate, time.Now().Format(time.DateOnly), example.BenchSource, programs[i].Hash())
	for _, tool := range [][]string{{"go", "env", "GOVERSION"}, {"node", "--version"}} {
		if version, err := exec.CommandContext(ctx, tool[0], tool[1:]...).Output(); err == nil {
			fmt.Fprintf(&out, "%s: %s\n", tool[0], bytes.TrimSpace(version))
		}
	}
	head := out.Len()
	cmd := exec.CommandContext(ctx, "go", "test", "-run=^$", "-bench=.", "-timeout=1h", fmt.Sprintf("-count=%d", count), ".")
	cmd.Dir = folder
	cmd.Stdout = io.MultiWriter(w, &out)
	cmd.Stderr = w
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("measure %s: %w", dir, err)
	}
	results := out.Bytes()
	if !bytes.Contains(results[head:], []byte("\nBenchmark")) {
		return fmt.Errorf("%s has no benchmarks", dir)
	}
	var kept []byte
	for line := range bytes.Lines(results) {
		// What says how long it took, and whether, is no result.
		if word, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte("\t")); !slices.Contains([]string{"PASS", "ok  "}, string(word)) {
			kept = append(kept, line...)
		}
	}
	return replaceFile(filepath.Join(folder, example.BenchFile), kept)
}
