package build

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"notesite/internal/browsertest"
)

// TestRightToLeft reads a site in Arabic, at a desk and on a phone: nothing is
// wider than its window, and drawer, search and reading settings open inside of it.
func TestRightToLeft(t *testing.T) {
	cfg := write(t, `
-- notes/index.md --
# قاعدة معرفة

انظر [[حلقة]] و[[English]].
-- notes/حلقة.md --
---
tags: [تشغيل]
date: 2026-11-22
---
حلقة الأحداث تدور ما دام هناك عمل.[^1]

## المراحل

- [ ] مهمة

| المرحلة | المعنى |
| --- | --- |
| timers | المؤقتات |

`+"```go title=\"main.go\"\nfunc main() { println(\"a line that is longer than the screen of a phone is wide\") }\n```"+`

[^1]: حاشية
-- notes/English.md --
---
lang: en
---
## Section
What is [[حلقة|C++]]?
`)
	cfg.Site.Lang = "ar"
	r := newReader(t, cfg)
	complaints := browsertest.Complaints(t, r.ctx)
	inside := func(selector string) string {
		return fmt.Sprintf(`(() => {
			const box = document.querySelector(%q)?.getBoundingClientRect()
			return !!box && box.width > 0 && box.height > 0 && box.left >= 0 && box.right <= innerWidth && document.documentElement.scrollWidth <= innerWidth
		})()`, selector)
	}
	for _, width := range []int64{390, 1440} {
		browsertest.Do(t, r.ctx, chromedp.EmulateViewport(width, 844))
		for _, page := range []string{"index.html", "حلقة.html", "english.html", "404.html", "tags/index.html"} {
			r.open(page)
			r.is(fmt.Sprintf("%s fits into %d pixels", page, width), `document.documentElement.scrollWidth <= innerWidth && document.documentElement.dir === "rtl"`)
		}
		r.open("حلقة.html")
		r.is("code runs from left to right", `getComputedStyle(document.querySelector(".code pre")).direction === "ltr"`)
		r.is("the text begins on the right", `document.querySelector("h1").getBoundingClientRect().right > innerWidth / 2`)
		r.run(`document.querySelector(".reading-open").click()`)
		r.is("reading settings are open", `document.querySelector(".reading").matches(":popover-open")`)
		r.is("and inside of the window", inside(".reading"))
		r.is("in Arabic", `document.querySelector(".reading legend").textContent === "الألوان"`)
		r.run(`document.querySelector(".reading").hidePopover(); document.querySelector("[data-search]").click()`)
		r.is("the search is open", inside("dialog.search[open]"))
		r.run(`(() => { const field = document.querySelector(".search input"); field.value = "حلقة"; field.dispatchEvent(new InputEvent("input")) })()`)
		r.is("and says what it found", `/نتيج/.test(document.querySelector(".search-status").textContent)`)
		r.is("inside of the window", inside(".search [role=option]"))
		r.run(`document.querySelector("dialog.search").close()`)
		if width == 390 {
			r.run(`document.querySelector(".drawer").open = true`)
			r.is("the drawer is open", inside(".sheet"))
		} else {
			r.run(`document.querySelector(".explorer").open = true`)
			r.is("the tree is open", inside(".explorer nav"))
		}
		r.open("english.html")
		r.is("a note in English runs from left to right", `getComputedStyle(document.querySelector("article")).direction === "ltr" && getComputedStyle(document.querySelector(".linked-from")).direction === "rtl"`)
	}
	for _, c := range complaints() {
		t.Error(c)
	}
}
