package gateway

import (
	"context"
	"flag"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/emiago/sipgo/sip"
	"golang.org/x/sync/errgroup"
)

// story plays something at both ends of a gateway and fails when it does not do what the contract asks.
type story func(t testing.TB, wrong ...Fault)

// stories are all of them, with the faults that each notices. Most faults have one; that a purpose notices every fault is what
// the mutant tests of the duet command show.
var stories = []struct {
	name    string
	play    story
	notices []Fault
}{
	{"sign-in", signInRegistersPublishesAndSubscribes, []Fault{
		NeverRegisters, StaysRegistered, OmitsInstance, ClaimsAudioFeature, ClaimsVideoFeature, PublishesNothing,
		ClaimsAudioCapability, ClaimsVideoCapability, ClaimsSharingCapability, DeniesMessageCapability, OmitsCapabilities,
		LeavesPublicationBehind, AnswersNothing,
	}},
	{"not enabled", whoIsNotEnabledForSfBIsNotRegistered, []Fault{RegistersUnlicensed}},
	{"both ways", iMsBothWaysInOneChat, []Fault{
		SessionPerMessage, EchoesOwnPosts, BreaksUnicode, BreaksUnicodeInTeams, EscapesMarkup, SendsHTML, KeepsEntities,
		JoinsLines, DeliversTwice, SaysYesToEverything, SilentOnTeams,
	}},
	{"Teams starts", aConversationThatTeamsStarts, []Fault{NeverRelaysToSfB, RelaysKnownChatsOnly, LosesReplies}},
	{"undeliverable", whatCanNotBeDeliveredIsTold, []Fault{SwallowsFailures, SwallowsDeclines}},
	{"groups", groupsAndTeamsChatsStayInTeams, []Fault{RelaysGroupChats, RelaysTeamsChats}},
	{"first message", aFirstMessageInTheInvite, []Fault{
		IgnoresFirstMessageInInvite, HidesFirstMessageTaken, RefusesTyping, PostsTyping, RefusesPager, DropsPager,
	}},
	{"no IM", otherThanIMIsDeclined, []Fault{
		TakesCalls, RingsOnCalls, DeclinesCallsForAll, TakesMeetingInvitations, TakesMultiparty, TakesTriggeredInvite,
		TakesAddedMedia, EndsSessionOnAddedMedia,
	}},
	{"other media", whatIsNoIMStaysInSfB, []Fault{
		TakesVideo, TakesSharing, TakesData, TakesFileTransfers, PostsFileOffers, DropsFileOffers, LooksAtFirstMedium,
		ReadsFirstAlternative, TakesIMMeetings, TakesSharingMeetings, DeclinesMeetingsForAll, PostsMeetingInvitations,
		PostsMissedCalls, LeavesCallsUnanswered, TakesMediaByUpdate, FollowsReferrals,
	}},
	{"calls beside SfB", callsRingAtSfBWhereverTheUserIsActive, []Fault{TakesCallsWhereActive, EndsCallsForActiveSfB}},
	{"calls of Teams", callsOfTeamsStayInTeams, []Fault{
		RingsSfBOnTeamsCalls, RingsSfBOnSharing, InvitesSfBToGroupCalls, SendsMeetingsToSfB, RingsSfBForTheAdded, RelaysSystemMessages,
	}},
	{"history", whatIsSaidInTeamsIsNotInTheHistory, []Fault{
		WritesToMailbox, UploadsToMailbox, WritesSentToMailbox, WritesTranscripts, CopiesSentToSfB, RingsSfBBriefly,
	}},
	{"setting", theSettingIsHeeded, []Fault{
		NeedsOptIn, SendsWhileOff, KeepsSessionsWhenOff, ForgetsSettingAtSignOut, SkipsSettingsWhileSignedOut, LosesCrowdedSettings,
	}},
	{"forms of text", textsArriveWhateverTheirForm, []Fault{
		CutsLongText, CutsLongTextToSfB, JoinsLinesInTeams, RefusesAlternatives, PostsHTMLSource, PostsRTFSource, DropsRTF,
	}},
	{"a hundred", noneOfAHundredIsLost, []Fault{
		LosesEveryHundredth, LosesEveryHundredthToSfB, SwallowsServerErrors, SkipsOlderMessages,
	}},
	{"restart", aRestartFindsWhoIsSignedIn, nil},
	{"challenge", aChallengeIsAnswered, []Fault{GivesUpOnStaleNonce}},
	{"grant", whatTheFrontEndGrantsIsKept, []Fault{NeverRefreshes, IgnoresGrantedExpiry, NeverRefreshesPublication}},
	{"too brief", tooBriefIsAskedForLonger, []Fault{GivesUpOn423}},
	{"forgotten publication", aForgottenPublicationIsMadeAnew, []Fault{GivesUpOn412}},
	{"lost connection", aLostConnectionIsMadeAnew, []Fault{NeverReconnects}},
	{"Teams in trouble", teamsMayBeBusyLoseAnswersAndRepeatItself, []Fault{GivesUpOn429, GivesUpOn503, RetriesAsNew, TrustsExactlyOnce}},
	{"lost subscriptions", lostSubscriptionsAreMadeAnew, nil},
	{"brief subscriptions", whatTeamsGrantsIsKept, []Fault{NeverRenews, IgnoresGrantedLife}},
	{"front end comes back", aFrontEndThatComesBackIsFound, []Fault{NeverReconnects}},
	{"last active", theLastActiveEndpointIsHonoured, []Fault{
		IgnoresTeamsActivity, IgnoresSfBActivity, PrefersLeastActive, SticksToFirstDecision, IgnoresCalls,
		ForgetsEndedCalls, NeverReturnsFromCall, DeclinesForAll, NeverDeclines, TakesWhatRings, DeclinesEverything,
		CopiesToSfB, NeverBackOn, IgnoresSetting,
	}},
	{"the front end decides", theFrontEndKnowsTheLastActivity, []Fault{
		PublishesNoActivity, PublishesStaleActivity, ClaimsEternalActivity, IgnoresTeamsActivity, PrefersLeastActive,
	}},
	{"hybrid", aSessionFollowsItsRouteSet, []Fault{
		IgnoresRouteSet, RoutesToFirstHopOnly, ReversesRouteSet, OmitsRecordRoute, SpendsFewHops,
	}},
	{"nowhere", nowhere, []Fault{IgnoresSetting}},
	{"turning to SfB", anOpenSessionEndsWhenTheUserTurnsToSfB, []Fault{KeepsSessionsTaken, KeepsSessionsStarted}},
	{"side by side", bothClientsLiveSideBySide, []Fault{
		RemovesAllContacts, RemovesForeignContacts, LeavesToSfB, TakesOverSfBTuple, WithdrawsPresenceBesideSfB, EchoesOnThePhone,
	}},
	{"two Teams clients", twoTeamsClientsAreOneEndpoint, []Fault{WithdrawsOnFirstSignOut, RegistersEachClient}},
	{"return", whoReturnsHasTheSameEndpoint, []Fault{RegistersTwiceOnReturn, ForgetsItsInstance, PublishesAtFirstSignInOnly}},
	{"others", othersDoNotCount, []Fault{MixesUpActivity, SettingCountsForAll, SignInCountsAsActivity}},
	{"pairs", pairsDoNotMix, []Fault{RelaysToLastChat, OneSenderAtATime, KeepsDeadSessions, RefusesSecondSession, ChatPerSession}},
	{"many", manyKeepTheirOrder, []Fault{ReordersTowardsSfB, ReordersTowardsTeams, LosesEverySeventh, LosesEverySeventhToSfB}},
	{"refused", whatTeamsRefusesIsNotAccepted, []Fault{AnswersBeforeStored}},
}

// meganMeetsAlix is how most stories begin: megan at an SfB client, alix at a Teams client and registered by the gateway.
func meganMeetsAlix(t testing.TB, wrong ...Fault) (s *site, megan *sfbPerson, alix *teamsPerson) {
	s = newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan = s.inSfB("megan")
	mark := s.sfbLog.Len()
	alix = s.inTeams("alix")
	s.registered(mark, "alix")
	return s, megan, alix
}

func TestTheGatewayIsRight(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) { s.play(t) })
	}
}

// inMSRTC lists the stories that presence is a part of, which are played in the other dialect as well, with the faults that
// have a meaning in it.
var inMSRTC = []string{
	"sign-in", "restart", "challenge", "grant", "too brief", "forgotten publication", "lost connection", "last active", "nowhere",
	"turning to SfB", "side by side", "two Teams clients", "return", "others",
}

// dialectTest is a test whose gateway speaks another dialect than the usual one.
type dialectTest struct {
	testing.TB
	dialect string
}

func TestTheGatewayIsRightInMSRTC(t *testing.T) {
	for _, s := range stories {
		if slices.Contains(inMSRTC, s.name) {
			t.Run(s.name, func(t *testing.T) { s.play(dialectTest{t, DialectMSRTC}) })
		}
	}
}

func TestFaultsOfPresenceShowInMSRTC(t *testing.T) {
	needTrials(t)
	var trials errgroup.Group
	trials.SetLimit(12)
	for _, s := range stories {
		if !slices.Contains(inMSRTC, s.name) {
			continue
		}
		for _, f := range s.notices {
			trials.Go(func() error {
				trial := &trial{TB: dialectTest{t, DialectMSRTC}}
				trial.play(s.play, f)
				if !trial.Failed() {
					t.Errorf("%s went unnoticed in the story %q, in msrtc", f, s.name)
				}
				return nil
			})
		}
	}
	_ = trials.Wait()
}

// withTrials plays the stories against the faulty gateways too. What a fault does late, a story on real sockets notices
// only on a machine that has nothing else to do, so this is for who works on the gateway: go test ./fakes/gateway -trials.
// That every fault shows is proven in virtual time, by the mutant tests of the duet command.
var withTrials = flag.Bool("trials", false, "play the stories against the faulty gateways too, on a quiet machine")

func needTrials(t *testing.T) {
	t.Helper()
	if !*withTrials {
		t.Skip("the mutant tests of harness/cmd/duet show every fault in virtual time; -trials shows them here, on real sockets")
	}
}

// Faults are seen in the stories that notice them, so they do what they say; that the suites see them too is theirs to show.
func TestEveryFaultShows(t *testing.T) {
	needTrials(t)
	// They wait more than they work.
	var trials errgroup.Group
	trials.SetLimit(12)
	for _, s := range stories {
		for _, f := range s.notices {
			trials.Go(func() error {
				trial := &trial{TB: t}
				trial.play(s.play, f)
				if !trial.Failed() {
					t.Errorf("%s went unnoticed in the story %q", f, s.name)
				}
				return nil
			})
		}
	}
	_ = trials.Wait()
}

func TestStrayCopies(t *testing.T) {
	s := newSite(t, sfb.Config{})
	s.gateway(StrayCopyInTeams, StrayCopyToSfB)
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	alix.writes(alix.chatWith("megan"), "text", "there")
	megan.hears(sip.MESSAGE)
	megan.says(megan.peer.Load(), "back")
	alix.sees("message")
	if got := string(megan.hears(sip.MESSAGE).Body()); got != "there" {
		t.Errorf("megan's copy reads %q", got)
	}
	if e := alix.sees("message"); e.Text != "back" {
		t.Errorf("alix's copy is %+v", e)
	}
	s.teamsEvent(0, record.And(record.Is(record.MessagePosted), func(e record.Event) bool { return e.Text == "back" }))
}

// impatient is how long a trial waits for what a faulty gateway will not do.
const impatient = 1500 * time.Millisecond

// trial is a test whose failure is what is wanted.
type trial struct {
	testing.TB
	ctx     context.Context
	mu      sync.Mutex
	failed  bool
	cleanup []func() // last first
}

// play plays a story and cleans up behind it.
func (t *trial) play(s story, wrong Fault) {
	ctx, cancel := context.WithTimeout(context.Background(), impatient)
	defer cancel()
	t.ctx = ctx
	t.apart(func() { s(t, wrong) })
	for len(t.cleanup) > 0 {
		last := len(t.cleanup) - 1
		do := t.cleanup[last]
		t.cleanup = t.cleanup[:last]
		t.apart(do)
	}
}

// apart runs a function on a goroutine of its own, which Fatal may end.
func (t *trial) apart(f func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f()
	}()
	<-ended
}

func (t *trial) Cleanup(f func())         { t.cleanup = append(t.cleanup, f) }
func (t *trial) Context() context.Context { return t.ctx }

func (t *trial) fail() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed = true
}

func (t *trial) Failed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

func (t *trial) Error(...any)          { t.fail() }
func (t *trial) Errorf(string, ...any) { t.fail() }
func (t *trial) Fatal(args ...any)     { t.Error(args...); runtime.Goexit() }

func (t *trial) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	runtime.Goexit()
}
func (t *trial) Log(...any)          {}
func (t *trial) Logf(string, ...any) {}
