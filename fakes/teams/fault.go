package teams

// Fault is one way in which the backend misbehaves while the tester wants it to. Faults reach the IUT only, never people.
type Fault struct {
	// Name is one of [FaultNames].
	Name string `json:"name"`
	// User limits the fault to what concerns the user with this address; empty means everybody.
	User string `json:"user,omitempty"`
	// Params are the fault's own; see the constants.
	Params map[string]string `json:"params,omitempty"`
}

// The faults. Times is a number of uses after which the fault ends by itself; absent means until it is removed.
const (
	// FaultRespond answers requests with a status of the tester's choice. Params: status (400..599), path (a regular expression
	// on the path with query, default all), method (default all), retry-after (seconds, sent as Retry-After), after
	// ("true": the request takes effect first, and only its answer is lost), times.
	FaultRespond = "respond"
	// FaultResetConnection breaks the connection instead of answering. Params: path, method, after, times, as [FaultRespond].
	FaultResetConnection = "reset-connection"
	// FaultDuplicateNotifications delivers every change notification twice. Params: later ("true": that of a message comes the
	// second time behind that of the next message in the same chat), times.
	FaultDuplicateNotifications = "duplicate-notifications"
	// FaultDelayNotifications holds every change notification back. Params: ms (milliseconds), times.
	FaultDelayNotifications = "delay-notifications"
	// FaultGiveUpEarly gives the subscriber less than its time to answer the first attempt at every change notification. Params: ms
	// (milliseconds), times.
	FaultGiveUpEarly = "give-up-early"
	// FaultReverseNotifications holds the change notification of a message back until that of the next message in the same chat
	// was delivered, in every subscription. Params: times.
	FaultReverseNotifications = "reverse-notifications"
	// FaultDropSubscriptions ends all subscriptions at once and tells their lifecycle URLs. Subscriptions without such a URL go on,
	// since nobody could know. No params.
	FaultDropSubscriptions = "drop-subscriptions"
	// FaultGrant grants new subscriptions to messages less than was asked for. One that is not renewed by then tells of the user's
	// messages no more, and is gone when it is asked about; of what concerns others it tells on, so that an IUT which lets it lapse
	// is wrong where that is judged, and deaf nowhere else. Params: seconds, times.
	FaultGrant = "grant"
	// FaultRequireReauthorization tells every subscription's lifecycle URL "reauthorizationRequired" and holds its
	// notifications until the subscription is reauthorized or renewed. Subscriptions without such a URL go on. No params.
	FaultRequireReauthorization = "require-reauthorization"
	// FaultSlow does at once what is asked, and holds its answer back. Params: ms (milliseconds), path, method, times.
	FaultSlow = "slow"
	// FaultWrongCertificate breaks all connections over TLS, and shows a wrong certificate to who connects so next. Params:
	// certificate (one of [authority.Wrongs]), times (absent: 1). What the peer makes of it is recorded.
	FaultWrongCertificate = "wrong-certificate"
	// FaultExpireToken makes all application tokens issued so far invalid, as if they had expired. No params.
	FaultExpireToken = "expire-token"
)

// FaultNames returns the names of all faults, sorted.
func FaultNames() []string {
	return []string{
		FaultDelayNotifications, FaultDropSubscriptions, FaultDuplicateNotifications,
		FaultExpireToken, FaultGiveUpEarly, FaultGrant, FaultRequireReauthorization, FaultResetConnection, FaultRespond,
		FaultReverseNotifications, FaultSlow, FaultWrongCertificate,
	}
}
