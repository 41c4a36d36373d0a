// Package api is the client of the Arize AX REST API v2, shared by every screen
// and every line-mode command.
//
// It guarantees that reads are retried with back-off and writes never are; that
// every failure is an *Error that says what happened and what to do next; that
// the API key appears in no error, log line or printed value; that unexpected
// responses (unknown words, missing or null keys, a bad time) do not break a
// list; and that both dialects of contract section 5 give the same values. It
// also holds the pure rules that several views need: the checks of a request
// before it is sent (contract section 6) and the polling rule.
//
// It must not import the terminal: nothing of bubbletea, lipgloss, huh or the
// ui, theme and keymap packages. It imports resty and the standard library.
package api
