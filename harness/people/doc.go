// Package people puts persons at real clients: a SIP user agent as an SfB user has it, and an HTTP client as a Teams
// user has it. What a person does goes over the wire that a real client would use, and what they see goes into the log
// of their [Scene]; nothing passes behind the back of the implementation under test (IUT).
//
// The methods of [Person], [SfBClient], [TeamsClient], [Group] and [Call] are for the goroutines that run a purpose. They return
// no errors: a method comes back when what it promises has been seen, and ends the purpose through Scene.Halt when it
// has not been seen within the bound that its comment names. Halt gets the verdict Fail, with a named guarantee (the Err
// variables), when the log shows that the IUT was asked and did not do its part, and the verdict Error when the tester broke.
// Whether an IM arrived is not their business: [SfBClient.Send] returns as soon as the sender was told. Different people may
// act at the same time, each on a goroutine; Halt is then called on that one.
//
// # Told before tried
//
// Activity, calls, sign-in, sign-out and the interop setting change what the IUT must do, so each method that changes
// them waits until the log shows that the IUT was told: its 2xx to a NOTIFY of at least the new state in every live self-
// subscription of it, its 2xx to a change notification of at least the new state in every live subscription to the
// resource (bound: Told). Then it gives the IUT the time that the vendor asked for (bound: Settle). What the IUT did not
// subscribe to it is not waited for. Where the front end decides by published activity where an IM arrives, activity in
// Teams has its effect through the IUT's publication, and so the methods wait for that as well (bound: Presence).
package people
