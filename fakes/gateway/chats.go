package gateway

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// chat is a chat as Graph has it, with its members.
type chat struct {
	ID   string `json:"id"`
	Type string `json:"chatType"`
}

// member is a member of a chat.
type member struct {
	// Type tells Teams users and SfB users apart.
	Type   string `json:"@odata.type"`
	UserID string `json:"userId"`
}

// The types of members that matter here.
const (
	teamsMember = "#microsoft.graph.aadUserConversationMember"
	sfbMember   = "#microsoft.graph.skypeForBusinessUserConversationMember"
)

// chatMessage is a message in a chat.
type chatMessage struct {
	ID      string    `json:"id"`
	ChatID  string    `json:"chatId"`
	Type    string    `json:"messageType"`
	Created time.Time `json:"createdDateTime"`
	From    *struct {
		User *struct {
			ID          string `json:"id"`
			DisplayName string `json:"displayName"`
		} `json:"user"`
	} `json:"from"`
	Body struct {
		ContentType string `json:"contentType"`
		Content     string `json:"content"`
	} `json:"body"`
	// Event is what a message of the system tells of: that a call began, that somebody was added.
	Event *chatEvent `json:"eventDetail"`
}

// chatEvent is something that happened in a chat.
type chatEvent struct {
	Type      string `json:"@odata.type"`
	Kind      string `json:"callEventType"`
	Initiator struct {
		User struct {
			ID string `json:"id"`
		} `json:"user"`
	} `json:"initiator"`
	Members []struct {
		ID string `json:"id"`
	} `json:"members"`
}

// sender is the id of the user who wrote the message; "" for a message of the system.
func (m chatMessage) sender() string {
	if m.From == nil || m.From.User == nil {
		return ""
	}
	return m.From.User.ID
}

// text is what the message says, as plain text.
func (m chatMessage) text(f faults) string {
	text := m.Body.Content
	if m.Body.ContentType == "html" && !f.has(SendsHTML) || f.has(ReadsTextAsHTML) {
		if f.has(UnescapesTwice) {
			text = html.UnescapeString(text)
		}
		text = textOfHTML(text, f)
	}
	if f.has(JoinsLines) {
		text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	}
	return text
}

func chatPath(id string) string { return "/v1.0/chats/" + url.PathEscape(id) }

// chat reads what kind of chat it is, and who is in it.
func (t *teamsClient) chat(ctx context.Context, id string) (chat, []member, error) {
	var c chat
	if err := t.ask(ctx, http.MethodGet, chatPath(id), nil, &c); err != nil {
		return chat{}, nil, err
	}
	var members struct {
		Value []member `json:"value"`
	}
	err := t.ask(ctx, http.MethodGet, chatPath(id)+"/members", nil, &members)
	return c, members.Value, err
}

// message reads one message.
func (t *teamsClient) message(ctx context.Context, chatID, messageID string) (chatMessage, error) {
	var m chatMessage
	err := t.ask(ctx, http.MethodGet, chatPath(chatID)+"/messages/"+url.PathEscape(messageID), nil, &m)
	return m, err
}

func interopChatPath(id string) string { return "/interop/v1/chats/" + url.PathEscape(id) }

// chatOf returns the one chat of a Teams user and an SfB user, which is made when there is none.
func (t *teamsClient) chatOf(ctx context.Context, teamsUserID, sfbAddress string) (string, error) {
	if t.faults.has(SilentOnTeams) {
		return "19:nowhere", nil
	}
	var c chat
	err := t.ask(ctx, http.MethodPut, interopChatPath(teamsUserID)+"/"+url.PathEscape("sip:"+sfbAddress), nil, &c)
	return c.ID, err
}

// groupOf makes a new group chat of a Teams user and an SfB user: what ChatPerSession takes for the chat of the two.
func (t *teamsClient) groupOf(ctx context.Context, teamsUserID, sfbAddress string) (string, error) {
	bind := func(user string) map[string]any {
		return map[string]any{
			"@odata.type": teamsMember, "roles": []string{"owner"},
			"user@odata.bind": "https://graph.microsoft.com/v1.0/users('" + user + "')",
		}
	}
	var c chat
	err := t.ask(ctx, http.MethodPost, "/v1.0/chats",
		always(map[string]any{"chatType": "group", "members": []any{bind(teamsUserID), bind(sfbAddress)}}), &c)
	return c.ID, err
}

// im is an instant message of an SfB user, on its way into a chat.
type im struct {
	// Address and Name are the sender's.
	Address, Name string
	Text          string
	// ID is made from the SIP message that carried it. Teams stores one message for each, however often it is posted.
	ID string
}

// post writes a message of an SfB user into a chat.
func (t *teamsClient) post(ctx context.Context, chatID string, m im) error {
	if t.faults.has(SilentOnTeams) {
		return nil
	}
	from := map[string]string{"sipUri": "sip:" + m.Address}
	if m.Name != "" {
		from["displayName"] = m.Name
	}
	return t.ask(ctx, http.MethodPost, interopChatPath(chatID)+"/messages", func(attempt int) any {
		id := m.ID
		if t.faults.namesAnew(attempt) {
			id = fmt.Sprintf("%s;attempt=%d", id, attempt)
		}
		return map[string]any{
			"from":            from,
			"body":            map[string]string{"contentType": "text", "content": m.Text},
			"senderMessageId": id,
		}
	}, nil)
}

// failed tells the writer of a message that it could not be delivered to SfB.
func (t *teamsClient) failed(ctx context.Context, chatID, messageID, code, reason string) error {
	if t.faults.has(SilentOnTeams) {
		return nil
	}
	return t.ask(ctx, http.MethodPost, interopChatPath(chatID)+"/messages/"+url.PathEscape(messageID)+"/failure",
		always(map[string]string{"code": code, "reason": reason}), nil)
}
