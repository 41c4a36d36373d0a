package jsonfield

import (
	"bytes"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/keymap"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// Update handles keys while the field has the focus, and the field's own messages
// at any time. Messages for another field or an older text are dropped.
func (f *Field) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return f.handleKey(msg)
	case CheckDue:
		if msg.Key == f.config.Key && msg.Tag == f.tag() && f.checkingGen != f.gen {
			return f.check()
		}
	case Checked:
		if msg.Key == f.config.Key && msg.Tag == f.tag() && f.checkedGen != f.gen {
			f.checkedGen, f.dirty = f.gen, true
			f.faults, f.doc, f.marks, f.idLines = msg.Faults, msg.Doc, msg.marks, msg.idLines
		}
	case Edited:
		if msg.Key == f.config.Key && msg.Owner == f.config.Owner {
			return f.applyEdited(&msg)
		}
	case formatted:
		if msg.key == f.config.Key && msg.Tag == f.tag() {
			return f.applyFormatted(&msg)
		}
	}
	return nil
}

func (f *Field) handleKey(key tea.KeyMsg) tea.Cmd {
	f.message, f.dirty = "", true
	if key.Paste { // first: a paste can be a megabyte, too long to look up as a key
		f.buffer.insert(string(key.Runes), standalone)
		return f.changed(CheckDelay)
	}
	switch action, ok := f.config.Keys.Find(scope(), key.String()); {
	case ok:
		return f.doAction(action)
	case key.Type == tea.KeyCtrlH: // some terminals send it for backspace
		return f.doAction(keymap.EraseBack)
	case isText(key):
		f.buffer.insert(string(key.Runes), typed)
	}
	return f.changed(CheckDelay)
}

// Do carries out an action from outside the editor and reports whether it changed the text.
func (f *Field) Do(action keymap.Action) (changed bool, cmd tea.Cmd) {
	before := f.gen
	cmd = f.doAction(action)
	return f.gen != before, cmd
}

// doAction carries out an action of the editor's scope.
func (f *Field) doAction(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Format:
		return f.format()
	case keymap.OpenEditor:
		return f.external(term.Exec)
	case keymap.NextFault:
		f.jumpToFault(1)
	case keymap.PrevFault:
		f.jumpToFault(-1)
	case keymap.Undo:
		if !f.buffer.undo() {
			f.message = text.Lit("nothing to undo")
		}
	case keymap.Redo:
		if !f.buffer.redo() {
			f.message = text.Lit("nothing to redo")
		}
	case keymap.Clear:
		f.move(keymap.Top, place{})
		f.buffer.eraseTo(f.buffer.end())
	case keymap.NewLine:
		f.buffer.newLine()
	case keymap.Indent:
		f.buffer.insert("  ", standalone)
	default:
		if place, erases := f.target(action); erases {
			f.buffer.eraseTo(place)
		} else {
			f.move(action, place)
		}
	}
	return f.changed(CheckDelay)
}

// target returns the place an action moves to or erases up to.
func (f *Field) target(action keymap.Action) (to place, erases bool) {
	buffer := f.buffer
	switch action {
	case keymap.Left, keymap.EraseBack:
		to = buffer.left()
	case keymap.Right, keymap.EraseAhead:
		to = buffer.right()
	case keymap.WordLeft, keymap.EraseWord:
		to = buffer.wordLeft()
	case keymap.WordRight:
		to = buffer.wordRight()
	case keymap.LineStart, keymap.EraseStart:
		to = place{buffer.cursor.row, 0}
	case keymap.LineEnd, keymap.EraseEnd:
		to = place{buffer.cursor.row, len(buffer.line())}
		if action == keymap.EraseEnd && to == buffer.cursor {
			to = buffer.right() // at the end of a line, erase the line break
		}
	case keymap.Bottom:
		to = buffer.end()
	}
	switch action {
	case keymap.EraseBack, keymap.EraseAhead, keymap.EraseWord, keymap.EraseStart, keymap.EraseEnd:
		return to, true
	}
	return to, false
}

func (f *Field) move(action keymap.Action, to place) {
	switch action {
	case keymap.Up:
		f.buffer.moveLines(-1)
	case keymap.Down:
		f.buffer.moveLines(1)
	case keymap.PageUp:
		f.buffer.moveLines(-max(f.visibleLines()-1, 1))
	case keymap.PageDown:
		f.buffer.moveLines(max(f.visibleLines()-1, 1))
	default:
		f.buffer.moveTo(to)
	}
}

// jumpToFault moves the cursor to the next or previous fault and wraps around.
func (f *Field) jumpToFault(by int) {
	if len(f.marks) == 0 {
		f.message = text.Lit("no faults to go to")
		return
	}
	best := -1
	for i, mark := range f.marks {
		at := f.buffer.clamp(mark.at)
		if by > 0 && f.buffer.cursor.before(at) {
			best = i
			break
		}
		if by < 0 && at.before(f.buffer.cursor) {
			best = i
		}
	}
	if best < 0 && by < 0 {
		best = len(f.marks) - 1
	}
	f.buffer.moveTo(f.marks[max(best, 0)].at)
}

// clamp returns the nearest place inside the text.
func (b *buffer) clamp(wanted place) place {
	wanted.row = min(wanted.row, len(b.lines)-1)
	return place{wanted.row, min(wanted.col, len(b.lines[wanted.row]))}
}

// format indents a snapshot in a command, since a large text takes time.
func (f *Field) format() tea.Cmd {
	tag, name, cur, snapshot := f.tag(), f.config.Key, f.buffer.cursor, f.buffer.snapshot()
	return func() tea.Msg {
		old := snapshot.String()
		out, broken := evaljson.Format([]byte(old))
		msg := formatted{Tag: tag, key: name, text: string(out), broken: broken}
		if broken == nil {
			msg.cursor = samePosition(old, len(snapshot.between(place{}, cur)), msg.text)
		}
		return msg
	}
}

// samePosition returns the place in the new text that has as many non-blank
// characters before it as the offset in the old text.
func samePosition(old string, offset int, now string) place {
	count := 0
	for i := range offset {
		if !isBlank(old[i]) {
			count++
		}
	}
	row, begin, i := 0, 0, 0
	for ; i < len(now) && count > 0; i++ {
		if !isBlank(now[i]) {
			count--
		}
		if now[i] == '\n' {
			row, begin = row+1, i+1
		}
	}
	return place{row, i - begin}
}

func isBlank(char byte) bool { return char == ' ' || char == '\n' }

func (f *Field) applyFormatted(msg *formatted) tea.Cmd {
	f.dirty = true
	if msg.broken != nil {
		f.message = text.Clean("cannot format: " + msg.broken.String())
		f.GoTo(msg.broken.Pos)
		return nil
	}
	if msg.text == f.buffer.String() {
		f.message = text.Lit("already formatted")
		return nil
	}
	f.buffer.setText(msg.text, msg.cursor)
	f.message = text.Lit("formatted")
	return f.changed(0)
}

// applyEdited applies the result of the external editor as one undo step.
func (f *Field) applyEdited(edited *Edited) tea.Cmd {
	f.dirty = true
	if edited.Err != nil {
		f.message = text.Clean(edited.Err.Error())
		return nil
	}
	if string(edited.Text) == f.buffer.String() {
		f.message = text.Lit("no changes in the editor")
		return nil
	}
	f.buffer.setText(string(edited.Text), f.buffer.cursor)
	f.message = text.Lit("text updated from the editor")
	return f.changed(0)
}

func runeLen(line string) int {
	_, size := utf8.DecodeRuneInString(line)
	return size
}

func lineStart(raw []byte, offset int) int { return bytes.LastIndexByte(raw[:offset], '\n') + 1 }
