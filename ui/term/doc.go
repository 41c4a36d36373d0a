// Package term is everything ax-tui knows about real terminals: start-up,
// input, output, size, signals, suspending, other programs in the foreground,
// and putting everything back in every way of ending.
//
// It runs a Bubble Tea model without Bubble Tea's renderer. A frame is painted
// at once instead of at the next tick, only the cells that changed are sent, lines
// that scroll are moved by the terminal, and nothing runs while nothing happens.
// It promises that the terminal is as it was when Run returns, that text in a
// frame cannot steer the terminal, and that no key, paste or reply is torn apart
// or delivered out of order.
//
// It must not import any other package of ax-tui except term/early, and knows
// nothing of tasks or the API.
package term
