// Package jsonfield is a field of a huh form in which a person edits JSON of any
// size: with line numbers, colours, faults shown while typing, undo, and a way
// out to an editor of their own.
//
// It promises: a key, a paste of a megabyte and a frame cost what is visible,
// not what the text holds; the check runs beside the loop and a late one is
// dropped; nothing that was typed is lost by formatting, by an editor that
// fails, by a resize or by new styles; a cancelled or empty edit changes nothing.
//
// The field never blocks leaving: faults are for the owner to judge. It imports
// api/evaljson, huh, keymap, theme, ui/host, ui/term and ui/text; never a screen.
package jsonfield
