package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"notesite/internal/build"
	"notesite/internal/serve"
)

func newServeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Build the site, serve it, and rebuild it when something changes",
		Long: `Serve builds the site, serves it on this machine alone, and watches the notes,
the programs, the theme and the configuration: when one changes, the site is built
again and the pages open in a browser reload themselves. Stop it with Ctrl-C.

Its pages can also run the programs of the examples folder on this machine, one
at a time and for half a minute at most; --no-run forbids it.

Without --addr it takes port 8080, or the next one that is free.`,
		Example: `  notesite serve
  notesite serve --notes ~/vault --out /tmp/site --addr localhost:9000`,
		Args: cobra.NoArgs,
	}
	config := configFlags(cmd)
	addr := cmd.Flags().StringP("addr", "a", "", "`host:port` to listen on; the host is this machine's loopback")
	noRun := cmd.Flags().Bool("no-run", false, "do not let pages run the programs on this machine")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := config()
		if err != nil {
			return err
		}
		server := &serve.Server{
			Config:     cfg,
			ConfigFile: cmd.Flag("config").Value.String(),
			Configure:  config,
			Addr:       *addr,
			Programs:   !*noRun,
			Built: func(r *build.Result) {
				printProblems(cmd.ErrOrStderr(), r.Site.Problems)
				printResult(cmd.OutOrStdout(), cfg, r)
			},
			Failed: func(err error) { fmt.Fprintf(cmd.ErrOrStderr(), "notesite: %v\n", err) },
			Listening: func(url string) {
				fmt.Fprintf(cmd.OutOrStdout(), "%s (Ctrl-C to stop)\n", url)
			},
		}
		return server.Run(cmd.Context())
	}
	return cmd
}
