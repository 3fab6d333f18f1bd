package base

import "slices"

// summarize writes below the columns of a table what the view asks for.
func (v View) summarize(t *Table, e *evaluation) {
	if v.Type != "table" {
		return
	}
	for i := range t.Columns {
		column := &t.Columns[i]
		name, ok := v.summaries[column.ID]
		if !ok || name.text == "" {
			continue
		}
		values := List{}
		for _, g := range t.Groups {
			for _, row := range g.Rows {
				values = append(values, row.Cells[i].Value)
			}
		}
		e.given = map[string]Value{"values": values}
		x, custom := e.base.summaries[name.text]
		if !custom {
			x = &expression{scalar: name, root: &summary{name: name.text}}
		}
		column.SummaryName = name.text
		column.Summary.Value, column.Summary.Err = e.run(x, true)
		if column.Summary.Err != nil {
			t.problem(column.Summary.Err)
		}
	}
}

// summary evaluates one of Obsidian's own summaries of the given values.
func (e *evaluation) summary(name string) Value {
	values, _ := e.given["values"].(List)
	switch name {
	case "Empty", "Filled":
		return count(values, func(v Value) bool { return empty(v) == (name == "Empty") })
	case "Checked", "Unchecked":
		return count(values, func(v Value) bool { return v == Bool(name == "Checked") })
	case "Unique":
		seen := map[string]bool{}
		for _, v := range values {
			if !empty(v) {
				seen[groupID(v)] = true
			}
		}
		return Number(len(seen))
	case "Earliest", "Latest":
		first, last, _ := dateRange(values)
		if name == "Latest" {
			return last
		}
		return first
	case "Average":
		return e.mean(values)
	case "Min", "Max", "Sum", "Range", "Median":
		return e.numberSummary(name, values)
	}
	e.fail("there is no summary %q here", name)
	return nil
}

func (e *evaluation) numberSummary(name string, values List) Value {
	if first, last, ok := dateRange(values); ok && name == "Range" {
		return duration{milliseconds: float64(last.(Date).UnixMilli() - first.(Date).UnixMilli())}
	}
	var numbers []float64
	sum := 0.0
	for _, v := range values {
		if f, ok := number(v); ok {
			numbers = append(numbers, f)
			sum += f
		}
	}
	n := len(numbers)
	if n == 0 {
		return Null{}
	}
	slices.Sort(numbers)
	switch name {
	case "Min":
		return Number(numbers[0])
	case "Max":
		return Number(numbers[n-1])
	case "Sum":
		return e.finite(sum)
	case "Range":
		return e.finite(numbers[n-1] - numbers[0])
	}
	return e.finite((numbers[(n-1)/2] + numbers[n/2]) / 2)
}

func count(values List, counts func(Value) bool) Value {
	n := 0
	for _, v := range values {
		if counts(v) {
			n++
		}
	}
	return Number(n)
}

// dateRange returns the first and the last date; without any, ok is false.
func dateRange(values List) (first, last Value, ok bool) {
	first, last = Null{}, Null{}
	for _, v := range values {
		d, isDate := v.(Date)
		if !isDate {
			continue
		}
		if !ok || d.Before(first.(Date).Time) {
			first = d
		}
		if !ok || d.After(last.(Date).Time) {
			last = d
		}
		ok = true
	}
	return first, last, ok
}
