package base

import "strconv"

// An expressionParser is a Pratt parser: each operator binds as strongly as
// its place in binding says. It stops at the first mistake by a panic with
// an *Error, which parseExpression catches.
type expressionParser struct {
	scalar
	next  token
	end   int // of next, an offset
	depth int
}

var binding = map[string]int{
	"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
	"+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}

func parseExpression(s scalar) (e *expression, err error) {
	defer func() {
		if r := recover(); r != nil {
			failure, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			e, err = nil, failure
		}
	}()
	e = &expression{scalar: s}
	p := &expressionParser{scalar: s}
	p.advance()
	if p.next.kind == endToken {
		return e, nil
	}
	e.root = p.binary(0)
	if p.next.kind != endToken {
		p.unexpected("an operator")
	}
	return e, nil
}

func (p *expressionParser) fail(at int, format string, args ...any) {
	panic(p.errorAt(at, format, args...))
}

func (p *expressionParser) unexpected(wanted string) {
	if p.next.kind == endToken {
		p.fail(p.next.at, "the expression ends where %s is expected", wanted)
	}
	p.fail(p.next.at, "%s is expected, and not %q", wanted, p.text[p.next.at:p.end])
}

// is reports whether the next token is an operator.
func (p *expressionParser) is(op string) bool {
	return p.next.kind == operatorToken && p.next.text == op
}

func (p *expressionParser) expect(op string) {
	if !p.is(op) {
		p.unexpected(strconv.Quote(op))
	}
	p.advance()
}

// binary reads operators that bind more strongly than a limit.
func (p *expressionParser) binary(limit int) node {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.next.at, "the expression is nested too deeply")
	}
	left := p.unary()
	for p.next.kind == operatorToken && binding[p.next.text] > limit {
		op := p.next
		p.advance()
		left = &binary{at: at(op.at), op: op.text, left: left, right: p.binary(binding[op.text])}
	}
	p.depth--
	return left
}

func (p *expressionParser) unary() node {
	if !p.is("!") && !p.is("-") {
		return p.postfix()
	}
	if p.depth++; p.depth > maxDepth {
		p.fail(p.next.at, "the expression is nested too deeply")
	}
	op := p.next
	p.advance()
	n := &unary{at: at(op.at), op: op.text, of: p.unary()}
	p.depth--
	return n
}

// postfix reads a value and what hangs on it: .name, [key] and (arguments).
func (p *expressionParser) postfix() node {
	n := p.primary()
	for {
		start := p.next.at
		switch {
		case p.is("."):
			p.advance()
			if p.next.kind != nameToken {
				p.unexpected("a name")
			}
			n = &member{at: at(p.next.at), of: n, name: p.next.text}
			p.advance()
		case p.is("["):
			p.advance()
			n = &index{at: at(start), of: n, key: p.binary(0)}
			p.expect("]")
		case p.is("("):
			c := &call{}
			switch callee := n.(type) {
			case *identifier:
				c.at, c.name = callee.at, callee.name
			case *member:
				c.at, c.of, c.name = callee.at, callee.of, callee.name
			default:
				p.fail(start, "only a name can be called as a function")
			}
			p.advance()
			c.args = p.items(")")
			n = c
		default:
			return n
		}
	}
}

// items reads expressions up to a closing bracket.
func (p *expressionParser) items(closing string) []node {
	var items []node
	for !p.is(closing) {
		items = append(items, p.binary(0))
		if !p.is(closing) {
			p.expect(",")
		}
	}
	p.advance()
	return items
}

func (p *expressionParser) primary() node {
	t := p.next
	switch {
	case p.is("/"):
		return p.pattern()
	case p.is("("):
		p.advance()
		n := p.binary(0)
		p.expect(")")
		return n
	case p.is("["):
		p.advance()
		return &listLiteral{at: at(t.at), items: p.items("]")}
	case p.is("{"):
		return p.object()
	case t.kind == numberToken:
		p.advance()
		f, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			p.fail(t.at, "the number is too great")
		}
		return &literal{at: at(t.at), value: Number(f)}
	case t.kind == stringToken:
		p.advance()
		return &literal{at: at(t.at), value: Text(t.text)}
	case t.kind == nameToken:
		p.advance()
		switch t.text {
		case "true", "false":
			return &literal{at: at(t.at), value: Bool(t.text == "true")}
		case "null":
			return &literal{at: at(t.at), value: Null{}}
		}
		return &identifier{at: at(t.at), name: t.text}
	}
	p.unexpected("a value")
	return nil
}

func (p *expressionParser) object() node {
	o := &objectLiteral{at: at(p.next.at)}
	p.advance()
	for !p.is("}") {
		if p.next.kind != nameToken && p.next.kind != stringToken {
			p.unexpected("the name of a property")
		}
		o.keys = append(o.keys, p.next.text)
		p.advance()
		p.expect(":")
		o.values = append(o.values, p.binary(0))
		if !p.is("}") {
			p.expect(",")
		}
	}
	p.advance()
	return o
}
