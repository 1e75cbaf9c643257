// Package teams is a Teams chat backend: a real HTTP server that people's Teams clients and the implementation under test
// (IUT) use, and a strict witness of what the IUT does there.
//
// It has four planes, told apart by path and by token, all described by the OpenAPI document of package fixtures:
//
//   - token (/{tenant}/oauth2/v2.0/token): OAuth 2.0 client credentials for the IUT, passwords for people.
//   - graph (/v1.0): a subset of Microsoft Graph v1.0 as documented.
//   - interop (/interop/v1): not Graph. What Microsoft's own interop gateway does inside the service: messages written for
//     Skype for Business users, failures told, and the activity of Teams users. Application tokens only.
//   - client (/client/v1): the Teams client's own protocol: sign-in, the event stream, activity, calls. People's tokens
//     only, never for an IUT.
//
// Every request is checked against the document. One that breaks it is answered as Graph answers it and recorded as a
// violation with the schema path; a response of the backend's own that breaks it is the tester's fault and recorded as such.
//
// The control API ([Backend.Control], [Control]) is for the tester alone: it provisions users, reads the event log,
// injects faults and sends fences.
package teams
