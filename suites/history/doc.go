// Package history judges that what arrives in Teams is not recorded in the SfB conversation history: not by the user's
// own SfB client, not as a missed conversation, and not in the mailbox. What arrives in SfB is, and the other side's
// history is complete.
package history
