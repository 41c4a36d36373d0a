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

// Update takes keys while the field has the focus, and the field's own
// messages at any time. Messages of another field or an older text are dropped.
func (f *Field) Update(msg tea.Msg) tea.Cmd {
	switch key := msg.(type) {
	case tea.KeyMsg:
		return f.press(key)
	case Due:
		if key.Key == f.c.Key && key.Tag == f.tag() && f.asked != f.gen {
			return f.check()
		}
	case Checked:
		if key.Key == f.c.Key && key.Tag == f.tag() && f.seen != f.gen {
			f.seen, f.dirty = f.gen, true
			f.faults, f.doc, f.marks, f.notes = key.Faults, key.Doc, key.marks, key.notes
		}
	case Edited:
		if key.Key == f.c.Key && key.Owner == f.c.Owner {
			return f.edited(key)
		}
	case formatted:
		if key.key == f.c.Key && key.Tag == f.tag() {
			return f.take(key)
		}
	}
	return nil
}

func (f *Field) press(key tea.KeyMsg) tea.Cmd {
	f.say, f.dirty = "", true
	if key.Paste { // first: a paste may be a megabyte, which is no name of a key
		f.b.insert(string(key.Runes), alone)
		return f.changed(Pause)
	}
	switch action, ok := f.c.Keys.Find(scope(), key.String()); {
	case ok:
		return f.do(action)
	case key.Type == tea.KeyCtrlH: // what some terminals send for backspace
		return f.do(keymap.EraseBack)
	case isText(key):
		f.b.insert(string(key.Runes), typed)
	}
	return f.changed(Pause)
}

// do carries out an action of the editor's scope.
func (f *Field) do(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Format:
		return f.format()
	case keymap.EditorAc:
		return f.external(term.Exec)
	case keymap.NextFault:
		f.jump(1)
	case keymap.PrevFault:
		f.jump(-1)
	case keymap.Undo:
		if !f.b.back() {
			f.say = text.Lit("nothing to undo")
		}
	case keymap.Redo:
		if !f.b.again() {
			f.say = text.Lit("nothing to make again")
		}
	case keymap.NewLine:
		f.b.newLine()
	case keymap.Indent:
		f.b.insert("  ", alone)
	default:
		if place, erases := f.target(action); erases {
			f.b.eraseTo(place)
		} else {
			f.move(action, place)
		}
	}
	return f.changed(Pause)
}

// target is the place an action goes to or erases up to.
func (f *Field) target(action keymap.Action) (to place, erases bool) {
	buffer := f.b
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
		to = place{buffer.cur.row, 0}
	case keymap.LineEnd, keymap.EraseEnd:
		to = place{buffer.cur.row, len(buffer.line())}
		if action == keymap.EraseEnd && to == buffer.cur {
			to = buffer.right() // at the end of a line the line break goes
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
		f.b.vertical(-1)
	case keymap.Down:
		f.b.vertical(1)
	case keymap.PageUp:
		f.b.vertical(-max(f.rows()-1, 1))
	case keymap.PageDown:
		f.b.vertical(max(f.rows()-1, 1))
	default:
		f.b.moveTo(to)
	}
}

// jump puts the cursor on the next or previous fault, and round at the ends.
func (f *Field) jump(by int) {
	if len(f.marks) == 0 {
		f.say = text.Lit("no faults to go to")
		return
	}
	best := -1
	for i, mark := range f.marks {
		at := f.b.near(mark.at)
		if by > 0 && f.b.cur.before(at) {
			best = i
			break
		}
		if by < 0 && at.before(f.b.cur) {
			best = i
		}
	}
	if best < 0 && by < 0 {
		best = len(f.marks) - 1
	}
	f.b.moveTo(f.marks[max(best, 0)].at)
}

// near is the place the cursor takes when it is sent to p.
func (b *buffer) near(wanted place) place {
	wanted.row = min(wanted.row, len(b.lines)-1)
	return place{wanted.row, min(wanted.col, len(b.lines[wanted.row]))}
}

// format indents a snapshot in a command, since a large text takes a while.
func (f *Field) format() tea.Cmd {
	tag, name, cur, snapshot := f.tag(), f.c.Key, f.b.cur, f.b.snapshot()
	return func() tea.Msg {
		old := snapshot.String()
		out, broken := evaljson.Format([]byte(old))
		msg := formatted{Tag: tag, key: name, text: string(out), broken: broken}
		if broken == nil {
			msg.cur = sameMark(old, len(snapshot.between(place{}, cur)), msg.text)
		}
		return msg
	}
}

// sameMark finds the place behind as many visible characters as stand before an
// offset of the old text.
func sameMark(old string, offset int, now string) place {
	count := 0
	for i := range offset {
		if !blank(old[i]) {
			count++
		}
	}
	row, begin, i := 0, 0, 0
	for ; i < len(now) && count > 0; i++ {
		if !blank(now[i]) {
			count--
		}
		if now[i] == '\n' {
			row, begin = row+1, i+1
		}
	}
	return place{row, i - begin}
}

func blank(char byte) bool { return char == ' ' || char == '\n' }

func (f *Field) take(msg formatted) tea.Cmd {
	f.dirty = true
	if msg.broken != nil {
		f.say = text.Clean("cannot format yet: " + msg.broken.String())
		f.GoTo(msg.broken.Pos)
		return nil
	}
	if msg.text == f.b.String() {
		f.say = text.Lit("formatted already")
		return nil
	}
	f.b.set(msg.text, msg.cur)
	f.say = text.Lit("formatted")
	return f.changed(0)
}

// edited takes what an editor left, as one step of undo.
func (f *Field) edited(edited Edited) tea.Cmd {
	f.dirty = true
	if edited.Err != nil {
		f.say = text.Clean(edited.Err.Error())
		return nil
	}
	if string(edited.Text) == f.b.String() {
		f.say = text.Lit("nothing was changed in the editor")
		return nil
	}
	f.b.set(string(edited.Text), f.b.cur)
	f.say = text.Lit("taken over from the editor")
	return f.changed(0)
}

func runeLen(line string) int {
	_, n := utf8.DecodeRuneInString(line)
	return n
}

func lineStart(raw []byte, offset int) int { return bytes.LastIndexByte(raw[:offset], '\n') + 1 }
