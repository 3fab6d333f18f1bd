package highlight

import (
	"encoding/binary"
	"iter"
	"slices"

	"github.com/alecthomas/chroma/v2"
)

// Runs are the tokens of a source, of which only kind and length are kept:
// for each run of bytes of one class the index of the class in [classes] and
// the number of bytes as an unsigned varint. Joined, the runs are the source,
// so whatever a lexer says about it, no byte of it is lost or changed.
type runs string

// all yields the class and length of each run. It stops where r is no
// encoding of runs.
func (r runs) all() iter.Seq2[uint8, int] {
	return func(yield func(uint8, int) bool) {
		for len(r) > 1 {
			class := r[0]
			n, size := uvarint(r[1:])
			if size <= 0 || !yield(class, n) {
				return
			}
			r = r[1+size:]
		}
	}
}

// uvarint reads an unsigned varint that is a length: from 1 up to 2^31-1.
// size is 0 where there is none.
func uvarint(r runs) (n, size int) {
	for i := range min(len(r), binary.MaxVarintLen32) {
		n |= int(r[i]&0x7f) << (7 * i)
		if r[i] < 0x80 {
			if n <= 0 || n > 1<<31-1 {
				return 0, 0
			}
			return n, i + 1
		}
	}
	return 0, 0
}

// covered returns how many bytes of source the runs stand for; ok says that
// they are well formed.
func (r runs) covered() (n int, ok bool) {
	for len(r) > 0 {
		if len(r) == 1 || int(r[0]) >= len(classes) {
			return n, false
		}
		length, size := uvarint(r[1:])
		if size == 0 {
			return n, false
		}
		n += length
		r = r[1+size:]
	}
	return n, true
}

// cover reports whether the runs are those of a source of n bytes.
func (r runs) cover(n int) bool {
	covered, ok := r.covered()
	return ok && covered == n
}

// A builder makes runs. A lexer adds a token by saying where it ends; what it
// leaves out is plain.
type builder struct {
	encoded []byte
	source  string
	at      int // where the last token ended
	class   uint8
	pending int // bytes of class that are not encoded yet
}

func newBuilder(source string) *builder {
	return &builder{source: source, encoded: make([]byte, 0, len(source)/3+8)}
}

// add makes a token of the source's bytes up to end.
func (b *builder) add(t chroma.TokenType, end int) { b.run(classOf(t), end) }

func (b *builder) run(class uint8, end int) {
	end = min(end, len(b.source))
	if end <= b.at {
		return
	}
	if class != b.class {
		b.flush()
		b.class = class
	}
	b.pending += end - b.at
	b.at = end
}

// embed adds the runs of the source that follows, read by another lexer.
func (b *builder) embed(r runs) {
	for class, n := range r.all() {
		b.run(class, b.at+n)
	}
}

// token makes a token of the bytes from start to end, and plain text of those
// before it.
func (b *builder) token(t chroma.TokenType, start, end int) {
	b.add(chroma.Text, start)
	b.add(t, end)
}

func (b *builder) flush() {
	if b.pending > 0 {
		b.encoded = append(b.encoded, b.class)
		b.encoded = binary.AppendUvarint(b.encoded, uint64(b.pending))
		b.pending = 0
	}
}

// runs returns what was added, with the rest of the source as plain text.
func (b *builder) runs() runs {
	b.add(chroma.Text, len(b.source))
	b.flush()
	return runs(b.encoded)
}

// plainRuns are those of a source without tokens.
func plainRuns(source string) runs { return newBuilder(source).runs() }

// classes are the classes of spans: chroma's short names in the order of
// their token types. The first one is that of text which gets no span.
var classes = func() []string {
	names := []string{""}
	for _, t := range styled {
		names = append(names, chroma.StandardTypes[t])
	}
	return names
}()

// styled are the token types that have a class. What is plain text, a name
// without a meaning of its own, white space or punctuation has none, nor has
// what chroma names for the page around the code.
var styled = func() []chroma.TokenType {
	var types []chroma.TokenType
	for t, name := range chroma.StandardTypes {
		switch t {
		case chroma.Text, chroma.TextWhitespace, chroma.Name, chroma.NameOther, chroma.Punctuation, chroma.Other:
			continue
		}
		if name != "" && (t > 0 || t == chroma.Error) {
			types = append(types, t)
		}
	}
	slices.Sort(types)
	return types
}()

// lowest and highest bound the token types.
const (
	lowest  = chroma.Ignore
	highest = chroma.TextPunctuation
)

// classIndex maps a token type less lowest to its class, or to that of the
// nearest type above it which has one.
var classIndex = func() (index [highest - lowest + 1]uint8) {
	for t := lowest; t <= highest; t++ {
		for up := t; up != 0; up = up.Parent() {
			if i, found := slices.BinarySearch(styled, up); found {
				index[t-lowest] = uint8(i + 1)
				break
			}
			if _, named := chroma.StandardTypes[up]; named {
				break
			}
		}
	}
	return index
}()

// classOf returns the index of the class of a token type.
func classOf(t chroma.TokenType) uint8 {
	if t < lowest || t > highest {
		return 0
	}
	return classIndex[t-lowest]
}
