// Package jsonfield is a field of a huh form for editing JSON of any size, with
// line numbers, colours, faults shown while typing, undo, and $EDITOR.
//
// It promises: the cost of a key, a paste of a megabyte or a frame depends on what
// is visible, not on the size of the text; the check runs in a command and a late
// result is dropped; no input is lost by formatting, by a failing editor, by a
// resize or by new styles; a cancelled or empty edit changes nothing.
//
// Faults never block leaving the field: the owner handles them.
package jsonfield
