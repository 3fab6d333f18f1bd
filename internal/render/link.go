package render

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"notesite/internal/note"
	"notesite/internal/site"
	"notesite/internal/words"
)

// fragment escapes an id for use behind # in a URL.
func fragment(id string) string { return (&url.URL{Fragment: id}).EscapedFragment() }

// answer returns the note's link that a node is, and where it leads.
func (b *body) answer(node ast.Node) (note.Link, site.Answer, bool) {
	i, ok := b.tree.Links[node]
	if !ok || i >= len(b.note.Answers) {
		return note.Link{}, site.Answer{}, false
	}
	return b.note.Note.Links[i], b.note.Answers[i], true
}

// openLink writes the start tag of a link that leads to ans, and returns the
// end tag.
func (b *body) openLink(w util.BufWriter, ans site.Answer) string {
	start, end := b.r.linkTags(b.page.url, ans)
	_, _ = w.WriteString(start)
	return end
}

// linkTags returns the tags of a link that leads from a page to ans.
func (r *Renderer) linkTags(from string, ans site.Answer) (start, end string) {
	if ans.To == nil {
		return fmt.Sprintf(`<span class="broken is-unresolved" title="%s">`, esc(r.brokenTitle(ans))), "</span>"
	}
	class := "internal"
	switch to := ans.To.(type) {
	case site.External:
		if !safeURL(string(to)) {
			return "", ""
		}
		return fmt.Sprintf(`<a class="external" href="%s">`, esc(string(util.URLEscape([]byte(to), false)))), "</a>"
	case *site.ProgramPage:
		class = "internal program"
	case *site.Attachment:
		class = "internal file"
	}
	title := ""
	if ans.Broken != "" {
		class += " broken-part"
		title = fmt.Sprintf(` title="%s"`, esc(r.brokenTitle(ans)))
	}
	return fmt.Sprintf(`<a class="%s" href="%s"%s>`, class, esc(href(from, ans.To.Address(), ans.Fragment)), title), "</a>"
}

func (r *Renderer) brokenTitle(ans site.Answer) string { return words.Capital(r.whyBroken(ans)) }

// whyBroken says why a link leads nowhere.
func (r *Renderer) whyBroken(ans site.Answer) string {
	if ans.Broken == site.NotPublished {
		return r.words.Say("notPublished")
	}
	return r.words.Say("lack."+cmp.Or(ans.Lack.Kind, "name"), "name", ans.Lack.Name, "in", ans.Lack.In)
}

func (b *body) wikilink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*note.Wikilink)
	l, ans, _ := b.answer(node)
	if n.Embed {
		return ast.WalkContinue, b.embed(w, node, l, ans)
	}
	end := b.openLink(w, ans)
	_, _ = w.WriteString(esc(n.Display()) + end)
	return ast.WalkContinue, nil
}

func (b *body) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if _, ans, ok := b.answer(node); ok {
		if entering {
			b.openLink(w, ans)
		} else if ans.To == nil {
			_, _ = w.WriteString("</span>")
		} else {
			_, _ = w.WriteString("</a>")
		}
		return ast.WalkContinue, nil
	}
	dest := string(n.Destination)
	if !safeURL(dest) {
		// A link that must not lead anywhere is its text.
		return ast.WalkContinue, nil
	}
	if entering {
		fmt.Fprintf(w, `<a class="external" href="%s"`, esc(string(util.URLEscape(n.Destination, true))))
		if n.Title != nil {
			fmt.Fprintf(w, ` title="%s"`, esc(string(n.Title)))
		}
		_ = w.WriteByte('>')
	} else {
		_, _ = w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

func (b *body) autoLink(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.AutoLink)
	dest := string(n.URL(src))
	label := esc(string(n.Label(src)))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	if !safeURL(dest) {
		_, _ = w.WriteString(label)
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(w, `<a class="external" href="%s">%s</a>`, esc(string(util.URLEscape([]byte(dest), false))), label)
	return ast.WalkContinue, nil
}

// safeSchemes are those that a link may have; what runs a script or reads
// the reader's disk is not among them.
var safeSchemes = map[string]bool{
	"http": true, "https": true, "mailto": true, "tel": true, "sms": true, "ftp": true, "ftps": true, "geo": true,
	"irc": true, "ircs": true, "xmpp": true, "magnet": true, "obsidian": true, "zotero": true, "matrix": true, "doi": true,
}

func safeURL(dest string) bool {
	dest = strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1 // browsers drop them before they read the scheme
		}
		return r
	}, dest)
	scheme, _, found := strings.Cut(dest, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	return safeSchemes[strings.ToLower(scheme)]
}

// image writes a Markdown image: an attachment, one of another site, or an
// embedded note (rule 105). The alternative text may end in a size (rule 93).
func (b *body) image(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	if l, ans, ok := b.answer(node); ok {
		return ast.WalkSkipChildren, b.embed(w, node, l, ans)
	}
	if dest := string(n.Destination); dest != "" && safeURL(dest) {
		alt, size := imageSize(altText(node, src))
		if b.embedWeb(w, dest, alt, size) {
			return ast.WalkSkipChildren, nil
		}
		fmt.Fprintf(w, `<img src="%s" alt="%s"%s loading="lazy">`, esc(string(util.URLEscape(n.Destination, true))), esc(alt), size)
	}
	return ast.WalkSkipChildren, nil
}

// embedWeb writes a player for a film or sound of another site (rule 104),
// and reports whether dest is one.
func (b *body) embedWeb(w util.BufWriter, dest, alt, size string) bool {
	u, err := url.Parse(dest)
	if err != nil {
		return false
	}
	if id := youTubeID(u); id != "" {
		fmt.Fprintf(w, `<iframe class="video" src="https://www.youtube-nocookie.com/embed/%s" title="%s"%s loading="lazy" allowfullscreen></iframe>`,
			id, esc(cmp.Or(alt, "YouTube")), size)
		return true
	}
	switch mediaTypes[strings.ToLower(path.Ext(u.Path))] {
	case audioMedia:
		fmt.Fprintf(w, `<audio controls preload="none" src="%s"></audio>`, esc(dest))
	case videoMedia:
		fmt.Fprintf(w, `<video controls preload="none" src="%s"%s></video>`, esc(dest), size)
	default:
		return false
	}
	return true
}

// youTubeID returns the id of the film that an address of YouTube shows.
func youTubeID(u *url.URL) string {
	id := ""
	switch strings.TrimPrefix(strings.TrimPrefix(u.Host, "www."), "m.") {
	case "youtu.be":
		id = strings.Trim(u.Path, "/")
	case "youtube.com", "youtube-nocookie.com":
		id = cmp.Or(u.Query().Get("v"), strings.TrimPrefix(u.Path, "/embed/"))
	}
	for _, c := range id {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '_' || c > unicode.MaxASCII {
			return ""
		}
	}
	return id
}

func altText(node ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(src))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// imageSize takes the size off the end of an alternative text: "alt|100x80",
// "100" (rules 92 and 93).
func imageSize(alias string) (alt, attrs string) {
	alt, size, found := cutLast(alias, "|")
	if !found {
		alt, size = "", alias
	}
	width, height, both := strings.Cut(strings.TrimSpace(size), "x")
	w, err := strconv.Atoi(width)
	if err != nil || w <= 0 {
		return alias, ""
	}
	if !both {
		return strings.TrimSpace(alt), fmt.Sprintf(` width="%d"`, w)
	}
	h, err := strconv.Atoi(height)
	if err != nil || h <= 0 {
		return alias, ""
	}
	return strings.TrimSpace(alt), fmt.Sprintf(` width="%d" height="%d"`, w, h)
}

// fitSize completes the size that the author asked for by the image's own:
// a width alone gets the height that keeps the proportions.
func fitSize(attrs string, width, height int) string {
	var w int
	switch _, err := fmt.Sscanf(attrs, ` width="%d"`, &w); {
	case attrs == "":
		return fmt.Sprintf(` width="%d" height="%d"`, width, height)
	case err == nil && !strings.Contains(attrs, "height"):
		return fmt.Sprintf(` width="%d" height="%d"`, w, max(1, (w*height+width/2)/width))
	}
	return attrs
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// A media says how an attachment is embedded.
type media int

const (
	otherMedia media = iota
	imageMedia
	audioMedia
	videoMedia
	pdfMedia
)

// mediaTypes are the extensions that can be embedded (rule 95).
var mediaTypes = map[string]media{
	".avif": imageMedia, ".bmp": imageMedia, ".gif": imageMedia, ".jpeg": imageMedia, ".jpg": imageMedia,
	".png": imageMedia, ".svg": imageMedia, ".webp": imageMedia,
	".flac": audioMedia, ".m4a": audioMedia, ".mp3": audioMedia, ".ogg": audioMedia, ".wav": audioMedia, ".3gp": audioMedia,
	".mkv": videoMedia, ".mov": videoMedia, ".mp4": videoMedia, ".ogv": videoMedia, ".webm": videoMedia,
	".pdf": pdfMedia,
}

// isBlock reports whether an inline node is shown as a block: an embedded
// note or program, or the box that says that it is missing.
func (b *body) isBlock(node ast.Node) bool {
	switch n := node.(type) {
	case *note.Wikilink:
		if !n.Embed {
			return false
		}
	case *ast.Image:
	default:
		return false
	}
	l, ans, ok := b.answer(node)
	if !ok || l.Comment {
		return false
	}
	if _, external := ans.To.(site.External); external {
		return false
	}
	if _, place := ans.Part.(site.AnchorPart); place {
		return false
	}
	at, isFile := ans.To.(*site.Attachment)
	return !isFile || mediaTypes[strings.ToLower(path.Ext(at.Path))] == pdfMedia
}

// holdsBlocks reports whether a node of this kind may hold a block.
func holdsBlocks(parent ast.Node) bool {
	switch parent.(type) {
	case *ast.TextBlock, *ast.Document, *ast.ListItem:
		return true
	}
	return parent.Kind().String() == "TableCell"
}

// embed writes what ![[...]] shows.
func (b *body) embed(w util.BufWriter, node ast.Node, l note.Link, ans site.Answer) error {
	if at, ok := ans.To.(*site.Attachment); ok {
		return b.embedFile(w, node, l, ans, at)
	}
	_, external := ans.To.(site.External)
	_, place := ans.Part.(site.AnchorPart)
	if external || place || !holdsBlocks(node.Parent()) {
		// There is nothing to embed, or, in a heading, in emphasis or in a
		// link's text, no room for a block.
		end := b.openLink(w, ans)
		_, _ = w.WriteString(esc(l.Display()) + end)
		return nil
	}
	if _, missing := ans.Part.(site.MissingPart); missing || ans.To == nil {
		file := template.HTML(`<span class="broken is-unresolved">` + esc(l.Path()) + `</span>`)
		fmt.Fprintf(w, `<div class="embed embed-missing">%s</div>`+"\n", b.r.words.HTML("missing", "file", file, "why", b.r.whyBroken(ans)))
		return nil
	}
	switch to := ans.To.(type) {
	case *site.NotePage:
		return b.embedNote(w, node, to, ans)
	case *site.CanvasPage:
		return b.embedCanvas(w, to)
	case *site.BasePage:
		b.embedBase(w, to, ans.Part)
	case *site.ProgramPage:
		b.page.programs++
		listing := b.r.program(to, b.page.url, fmt.Sprintf("program.%d", b.page.programs), ans.Part)
		b.page.wantsProgram(listing)
		out, err := b.r.listingHTML(listing)
		if err != nil {
			return fmt.Errorf("embed program %q: %w", to.Program.Dir, err)
		}
		_, _ = w.Write(out)
	}
	return nil
}

// embedNote writes another note, or a part of it, into this one. Circles and
// great depth end in a link that says so (rules 99 and 100).
func (b *body) embedNote(w util.BufWriter, node ast.Node, to *site.NotePage, ans site.Answer) error {
	next := embed{to, ans.Part}
	stop, chain := b.stop(next)
	link := esc(href(b.page.url, to.URL, ans.Fragment))
	if stop != "" {
		fmt.Fprintf(w, `<div class="embed embed-stopped">%s</div>`+"\n", b.r.words.HTML(stop, "chain", chain,
			"what", template.HTML(fmt.Sprintf(`<a class="internal" href="%s">%s</a>`, link, esc(to.Title)))))
		return nil
	}
	out, err := b.inner(next)
	if err != nil {
		return fmt.Errorf("embed %q: %w", to.Note.Path, err)
	}
	_, _ = w.WriteString(`<div class="embed"`)
	idAttr(w, node)
	own := b.r.own(to.Note, language{cmp.Or(b.note.Note.FrontMatter.Lang, b.r.site.Lang), b.r.noteDir(b.note.Note)})
	fmt.Fprintf(w, `><div class="embed-body"%s>%s</div><a class="embed-source internal" href="%s">%s</a></div>`+"\n",
		own.attrs(), out, link, esc(embedTitle(to, ans)))
	return nil
}

// stop returns the phrase that says why an embed is not shown, or nothing if it
// is; with the names of a circle of embeds.
func (b *body) stop(next embed) (phrase, chain string) {
	for i, e := range b.chain {
		if e == next {
			var names []string
			for _, c := range append(b.chain[i:len(b.chain):len(b.chain)], next) {
				names = append(names, c.note.Title)
			}
			arrow := " → "
			if b.r.dir() == "rtl" {
				arrow = " ← "
			}
			return "embedsItself", strings.Join(names, arrow)
		}
	}
	switch {
	case len(b.chain) > site.MaxEmbedDepth:
		return "tooDeep", ""
	case b.page.embeds >= maxEmbeds:
		return "tooMany", ""
	}
	return "", ""
}

func embedTitle(to *site.NotePage, ans site.Answer) string {
	if i, ok := ans.Part.(site.HeadingPart); ok {
		return to.Title + " > " + to.Note.Headings[i].Plain
	}
	return to.Title
}

// embedFile writes an image, a player, or a link to a file of another kind.
func (b *body) embedFile(w util.BufWriter, node ast.Node, l note.Link, ans site.Answer, at *site.Attachment) error {
	src := esc(href(b.page.url, at.URL, ""))
	name := path.Base(at.Path)
	switch mediaTypes[strings.ToLower(path.Ext(at.Path))] {
	case imageMedia:
		alt, size := imageSize(l.Alias)
		if alt == "" && l.Kind == note.WikiLink {
			alt = strings.TrimSuffix(name, path.Ext(name))
		}
		if at.Width > 0 && at.Height > 0 {
			size = fitSize(size, at.Width, at.Height)
		}
		_, _ = w.WriteString(`<img src="` + src + `" alt="` + esc(alt) + `"` + size + ` loading="lazy"`)
		idAttr(w, node)
		_ = w.WriteByte('>')
	case audioMedia:
		fmt.Fprintf(w, `<audio controls preload="metadata" src="%s"></audio>`, src)
	case videoMedia:
		_, size := imageSize(l.Alias)
		fmt.Fprintf(w, `<video controls preload="metadata" src="%s"%s></video>`, src, size)
	case pdfMedia:
		fmt.Fprintf(w, `<div class="embed embed-pdf"><iframe src="%s" title="%s" loading="lazy"></iframe><a class="internal file" href="%s">%s</a></div>`,
			esc(href(b.page.url, at.URL, ans.Fragment)), esc(name), src, esc(name))
	default:
		end := b.openLink(w, ans)
		_, _ = w.WriteString(esc(l.Display()) + end)
	}
	return nil
}
