package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"notesite/internal/note"
)

func newInspectCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "inspect FILE",
		Short: "Print what was read from one note, as JSON",
		Long: `Inspect reads one note and prints its headings, links, embeds, tags, blocks and
property links in the shape and with the names of Obsidian's metadata cache:
lines, columns and offsets count from 0, columns and offsets in UTF-16 code
units. Like the cache it includes what stands in %% comments, which a site
leaves out.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("read note: %w", err)
			}
			enc := json.NewEncoder(cmd.OutOrStdout())
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			return enc.Encode(note.Parse(args[0], src).Metadata())
		},
	}
}
