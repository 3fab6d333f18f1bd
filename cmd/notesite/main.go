// Notesite turns a folder of [[wikilinked]] notes, and the programs they
// stand on, into a linked website.
//
// Each verb is a file of this package: build, check, serve, explain, inspect
// and version. They read a notesite.yaml in the current folder, if there is
// one, let flags win over it, and call package build or serve.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"notesite/internal/build"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// The exit codes of the command.
const (
	exitOK       = 0
	exitProblems = 1 // check found something
	exitFailed   = 2 // it could not be done at all
)

// errProblems says that check found something, which it has printed.
var errProblems = errors.New("problems found")

// run runs one command line and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cmd := newRootCommand()
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	switch err := cmd.ExecuteContext(ctx); {
	case err == nil, errors.Is(err, context.Canceled):
		return exitOK
	case errors.Is(err, errProblems):
		return exitProblems
	default:
		fmt.Fprintf(stderr, "notesite: %v\n", err)
		return exitFailed
	}
}

func newRootCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notesite",
		Short: "Turn linked notes and the programs they stand on into a website",
		Long: `Notesite turns a folder of [[wikilinked]] notes into a linked website whose
code is true: the programs on its pages are files that go run runs, and the
output below them is what go test checked.

It reads any folder of Markdown notes, an Obsidian vault included, as it is:

  notesite build --notes ~/vault --out site
  notesite serve --notes ~/vault

What is the same each time can stand in a notesite.yaml in the current
folder; flags win over it:

  title: How things work     # default: the name of the folder of notes
  description: One sentence for search engines
  lang: en
  baseURL: https://example.org/notes/
  notes: notes
  examples: examples         # programs; default: none
  out: public
  theme: theme               # files that replace some of the site's theme
  cards: true                # false: no pictures of pages for social sites
  strictLineBreaks: false    # true: one newline is a space, as in CommonMark

Exit code 1 means that check found errors, 2 that a command could not do its
work.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	cmd.AddCommand(newBuildCommand(), newCheckCommand(), newServeCommand(), newExplainCommand(), newInspectCommand(), newBenchCommand(), newVersionCommand())
	return cmd
}

// configFlags adds the flags that say what to build, and returns a function
// that reads the configuration when the command runs.
func configFlags(cmd *cobra.Command) func() (build.Config, error) {
	flags := cmd.Flags()
	config := flags.StringP("config", "c", build.ConfigFile, "configuration `file`")
	notes := flags.StringP("notes", "n", "", "`folder` of the notes (default \"notes\")")
	examples := flags.String("examples", "", "`folder` of the programs (default none)")
	out := flags.StringP("out", "o", "", "`folder` to write the site to (default \"public\")")
	theme := flags.String("theme", "", "`folder` with files that replace those of the theme")
	title := flags.String("title", "", "the site's `title` (default the name of the folder of notes)")
	baseURL := flags.String("base-url", "", "`address` that the site is published at")
	return func() (build.Config, error) {
		if flags.Changed("config") {
			if _, err := os.Stat(*config); err != nil {
				return build.Config{}, fmt.Errorf("read configuration: %w", err)
			}
		}
		cfg, err := build.ReadConfig(*config)
		if err != nil {
			return cfg, err
		}
		for name, f := range map[string]struct{ value, dst *string }{
			"notes": {notes, &cfg.Notes}, "examples": {examples, &cfg.Examples}, "out": {out, &cfg.Out},
			"theme": {theme, &cfg.Theme}, "title": {title, &cfg.Site.Title}, "base-url": {baseURL, &cfg.Site.BaseURL},
		} {
			if flags.Changed(name) {
				*f.dst = *f.value
			}
		}
		cfg.Tell = func(what string) { fmt.Fprintln(cmd.ErrOrStderr(), what) }
		return cfg, cfg.Complete()
	}
}
