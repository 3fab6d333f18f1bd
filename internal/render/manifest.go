package render

import (
	"bytes"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// ManifestURL is the address of what a browser reads to install the site as an
// app. It is for sites whose address is known: from file:// a browser refuses
// to read it, and complains.
const ManifestURL = "assets/manifest.webmanifest"

// The addresses of pictures of the icon, for who takes no SVG.
const (
	FaviconURL   = "assets/favicon.ico"
	TouchIconURL = "assets/apple-touch-icon.png"
	SmallIconURL = "assets/icon-192.png"
	LargeIconURL = "assets/icon-512.png"
)

// IconURLs are all of them.
var IconURLs = []string{FaviconURL, TouchIconURL, SmallIconURL, LargeIconURL}

// iconHref returns the href of a picture of the icon, or "" where there is none.
func (r *Renderer) iconHref(from, address string) string {
	if !slices.Contains(r.Icons, address) {
		return ""
	}
	return href(from, address, "")
}

// A manifest is a web manifest (https://www.w3.org/TR/appmanifest/). URLs in it
// are relative to itself.
type manifest struct {
	Name        string         `json:"name"`
	ShortName   string         `json:"short_name"`
	Description string         `json:"description,omitempty"`
	Lang        string         `json:"lang,omitempty"`
	StartURL    string         `json:"start_url"`
	Scope       string         `json:"scope"`
	Display     string         `json:"display"`
	Theme       string         `json:"theme_color"`
	Background  string         `json:"background_color"`
	Icons       []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Source string `json:"src"`
	Sizes  string `json:"sizes"`
	Type   string `json:"type"`
}

func (r *Renderer) manifest() ([]byte, error) {
	const paper = "#fdfcf9" // as in theme/css/10-tokens.css
	m := manifest{
		Name: r.site.Title, ShortName: shortName(r.site.Title), Description: r.site.Description, Lang: r.site.Lang,
		StartURL: "../", Scope: "../", Display: "minimal-ui", // notes are left and returned to
		Theme: paper, Background: paper,
		Icons: []manifestIcon{{Source: path.Base(IconURL), Sizes: "any", Type: "image/svg+xml"}},
	}
	for _, icon := range []struct{ address, sizes string }{{SmallIconURL, "192x192"}, {LargeIconURL, "512x512"}} {
		if slices.Contains(r.Icons, icon.address) {
			m.Icons = append(m.Icons, manifestIcon{Source: path.Base(icon.address), Sizes: icon.sizes, Type: "image/png"})
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(m)
	return b.Bytes(), err
}

// shortName returns the words of a title that have room below an icon, one at
// least.
func shortName(title string) string {
	const room = 12 // characters
	short := ""
	for _, word := range strings.Fields(title) {
		longer := strings.TrimSpace(short + " " + word)
		if short != "" && utf8.RuneCountInString(longer) > room {
			break
		}
		short = longer
	}
	return strings.TrimRight(short, " ,;:.–—-")
}
