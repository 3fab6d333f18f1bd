package highlight

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/alecthomas/chroma/v2"
)

// A builder joins runs of one class and fills what is left out.
func TestBuilder(t *testing.T) {
	b := newBuilder("0123456789")
	b.token(chroma.Keyword, 1, 3)
	b.token(chroma.Keyword, 3, 4)
	b.token(chroma.Keyword, 2, 3) // behind us already
	b.add(chroma.Name, 6)
	b.embed(runs([]byte{classOf(chroma.Comment), 2}))
	r := b.runs()
	var got []int
	for class, n := range r.all() {
		got = append(got, int(class), n)
	}
	k, c := int(classOf(chroma.Keyword)), int(classOf(chroma.Comment))
	if want := []int{0, 1, k, 3, 0, 2, c, 2, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !r.cover(10) || r.cover(9) || r.cover(11) {
		t.Error("they do not cover ten bytes")
	}
}

func TestCover(t *testing.T) {
	long := binary.AppendUvarint([]byte{1}, 300)
	tests := []struct {
		name string
		runs []byte
		n    int
		want bool
	}{
		{"none", nil, 0, true},
		{"long", long, 300, true},
		{"class_only", []byte{1}, 0, false},
		{"cut", long[:2], 300, false},
		{"empty_run", []byte{1, 0}, 0, false},
		{"no_such_class", []byte{255, 1}, 1, false},
		{"huge", binary.AppendUvarint([]byte{1}, 1<<63), 0, false},
		{"too_large", binary.AppendUvarint([]byte{1}, 1<<31), 1 << 31, false},
		{"short", []byte{1, 2}, 3, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := runs(tt.runs).cover(tt.n); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestClasses(t *testing.T) {
	if len(classes) > 255 {
		t.Fatalf("%d classes do not fit into a byte", len(classes))
	}
	tests := []struct {
		token chroma.TokenType
		want  string
	}{
		{chroma.KeywordType, "kt"},
		{chroma.CommentSingle, "c1"},
		{chroma.LiteralStringBoolean, "s"}, // has no name: that of its kind
		{chroma.NameKeyword, ""},
		{chroma.Error, "err"},
		{chroma.Text, ""},
		{chroma.TextSymbol, ""},
		{chroma.NameOther, ""},
		{chroma.Punctuation, ""},
		{chroma.Other, ""},
		{chroma.LineNumbers, ""},
		{chroma.EOFType, ""},
		{chroma.TokenType(12345), ""},
		{chroma.TokenType(-12345), ""},
	}
	for _, tt := range tests {
		if got := classes[classOf(tt.token)]; got != tt.want {
			t.Errorf("%v has class %q, want %q", tt.token, got, tt.want)
		}
	}
}
