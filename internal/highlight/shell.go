package highlight

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"mvdan.cc/sh/v3/syntax"
)

// shellBuiltins are the commands that a shell runs itself, as far as they are
// shown as such.
var shellBuiltins = set(`alias bg bind builtin caller cd command compgen complete dirs disown echo enable eval exec exit false
fc fg getopts hash help history jobs kill let logout mapfile popd printf pushd pwd read readarray set shift shopt source
suspend test time times trap true type ulimit umask unalias unset wait`)

func set(words string) map[string]bool {
	s := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		s[word] = true
	}
	return s
}

var shellParsers = sync.Pool{New: func() any {
	return syntax.NewParser(syntax.Variant(syntax.LangBash), syntax.KeepComments(true))
}}

// shellRuns reads a script of a shell as bash does. What bash would refuse, as
// a session or a piece of a script, is left to chroma and gives no runs.
func shellRuns(source string) runs {
	parser := shellParsers.Get().(*syntax.Parser)
	defer shellParsers.Put(parser)
	file, err := parser.Parse(strings.NewReader(source), "")
	if err != nil {
		return ""
	}
	s := &shellReader{source: source}
	syntax.Walk(file, s.visit)
	slices.SortStableFunc(s.tokens, func(a, b shellToken) int { return cmp.Compare(a.start, b.start) })
	b := newBuilder(source)
	for _, t := range s.tokens {
		if t.start >= b.at {
			b.token(t.kind, t.start, t.end)
		}
	}
	return b.runs()
}

type shellToken struct {
	start, end int
	kind       chroma.TokenType
}

// A shellReader collects the tokens of a script from its syntax tree. Some
// stand in the tree before others that stand before them in the source.
type shellReader struct {
	source string
	tokens []shellToken
}

func (s *shellReader) add(kind chroma.TokenType, start, end int) {
	if start < end && end <= len(s.source) {
		s.tokens = append(s.tokens, shellToken{start, end, kind})
	}
}

func (s *shellReader) node(kind chroma.TokenType, n syntax.Node) {
	s.add(kind, int(n.Pos().Offset()), int(n.End().Offset()))
}

// at adds tokens of the same length at some places.
func (s *shellReader) at(kind chroma.TokenType, length int, places ...syntax.Pos) {
	for _, p := range places {
		if p.IsValid() {
			s.add(kind, int(p.Offset()), int(p.Offset())+length)
		}
	}
}

// words adds the reserved words at some places.
func (s *shellReader) words(places ...syntax.Pos) {
	for _, p := range places {
		if p.IsValid() && int(p.Offset()) < len(s.source) {
			rest := s.source[p.Offset():]
			end := strings.IndexFunc(rest, func(r rune) bool { return r < 'a' || r > 'z' })
			if end < 0 {
				end = len(rest)
			}
			s.at(chroma.Keyword, end, p)
		}
	}
}

func (s *shellReader) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Comment:
		kind := chroma.CommentSingle
		if n.Pos().Offset() == 0 && strings.HasPrefix(n.Text, "!") {
			kind = chroma.CommentHashbang
		}
		s.node(kind, n)
	case *syntax.CallExpr:
		s.call(n)
	case *syntax.DeclClause:
		s.node(chroma.NameBuiltin, n.Variant)
	case *syntax.Assign:
		if n.Name != nil {
			s.node(chroma.NameVariable, n.Name)
			end := int(n.Name.End().Offset())
			if i := strings.IndexByte(s.source[end:min(end+2, len(s.source))], '='); i >= 0 {
				s.add(chroma.Operator, end, end+i+1)
			}
		}
	case *syntax.SglQuoted:
		s.node(chroma.LiteralStringSingle, n)
	case *syntax.DblQuoted:
		s.quoted(n, n.Parts)
	case *syntax.Redirect:
		if n.Hdoc != nil {
			s.parts(chroma.LiteralString, n.Hdoc.Parts)
		}
	case *syntax.Word:
		if text := n.Lit(); text != "" && strings.Trim(text, "0123456789") == "" {
			s.node(chroma.LiteralNumber, n)
		}
	case *syntax.ParamExp:
		s.parameter(n)
	case *syntax.CmdSubst:
		if n.Backquotes {
			s.at(chroma.LiteralStringBacktick, 1, n.Left, n.Right)
			break
		}
		s.at(chroma.Keyword, 2, n.Left)
		s.at(chroma.Keyword, 1, n.Right)
	case *syntax.ArithmExp:
		s.at(chroma.Keyword, 3, n.Left)
		s.at(chroma.Keyword, 2, n.Right)
	case *syntax.IfClause:
		s.words(n.Position, n.ThenPos, n.FiPos)
	case *syntax.WhileClause:
		s.words(n.WhilePos, n.DoPos, n.DonePos)
	case *syntax.ForClause:
		s.words(n.ForPos, n.DoPos, n.DonePos)
	case *syntax.CaseClause:
		s.words(n.Case, n.Esac)
	case *syntax.FuncDecl:
		if n.RsrvWord {
			s.words(n.Position)
		}
		s.node(chroma.NameFunction, n.Name)
	case *syntax.TimeClause:
		s.words(n.Time)
	case *syntax.Block:
		s.at(chroma.Operator, 1, n.Lbrace, n.Rbrace)
	case *syntax.TestClause:
		s.at(chroma.Operator, 2, n.Left, n.Right)
	case *syntax.BinaryCmd:
		if n.Op == syntax.AndStmt || n.Op == syntax.OrStmt {
			s.at(chroma.Operator, 2, n.OpPos)
		}
	}
	return true
}

// call adds the name of a command, if the shell has a meaning for it.
func (s *shellReader) call(n *syntax.CallExpr) {
	if len(n.Args) == 0 {
		return
	}
	name := n.Args[0]
	switch text := name.Lit(); {
	case text == "[":
		s.node(chroma.Operator, name)
		if last := n.Args[len(n.Args)-1]; last.Lit() == "]" {
			s.node(chroma.Operator, last)
		}
	case text == "return" || text == "break" || text == "continue":
		s.node(chroma.Keyword, name)
	case shellBuiltins[text]:
		s.node(chroma.NameBuiltin, name)
	}
}

// quoted adds the quotes of a string, and its text.
func (s *shellReader) quoted(n *syntax.DblQuoted, parts []syntax.WordPart) {
	start, end := int(n.Pos().Offset()), int(n.End().Offset())
	first, last := end-1, start+1
	if len(parts) > 0 {
		first, last = int(parts[0].Pos().Offset()), int(parts[len(parts)-1].End().Offset())
	}
	s.add(chroma.LiteralStringDouble, start, first)
	s.parts(chroma.LiteralStringDouble, parts)
	s.add(chroma.LiteralStringDouble, last, end)
}

// parts adds the text of a string between what is expanded there.
func (s *shellReader) parts(kind chroma.TokenType, parts []syntax.WordPart) {
	for _, part := range parts {
		if lit, ok := part.(*syntax.Lit); ok {
			s.node(kind, lit)
		}
	}
}

// parameter adds what is expanded: "$x" or "${x:-y}".
func (s *shellReader) parameter(n *syntax.ParamExp) {
	if n.Short {
		s.node(chroma.NameVariable, n)
		return
	}
	s.at(chroma.LiteralStringInterpol, 2, n.Dollar)
	if n.Param != nil {
		s.node(chroma.NameVariable, n.Param)
	}
	s.at(chroma.LiteralStringInterpol, 1, n.Rbrace)
}
