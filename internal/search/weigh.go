package search

import "math"

// Words are weighed by BM25, each field for itself, and a document's weight
// is the sum: k1 says how soon more of the same word stops to matter, b how
// much a long field is held against it. What remains of BM25, how rare a word
// is, the browser multiplies in.
const k1, b = 1.2, 0.7

// typical is the number of words of the usual text, name and list of
// headings. They are constants, not averages over the vault: else one long
// note would change the bytes of all others.
const (
	typicalText     = 400
	typicalName     = 2
	typicalHeadings = 12
)

// What a word is worth in a field, beside 1 for a text.
const (
	inTitle   = 2.4
	inAlias   = 2
	inSymbol  = 1.6
	inHeading = 1
	inTag     = 0.8
	// A name written as one word that is two, or the other way round.
	joined = 0.9
)

// kindWeight is what pages count for that only list others, and programs: they
// show what a note explains. Others count 1.
var kindWeight = map[string]float64{"folder": 0.7, "tag": 0.7, "program": 0.6}

// unit is the byte of a word whose weight is 1, in texts and in names. One
// byte of names is worth nameScale bytes of texts.
const (
	textUnit  = 110.0
	nameUnit  = 28.0
	nameScale = textUnit / nameUnit
)

// bm25 weighs a word that is tf times in a field of some words. A word that
// is once in a field of typical length weighs 1.
func bm25(tf, length, typical float64) float64 {
	return tf * (k1 + 1) / (tf + k1*(1-b+b*length/typical))
}

// rounded returns a length to about a quarter of itself: an edit of a few
// words should not change what all the others weigh.
func rounded(length int) float64 {
	if length == 0 {
		return 0
	}
	return math.Exp2(math.Round(math.Log2(float64(length))*3) / 3)
}

// impact returns a weight as a byte, 1 at least.
func impact(weight, unit float64) uint8 {
	return uint8(min(max(math.Round(weight*unit), 1), 255))
}
