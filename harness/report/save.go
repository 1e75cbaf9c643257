package report

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// The files that [Save] writes.
const (
	JSONFile  = "report.json"
	JUnitFile = "junit.xml"
)

// WriteJSON writes the result as indented JSON that fits the project's schema of reports, with the evidence of every verdict
// that is no pass.
func WriteJSON(w io.Writer, r Result) error {
	r.Purposes = slices.Clone(r.Purposes)
	for i := range r.Purposes {
		p := r.Purposes[i]
		p.Waived = "" // a report that is merged with others may be waived in another way
		r.Purposes[i].Evidence = Explain(p)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(r)
}

// Save writes the JSON and the JUnit report into a directory, which is made if it isn't there. A file is either the whole
// new report or what was there before.
func Save(dir string, r Result) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("the reports can't be written: %w", err)
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer, Result) error
	}{{JSONFile, WriteJSON}, {JUnitFile, WriteJUnit}} {
		write := func(w io.Writer) error { return file.write(w, r) }
		if err := Replace(filepath.Join(dir, file.name), write); err != nil {
			return fmt.Errorf("the report %s can't be written: %w", file.name, err)
		}
	}
	return nil
}

// Replace writes a file anew: it is either the whole new one or, after an error, what was there before.
func Replace(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = write(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err = os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
