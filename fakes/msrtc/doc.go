// Package msrtc reads and writes the presence documents of Skype for Business itself (MS-PRES), the dialect beside the
// standard one of package pidf: what an endpoint publishes with SERVICE ([Publish], answered by a [Fault] when somebody
// else published in between), what it subscribes to ([Batch]), and what watchers and the user's own endpoints are sent
// ([Categories], [Roaming], several of them together as [Related]).
//
// Presence is split into categories. An endpoint publishes its own state and its device, with what the device can do,
// into the containers 2 and 3; the server aggregates all endpoints of a user into one state and into "services", which is
// what everybody else sees. [Document] and [FromDocument] translate between the categories of endpoints and a presence
// document of package pidf, and [Aggregate] is the aggregation; so both dialects say the same of one person.
//
// Everything that is read may come from anyone, so it is bounded in size, depth and number of elements, document type
// declarations are refused (and with them every form of entity expansion), and errors name the element. The sections of
// MS-PRES are named by their subject, since their numbers differ between its editions.
package msrtc
