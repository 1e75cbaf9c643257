package gateway

// Ways of being wrong about the SfB conversation history.

// WritesToMailbox: an IM that arrived in Teams is written into the user's mailbox (CreateItem).
var WritesToMailbox = fault("writes-to-mailbox", "R-13",
	"an IM that arrived in Teams is written into the conversation history")

// UploadsToMailbox: an IM that arrived in Teams is uploaded into the user's mailbox (UploadItems).
var UploadsToMailbox = fault("uploads-to-mailbox", "R-13",
	"an IM that arrived in Teams is uploaded into the conversation history")

// WritesSentToMailbox: a message that the user wrote in Teams is written into the user's mailbox.
var WritesSentToMailbox = fault("writes-sent-to-mailbox", "R-13",
	"a message written in Teams is written into the conversation history")

// WritesTranscripts: when an IM session ends, what was said in it is written into the user's mailbox.
var WritesTranscripts = fault("writes-transcripts", "R-13",
	"a conversation held in Teams is in the conversation history once it has ended")

// CopiesSentToSfB: a message that the user wrote in Teams is sent to the user's own SfB client, which keeps it.
var CopiesSentToSfB = fault("copies-sent-to-sfb", "R-13",
	"a message written in Teams gets into the conversation history by way of the user's SfB client")

// RingsSfBBriefly: for an IM that arrived in Teams, rings the user's SfB client for a moment, so that the user notices.
var RingsSfBBriefly = fault("rings-sfb-briefly", "R-13",
	"an IM that arrived in Teams is a missed conversation in SfB")
