package highlight

import (
	"regexp"
	"strings"
	"testing"
)

var classed = regexp.MustCompile(`‹\w+ ([^›]*)›`)

// TestTokens: each source with its classes, written as ‹class text›; what
// has none is as it is.
func TestTokens(t *testing.T) {
	tests := []struct{ lang, want string }{
		{"go", "‹cp //go:build linux›\n‹c1 //go:›\n‹c1 //x›\n‹c1 // x›\n‹c1 //›\n‹cp //line x.go:1›"},
		{"go", "‹kn import› (\n\t‹s \"x\"›\n)"},
		{"go", "x ‹o :=› ‹mi 1›‹o +›‹mi 1_000›‹o -›‹mo 0o17›‹o *›‹mo 017›‹o /›‹mh 0xF›‹o %›‹mb 0b1›‹o &^›‹mf 1.5e3›‹o +›‹mf 0x1p-2›‹o +›‹m 2i›‹o +›‹mi 0›"},
		{"go", "‹sc '\\''› ‹s \"a\"› ‹s `b\r\n`› ‹cm /* c */›"},
		{"go", "‹kd func› ‹nf F›[T ‹kt any›](x ~‹kt int›) ‹kt error› { ‹k return› ‹nb len›(len.‹nf len›()) ‹o <=› ‹kc nil› ‹o ||› x | y ‹o &^› !z }"},
		{"go", "‹nb string›(b); ‹kt string›; x.string; x.‹nf string›()"},
		{"go", "f, err = ‹nf g› (x)"},

		{"js", "‹ch #!/usr/bin/env node›\n‹k this›.x ‹o =› ‹kc null›"},
		{"js", "x ‹o =› a ‹o /› b ‹o /› c; y ‹o =› ‹sr /[/]\\//giv›.‹nf test›(z)"},
		{"js", "‹k if› (x) ‹sr /re/›.‹nf test›(y); (x) ‹o /› y ‹o /› z"},
		{"js", "‹k return› ‹sr /=a/›; x ‹o /=› ‹mi 2›; a[‹mi 0›] ‹o /› b ‹o /› c; i‹o ++› ‹o /› b"},
		{"js", "{ x } ‹sr /re/›.‹nf test›(y); o ‹o =› {a: ‹mi 1›} ‹o /› b"},
		{"js", "‹sb `a }›‹si ${›‹nf f›({b: {}})‹si }›‹sb  c ›‹si ${›‹sb `d`›‹si }›‹sb `›"},
		{"js", "‹mi 1_000n› ‹mh 0xFF› ‹mo 0o17› ‹mb 0b11› ‹mf 1.5e-3› ‹mf .5› ‹mi 017›"},
		{"js", "‹kr import› ‹o *› ‹kr as› x ‹kr from› ‹s1 'y'›; ‹kr import› { a ‹kr as› b } ‹kr from› ‹s2 \"z\"›"},
		{"js", "‹kd const› from ‹o =› async; ‹kd let› [x] ‹o =› set; ‹k for› (‹kd const› set ‹k of› get) ‹nf of›(set)"},
		{"js", "‹kr async› ‹kd function› ‹nf f›() { ‹kr await› g?.‹nf #h›() }"},
		{"js", "‹kd class› ‹nc A› ‹kr extends› B { ‹kr static› #x; ‹kr get› ‹nf y›() {} ‹kr static› { ‹kr super›.k } }"},
		{"js", "x.class ‹o =› {class: ‹mi 1›, default: x ‹o ?› ‹kc true› : ‹k this›.‹nf delete›()}"},
		{"js", "‹nb console›.‹nf log›(‹nb Math›.PI, a.Math, _under_score)"},
		{"js", "‹c1 // a›\n‹cm /* b\nc */› ‹c1 <!-- d›"},
		{"js", "‹s1 'open›\nx ‹o =› ‹sb `open\nto the end›"},
		{"js", "x ‹cm /* open\n›"},

		{"json", `{‹nt "a"›: [‹mi 1›, ‹mf -2.5e3›, ‹kc true›, ‹kc null›, ‹s2 "b\"c"›], ‹nt "d"› : {}} ‹c1 // e›`},
		{"json5", "{‹nt a›: ‹s1 'b'›, ‹nt c›: ‹mi +1›,}"},
		{"json", `‹nt "fragment"›: ‹s2 "of one"›,`},

		{"css", "‹nt a›‹nn #b›.‹nc c›:‹nd hover›::‹nd before› ‹o >› ‹nt p›[‹na href›‹o ^=›‹s2 \"x\"›] { ‹k color›: ‹mh #fff› ‹k !important›; }"},
		{"css", "‹nt a› { ‹k margin›: ‹mi -1›‹kt px› ‹mf .5›‹kt em› ‹mi 50›‹kt %›; &:‹nd hover› { ‹k top›: ‹mi 0› } ‹k left›: ‹nb calc›(‹mi 1›‹kt px› ‹o +› ‹nb var›(‹nv --x›)) }"},
		{"css", "‹k @media› (‹k min-width›: ‹mi 40›‹kt rem›) ‹k and› (‹k hover›: hover) { ‹nt p›:‹nd is›(‹nt a›, .‹nc b›) { ‹nv --y›: ‹kc auto› } }"},
		{"css", "‹k @import› ‹nb url›(‹sx a;b.css›); ‹k @font-face› { ‹k font-family›: ‹s1 'a'›, ‹kc serif›; ‹k unicode-range›: ‹mh U+26› }"},
		{"css", "‹k color›: ‹kc red›; ‹c /* open ›"},

		{"html", "‹cp <!doctype html>›\n<‹nt a› ‹na href›‹o =›‹s \"x\"› ‹na @click›‹o =›‹s y› ‹na disabled›>‹ni &amp;› & b</‹nt a›> ‹c <!-- c -->›"},
		{"html", "<‹nt svg› ‹na a›><‹nt path›/></‹nt svg›><‹nt SCRIPT›>‹kd let› a ‹o <› b</‹nt SCRIPT› >"},
		{"html", "<‹nt script› ‹na type›‹o =›‹s 'application/json'›>{‹nt \"a\"›: ‹mi 1›}</‹nt script›><‹nt script› ‹na type›‹o =›‹s x›>let</‹nt script›>"},
		{"html", "<‹nt style›>‹nt a›{}</‹nt style›><‹nt textarea›><b>‹ni &#39;›</‹nt textarea›>"},

		{"sh", "‹ch #!/bin/sh›\n‹c1 # c›\n‹nb set› -e; ‹nb export› ‹nv A›‹o =›b ‹nv C›‹o =›‹s2 \"a ›‹nv $x›‹s2  ›‹si ${›‹nv y›:-z‹si }›‹s2 \"›"},
		{"bash", "‹k if› ‹o [› -f ‹s2 \"›‹nv $f›‹s2 \"› ‹o ]›; ‹k then› ‹nb cd› x ‹o &&› ls | wc >a; ‹k elif› ‹o [[› a ‹o ]]›; ‹k then› :; ‹k else› ‹nb exit› ‹m 1›; ‹k fi›"},
		{"sh", "‹k for› i in ‹m 1› ‹m 2›; ‹k do› npm i --save a@1.2 ‹o ||› ‹nb true›; ‹k done› & ‹k while› ‹nb read› -r l; ‹k do› x; ‹k done›"},
		{"sh", "‹nf f›() ‹o {› ‹nb local› ‹nv a›‹o +=›‹k $(›ls‹k )›; ‹k return› ‹m 0›; ‹o }›; ‹k function› ‹nf g› ‹o {› ‹sb `›‹nb pwd›‹sb `›; ‹o }›"},
		{"sh", "cat <<X\n‹s a ›‹nv $y›‹s \nX›\n‹nb echo› ‹k $((›‹m 1›+‹m 2›‹k ))› ‹s1 'lit $x'› ‹s1 $'\\n'› ‹c1 # not 'a›\n"},
		{"sh", "‹k case› ‹nv $1› in a) ‹nb echo› ‹nv $@› ;; ‹k esac›"},
		{"sh", "$ ‹nb cd› ‹o (› x"}, // no script: as chroma reads it

		{"typescript", "‹kd let› x: ‹kt number› ‹o =› ‹mi 1›"},
		{"diff", "‹gd -a\n›‹gi +b\n›"},
	}
	for _, tt := range tests {
		source := classed.ReplaceAllString(tt.want, "$1")
		var got strings.Builder
		at := 0
		for class, n := range tokenize(tt.lang, source).all() {
			text := source[at : at+n]
			if class != 0 {
				text = "‹" + classes[class] + " " + text + "›"
			}
			got.WriteString(text)
			at += n
		}
		if got.String() != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.lang, got.String(), tt.want)
		}
	}
}
