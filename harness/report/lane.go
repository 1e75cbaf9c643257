package report

import (
	"strings"
	"unicode"

	"github.com/duet-conformance/duet/fakes/record"
)

// lane is a column of the ladder: one of the places between which messages go.
type lane int

const (
	laneSfBClient lane = iota
	laneSfB
	laneIUT
	laneTeams
	laneTeamsClient
	lanes
	noLane lane = -1
)

var laneTitles = [lanes]string{"SfB client", "SfB front end", "IUT", "Teams backend", "Teams client"}

// laneOf finds the column of a party of an event, or of an end of a missing arrow, and the name to write beside it when
// the column is that of many: the person's, with the number of a further client ("alix", "alix/2").
func laneOf(party string) (at lane, name string) {
	switch party {
	case record.PartyIUT:
		return laneIUT, ""
	case record.SourceSfB:
		return laneSfB, ""
	case record.SourceTeams:
		return laneTeams, ""
	}
	address, client, ok := record.SplitClientName(party)
	if !ok {
		return noLane, ""
	}
	name = handle(address)
	for kind, at := range map[string]lane{record.ClientSfB: laneSfBClient, record.ClientTeams: laneTeamsClient} {
		if number, ok := strings.CutPrefix(client, kind); ok {
			if number != "" {
				name += "/" + number
			}
			return at, name
		}
	}
	return noLane, ""
}

// handle is what a person is called in their purpose: "alix" of "alix.rout-001@contoso.test".
func handle(address string) string {
	name, _, _ := strings.Cut(address, "@")
	name, _, _ = strings.Cut(name, ".")
	return name
}

// printable makes every rune of a text one column wide, so that what follows it on a line stays in its place: control
// characters become "·", and what is wider or narrower than a column "▯".
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case !unicode.IsPrint(r):
			return '·'
		case r >= 0x1100 && !boxDrawing(r), unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
			return '▯'
		}
		return r
	}, text)
}

// boxDrawing keeps the few wide-range signs that the report itself writes.
func boxDrawing(r rune) bool { return r >= 0x2010 && r <= 0x25FF }

// cut shortens a text to a number of columns, with "…" as the last one when something is missing.
func cut(text string, columns int) string {
	runes := []rune(text)
	if len(runes) <= columns {
		return text
	}
	if columns < 1 {
		return ""
	}
	return string(runes[:columns-1]) + "…"
}

// fit shortens a label to a number of columns. What a label quotes tells two of them apart, so the words before it go first.
func fit(label string, columns int) string {
	if _, quote, ok := strings.Cut(label, `"`); ok && len([]rune(label)) > columns {
		return cut(`"`+quote, columns)
	}
	return cut(label, columns)
}
