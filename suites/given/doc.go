// Package given holds what stories begin with: circumstances that the tester makes (a front end that grants little, a
// backend that asks to wait), and the positive controls that show an observer to see what it should.
package given
