package card

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image/color"
	"io"
)

// A press makes PNGs. The encoder of image/png asks for a picture of 16 colours
// pixel by pixel, which takes as long as to draw and compress it; and it cannot
// keep its compressor. See https://www.w3.org/TR/png-3/.
type press struct {
	zip *zlib.Writer
	row []byte
}

// png returns the canvas as a PNG of four bits a pixel.
func (c *canvas) png() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")

	head := binary.BigEndian.AppendUint32(nil, uint32(c.Rect.Dx()))
	head = binary.BigEndian.AppendUint32(head, uint32(c.Rect.Dy()))
	chunk(&out, "IHDR", append(head, 4, 3, 0, 0, 0)) // bits, palette, zlib, filters by row, from top to bottom

	var colours, alphas []byte
	for _, entry := range c.Palette {
		n := entry.(color.NRGBA)
		colours = append(colours, n.R, n.G, n.B)
		alphas = append(alphas, n.A)
	}
	chunk(&out, "PLTE", colours)
	if alphas[0] < 0xff {
		chunk(&out, "tRNS", alphas)
	}

	var data bytes.Buffer
	if err := c.compress(&data); err != nil {
		return nil, err
	}
	chunk(&out, "IDAT", data.Bytes())
	chunk(&out, "IEND", nil)
	return out.Bytes(), nil
}

// compress writes the pixels, two to a byte, no row filtered.
func (c *canvas) compress(w io.Writer) error {
	if c.press.zip == nil {
		c.press.zip = zlib.NewWriter(w)
	} else {
		c.press.zip.Reset(w)
	}
	width := c.Rect.Dx()
	for y := range c.Rect.Dy() {
		from := c.Pix[y*c.Stride:][:width]
		row := append(c.press.row[:0], 0)
		for i := 0; i+1 < width; i += 2 {
			row = append(row, from[i]<<4|from[i+1])
		}
		if width%2 == 1 {
			row = append(row, from[width-1]<<4)
		}
		c.press.row = row
		if _, err := c.press.zip.Write(row); err != nil {
			return err
		}
	}
	return c.press.zip.Close()
}

func chunk(b *bytes.Buffer, name string, data []byte) {
	var number [4]byte
	put := func(n uint32) {
		binary.BigEndian.PutUint32(number[:], n)
		b.Write(number[:])
	}
	put(uint32(len(data)))
	start := b.Len()
	b.WriteString(name)
	b.Write(data)
	put(crc32.ChecksumIEEE(b.Bytes()[start:]))
}
