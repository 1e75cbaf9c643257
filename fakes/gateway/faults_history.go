package gateway

// Ways of being wrong about the SfB conversation history.

// WritesToMailbox: an IM that arrived in Teams is written into the user's mailbox (CreateItem).
var WritesToMailbox = fault("writes-to-mailbox", "R-13",
	"an IM that arrived in Teams is written into the conversation history").
	spreads("the tester holds each writing to the mailbox against the purpose in which it came, whatever that is about")

// UploadsToMailbox: an IM that arrived in Teams is uploaded into the user's mailbox (UploadItems).
var UploadsToMailbox = fault("uploads-to-mailbox", "R-13",
	"an IM that arrived in Teams is uploaded into the conversation history").
	spreads("the tester holds each writing to the mailbox against the purpose in which it came, whatever that is about")

// WritesSentToMailbox: a message that the user wrote in Teams is written into the user's mailbox.
var WritesSentToMailbox = fault("writes-sent-to-mailbox", "R-13",
	"a message written in Teams is written into the conversation history").
	spreads("the tester holds each writing to the mailbox against the purpose in which it came, whatever that is about")

// WritesTranscripts: when an IM session ends, what was said in it is written into the user's mailbox.
var WritesTranscripts = fault("writes-transcripts", "R-13",
	"a conversation held in Teams is in the conversation history once it has ended").
	spreads("the tester holds each writing to the mailbox against the purpose in which it came, whatever that is about")

// CopiesSentToSfB: a message that the user wrote in Teams is sent to the user's own SfB client, which keeps it.
var CopiesSentToSfB = fault("copies-sent-to-sfb", "R-13",
	"a message written in Teams gets into the conversation history by way of the user's SfB client").
	spreads("the copy is a second IM at the user's SfB client, where purposes of every clause count what is shown")

// RingsSfBBriefly: for an IM that arrived in Teams, rings the user's SfB client for a moment, so that the user notices.
var RingsSfBBriefly = fault("rings-sfb-briefly", "R-13",
	"an IM that arrived in Teams is a missed conversation in SfB")
