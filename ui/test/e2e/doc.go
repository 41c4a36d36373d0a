// Package e2e holds stories of a person at a terminal: the built program in a
// real pseudo-terminal, with an emulator behind it, against the demo world.
//
// It promises that every wait ends, that nothing it starts outlives its tests,
// and that nothing of the person's own files or logins is read or written. It
// has tests only and imports nothing of ax-tui but ui/test/pty.
package e2e
