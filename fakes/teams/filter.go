package teams

import (
	"fmt"
	"strings"
	"time"
)

// resource is what an OData expression reads: property values are string, bool, time.Time, []string, or []resource; ok is
// false for a property that the resource does not have.
type resource interface {
	property(name string) (value any, ok bool)
}

// filter is a $filter expression (OData 4.01 part 2, section 5.1.1), as far as Graph's directory takes it: and, or, not,
// parentheses; eq, ne, gt, ge, lt, le, in; startsWith, endsWith; any over a collection.
type filter interface {
	holds(scope scope) (bool, error)
}

// scope resolves names: lambda variables first, then properties of the resource.
type scope struct {
	on   resource
	vars map[string]any
}

// value resolves a path such as "displayName" or "p/service".
func (s scope) value(path string) (any, error) {
	first, rest, deeper := strings.Cut(path, "/")
	if v, ok := s.vars[first]; ok {
		if !deeper {
			return v, nil
		}
		if inner, ok := v.(resource); ok {
			return scope{on: inner}.value(rest)
		}
		return nil, fmt.Errorf("'%s' has no property '%s'", first, rest)
	}
	v, ok := s.on.property(first)
	if !ok || deeper {
		return nil, fmt.Errorf("could not find a property named '%s'", path)
	}
	return v, nil
}

type (
	junction struct {
		or   bool
		a, b filter
	}
	negation   struct{ of filter }
	comparison struct {
		path, op string
		with     literal
	}
	membership struct {
		path string
		in   []literal
	}
	affix struct {
		path, text string
		end        bool
	}
	anyOf struct {
		path, name string
		body       filter // nil: not empty
	}
)

// literal is a value written in an expression: string, bool, time.Time, or nil for null.
type literal any

func (f junction) holds(s scope) (bool, error) {
	a, err := f.a.holds(s)
	if err != nil {
		return false, err
	}
	b, err := f.b.holds(s) // always asked, so that a name that does not exist is found in any case
	if f.or {
		return a || b, err
	}
	return a && b, err
}

func (f negation) holds(s scope) (bool, error) {
	ok, err := f.of.holds(s)
	return !ok, err
}

func (f comparison) holds(s scope) (bool, error) {
	v, err := s.value(f.path)
	if err != nil {
		return false, err
	}
	order, known := compare(v, f.with)
	if !known {
		return false, fmt.Errorf("'%s' can't be compared with %v", f.path, f.with)
	}
	switch f.op {
	case "eq":
		return order == 0, nil
	case "ne":
		return order != 0, nil
	case "gt":
		return order > 0, nil
	case "ge":
		return order >= 0, nil
	case "lt":
		return order < 0, nil
	default: // le
		return order <= 0, nil
	}
}

// compare orders two values, strings without regard to case as the directory does. Null equals only null.
func compare(v any, with literal) (order int, known bool) {
	if v == nil || with == nil {
		if v == nil && with == nil {
			return 0, true
		}
		return 1, true
	}
	switch v := v.(type) {
	case string:
		text, ok := with.(string)
		return strings.Compare(strings.ToLower(v), strings.ToLower(text)), ok
	case bool:
		truth, ok := with.(bool)
		if v == truth {
			return 0, ok
		}
		return 1, ok
	case time.Time:
		at, ok := with.(time.Time)
		return v.Compare(at), ok
	}
	return 0, false
}

func (f membership) holds(s scope) (bool, error) {
	v, err := s.value(f.path)
	if err != nil {
		return false, err
	}
	for _, one := range f.in {
		order, known := compare(v, one)
		if !known {
			return false, fmt.Errorf("'%s' can't be compared with %v", f.path, one)
		}
		if order == 0 {
			return true, nil
		}
	}
	return false, nil
}

func (f affix) holds(s scope) (bool, error) {
	v, err := s.value(f.path)
	if err != nil {
		return false, err
	}
	text, isText := v.(string)
	if !isText && v != nil {
		return false, fmt.Errorf("'%s' is no string", f.path)
	}
	text, part := strings.ToLower(text), strings.ToLower(f.text)
	if f.end {
		return strings.HasSuffix(text, part), nil
	}
	return strings.HasPrefix(text, part), nil
}

func (f anyOf) holds(s scope) (bool, error) {
	v, err := s.value(f.path)
	if err != nil {
		return false, err
	}
	var items []any
	switch v := v.(type) {
	case []string:
		for _, item := range v {
			items = append(items, item)
		}
	case []resource:
		for _, item := range v {
			items = append(items, item)
		}
	default:
		return false, fmt.Errorf("'%s' is no collection", f.path)
	}
	if f.body == nil {
		return len(items) > 0, nil
	}
	for _, item := range items {
		ok, err := f.body.holds(scope{on: s.on, vars: map[string]any{f.name: item}})
		if ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}
