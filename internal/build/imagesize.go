package build

import (
	"context"
	"encoding/xml"
	"image"
	_ "image/gif"  // for sizes of GIF,
	_ "image/jpeg" // JPEG
	_ "image/png"  // and PNG
	"io"
	"math"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	_ "golang.org/x/image/bmp"  // and BMP
	_ "golang.org/x/image/webp" // and WebP

	"notesite/internal/site"
)

// readImageSizes gives the images that notes show their sizes, so that a page
// has the room for them before they are there. One that cannot be read has
// none.
func readImageSizes(ctx context.Context, s *site.Site, vault *folders) error {
	return parallel(ctx, len(s.Attachments), func(i int) error {
		a := s.Attachments[i]
		f, err := vault.root.Open(filepath.FromSlash(a.Path))
		if err != nil {
			return nil // copyAttachments says so
		}
		defer f.Close()
		if strings.EqualFold(path.Ext(a.Path), ".svg") {
			a.Width, a.Height = svgSize(f)
		} else if size, _, err := image.DecodeConfig(f); err == nil {
			a.Width, a.Height = size.Width, size.Height
		}
		return nil
	})
}

// svgSize reads the size of an SVG image off its root element: width and
// height in pixels, or else the view box.
func svgSize(r io.Reader) (width, height int) {
	const maxHead = 64 << 10
	d := xml.NewDecoder(io.LimitReader(r, maxHead))
	d.Strict = false
	for {
		tok, err := d.Token()
		if err != nil {
			return 0, 0
		}
		root, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		var w, h float64
		var box []string
		for _, a := range root.Attr {
			switch a.Name.Local {
			case "width":
				w = pixels(a.Value)
			case "height":
				h = pixels(a.Value)
			case "viewBox":
				box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
			}
		}
		if (w == 0 || h == 0) && len(box) == 4 {
			w, h = pixels(box[2]), pixels(box[3])
		}
		return int(math.Round(w)), int(math.Round(h))
	}
}

// pixels reads a length without unit or in px; others are 0.
func pixels(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || v <= 0 || v > 1e5 {
		return 0
	}
	return v
}
