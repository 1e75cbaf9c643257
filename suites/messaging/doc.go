// Package messaging judges the IM itself: found and started from Teams, answered in the same chat, between
// two people only, once, in order, and as it was written.
package messaging
