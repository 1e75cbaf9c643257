// Package resilience judges what an implementation does when something breaks (X-01 to X-09, extended): its own process is
// killed, Teams forgets, holds or limits what it had promised to tell, a request to Teams fails for a moment or is answered slowly,
// the connection to the front end breaks, the network to either side is cut, datagrams are lost or come twice, the front end is
// restarted, and the implementation stands still.
//
// Every purpose ends with the IM, or the next one, arriving once.
package resilience
