// Package pidf reads, writes and puts together presence documents: the Presence Information Data Format (RFC 3863) with
// the parts of the data model (RFC 4479), of rich presence (RFC 4480) and of user agent capabilities (RFC 5196) that say
// where a person is, what the person does there, and what can be done with them.
//
// [Parse] takes a document that may come from anyone, so it is bounded in size, depth and number of elements, refuses
// document type declarations (and with them every form of entity expansion), and names in its error the element and the
// section that the document breaks. [Check] adds what a lenient reader would overlook.
//
// Elements of other namespaces are passed over, as RFC 3863 §4.2 wants it, and are not kept: a [Document] that is
// written again holds what the fields of this package say and nothing else. That is also the composition policy of the
// presence server that uses it (see [Compose]).
package pidf
