package report

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Load reads the report that [Save] wrote into a directory. It is an error when there is none, and when it is not one of
// this version of duet's. What the evidence was made from is not in it: see [Purpose.Evidence].
func Load(dir string) (Result, error) {
	path := filepath.Join(dir, JSONFile)
	f, err := os.Open(path)
	if err != nil {
		return Result{}, fmt.Errorf("there is no report in %s: %w", dir, err)
	}
	defer f.Close()
	in := json.NewDecoder(f)
	in.DisallowUnknownFields()
	var r Result
	if err := in.Decode(&r); err != nil {
		return Result{}, fmt.Errorf("%s is not a report of duet: %w", path, err)
	}
	if r.APIVersion != APIVersion || r.Kind != Kind {
		return Result{}, fmt.Errorf("%s is not a report of duet: it is a %q of version %q, not a %q of version %q", path, r.Kind, r.APIVersion, Kind, APIVersion)
	}
	return r, nil
}
