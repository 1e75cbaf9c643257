// Package plan says what a run sets out to do, before it does anything: every purpose in each environment where it means
// something, and what does not apply to the implementation, with the reason.
//
// A [Plan] is an ordered list. A run plays all of it, or a [Part]: a shard of it, or what lies in one environment. Whatever
// is planned gets a verdict in the report of just one part, so the reports of all parts can be put together again.
package plan
