package judge

import (
	"cmp"
	"time"
)

// Bounds are the times within which things must happen, as the vendor states them in the IXIT. Every wait of the tester
// is for an event, and ends with one of these. A bound that is zero has the value of [DefaultBounds].
type Bounds struct {
	// Ready: from the start of the IUT until it serves a user.
	Ready time.Duration
	// Registration: from a sign-in or sign-out in Teams until the registrar shows it.
	Registration time.Duration
	// Presence: from a change of presence until a watcher sees it.
	Presence time.Duration
	// Delivery: from the sending of an IM until it is shown, or its sender is told.
	Delivery time.Duration
	// Answer: from an invitation at the IUT until its final answer to it.
	Answer time.Duration
	// Settings: from a change of the interop setting until it is in force.
	Settings time.Duration
	// Told: from a change until the IUT has answered the notification of it.
	Told time.Duration
	// Recovery: from the moment that what was broken around the IUT is whole again until it serves as before.
	Recovery time.Duration
	// Settle: how long after being told the IUT may take to act on it. Zero is meaningful: at once.
	Settle time.Duration
	// Fence: from the sending of a fence until it is seen.
	Fence time.Duration
	// Straggler: how long after the last purpose a stray copy is still waited for, once per run.
	Straggler time.Duration
}

// DefaultBounds are generous: a wait ends with its event, so a conforming IUT never pays for them.
var DefaultBounds = Bounds{
	Ready:        15 * time.Second,
	Registration: 5 * time.Second,
	Presence:     5 * time.Second,
	Delivery:     5 * time.Second,
	Answer:       5 * time.Second,
	Settings:     5 * time.Second,
	Told:         5 * time.Second,
	Recovery:     15 * time.Second,
	Fence:        5 * time.Second,
	Straggler:    time.Second,
}

// OrDefault returns the bounds with every zero replaced by that of [DefaultBounds]. A Settle of zero stays zero.
func (b Bounds) OrDefault() Bounds {
	d := DefaultBounds
	return Bounds{
		Ready:        cmp.Or(b.Ready, d.Ready),
		Registration: cmp.Or(b.Registration, d.Registration),
		Presence:     cmp.Or(b.Presence, d.Presence),
		Delivery:     cmp.Or(b.Delivery, d.Delivery),
		Answer:       cmp.Or(b.Answer, d.Answer),
		Settings:     cmp.Or(b.Settings, d.Settings),
		Told:         cmp.Or(b.Told, d.Told),
		Recovery:     cmp.Or(b.Recovery, d.Recovery),
		Settle:       b.Settle,
		Fence:        cmp.Or(b.Fence, d.Fence),
		Straggler:    cmp.Or(b.Straggler, d.Straggler),
	}
}
