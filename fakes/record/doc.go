// Package record is the event log that every fake keeps, and the only vocabulary that the fakes and the tester share.
//
// A fake appends one [Event] for everything that it sees or does. The tester follows the logs of all fakes over HTTP
// ([Handler], [Follow]), puts them together with what the people at the clients saw, and the judge decides from nothing
// else. So an event says what happened, who was at the other end, whom it was about, and carries the raw bytes.
package record
