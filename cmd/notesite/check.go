package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"notesite/internal/build"
	"notesite/internal/problem"
	"notesite/internal/site"
)

func newCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Report every problem; exit 1 if there is an error",
		Long: `Check reads the notes and programs as build does, writes nothing, and reports
every problem with file, line and column: links that lead nowhere, headings
and blocks that are not there, embeds in a circle, formulas that are not TeX, names that several notes
share, front matter that is not YAML, and more.

With --run, fences that are whole Go programs are compiled and vetted, and
those that end in an Output comment are run and compared; a fence of
"go nocheck" is not. That runs code out of the notes: trust them first.

Errors make it exit 1. Warnings, such as a link that two notes answer to, do
not, unless --strict asks for it.`,
		Example: `  notesite check
  notesite check --notes ~/vault --format json
  notesite check --strict --run`,
		Args: cobra.NoArgs,
	}
	config := configFlags(cmd)
	format := cmd.Flags().StringP("format", "f", "text", "how to print: text or json")
	run := cmd.Flags().Bool("run", false, "compile, vet and run the Go programs in fences, too")
	strict := cmd.Flags().Bool("strict", false, "exit 1 on warnings, too")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *format != "text" && *format != "json" {
			return fmt.Errorf("--format is text or json, not %q", *format)
		}
		cfg, err := config()
		if err != nil {
			return err
		}
		s, err := build.Check(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		if *run {
			if err := build.CheckFences(cmd.Context(), s, cfg.Cache); err != nil {
				return err
			}
		}
		if *format == "json" {
			if err := printReport(cmd.OutOrStdout(), s); err != nil {
				return err
			}
		} else {
			printProblems(cmd.OutOrStdout(), s.Problems)
			errors := problem.Errors(s.Problems)
			fmt.Fprintf(cmd.ErrOrStderr(), "%s, %s: %s, %s\n", problem.Count(len(s.Notes), "note"),
				problem.Count(s.Links.Total, "link"), problem.Count(errors, "error"),
				problem.Count(len(s.Problems)-errors, "warning"))
		}
		if problem.Errors(s.Problems) > 0 || *strict && len(s.Problems) > 0 {
			return errProblems
		}
		return nil
	}
	return cmd
}

// A report is what check --format json prints.
type report struct {
	Notes    int               `json:"notes"`
	Links    site.LinkCount    `json:"links"`
	Problems []problem.Problem `json:"problems"`
}

func printReport(w io.Writer, s *site.Site) error {
	r := report{Notes: len(s.Notes), Links: s.Links, Problems: append([]problem.Problem{}, s.Problems...)}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}
