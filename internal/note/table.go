package note

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// tableTransformer is goldmark's, which reads a paragraph as a table. Where a
// wikilink in a cell has its | without a backslash, Obsidian splits the cell
// there and the link is lost; here the row is split again around the link,
// and the author is told (rule 34).
type tableTransformer struct {
	inner parser.ParagraphTransformer
}

func newTableTransformer() parser.ParagraphTransformer {
	return tableTransformer{extension.NewTableParagraphTransformer()}
}

var tablePipesKey = parser.NewContextKey()

func (tt tableTransformer) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	parent, before, after := p.Parent(), p.PreviousSibling(), p.NextSibling()
	tt.inner.Transform(p, reader, pc)
	node := parent.FirstChild()
	if before != nil {
		node = before.NextSibling()
	}
	for ; node != nil && node != after; node = node.NextSibling() {
		if table, ok := node.(*extast.Table); ok {
			mendRows(table, reader.Source(), pc)
		}
	}
}

// mendRows splits rows again that a link's | has cut.
func mendRows(table *extast.Table, src []byte, pc parser.Context) {
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		first, ok := row.FirstChild().(*extast.TableCell)
		if !ok || first.Lines().Len() == 0 {
			continue
		}
		start := bytes.LastIndexByte(src[:first.Lines().At(0).Start], '\n') + 1
		// What stands before the row (a quote's marker) is not part of it.
		if pos := row.Pos(); pos > start {
			start = pos
		}
		end := len(src)
		if i := bytes.IndexByte(src[start:], '\n'); i >= 0 {
			end = start + i
		}
		cells, pipe := splitRow(src[start:end], start)
		if pipe < 0 {
			continue
		}
		pipes, _ := pc.Get(tablePipesKey).([]int)
		pc.Set(tablePipesKey, append(pipes, pipe))
		row.RemoveChildren(row)
		for i, alignment := range table.Alignments {
			cell := extast.NewTableCell()
			cell.Alignment = alignment
			if i < len(cells) {
				cell.Lines().Append(cells[i])
			}
			row.AppendChild(row, cell)
		}
	}
}

// splitRow splits a row into cells, never inside a wikilink. offset is where
// the row begins in the source. pipe is the offset of the first | in a
// wikilink, or -1.
func splitRow(row []byte, offset int) (cells []text.Segment, pipe int) {
	pipe = -1
	row = bytes.TrimRight(row, " \t\r")
	from := len(row) - len(bytes.TrimLeft(row, " \t"))
	if from < len(row) && row[from] == '|' {
		from++
	}
	cut := func(to int) {
		seg := text.NewSegment(offset+from, offset+to)
		for seg.Start < seg.Stop && isSpace(row[seg.Start-offset]) {
			seg.Start++
		}
		for seg.Stop > seg.Start && isSpace(row[seg.Stop-offset-1]) {
			seg.Stop--
		}
		cells = append(cells, seg)
		from = to + 1
	}
	for i := from; i < len(row); i++ {
		switch {
		case row[i] == '\\':
			i++
		case row[i] == '|':
			cut(i)
		case bytes.HasPrefix(row[i:], []byte("[[")):
			stop := wikilinkEnd(row[i+2:])
			if stop < 0 {
				continue
			}
			inside := row[i+2 : i+2+stop]
			if j := bytes.IndexByte(inside, '|'); j == 0 || j > 0 && inside[j-1] != '\\' {
				if pipe < 0 {
					pipe = offset + i + 2 + j
				}
				i += stop + 3
			}
		}
	}
	if from < len(row) {
		cut(len(row))
	}
	return cells, pipe
}
