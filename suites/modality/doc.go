// Package modality judges that whatever is no IM stays in its own system: calls and meeting invitations of SfB users
// arrive at the SfB client only, those of Teams users at the Teams clients only.
package modality
