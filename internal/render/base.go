package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"path"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/util"

	"notesite/internal/base"
	"notesite/internal/site"
)

// baseView is what the page of a base shows.
type baseView struct {
	frame
	Views      []baseTable    // its tables, one below the other
	Why        string         // it cannot be shown at all
	LinkedFrom string         // what Backlinks are: "4 notes and 2 programs"
	Backlinks  []backlinkView // what links here
}

// A baseTable is one view of a base.
type baseTable struct {
	ID    string        // in the page
	Name  string        // of the view
	Table template.HTML // or what else the view is: cards, a list
}

func (r *Renderer) baseView(f frame, p *site.BasePage) baseView {
	v := baseView{frame: f, LinkedFrom: r.linkedFrom(p.Backlinks), Backlinks: backlinkViews(p.URL, p.Backlinks)}
	if p.Base == nil {
		v.Why = whyNoBase(p.Err)
		return v
	}
	for _, view := range p.Base.Views {
		v.Views = append(v.Views, baseTable{
			ID: site.ViewID(view.Name), Name: view.Name,
			Table: template.HTML(r.table(p.Base, view, p.Path, p.URL)),
		})
		v.Contents = append(v.Contents, contentsEntry{site.ViewID(view.Name), view.Name, 2})
	}
	return v
}

// embedBase writes a view of a base into a note (rule 97).
func (b *body) embedBase(w util.BufWriter, p *site.BasePage, part site.Part) {
	name, _ := part.(site.ViewPart)
	_, _ = w.WriteString(`<div class="embed embed-base">`)
	if p.Base == nil {
		_, _ = w.WriteString(b.r.noBase(p.Err))
	} else if view, ok := p.Base.View(string(name)); ok {
		_, _ = w.Write(b.r.table(p.Base, view, b.host(), b.page.url))
	}
	fmt.Fprintf(w, `<a class="embed-source internal" href="%s">%s</a></div>`+"\n", esc(href(b.page.url, p.URL, "")), esc(p.Title))
}

// baseBlock writes the first view of a base that stands in a note.
func (b *body) baseBlock(w util.BufWriter, code []byte) {
	parsed, err := base.Parse(code)
	if err != nil {
		_, _ = w.WriteString(b.r.noBase(err))
		return
	}
	view, _ := parsed.View("")
	_, _ = w.Write(b.r.table(parsed, view, b.host(), b.page.url))
}

// host returns the path of the note that a base asks for as "this": the one
// whose page it is, also from within an embed.
func (b *body) host() string {
	if len(b.chain) > 0 {
		return b.chain[0].note.Note.Path
	}
	return b.note.Note.Path
}

// noBase says that, and why, there is no table.
func (r *Renderer) noBase(err error) string {
	return fmt.Sprintf("<p class=\"base-missing\">%s</p>\n", r.words.HTML("noTable", "why", whyNoBase(err)))
}

// whyNoBase leaves out where in the base the reason lies: check says that.
func whyNoBase(err error) string {
	if e, ok := errors.AsType[*base.Error](err); ok {
		return e.Message
	}
	return err.Error()
}

// table writes a view as a table, or as a list, for the page at an address.
func (r *Renderer) table(b *base.Base, v base.View, this, from string) []byte {
	var out bytes.Buffer
	t, err := r.site.Table(b, v, this)
	if err != nil {
		out.WriteString(r.noBase(err))
		return out.Bytes()
	}
	w := baseWriter{Buffer: &out, r: r, from: from}
	for _, group := range t.Groups {
		if t.GroupedBy != "" {
			fmt.Fprintf(w, `<p class="base-group"><span>%s</span> `, esc(t.GroupedBy))
			w.value(group.Key)
			w.WriteString("</p>\n")
		}
		if t.Type == "list" {
			w.list(t, group)
		} else {
			w.rows(t, group)
		}
	}
	if shown := shownRows(t); shown < t.Total {
		fmt.Fprintf(w, `<p class="base-more">%s</p>`+"\n", esc(r.words.Say("shown", "shown", shown, "total", t.Total)))
	}
	return out.Bytes()
}

func shownRows(t *base.Table) int {
	n := 0
	for _, g := range t.Groups {
		n += len(g.Rows)
	}
	return n
}

// A baseWriter writes what a base yields.
type baseWriter struct {
	*bytes.Buffer
	r    *Renderer
	from string // address of the page
}

func (w baseWriter) rows(t *base.Table, g base.Group) {
	w.WriteString(`<div class="table" tabindex="0"><table class="base"><thead><tr>`)
	for _, c := range t.Columns {
		w.WriteString("<th>" + esc(w.known("base."+c.ID, c.Name)) + "</th>")
	}
	w.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range g.Rows {
		w.WriteString("<tr>")
		for _, cell := range row.Cells {
			w.cell("td", cell)
		}
		w.WriteString("</tr>\n")
	}
	w.WriteString("</tbody>")
	w.summary(t)
	w.WriteString("</table></div>\n")
}

// known returns a name in the site's language, if it is one that a base gives
// by itself.
func (w baseWriter) known(key, name string) string {
	if w.r.english.Say(key) == name {
		return w.r.words.Say(key)
	}
	return name
}

// summary writes the line below the columns, if one of them has something
// there.
func (w baseWriter) summary(t *base.Table) {
	any := false
	for _, c := range t.Columns {
		any = any || c.SummaryName != ""
	}
	if !any || len(t.Groups) > 1 {
		return
	}
	w.WriteString("\n<tfoot><tr>")
	for _, c := range t.Columns {
		if c.SummaryName == "" {
			w.WriteString("<td></td>")
			continue
		}
		w.WriteString("<td><span>" + esc(w.known("summary."+c.SummaryName, c.SummaryName)) + "</span> ")
		w.content(c.Summary)
		w.WriteString("</td>")
	}
	w.WriteString("</tr></tfoot>")
}

func (w baseWriter) list(t *base.Table, g base.Group) {
	w.WriteString(`<ul class="base">` + "\n")
	for _, row := range g.Rows {
		w.WriteString("<li>")
		for i, cell := range row.Cells {
			if i > 0 {
				if _, empty := cell.Value.(base.Null); empty && cell.Err == nil {
					continue
				}
				w.WriteString(` <span class="base-more">`)
			}
			w.content(cell)
			if i > 0 {
				w.WriteString("</span>")
			}
		}
		w.WriteString("</li>\n")
	}
	w.WriteString("</ul>\n")
}

func (w baseWriter) cell(tag string, c base.Cell) {
	class := ""
	if _, ok := c.Value.(base.Number); ok {
		class = ` class="number"`
	}
	w.WriteString("<" + tag + class + ">")
	w.content(c)
	w.WriteString("</" + tag + ">")
}

func (w baseWriter) content(c base.Cell) {
	if c.Err != nil {
		fmt.Fprintf(w, `<span class="broken" title="%s">–</span>`, esc(c.Err.Message))
		return
	}
	w.value(c.Value)
}

// value writes one value of a cell.
func (w baseWriter) value(v base.Value) {
	switch v := v.(type) {
	case base.Text:
		w.WriteString(esc(string(v)))
	case base.Number:
		w.WriteString(strconv.FormatFloat(float64(v), 'f', -1, 64))
	case base.Bool:
		checked, label := "", w.r.words.Say("no")
		if v {
			checked, label = " checked", w.r.words.Say("yes")
		}
		fmt.Fprintf(w, `<input type="checkbox" disabled%s aria-label="%s">`, checked, esc(label))
	case base.Date:
		fmt.Fprintf(w, `<time datetime="%s">%s</time>`, esc(v.String()), esc(v.String()))
	case base.Tag:
		w.tag(v.Name())
	case base.Link:
		w.link(v)
	case base.List:
		for i, item := range v {
			if i > 0 {
				w.WriteString(", ")
			}
			w.value(item)
		}
	case base.Null, nil:
	default:
		w.WriteString(esc(base.Plain(v)))
	}
}

func (w baseWriter) tag(name string) {
	if p := w.r.site.Tag(name); p != nil {
		fmt.Fprintf(w, `<a class="tag in-text" href="%s">#%s</a>`, esc(href(w.from, p.URL, "")), esc(name))
		return
	}
	w.WriteString("#" + esc(name))
}

func (w baseWriter) link(l base.Link) {
	if l.URL != "" {
		text := l.Text
		if text == "" {
			text = l.URL
		}
		if !safeURL(l.URL) {
			w.WriteString(esc(text))
			return
		}
		fmt.Fprintf(w, `<a class="external" href="%s">%s</a>`, esc(l.URL), esc(text))
		return
	}
	text := l.Text
	if text == "" {
		text = strings.TrimSuffix(path.Base(l.Path), ".md")
	}
	to := w.r.site.At(l.Path)
	if l.Path == "" || to == nil {
		fmt.Fprintf(w, `<span class="broken is-unresolved">%s</span>`, esc(text))
		return
	}
	if at, ok := to.(*site.Attachment); ok && l.Embed && mediaTypes[strings.ToLower(path.Ext(at.Path))] == imageMedia {
		fmt.Fprintf(w, `<img src="%s" alt="%s" loading="lazy">`, esc(href(w.from, at.URL, "")), esc(text))
		return
	}
	fmt.Fprintf(w, `<a class="internal" href="%s">%s</a>`, esc(href(w.from, to.Address(), "")), esc(text))
}
