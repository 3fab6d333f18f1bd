package mermaid

import (
	"regexp"
	"strconv"
	"strings"
)

// A sequence is what a sequence diagram says, from top to bottom.
type sequence struct {
	*plan
	actors  []*actor
	byID    map[string]*actor
	steps   []step
	blocks  []string // that are open, by keyword
	number  int      // of the next message, if they are numbered
	by      int      // between two numbers
	heading string
}

type actor struct {
	index  int
	label  label
	person bool
	x      float64 // of the lifeline
	width  float64
	active []float64 // where its open activations begin
}

// A step is a line of a sequence diagram.
type step struct {
	do       action
	from, to *actor
	label    label
	keyword  string // of a block, or where a note is
	dashed   bool
	heads    string // at the end, and at both ends: > x ) or none
	both     bool
}

type action int

const (
	send action = iota
	note
	begin
	divide
	end
	activate
	deactivate
)

var (
	actorID      = `([^\s:,;+<>-](?:[^:,;+<>-]|-[^\->x)])*?)`
	messageRE    = regexp.MustCompile(`^` + actorID + `\s*(<<)?(--?)(>>|>|x|\))\s*([+-]?)\s*` + actorID + `\s*:(.*)$`)
	actorRE      = regexp.MustCompile(`^(participant|actor)\s+` + actorID + `(?:\s+as\s+(.+?))?\s*;?$`)
	noteRE       = regexp.MustCompile(`^(?i:note)\s+(left of|right of|over)\s+` + actorID + `(?:\s*,\s*` + actorID + `)?\s*:(.*)$`)
	blockRE      = regexp.MustCompile(`^(loop|alt|opt|par|critical|break|rect)\b\s*(.*)$`)
	dividerRE    = regexp.MustCompile(`^(else|and|option)\b\s*(.*)$`)
	activateRE   = regexp.MustCompile(`^(activate|deactivate)\s+` + actorID + `\s*;?$`)
	autonumberRE = regexp.MustCompile(`^autonumber(?:\s+(\d{1,6}))?(?:\s+(\d{1,6}))?\s*(off)?$`)
	headingRE    = regexp.MustCompile(`^title\s*:?\s*(.+)$`)
	dividers     = map[string]string{"else": "alt", "and": "par", "option": "critical"}
)

func readSequence(s *source) (*plan, error) {
	if s.header.text != "sequenceDiagram" {
		return nil, s.header.left()
	}
	q := &sequence{plan: newPlan(), byID: map[string]*actor{}}
	for _, l := range s.lines {
		if err := q.line(l); err != nil {
			return nil, err
		}
		if len(q.steps) > maxParts || len(q.actors) > 50 {
			return nil, l.errorf("more than %d lines or 50 participants", maxParts)
		}
	}
	switch {
	case len(q.blocks) > 0:
		return nil, s.header.errorf("%s without end", q.blocks[len(q.blocks)-1])
	case len(q.actors) == 0:
		return nil, s.header.errorf("empty sequence diagram")
	}
	if s.title == "" {
		s.title = q.heading
	}
	q.markup = q.draw()
	return q.plan, nil
}

// actor returns a participant, and makes it when it is first met.
func (q *sequence) actor(id string) *actor {
	a := q.byID[id]
	if a == nil {
		a = &actor{index: len(q.actors), label: newLabel(id)}
		q.byID[id] = a
		q.actors = append(q.actors, a)
	}
	return a
}

func (q *sequence) add(s step) { q.steps = append(q.steps, s) }

func (q *sequence) line(l line) error {
	if m := actorRE.FindStringSubmatch(l.text); m != nil {
		if strings.Contains(m[2], "@") {
			return l.left()
		}
		a := q.actor(m[2])
		a.person = a.person || m[1] == "actor"
		if m[3] != "" {
			a.label = newLabel(m[3])
		}
		return nil
	}
	if m := noteRE.FindStringSubmatch(l.text); m != nil {
		from := q.actor(m[2])
		to := from
		if m[3] != "" {
			to = q.actor(m[3])
		}
		if from.index > to.index {
			from, to = to, from
		}
		q.add(step{do: note, from: from, to: to, keyword: m[1], label: newLabel(m[4])})
		return nil
	}
	if m := activateRE.FindStringSubmatch(l.text); m != nil {
		do := activate
		if m[1] == "deactivate" {
			do = deactivate
		}
		q.add(step{do: do, from: q.actor(m[2])})
		return nil
	}
	if m := autonumberRE.FindStringSubmatch(l.text); m != nil {
		q.autonumber(m)
		return nil
	}
	if m := messageRE.FindStringSubmatch(l.text); m != nil {
		return q.message(l, m)
	}
	if m := headingRE.FindStringSubmatch(l.text); m != nil {
		q.heading = newLabel(m[1]).plain
		return nil
	}
	return q.block(l)
}

func (q *sequence) autonumber(m []string) {
	q.number, q.by = 1, 1
	if n, err := strconv.Atoi(m[1]); err == nil {
		q.number = n
	}
	if n, err := strconv.Atoi(m[2]); err == nil {
		q.by = n
	}
	if m[3] != "" {
		q.by = 0
	}
}

func (q *sequence) message(l line, m []string) error {
	if m[2] != "" && m[4] != ">>" {
		return l.left()
	}
	text := strings.TrimSpace(m[7])
	if q.by > 0 {
		text = strconv.Itoa(q.number) + ". " + text
		q.number += q.by
	}
	from, to := q.actor(m[1]), q.actor(m[6])
	q.add(step{
		do: send, from: from, to: to, label: newLabel(text),
		dashed: m[3] == "--", heads: m[4], both: m[2] != "",
	})
	switch m[5] {
	case "+":
		q.add(step{do: activate, from: to})
	case "-":
		q.add(step{do: deactivate, from: from})
	}
	return nil
}

// block reads the lines of loop, alt and their like. The ground of a rect is
// not drawn.
func (q *sequence) block(l line) error {
	if m := blockRE.FindStringSubmatch(l.text); m != nil {
		q.blocks = append(q.blocks, m[1])
		if m[1] != "rect" {
			q.add(step{do: begin, keyword: m[1], label: newLabel(m[2])})
		}
		return nil
	}
	last := len(q.blocks) - 1
	if strings.TrimRight(l.text, "; ") == "end" {
		if last < 0 {
			return l.errorf("end without a block")
		}
		if q.blocks[last] != "rect" {
			q.add(step{do: end})
		}
		q.blocks = q.blocks[:last]
		return nil
	}
	m := dividerRE.FindStringSubmatch(l.text)
	if m == nil {
		return l.left()
	}
	if last < 0 || q.blocks[last] != dividers[m[1]] {
		return l.errorf("%s outside of %s", m[1], dividers[m[1]])
	}
	q.add(step{do: divide, label: newLabel(m[2])})
	return nil
}
