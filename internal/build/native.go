package build

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"notesite/internal/example"
)

// Compile compiles a program for this machine, to a file.
func Compile(ctx context.Context, cfg Config, p *example.Program, file string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", file, programFolder(cfg.Examples, p))
	cmd.Dir = cfg.Examples
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return errors.New(strings.TrimSpace(string(out)))
	}
	if err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	return nil
}
