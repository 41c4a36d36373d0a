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

// Config configures a field. All members except Name and Getenv are required.
type Config struct {
	Key    string // name of the field in its form; its messages carry it
	Owner  uint64 // receiver of the messages (host.Owner)
	Title  text.Safe
	Keys   keymap.Map
	Styles *theme.Styles
	After  func(wait time.Duration, msg tea.Msg) tea.Cmd
	// Check checks a snapshot in a command; it must not use state that Update
	// changes. For evaluators it is Parse of evaljson.Options.
	Check func(text []byte) (evaljson.Doc, []evaljson.Fault)
	// Name returns the name of an evaluator, shown after its ID; nil shows none.
	Name func(id string) (text.Safe, bool)
	// Getenv reads $VISUAL and $EDITOR; nil: os.Getenv.
	Getenv func(string) string
}

// CheckDelay is how long typing must pause before the text is checked.
const CheckDelay = 150 * time.Millisecond

// Field is the editor. Use it through a pointer. It outlives the huh form around
// it: a rebuilt form uses the same Field.
type Field struct {
	config        Config
	buffer        *buffer
	inks          inks
	width, height int
	firstRow      int // first visible line
	firstCell     int // first visible cell
	focused       bool

	gen         int // generation of the text
	checkingGen int // generation whose check is running
	checkedGen  int // generation of faults and doc
	faults      []evaljson.Fault
	doc         evaljson.Doc
	marks       []mark
	idLines     []idLine
	message     text.Safe // result of the last action, until the next key

	cache string
	dirty bool
}

// New creates a field with a text.
func New(config Config, start []byte) *Field {
	if config.Getenv == nil {
		config.Getenv = os.Getenv
	}
	return &Field{
		config: config, buffer: newBuffer(string(start)), inks: newInks(config.Styles), width: 60, height: 10,
		gen: 1, dirty: true,
	}
}

// Text returns a copy of the text. It copies the whole text: call it on demand,
// not on every key.
func (f *Field) Text() []byte { return []byte(f.buffer.String()) }

// Gen increases with every change of the text and every Recheck, so that an owner
// can detect changes without comparing texts.
func (f *Field) Gen() int { return f.gen }

// SetText replaces the text as one undo step and returns the command that checks
// it. The cursor stays on its line.
func (f *Field) SetText(raw []byte) tea.Cmd {
	f.buffer.setText(string(raw), f.buffer.cursor)
	return f.changed(0)
}

// Faults returns the faults of the text and its Doc; fresh is false while the text
// is newer than them.
func (f *Field) Faults() (faults []evaljson.Fault, doc evaljson.Doc, fresh bool) {
	return f.faults, f.doc, f.checkedGen == f.gen
}

// Recheck returns a command that checks the text immediately. Call it when the
// input of Check has changed, such as the known evaluators.
func (f *Field) Recheck() tea.Cmd {
	f.gen++
	return f.check()
}

// Cursor returns the cursor position, counted from 1, the column in runes.
func (f *Field) Cursor() (line, column int) {
	return f.buffer.cursor.row + 1, len([]rune(f.buffer.line()[:f.buffer.cursor.col])) + 1
}

// GoTo moves the cursor to the line and column of a Fault or a Mapping.
func (f *Field) GoTo(pos evaljson.Pos) {
	row := min(max(pos.Line-1, 0), len(f.buffer.lines)-1)
	col, line := 0, f.buffer.lines[row]
	for column := 1; column < pos.Column && col < len(line); column++ {
		col += runeLen(line[col:])
	}
	f.buffer.moveTo(place{row, col})
	f.dirty = true
}

// Restyle applies changed styles.
func (f *Field) Restyle() {
	f.inks, f.dirty = newInks(f.config.Styles), true
}

// Uses reports whether the field handles a key: text, and the keys of the editor's
// scope. All others are for the owner, such as those that leave the field.
func (f *Field) Uses(key tea.KeyMsg) bool {
	if key.Type == tea.KeyCtrlH || key.Paste {
		return true
	}
	if _, ok := f.config.Keys.Find(scope(), key.String()); ok {
		return true
	}
	return isText(key)
}

func scope() []keymap.Scope { return []keymap.Scope{keymap.Editor} }

func isText(key tea.KeyMsg) bool {
	return (key.Type == tea.KeyRunes || key.Type == tea.KeySpace) && !key.Alt
}

func (f *Field) tag() host.Tag { return host.Tag{Owner: f.config.Owner, Gen: f.gen} }

// changed applies pending edits and schedules a check after the given time.
func (f *Field) changed(wait time.Duration) tea.Cmd {
	f.dirty = true
	if len(f.buffer.shifts) == 0 {
		return nil
	}
	for _, shift := range f.buffer.shifts {
		f.moveMarks(shift)
	}
	f.buffer.shifts = f.buffer.shifts[:0]
	f.gen++
	if wait == 0 {
		return f.check()
	}
	return f.config.After(wait, CheckDue{f.tag(), f.config.Key})
}

// moveMarks moves the marks of the last check with the text, so that they stay in
// place until the next check.
func (f *Field) moveMarks(edit shift) {
	kept := f.marks[:0]
	for _, mark := range f.marks {
		switch end := (place{mark.at.row, mark.at.col + mark.size}); {
		case !edit.from.before(end) && edit.from != mark.at: // before the edit
		case !mark.at.before(edit.to):
			if mark.at.row == edit.to.row {
				mark.at.col += edit.end.col - edit.to.col
			}
			mark.at.row += edit.end.row - edit.to.row
		default:
			continue // the marked text was changed
		}
		kept = append(kept, mark)
	}
	f.marks = kept
	for i := range f.idLines {
		if f.idLines[i].row >= edit.to.row && edit.to.row != edit.end.row {
			f.idLines[i].row += edit.end.row - edit.to.row
		}
	}
}

// check returns the command that checks a snapshot of the text.
func (f *Field) check() tea.Cmd {
	f.checkingGen = f.gen
	tag, name, look, snapshot := f.tag(), f.config.Key, f.config.Check, f.buffer.snapshot()
	return func() tea.Msg {
		raw := []byte(snapshot.String())
		doc, faults := look(raw)
		checked := Checked{Tag: tag, Key: name, Doc: doc, Faults: faults}
		checked.marks, checked.idLines = locate(raw, doc, faults)
		return checked
	}
}

// locate returns the places of faults and IDs in lines and bytes.
func locate(raw []byte, doc evaljson.Doc, faults []evaljson.Fault) ([]mark, []idLine) {
	marks := make([]mark, 0, len(faults))
	for i, fault := range faults {
		at := place{fault.Line - 1, fault.Offset - lineStart(raw, fault.Offset)}
		marks = append(marks, mark{at: at, size: fault.Length, fault: i, warn: fault.Severity == evaljson.Warning})
	}
	var notes []idLine
	for _, evaluator := range doc.Evaluators {
		if evaluator.IDPos.Known() {
			notes = append(notes, idLine{evaluator.IDPos.Line - 1, evaluator.Input.EvaluatorID})
		}
	}
	return marks, notes
}

// Focus shows the cursor.
func (f *Field) Focus() { f.focused, f.dirty = true, true }

// Blur hides the cursor.
func (f *Field) Blur() { f.focused, f.dirty = false, true }

// Zoom is false: the owner sets the height.
func (f *Field) Zoom() bool { return false }

// SetWidth sets the width in cells.
func (f *Field) SetWidth(width int) { f.width, f.dirty = max(width, 1), true }

// SetHeight sets the height in rows, including title and status.
func (f *Field) SetHeight(height int) { f.height, f.dirty = max(height, 1), true }
