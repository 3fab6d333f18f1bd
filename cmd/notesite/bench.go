package main

import (
	"github.com/spf13/cobra"

	"notesite/internal/build"
)

func newBenchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench PROGRAM",
		Short: "Run the benchmarks of a program and keep the results for its page",
		Long: `Bench runs go test -bench on a program and writes what it measured to bench.txt
in the program's folder, with the date and the machine. Notes show it:

  ![[examples/lean#BenchmarkRequests]]

When the program has changed since, its page says so, and check warns.`,
		Example: `  notesite bench examples/lean`,
		Args:    cobra.ExactArgs(1),
	}
	config := configFlags(cmd)
	count := cmd.Flags().Int("count", 5, "run each benchmark `n` times; pages show the median")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		cfg, err := config()
		if err != nil {
			return err
		}
		return build.Bench(cmd.Context(), cfg, args[0], *count, cmd.ErrOrStderr())
	}
	return cmd
}
