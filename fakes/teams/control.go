package teams

// fenceRequest is the body of POST /control/v1/fences.
type fenceRequest struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}
