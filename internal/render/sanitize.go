package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// rawHTML writes inline HTML as it is; the whole body is sanitized later.
// Comments go at once (rule 149).
func (b *body) rawHTML(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*ast.RawHTML)
		for i := range n.Segments.Len() {
			seg := n.Segments.At(i)
			_, _ = w.Write(seg.Value(src))
		}
		b.page.rawHTML = true
	}
	return ast.WalkSkipChildren, nil
}

func (b *body) htmlBlock(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*ast.HTMLBlock)
		for i := range n.Lines().Len() {
			seg := n.Lines().At(i)
			_, _ = w.Write(seg.Value(src))
		}
		if n.HasClosure() {
			_, _ = w.Write(n.ClosureLine.Value(src))
		}
		b.page.rawHTML = true
	}
	return ast.WalkSkipChildren, nil
}

// sanitize makes HTML that an author wrote safe and whole: it parses the
// body the way a browser would, so that no stray end tag leaves the article,
// drops what runs or restyles the page (rule 191) and comments (rule 149),
// and writes it out again. The page's Content-Security-Policy stands behind
// it as a second line.
func sanitize(body []byte) ([]byte, error) {
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(bytes.NewReader(body), context)
	if err != nil {
		return nil, fmt.Errorf("parse HTML of note: %w", err)
	}
	for _, n := range nodes {
		context.AppendChild(n)
	}
	clean(context)
	var out bytes.Buffer
	for n := context.FirstChild; n != nil; n = n.NextSibling {
		if err := html.Render(&out, n); err != nil {
			return nil, fmt.Errorf("write HTML of note: %w", err)
		}
	}
	return out.Bytes(), nil
}

// dropped are elements that go with all they hold.
var dropped = map[string]bool{
	"script": true, "style": true, "template": true, "object": true, "embed": true, "applet": true, "base": true,
	"meta": true, "link": true, "title": true, "frame": true, "frameset": true, "noscript": true, "noembed": true,
	"noframes": true, "portal": true, "xmp": true, "plaintext": true, "animate": true, "set": true,
	"animatemotion": true, "animatetransform": true, "foreignobject": true, "annotation-xml": true,
}

// unwrapped are elements whose content stays.
var unwrapped = map[string]bool{"form": true, "html": true, "head": true, "body": true, "main": true}

// urlAttributes are those whose value is an address.
var urlAttributes = map[string]bool{
	"href": true, "src": true, "action": true, "formaction": true, "poster": true, "data": true, "cite": true,
	"background": true, "longdesc": true, "ping": true, "manifest": true, "srcset": true,
}

func clean(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		name := strings.ToLower(c.Data)
		switch {
		case c.Type == html.CommentNode, c.Type == html.DoctypeNode, c.Type == html.ElementNode && dropped[name]:
			n.RemoveChild(c)
		case c.Type == html.ElementNode && unwrapped[name]:
			first := c.FirstChild
			for inner := c.FirstChild; inner != nil; inner = c.FirstChild {
				c.RemoveChild(inner)
				n.InsertBefore(inner, c)
			}
			n.RemoveChild(c)
			if first != nil {
				next = first
			}
		case c.Type == html.ElementNode:
			cleanAttributes(c)
			clean(c)
		}
		c = next
	}
}

func cleanAttributes(n *html.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		key := strings.ToLower(a.Key)
		switch {
		case strings.HasPrefix(key, "on"), key == "srcdoc", key == "sandbox", key == "style":
			continue
		case urlAttributes[key] && !safeURL(a.Val):
			if n.DataAtom != atom.Img || !strings.HasPrefix(a.Val, "data:image/") {
				continue
			}
		}
		kept = append(kept, a)
	}
	n.Attr = kept
	if n.DataAtom == atom.Iframe {
		n.Attr = append(n.Attr, html.Attribute{Key: "sandbox", Val: "allow-scripts allow-same-origin allow-popups allow-presentation"})
	}
}
