package gateway

// Further ways of being wrong about the interop setting.

// NeedsOptIn: takes a user who never made the setting for one who does not want interop.
var NeedsOptIn = fault("needs-opt-in", "R-14",
	"a user who never touched the setting gets no IM in Teams").
	spreads("nobody has touched the setting in most stories, so nobody in them is served")

// SendsWhileOff: carries messages from Teams to SfB whatever the user's setting.
var SendsWhileOff = fault("sends-while-off", "R-14",
	"a message goes from Teams to SfB although the writer switched interop off")

// KeepsSessionsWhenOff: leaves IM sessions open when the user switches interop off.
var KeepsSessionsWhenOff = fault("keeps-sessions-when-off", "R-14",
	"a conversation goes on in Teams after the user switched interop off")

// DropsSendingWhenOff: a message that waits for the SfB user to answer is dropped when its writer switches interop off.
var DropsSendingWhenOff = fault("drops-sending-when-off", "R-14",
	"a message that is on its way to SfB when its writer switches interop off is lost, and the writer is not told")

// DropsStoringWhenOff: an IM that is being stored is answered with 200 and dropped when its receiver switches interop off.
var DropsStoringWhenOff = fault("drops-storing-when-off", "R-14",
	"an IM that is on its way to Teams when its receiver switches interop off is lost, and its sender is told that it arrived")

// ForgetsSettingAtSignOut: when the user signs out of Teams, the setting is back to its default.
var ForgetsSettingAtSignOut = fault("forgets-setting-at-sign-out", "R-14",
	"interop that was switched off is on again after the next sign-in")

// SkipsSettingsWhileSignedOut: heeds changes of the setting only of users who are signed in to Teams.
var SkipsSettingsWhileSignedOut = fault("skips-settings-while-signed-out", "R-14",
	"a change of the setting has no effect when the user made it while signed out")

// LosesCrowdedSettings: while it deals with one user's change of the setting, it loses those of others.
var LosesCrowdedSettings = fault("loses-crowded-settings", "R-14",
	"of several users who change the setting at once, only some are heeded").spreads(
	"that watchers see the users come back is judged as presence, too")
