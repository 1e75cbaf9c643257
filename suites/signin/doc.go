// Package signin judges dual-stack sign-in: that signing in to Teams signs the user in to SfB, and that both
// clients can be signed in at the same time.
package signin
