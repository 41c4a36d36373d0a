// Package part holds the drawing parts that screens share: the windowed
// table, the picker, the scrolling sheet, boxes and overlays, fields, bars and
// sparklines.
//
// It promises that drawing costs what is in view and not what there is; that
// no line is wider than the room it was given, wide characters included; and
// that no size, however small, panics. Parts hold state for drawing only: they
// ask nothing of anybody and know no screen.
//
// It imports keymap, theme and ui/text besides the terminal libraries; never
// api, ui/host or a screen.
package part
