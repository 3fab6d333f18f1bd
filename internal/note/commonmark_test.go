package note

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// differing are the examples of CommonMark's specification that mean
// something else in Obsidian, each with the rule that says so.
var differing = map[int]string{
	64:  "rule 133: #hashtag is a tag",
	226: "white space before a line break, which a browser drops",
	548: "rule 21: [[[foo]]] is a wikilink",
	559: "rule 13: [[…]] is a wikilink",
	590: "rule 36: ![[foo]] is an embed",
	608: "a bare address is a link, as GFM has it",
	611: "a bare address is a link, as GFM has it",
	612: "a bare address is a link, as GFM has it",
	635: "white space before a line break, which a browser drops",
}

// TestCommonMark reads the examples of CommonMark's specification, which come
// with goldmark: where Obsidian does not differ, they hold.
func TestCommonMark(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatal("find goldmark: ", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct {
		Markdown, HTML string
		Example        int
		Section        string
	}
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 600 {
		t.Fatalf("only %d examples", len(examples))
	}
	r := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(html.NewRenderer(html.WithUnsafe(), html.WithXHTML()), 1000),
		util.Prioritized(markers{}, 1000),
	))
	for _, ex := range examples {
		src := []byte(ex.Markdown)
		root := markdown.Parse(text.NewReader(src), parser.WithContext(parser.NewContext()))
		var got bytes.Buffer
		if err := r.Render(&got, src, root); err != nil {
			t.Errorf("example %d: %v", ex.Example, err)
		}
		why, differs := differing[ex.Example]
		switch same := got.String() == ex.HTML; {
		case same && differs:
			t.Errorf("example %d is as CommonMark has it; it is listed as different by %s", ex.Example, why)
		case !same && !differs:
			t.Errorf("example %d (%s): %q\ngot  %q\nwant %q", ex.Example, ex.Section, ex.Markdown, got.String(), ex.HTML)
		}
	}
}

// markers writes the nodes that CommonMark does not have as their kind.
type markers struct{}

func (markers) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	for _, kind := range []ast.NodeKind{
		KindWikilink, KindTag, KindComment, KindCommentBlock, KindHighlight, KindTask, KindBlockID, KindBlockIDLine,
		KindCallout, KindCalloutTitle, KindMath, KindMathBlock, KindFootnoteRef, KindFootnoteDef, KindInlineFootnote,
		extast.KindTable, extast.KindTableHeader, extast.KindTableRow, extast.KindTableCell, extast.KindStrikethrough,
	} {
		reg.Register(kind, func(w util.BufWriter, _ []byte, node ast.Node, _ bool) (ast.WalkStatus, error) {
			_, err := w.WriteString("{" + node.Kind().String() + "}")
			return ast.WalkContinue, err
		})
	}
}
