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
	switch m := msg.(type) {
	case tea.KeyMsg:
		return f.press(m)
	case Due:
		if m.Key == f.c.Key && m.Tag == f.tag() && f.asked != f.gen {
			return f.check()
		}
	case Checked:
		if m.Key == f.c.Key && m.Tag == f.tag() && f.seen != f.gen {
			f.seen, f.dirty = f.gen, true
			f.faults, f.doc, f.marks, f.notes = m.Faults, m.Doc, m.marks, m.notes
		}
	case Edited:
		if m.Key == f.c.Key && m.Owner == f.c.Owner {
			return f.edited(m)
		}
	case formatted:
		if m.key == f.c.Key && m.Tag == f.tag() {
			return f.take(m)
		}
	}
	return nil
}

func (f *Field) press(k tea.KeyMsg) tea.Cmd {
	f.say, f.dirty = "", true
	if k.Paste { // first: a paste may be a megabyte, which is no name of a key
		f.b.insert(string(k.Runes), alone)
		return f.changed(Pause)
	}
	switch a, ok := f.c.Keys.Find(scope(), k.String()); {
	case ok:
		return f.do(a)
	case k.Type == tea.KeyCtrlH: // what some terminals send for backspace
		return f.do(keymap.EraseBack)
	case isText(k):
		f.b.insert(string(k.Runes), typed)
	}
	return f.changed(Pause)
}

// do carries out an action of the editor's scope.
func (f *Field) do(a keymap.Action) tea.Cmd {
	switch a {
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
		if p, erases := f.target(a); erases {
			f.b.eraseTo(p)
		} else {
			f.move(a, p)
		}
	}
	return f.changed(Pause)
}

// target is the place an action goes to or erases up to.
func (f *Field) target(a keymap.Action) (p place, erases bool) {
	b := f.b
	switch a {
	case keymap.Left, keymap.EraseBack:
		p = b.left()
	case keymap.Right, keymap.EraseAhead:
		p = b.right()
	case keymap.WordLeft, keymap.EraseWord:
		p = b.wordLeft()
	case keymap.WordRight:
		p = b.wordRight()
	case keymap.LineStart, keymap.EraseStart:
		p = place{b.cur.row, 0}
	case keymap.LineEnd, keymap.EraseEnd:
		p = place{b.cur.row, len(b.line())}
		if a == keymap.EraseEnd && p == b.cur {
			p = b.right() // at the end of a line the line break goes
		}
	case keymap.Bottom:
		p = b.end()
	}
	switch a {
	case keymap.EraseBack, keymap.EraseAhead, keymap.EraseWord, keymap.EraseStart, keymap.EraseEnd:
		return p, true
	}
	return p, false
}

func (f *Field) move(a keymap.Action, p place) {
	switch a {
	case keymap.Up:
		f.b.vertical(-1)
	case keymap.Down:
		f.b.vertical(1)
	case keymap.PageUp:
		f.b.vertical(-max(f.rows()-1, 1))
	case keymap.PageDown:
		f.b.vertical(max(f.rows()-1, 1))
	default:
		f.b.moveTo(p)
	}
}

// jump puts the cursor on the next or previous fault, and round at the ends.
func (f *Field) jump(by int) {
	if len(f.marks) == 0 {
		f.say = text.Lit("no faults to go to")
		return
	}
	best := -1
	for i, m := range f.marks {
		at := f.b.near(m.at)
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
func (b *buffer) near(p place) place {
	p.row = min(p.row, len(b.lines)-1)
	return place{p.row, min(p.col, len(b.lines[p.row]))}
}

// format indents a snapshot in a command, since a large text takes a while.
func (f *Field) format() tea.Cmd {
	tag, name, cur, snapshot := f.tag(), f.c.Key, f.b.cur, f.b.snapshot()
	return func() tea.Msg {
		old := snapshot.String()
		out, broken := evaljson.Format([]byte(old))
		m := formatted{Tag: tag, key: name, text: string(out), broken: broken}
		if broken == nil {
			m.cur = sameMark(old, len(snapshot.between(place{}, cur)), m.text)
		}
		return m
	}
}

// sameMark finds the place behind as many visible characters as stand before an
// offset of the old text.
func sameMark(old string, offset int, now string) place {
	n := 0
	for i := range offset {
		if !blank(old[i]) {
			n++
		}
	}
	row, begin, i := 0, 0, 0
	for ; i < len(now) && n > 0; i++ {
		if !blank(now[i]) {
			n--
		}
		if now[i] == '\n' {
			row, begin = row+1, i+1
		}
	}
	return place{row, i - begin}
}

func blank(c byte) bool { return c == ' ' || c == '\n' }

func (f *Field) take(m formatted) tea.Cmd {
	f.dirty = true
	if m.broken != nil {
		f.say = text.Clean("cannot format yet: " + m.broken.String())
		f.GoTo(m.broken.Pos)
		return nil
	}
	if m.text == f.b.String() {
		f.say = text.Lit("formatted already")
		return nil
	}
	f.b.set(m.text, m.cur)
	f.say = text.Lit("formatted")
	return f.changed(0)
}

// edited takes what an editor left, as one step of undo.
func (f *Field) edited(m Edited) tea.Cmd {
	f.dirty = true
	if m.Err != nil {
		f.say = text.Clean(m.Err.Error())
		return nil
	}
	if string(m.Text) == f.b.String() {
		f.say = text.Lit("nothing was changed in the editor")
		return nil
	}
	f.b.set(string(m.Text), f.b.cur)
	f.say = text.Lit("taken over from the editor")
	return f.changed(0)
}

func runeLen(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

func lineStart(t []byte, offset int) int { return bytes.LastIndexByte(t[:offset], '\n') + 1 }
