// Package resilience judges what an implementation does when something breaks (X-01 to X-03, extended): its own process is
// killed, Teams forgets or holds what it had promised to tell, and a request to Teams fails for a moment.
//
// Every purpose ends with the IM, or the next one, arriving once.
package resilience
