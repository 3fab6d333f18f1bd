package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"notesite/internal/build"
	"notesite/internal/problem"
)

func newBuildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the site once",
		Long: `Build reads the notes and programs and writes the site. Files that did not
change are left alone; pages of notes that are gone are removed. Problems in
notes are printed and do not stop the build: a broken link is shown as dimmed
text. To fail on them, run notesite check.

Build refuses an output folder that holds the sources, or files that it did
not write itself.`,
		Example: `  notesite build
  notesite build --notes ~/vault --out site
  notesite build --base-url https://example.org/notes/`,
		Args: cobra.NoArgs,
	}
	config := configFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := config()
		if err != nil {
			return err
		}
		result, err := build.Build(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		printProblems(cmd.ErrOrStderr(), result.Site.Problems)
		printResult(cmd.OutOrStdout(), cfg, result)
		return nil
	}
	return cmd
}

func printProblems(w io.Writer, problems []problem.Problem) {
	for _, p := range problems {
		fmt.Fprintln(w, p)
	}
}

// printResult prints what a build did in one line.
func printResult(w io.Writer, cfg build.Config, r *build.Result) {
	fmt.Fprintf(w, "%s: %s (%d written, %d unchanged, %d removed)\n", cfg.Out, r, r.Written, r.Unchanged, r.Removed)
}
