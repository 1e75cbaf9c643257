// Package optout judges the interop setting: that each user can switch interop off and on again, and that it takes effect
// for that user and no other.
package optout
