package render

import (
	"notesite/internal/site"
)

type recentView struct {
	frame
	Months []monthView // the last one first
}

// A monthView is the notes that were changed in a month.
type monthView struct {
	Name  string // "November 2026"
	Notes []recentNote
}

type recentNote struct {
	link
	Day dateView
}

func (r *Renderer) months(p *site.RecentPage) []monthView {
	var views []monthView
	for _, n := range p.Notes {
		month := r.words.Month(n.Changed())
		if len(views) == 0 || views[len(views)-1].Name != month {
			views = append(views, monthView{Name: month})
		}
		last := &views[len(views)-1]
		last.Notes = append(last.Notes, recentNote{noteLinks(p.URL, []*site.NotePage{n})[0], r.viewDate(n.Changed())})
	}
	return views
}
