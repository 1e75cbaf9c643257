package teams

// handlers are the backend's part of every operation of the document.
func handlers() map[string]handler {
	return map[string]handler{
		"issueToken":            locked((*exchange).issueToken),
		"openIDConfiguration":   (*exchange).openIDConfiguration,
		"openIDConfigurationV1": (*exchange).openIDConfiguration,
		"signingKeys":           (*exchange).signingKeys,

		"listUsers":            locked((*exchange).listUsers),
		"getUser":              locked((*exchange).getUser),
		"getMe":                locked((*exchange).getUser),
		"getUserPresence":      locked((*exchange).getPresence),
		"getPresence":          locked((*exchange).getPresence),
		"getMyPresence":        locked((*exchange).getPresence),
		"getPresencesByUserId": locked((*exchange).getPresences),
		"getInteropSetting":    locked((*exchange).getSetting),
		"createInteropSetting": locked((*exchange).createSetting),
		"updateInteropSetting": locked((*exchange).updateSetting),

		"createChat":             locked((*exchange).createChat),
		"getChat":                locked((*exchange).getChat),
		"listChatMembers":        locked((*exchange).listMembers),
		"listUserChats":          locked((*exchange).listChats),
		"listMyChats":            locked((*exchange).listChats),
		"listChatMessages":       locked((*exchange).listMessages),
		"postChatMessage":        locked((*exchange).postMessage),
		"getChatMessage":         locked((*exchange).getMessage),
		"getAllMessages":         locked((*exchange).allMessages),
		"getAllMessagesFunction": locked((*exchange).allMessages),

		"listSubscriptions":       locked((*exchange).listSubscriptions),
		"createSubscription":      (*exchange).createSubscription, // talks to the subscriber, so locks for itself
		"getSubscription":         locked((*exchange).getSubscription),
		"renewSubscription":       locked((*exchange).renewSubscription),
		"deleteSubscription":      locked((*exchange).deleteSubscription),
		"reauthorizeSubscription": locked((*exchange).reauthorizeSubscription),

		"putInteropChat":     locked((*exchange).putInteropChat),
		"postInteropMessage": locked((*exchange).postInteropMessage),
		"failMessage":        locked((*exchange).failMessage),
		"getActivity":        locked((*exchange).getActivity),

		"createEndpoint": locked((*exchange).createEndpoint),
		"deleteEndpoint": locked((*exchange).deleteEndpoint),
		"streamEvents":   locked((*exchange).streamEvents),
		"reportActivity": locked((*exchange).reportActivity),
		"placeCall":      locked((*exchange).placeCall),
		"addToCall":      locked((*exchange).addToCall),
		"endCall":        locked((*exchange).endCall),
	}
}
