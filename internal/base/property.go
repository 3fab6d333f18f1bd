package base

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// noteProperty returns a property of a note; those that it lacks are null.
func (e *evaluation) noteProperty(f *File, name string) Value {
	raw, ok := f.property(name)
	if !ok {
		return Null{}
	}
	v := e.fromYAML(raw, 0)
	if !strings.EqualFold(name, "tags") {
		return v
	}
	if s, ok := v.(Text); ok {
		return Tag(s)
	}
	if list, ok := v.(List); ok {
		for i, item := range list {
			if s, ok := item.(Text); ok {
				list[i] = Tag(s)
			}
		}
	}
	return v
}

// fromYAML turns what YAML holds into values.
func (e *evaluation) fromYAML(raw any, depth int) Value {
	e.spend(1)
	if depth > maxDepth {
		return Null{}
	}
	switch v := raw.(type) {
	case nil:
		return Null{}
	case bool:
		return Bool(v)
	case int:
		return Number(v)
	case int64:
		return Number(v)
	case uint64:
		return Number(v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return Text(fmt.Sprint(v))
		}
		return Number(v)
	case string:
		return e.fromText(v)
	case time.Time:
		midnight := v.Hour() == 0 && v.Minute() == 0 && v.Second() == 0 && v.Nanosecond() == 0
		return Date{Time: v, HasTime: !midnight}
	case []string:
		list := make(List, len(v))
		for i, item := range v {
			list[i] = e.fromYAML(item, depth+1)
		}
		return list
	case []any:
		list := make(List, len(v))
		for i, item := range v {
			list[i] = e.fromYAML(item, depth+1)
		}
		return list
	case map[string]any:
		o := object{}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			o = append(o, field{key, e.fromYAML(v[key], depth+1)})
		}
		return o
	case yaml.MapSlice:
		o := object{}
		for _, item := range v {
			o = append(o, field{fmt.Sprint(item.Key), e.fromYAML(item.Value, depth+1)})
		}
		return o
	}
	return Text(fmt.Sprint(raw))
}
