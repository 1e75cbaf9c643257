package report

import (
	"fmt"
	"strings"
	"time"
)

// The ladder's columns, counted from 0. With the names at both ends it is 120 wide.
const (
	ladderWidth = 120
	markColumn  = 8
	nameWidth   = 6
	firstLine   = 16
	lineSpacing = 24
)

// lifeline is the column of a lane's line.
func lifeline(l lane) int { return firstLine + int(l)*lineSpacing }

// ladder draws what happened between the five places, time running down:
//
//	     ms    SfB client            SfB front end                IUT
//	   12.3   megan │─ MESSAGE "lunch?" ───>│                       │
//	   12.9         │                       │─ MESSAGE "lunch?" ───>│
//	missing ?       │                       │<- 200 to MESSAGE - - -│
//
// An offending step has a "✗" and a double line, a missing one a "?" and a broken line; a lifeline is dotted where steps
// were folded. Each line has its tone, so that the terminal can colour it.
func ladder(rows []row) []line {
	if len(rows) == 0 {
		return nil
	}
	var start time.Time
	for _, r := range rows {
		if !r.at.IsZero() {
			start = r.at
			break
		}
	}
	lines := []line{{text: heading()}}
	for _, r := range rows {
		switch {
		case r.folded != "":
			c := blank('┊')
			c.write(firstLine+2, r.folded+" ")
			lines = append(lines, line{text: c.String(), tone: faint})
		default:
			lines = append(lines, line{text: draw(r.step, start), tone: toneOf[r.mark]})
		}
	}
	return append(lines, line{text: blank('│').String()})
}

var toneOf = map[mark]tone{unmarked: plain, offending: bad, missing: doubtful}

func heading() string {
	c := make(canvas, ladderWidth)
	for i := range c {
		c[i] = ' '
	}
	c.write(markColumn-3, "ms")
	for l := range lanes {
		c.write(lifeline(l)-len(laneTitles[l])/2, laneTitles[l])
	}
	return c.String()
}

func draw(s step, start time.Time) string {
	c := blank('│')
	if !s.at.IsZero() {
		c.write(0, fmt.Sprintf("%7.1f", float64(s.at.Sub(start).Microseconds())/1000))
	}
	switch s.mark {
	case offending:
		c[markColumn] = '✗'
	case missing:
		c.write(0, "missing")
		c[markColumn] = '?'
	}
	c.names(s)
	label := printable(s.label)
	if s.from == s.to {
		c.note(s.from, label)
	} else {
		c.arrow(s, label)
	}
	return c.String()
}

// canvas is one line of the ladder.
type canvas []rune

// blank is a line with nothing on it but the lifelines.
func blank(line rune) canvas {
	c := make(canvas, ladderWidth)
	for i := range c {
		c[i] = ' '
	}
	for l := range lanes {
		c[lifeline(l)] = line
	}
	return c
}

func (c canvas) String() string { return strings.TrimRight(string(c), " ") }

// write puts text on the line from a column on, as far as the line goes.
func (c canvas) write(column int, text string) { copy(c[max(0, column):], []rune(text)) }

// names writes who is at the client's end, outside of its lifeline.
func (c canvas) names(s step) {
	name := cut(printable(s.name), nameWidth)
	switch {
	case name == "":
	case s.from == laneSfBClient || s.to == laneSfBClient:
		c.write(firstLine-1-len([]rune(name)), name)
	case s.from == laneTeamsClient || s.to == laneTeamsClient:
		c.write(lifeline(laneTeamsClient)+2, name)
	}
}

// note writes beside a lifeline, over the next one if it must; left of the last line, where there is no room at its right.
func (c canvas) note(at lane, text string) {
	const room = 2*lineSpacing - 4
	text = cut(text, room)
	if at >= laneTeams {
		c.write(lifeline(at)-1-len([]rune(text)), text)
		return
	}
	c.write(lifeline(at)+2, text)
}

// arrow draws from one lifeline to another, the label in the first gap that it crosses.
func (c canvas) arrow(s step, label string) {
	left, right := lifeline(min(s.from, s.to))+1, lifeline(max(s.from, s.to))-1
	for i := left; i <= right; i++ {
		switch s.mark {
		case offending:
			c[i] = '═'
		case missing:
			c[i] = []rune("- ")[(i-left)%2]
		default:
			c[i] = '─'
		}
	}
	column := left + 1
	c[right] = '>'
	if s.from > s.to {
		column = left + 2
		c[left], c[right] = '<', c[right-2]
	}
	c.write(column, " "+fit(label, right-left-3)+" ")
}
