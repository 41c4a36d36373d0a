// Package api is the one client of the Arize AX REST API v2 that every screen
// and every line-mode command shares.
//
// It promises that reads are repeated politely when that can help and writes
// never are; that every failure is an *Error which says in plain English what
// happened and what to do next; that the API key appears in no error, log line
// or printed value; that odd answers (unknown words, missing or null keys, a
// bad time) do not break a list; and that both word dialects of contract
// section 5 read the same. It also holds the pure rules that several views
// need: the checks of a request before it is sent (contract section 6) and the
// one polling rule.
//
// It must not import the terminal: nothing of bubbletea, lipgloss, huh or the
// ui, theme and keymap packages. It imports resty and the standard library.
package api
