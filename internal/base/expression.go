package base

// An expression is a condition, a formula or the name of a property. Without
// a root its value is null.
type expression struct {
	scalar
	root node
}

// A node is a part of an expression.
type node interface{ pos() int }

// An at is where a node stands, an offset of the text.
type at int

func (a at) pos() int { return int(a) }

type (
	literal struct {
		at
		value Value
	}
	identifier struct {
		at
		name string
	}
	member struct {
		at
		of   node
		name string
	}
	index struct {
		at
		of, key node
	}
	// call is a function: of a value, or global when of is nil.
	call struct {
		at
		of   node
		name string
		args []node
	}
	unary struct {
		at
		op string
		of node
	}
	binary struct {
		at
		op          string
		left, right node
	}
	listLiteral struct {
		at
		items []node
	}
	objectLiteral struct {
		at
		keys   []string
		values []node
	}
	// summary is one of Obsidian's own summaries of a column.
	summary struct {
		at
		name string
	}
)
