package search

import (
	"bytes"
	"compress/flate"
	"fmt"
	"sync"
)

// Packed data is deflated (RFC 1951) and written as printable ASCII, 13 bits
// in two characters of 91: a script of any encoding can hold it in a string,
// it is 23 % longer than the bytes, and a server that compresses it on its way
// takes most of that back. Browsers inflate it themselves.

// alphabet has all of printable ASCII but the quote, the backslash, "<" and
// "&": for a script that is looked at as something else.
var alphabet = func() []byte {
	var chars []byte
	for c := byte(' '); c <= '~'; c++ {
		if c != '"' && c != '\\' && c != '<' && c != '&' {
			chars = append(chars, c)
		}
	}
	return chars
}()

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is one of flate's
	}
	return w
}}

// script returns the script that hands over data under a name.
func script(name string, data []byte) []byte {
	var deflated bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&deflated)
	_, _ = w.Write(data)
	_ = w.Close()

	out := make([]byte, 0, deflated.Len()*16/13+len(name)+32)
	out = fmt.Appendf(out, `notesite.shard("%s","`, name)
	bits, n := uint(0), 0
	for _, c := range deflated.Bytes() {
		bits |= uint(c) << n
		n += 8
		for n >= 13 {
			out = append(out, alphabet[bits&8191%91], alphabet[bits&8191/91])
			bits >>= 13
			n -= 13
		}
	}
	// What is left fits into one character, or needs two; so the number of
	// bytes can be told from that of the characters.
	if n > 0 {
		out = append(out, alphabet[bits%91])
	}
	if n > 6 {
		out = append(out, alphabet[bits/91])
	}
	return append(out, "\")\n"...)
}
