package build

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// lastChanges asks git when each file of a folder was last changed by a commit,
// by path in the folder, slash-separated. It reads the history from the newest
// commit on until all of paths are dated, and runs nothing that a repository
// could have set up.
func lastChanges(ctx context.Context, dir string, paths []string) (map[string]time.Time, error) {
	shallow, err := git(ctx, dir, "rev-parse", "--is-shallow-repository").Output()
	if err != nil {
		return nil, gitError(err)
	}
	if strings.TrimSpace(string(shallow)) == "true" {
		return nil, errors.New("only the last commits are here, so that all notes would seem to be of the same day")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log := git(ctx, dir, "log", "--format=format:%x01%cI", "--name-only", "--no-renames", "--no-ext-diff", "--no-show-signature", "--relative", "-z", "--", ".")
	out, err := log.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var said bytes.Buffer
	log.Stderr = &said
	if err := log.Start(); err != nil {
		return nil, gitError(err)
	}
	wanted := make(map[string]bool, len(paths))
	for _, p := range paths {
		wanted[p] = true
	}
	changes, err := readChanges(bufio.NewReader(out), wanted)
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	if len(changes) == len(wanted) {
		cancel() // the rest is older
		_ = log.Wait()
		return changes, nil
	}
	if err := log.Wait(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(said.String()))
	}
	return changes, nil
}

// readChanges reads what git log prints: for each commit \x01, its date, and a
// newline before the first of its files; after each file a NUL.
func readChanges(r *bufio.Reader, wanted map[string]bool) (map[string]time.Time, error) {
	changes := map[string]time.Time{}
	var date time.Time
	for len(changes) < len(wanted) {
		record, err := r.ReadString(0)
		record = strings.TrimSuffix(record, "\x00")
		if head, ok := strings.CutPrefix(record, "\x01"); ok {
			var stamp string
			stamp, record, _ = strings.Cut(head, "\n")
			var bad error
			if date, bad = time.Parse(time.RFC3339, stamp); bad != nil {
				return nil, bad
			}
		}
		if wanted[record] && changes[record].IsZero() {
			changes[record] = date
		}
		if err != nil {
			break // the end
		}
	}
	return changes, nil
}

func git(ctx context.Context, dir string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, "git", append([]string{"-C", dir, "-c", "core.fsmonitor=false"}, args...)...)
}

// gitError says why git did not do it: with its own words, where it has any.
func gitError(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		line, _, _ := strings.Cut(string(exit.Stderr), "\n")
		return errors.New(strings.TrimPrefix(line, "fatal: "))
	}
	return err
}
