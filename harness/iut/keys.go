package iut

import (
	"reflect"
	"strings"
	"unicode"
)

// join writes the full key of a name in a section.
func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

// keyOf is the key of a field; "" when it has none.
func keyOf(f reflect.StructField) string {
	switch tag := f.Tag.Get("yaml"); tag {
	case "-":
		return ""
	case "":
		r := []rune(f.Name)
		r[0] = unicode.ToLower(r[0])
		return string(r)
	default:
		return tag
	}
}

// fieldOf finds the field of a key, and the words that a text in it may be (nil: any).
func fieldOf(v reflect.Value, key string) (field reflect.Value, words []string, ok bool) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if keyOf(f) != key || key == "" {
			continue
		}
		if oneof := f.Tag.Get("oneof"); oneof != "" {
			words = strings.Split(oneof, ",")
		}
		return v.Field(i), words, true
	}
	return reflect.Value{}, nil, false
}

// keysOf lists the keys of a struct, in the order of its fields.
func keysOf(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		if key := keyOf(t.Field(i)); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// allKeys lists the full keys of a struct and of the structs in it.
func allKeys(t reflect.Type, under string) []string {
	var keys []string
	for i := range t.NumField() {
		key := keyOf(t.Field(i))
		if key == "" {
			continue
		}
		keys = append(keys, join(under, key))
		if ft := t.Field(i).Type; ft.Kind() == reflect.Struct {
			keys = append(keys, allKeys(ft, join(under, key))...)
		}
	}
	return keys
}
