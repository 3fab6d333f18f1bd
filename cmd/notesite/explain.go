package main

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"notesite/internal/build"
	"notesite/internal/note"
	"notesite/internal/site"
)

func newExplainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain LINK",
		Short: "Say where a link leads, by which rule, and what else it could have been",
		Long: `Explain answers a link as if it stood in a note: which file it leads to, which
of Obsidian's rules says so, and which files of that name it passed over.

LINK is a wikilink, a Markdown link, or just the target. --from names the note
by its path in the vault; without it the link stands in the vault's root.`,
		Example: `  notesite explain '[[Note#Heading]]' --from area/topic.md
  notesite explain 'Note' --notes ~/vault`,
		Args: cobra.ExactArgs(1),
	}
	config := configFlags(cmd)
	from := cmd.Flags().String("from", "", "`path` of the note that holds the link")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		cfg, err := config()
		if err != nil {
			return err
		}
		link, err := parseLink(args[0])
		if err != nil {
			return err
		}
		s, err := build.Load(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		// A path as typed in a shell may begin with the folder of the notes.
		at := path.Clean(filepath.ToSlash(*from))
		at = strings.TrimPrefix(at, path.Clean(filepath.ToSlash(cfg.Notes))+"/")
		printAnswer(cmd.OutOrStdout(), link, s.Explain(at, link))
		return nil
	}
	return cmd
}

// parseLink reads a link as a note would, or the target of one.
func parseLink(text string) (note.Link, error) {
	for _, src := range []string{text, "[[" + text + "]]"} {
		if n := note.Parse("", []byte(src)); len(n.Links) == 1 {
			return n.Links[0], nil
		}
	}
	return note.Link{}, fmt.Errorf("%q is not one link; write it as '[[target]]'", text)
}

func printAnswer(w io.Writer, l note.Link, ans site.Answer) {
	line := func(what, text string) { fmt.Fprintf(w, "%-9s %s\n", what, text) }
	line("link", l.Path())
	to := ans.Path()
	switch {
	case ans.To == nil:
		to = "nothing: " + ans.Broken
	case ans.Broken != "":
		to += ", but " + ans.Broken
	case ans.Fragment != "":
		to += ", #" + ans.Fragment
	}
	line("leads to", to)
	line("because", string(ans.Rule))
	for _, other := range ans.Others {
		line("and not", other)
	}
	if ans.To != nil {
		line("address", ans.To.Address())
	}
}
