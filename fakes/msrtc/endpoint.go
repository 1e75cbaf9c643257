package msrtc

import (
	"hash/fnv"
	"strings"

	"github.com/google/uuid"
)

// tuplePrefix begins the id of a tuple that stands for an endpoint; a UUID alone is no XML id, as it may begin with a digit.
const tuplePrefix = "endpoint-"

// translated is the name space of the endpoint ids of tuples that never had one; any fixed UUID serves.
var translated = uuid.MustParse("0f0a3b5e-52a4-5c0f-9d1e-3a3c6a0b7d41")

// TupleID is the id of the presence tuple (RFC 3863) that stands for an endpoint.
func TupleID(endpointID string) string { return tuplePrefix + strings.ToLower(endpointID) }

// personSuffix ends the id of the person element that stands for what an endpoint says of its person.
const personSuffix = "-person"

// EndpointID is the inverse of [TupleID]; a tuple that was published as one gets a UUID that follows from its id.
func EndpointID(tupleID string) string {
	tupleID = strings.TrimSuffix(tupleID, personSuffix)
	if id, ok := strings.CutPrefix(tupleID, tuplePrefix); ok && uuid.Validate(id) == nil {
		return strings.ToLower(id)
	}
	return uuid.NewSHA1(translated, []byte(tupleID)).String()
}

// The instances of an endpoint's categories follow from its id, so that it finds its own again after a restart, and two
// endpoints hardly ever meet. What kind of state it is leads.
const (
	instanceUser    = 0x20000000
	instanceMachine = 0x30000000
	instancePhone   = 0x80000000
)

func deviceInstance(endpointID string) uint32 {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(endpointID)) // a hash never fails
	return sum.Sum32()
}

func stateInstance(kind uint32, endpointID string) uint32 {
	return kind | deviceInstance(endpointID)>>4
}
