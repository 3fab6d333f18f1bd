package card

import (
	"bytes"
	"encoding/binary"
)

// Icons draws the icons of the site, by file name: for the home screen of a
// phone, for the web manifest, and favicon.ico for whoever takes no SVG. The
// first three are opaque, and may be cut to a circle.
func Icons() map[string][]byte {
	return map[string][]byte{
		"apple-touch-icon.png": icon(180),
		"icon-192.png":         icon(192),
		"icon-512.png":         icon(512),
		"favicon.ico":          ico(16, 32, 48),
	}
}

// icon draws the mark on paper, within the circle that a launcher may cut:
// its radius is two fifths of the side.
// See https://www.w3.org/TR/appmanifest/#icon-masks.
func icon(size int) []byte {
	c := newCanvas(size, size, onPaper)
	mark := size * 5 / 8 &^ 1
	c.mark((size-mark)/2, (size-mark)/2, mark)
	return c.bytes()
}

// small draws the mark on a tile of paper, so that it can be seen on tabs of
// any colour.
func small(size int) []byte {
	c := newCanvas(size, size, onTile)
	c.shape(0, 0, size, float64(size)/markUnits, tile, toTile)
	c.mark(0, 0, size)
	return c.bytes()
}

// bytes is png for pictures of our own sizes, all of which can be written.
func (c *canvas) bytes() []byte {
	b, err := c.png()
	if err != nil {
		panic(err)
	}
	return b
}

// ico puts pictures of several sizes into one file: a head, an entry for each,
// and the PNGs themselves.
// See https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10).
func ico(sizes ...int) []byte {
	const head, entry = 6, 16
	var b, data bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&b, binary.LittleEndian, v) // a buffer takes all
		}
	}
	put(uint16(0), uint16(1), uint16(len(sizes)))
	for _, size := range sizes {
		picture := small(size)
		offset := head + entry*len(sizes) + data.Len()
		put(uint8(size), uint8(size), uint8(0), uint8(0)) // no palette outside the PNG
		put(uint16(1), uint16(32), uint32(len(picture)), uint32(offset))
		data.Write(picture)
	}
	b.Write(data.Bytes())
	return b.Bytes()
}
