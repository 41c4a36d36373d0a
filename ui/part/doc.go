// Package part contains the widgets that screens share: the table, the scrolling
// sheet, frames and overlays, fields, bars and sparklines.
//
// It guarantees that the cost of drawing depends on the visible rows only, that
// no line is wider than the given width, wide characters included, and that no
// size, however small, panics. Widgets hold drawing state only: they do no I/O
// and know no screen.
//
// Besides the terminal libraries it imports keymap, theme and ui/text; never api,
// ui/host or a screen.
package part
