package matrix

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/duet-conformance/duet/harness/report"
)

// The files that [Matrix.Save] writes.
const (
	JSONFile  = "mutants.json"
	TableFile = "mutants.txt"
)

// Save writes the matrix as JSON and as a table into a directory, which is made if it isn't there.
func (m Matrix) Save(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("the kill matrix can't be written: %w", err)
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{{JSONFile, m.writeJSON}, {TableFile, m.WriteTable}} {
		if err := report.Replace(filepath.Join(dir, file.name), file.write); err != nil {
			return fmt.Errorf("the kill matrix %s can't be written: %w", file.name, err)
		}
	}
	return nil
}

func (m Matrix) writeJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(m)
}
