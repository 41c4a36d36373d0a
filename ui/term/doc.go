// Package term handles the real terminal: start-up, input, output, size,
// signals, suspending, other programs in the foreground, and restoring the
// terminal however the program ends.
//
// It runs a Bubble Tea model without Bubble Tea's renderer. A frame is painted
// at once instead of at the next tick, only changed cells are sent, the terminal
// moves lines that scroll, and nothing runs while the program is idle.
// It guarantees that the terminal is restored when Run returns, that text in a
// frame cannot control the terminal, and that no key, paste or reply is split or
// delivered out of order.
//
// It must not import any other package of ax-tui except term/early, and does
// not know about tasks or the API.
package term
