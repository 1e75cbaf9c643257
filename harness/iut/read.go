package iut

import (
	"errors"
	"fmt"
	"os"
	"reflect"
)

// Read fills a struct from a YAML file of another kind than a duet.yaml, as strictly as [Load] does: an unknown key, a key
// that comes twice and a value of the wrong type are a [BadConfig]. whole names the kind of file for the error of one that
// can't be read ("waivers"). into is a pointer to the struct, whose fields are texts, numbers, durations, lists of texts, and
// sections and lists of sections of such fields; keys are as the yaml tags say, or the fields' names with a small letter.
//
// lines tells where each key stands, by its full name ("waivers[0].owner", and "waivers[0]" for the section as a whole).
func Read(path, whole string, into any) (lines map[string]int, err error) {
	text, err := content(whole, path)
	if err != nil {
		return nil, err
	}
	root, err := tree(path, text)
	if err != nil {
		return nil, err
	}
	value := reflect.ValueOf(into).Elem()
	s := &strict{file: path, lines: map[string]int{}, whole: value.Type()}
	s.fill(root, value, "", nil)
	if len(s.problems) > 0 {
		return s.lines, s.problems.sorted()
	}
	return s.lines, nil
}

// content is the text of a file. Its errors name the path once.
func content(whole, path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		var of *os.PathError
		if errors.As(err, &of) {
			err = of.Err
		}
		return nil, fmt.Errorf("the %s %s can't be read: %w", whole, path, err)
	}
	return text, nil
}
