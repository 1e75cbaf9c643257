package pidf

import (
	"cmp"
	"fmt"
	"slices"
)

// Compose puts together what several endpoints published about one person: the union of their tuples and of their
// person elements, each sorted by id. Ids stay as they were published, so that an endpoint finds its own tuple again;
// where two documents use one id, the later document's becomes "id-2" (and so on), since ids are unique within a document
// (RFC 3863 §4.1.2). [Collisions] tells of it beforehand. Without documents the result has no tuple.
func Compose(entity string, docs ...Document) Document {
	whole := Document{Entity: entity}
	taken := map[string]bool{}
	for _, d := range docs { // ids that are free as they are come first, so that a made-up one never takes their place
		for _, id := range d.ids() {
			taken[id] = true
		}
	}
	used := map[string]bool{}
	unique := func(id string) string {
		if !used[id] {
			used[id] = true
			return id
		}
		for n := 2; ; n++ {
			if other := fmt.Sprintf("%s-%d", id, n); !taken[other] {
				taken[other] = true
				return other
			}
		}
	}
	for _, d := range docs {
		for _, t := range d.Tuples {
			t.ID = unique(t.ID)
			whole.Tuples = append(whole.Tuples, t)
		}
		for _, p := range d.People {
			p.ID = unique(p.ID)
			p.Activities = slices.Clone(p.Activities)
			whole.People = append(whole.People, p)
		}
	}
	slices.SortFunc(whole.Tuples, func(a, b Tuple) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(whole.People, func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	return whole
}

// Collisions returns the ids of tuples and person elements that more than one of the documents uses, sorted; nil when
// there are none.
func Collisions(docs ...Document) []string {
	count := map[string]int{}
	for _, d := range docs {
		for _, id := range d.ids() {
			count[id]++
		}
	}
	var twice []string
	for id, n := range count {
		if n > 1 {
			twice = append(twice, id)
		}
	}
	slices.Sort(twice)
	return twice
}

// ids are the ids of all tuples and person elements.
func (d Document) ids() []string {
	ids := make([]string, 0, len(d.Tuples)+len(d.People))
	for _, t := range d.Tuples {
		ids = append(ids, t.ID)
	}
	for _, p := range d.People {
		ids = append(ids, p.ID)
	}
	return ids
}
