//go:build !unix

package serve

import "os/exec"

// ownGroup does nothing where there are no process groups: only the command itself
// is killed when its context ends.
func ownGroup(*exec.Cmd) {}
