package jsonfield

import (
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Config is what a field needs. Every member but Name and Getenv must be given.
type Config struct {
	Key    string // the field's name in its form, and the address of its messages within the owner
	Owner  uint64 // who gets the messages (host.Owner)
	Title  text.Safe
	Keys   keymap.Map
	Styles *theme.Styles
	After  func(d time.Duration, msg tea.Msg) tea.Cmd
	// Check looks at a snapshot, in a command beside the loop; it must not touch
	// what the loop changes. For evaluators it is Parse of evaljson.Options.
	Check func(text []byte) (evaljson.Doc, []evaljson.Fault)
	// Name gives an evaluator's name to show beside its ID; nil shows none.
	Name func(id string) (text.Safe, bool)
	// Getenv tells the person's editor; nil: os.Getenv.
	Getenv func(string) string
}

// Pause is how long typing must rest before the text is checked.
const Pause = 150 * time.Millisecond

// Field is the editor. It is used through a pointer, and lives longer than the
// huh form around it: a form built anew takes the same Field.
type Field struct {
	c       Config
	b       *buffer
	inks    inks
	w, h    int
	top     int // first line drawn
	scroll  int // first cell drawn
	focused bool

	gen    int // of the text
	asked  int // generation whose check is under way
	seen   int // generation of faults and doc
	faults []evaljson.Fault
	doc    evaljson.Doc
	marks  []mark
	notes  []note
	say    text.Safe // what the last action came to, until the next key

	cache string
	dirty bool
}

// New makes a field over a text.
func New(config Config, start []byte) *Field {
	if config.Getenv == nil {
		config.Getenv = os.Getenv
	}
	return &Field{
		c: config, b: newBuffer(string(start)), inks: newInks(config.Styles), w: 60, h: 10,
		gen: 1, dirty: true,
	}
}

// Text is the text as it stands, a copy. It costs the whole text: ask when it
// is needed, not on every key.
func (f *Field) Text() []byte { return []byte(f.b.String()) }

// Gen rises with every change of the text and every Recheck, so that an owner
// sees cheaply whether the text is the one it knows.
func (f *Field) Gen() int { return f.gen }

// SetText makes the text another one, as one step that undo takes back, and
// gives the command that checks it. The cursor stays on its line.
func (f *Field) SetText(t []byte) tea.Cmd {
	f.b.set(string(t), f.b.cur)
	return f.changed(0)
}

// Faults gives the faults of the text and its Doc; fresh is false while the
// text is newer than they are.
func (f *Field) Faults() (faults []evaljson.Fault, doc evaljson.Doc, fresh bool) {
	return f.faults, f.doc, f.seen == f.gen
}

// Recheck gives a command that checks the text at once, for when something that
// Check looks at has changed, such as the evaluators that are known.
func (f *Field) Recheck() tea.Cmd {
	f.gen++
	return f.check()
}

// Cursor is where the cursor stands, from 1, the column in runes.
func (f *Field) Cursor() (line, column int) {
	return f.b.cur.row + 1, len([]rune(f.b.line()[:f.b.cur.col])) + 1
}

// GoTo puts the cursor at a place of the text, as a Fault or a Mapping has it;
// the offset counts.
func (f *Field) GoTo(pos evaljson.Pos) {
	row := min(max(pos.Line-1, 0), len(f.b.lines)-1)
	col, line := 0, f.b.lines[row]
	for n := 1; n < pos.Column && col < len(line); n++ {
		col += runeLen(line[col:])
	}
	f.b.moveTo(place{row, col})
	f.dirty = true
}

// Restyle takes new styles.
func (f *Field) Restyle() {
	f.inks, f.dirty = newInks(f.c.Styles), true
}

// Uses reports whether the field wants a key for itself: text, and the keys of
// the editor's scope. The owner keeps all others, such as those that leave.
func (f *Field) Uses(key tea.KeyMsg) bool {
	if key.Type == tea.KeyCtrlH || key.Paste {
		return true
	}
	if _, ok := f.c.Keys.Find(scope(), key.String()); ok {
		return true
	}
	return isText(key)
}

func scope() []keymap.Scope { return []keymap.Scope{keymap.Editor} }

func isText(key tea.KeyMsg) bool {
	return (key.Type == tea.KeyRunes || key.Type == tea.KeySpace) && !key.Alt
}

func (f *Field) tag() host.Tag { return host.Tag{Owner: f.c.Owner, Gen: f.gen} }

// changed takes note of edits and asks for a check after a pause.
func (f *Field) changed(wait time.Duration) tea.Cmd {
	f.dirty = true
	if len(f.b.moved) == 0 {
		return nil
	}
	for _, shift := range f.b.moved {
		f.shift(shift)
	}
	f.b.moved = f.b.moved[:0]
	f.gen++
	if wait == 0 {
		return f.check()
	}
	return f.c.After(wait, Due{f.tag(), f.c.Key})
}

// shift moves the marks of the last check along with the text, so that they
// stay where they belong until the next one.
func (f *Field) shift(s shift) {
	kept := f.marks[:0]
	for _, mark := range f.marks {
		switch end := (place{mark.at.row, mark.at.col + mark.size}); {
		case !s.from.before(end) && s.from != mark.at: // before the edit
		case !mark.at.before(s.to):
			if mark.at.row == s.to.row {
				mark.at.col += s.end.col - s.to.col
			}
			mark.at.row += s.end.row - s.to.row
		default:
			continue // what it marked is being changed
		}
		kept = append(kept, mark)
	}
	f.marks = kept
	for i := range f.notes {
		if f.notes[i].row >= s.to.row && s.to.row != s.end.row {
			f.notes[i].row += s.end.row - s.to.row
		}
	}
}

// check looks at a snapshot of the text in a command.
func (f *Field) check() tea.Cmd {
	f.asked = f.gen
	tag, name, look, snapshot := f.tag(), f.c.Key, f.c.Check, f.b.snapshot()
	return func() tea.Msg {
		t := []byte(snapshot.String())
		doc, faults := look(t)
		checked := Checked{Tag: tag, Key: name, Doc: doc, Faults: faults}
		checked.marks, checked.notes = locate(t, doc, faults)
		return checked
	}
}

// locate finds where faults and IDs stand in lines and bytes.
func locate(t []byte, doc evaljson.Doc, faults []evaljson.Fault) ([]mark, []note) {
	marks := make([]mark, 0, len(faults))
	for i, fault := range faults {
		at := place{fault.Line - 1, fault.Offset - lineStart(t, fault.Offset)}
		marks = append(marks, mark{at: at, size: fault.Length, fault: i, warn: fault.Severity == evaljson.Warning})
	}
	var notes []note
	for _, evaluator := range doc.Evaluators {
		if evaluator.IDPos.Known() {
			notes = append(notes, note{evaluator.IDPos.Line - 1, evaluator.Input.EvaluatorID})
		}
	}
	return marks, notes
}

// Focus shows the cursor.
func (f *Field) Focus() { f.focused, f.dirty = true, true }

// Blur hides the cursor.
func (f *Field) Blur() { f.focused, f.dirty = false, true }

// Zoom is false: the owner gives the field its height.
func (f *Field) Zoom() bool { return false }

// SetWidth sets the width in cells.
func (f *Field) SetWidth(w int) { f.w, f.dirty = max(w, 1), true }

// SetHeight sets the height in lines, with title and status.
func (f *Field) SetHeight(h int) { f.h, f.dirty = max(h, 1), true }
