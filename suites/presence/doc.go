// Package presence judges how a user is shown in SfB: as IM Only while signed in to Teams alone, and undisturbed
// by the Teams endpoint otherwise.
package presence
