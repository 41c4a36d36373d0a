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
	After  func(wait time.Duration, msg tea.Msg) tea.Cmd
	// Check looks at a snapshot, in a command beside the loop; it must not touch
	// what the loop changes. For evaluators it is Parse of evaljson.Options.
	Check func(text []byte) (evaljson.Doc, []evaljson.Fault)
	// Name gives an evaluator's name to show beside its ID; nil shows none.
	Name func(id string) (text.Safe, bool)
	// Getenv tells the person's editor; nil: os.Getenv.
	Getenv func(string) string
}

// CheckDelay is how long typing must rest before the text is checked.
const CheckDelay = 150 * time.Millisecond

// Field is the editor. It is used through a pointer, and lives longer than the
// huh form around it: a form built anew takes the same Field.
type Field struct {
	config        Config
	buffer        *buffer
	inks          inks
	width, height int
	firstRow      int // first line drawn
	firstCell     int // first cell drawn
	focused       bool

	gen         int // of the text
	checkingGen int // generation whose check is under way
	checkedGen  int // generation of faults and doc
	faults      []evaljson.Fault
	doc         evaljson.Doc
	marks       []mark
	idLines     []idLine
	message     text.Safe // what the last action came to, until the next key

	cache string
	dirty bool
}

// New makes a field over a text.
func New(config Config, start []byte) *Field {
	if config.Getenv == nil {
		config.Getenv = os.Getenv
	}
	return &Field{
		config: config, buffer: newBuffer(string(start)), inks: newInks(config.Styles), width: 60, height: 10,
		gen: 1, dirty: true,
	}
}

// Text is the text as it stands, a copy. It costs the whole text: ask when it
// is needed, not on every key.
func (f *Field) Text() []byte { return []byte(f.buffer.String()) }

// Gen rises with every change of the text and every Recheck, so that an owner
// sees cheaply whether the text is the one it knows.
func (f *Field) Gen() int { return f.gen }

// SetText makes the text another one, as one step that undo takes back, and
// gives the command that checks it. The cursor stays on its line.
func (f *Field) SetText(raw []byte) tea.Cmd {
	f.buffer.setText(string(raw), f.buffer.cursor)
	return f.changed(0)
}

// Faults gives the faults of the text and its Doc; fresh is false while the
// text is newer than they are.
func (f *Field) Faults() (faults []evaljson.Fault, doc evaljson.Doc, fresh bool) {
	return f.faults, f.doc, f.checkedGen == f.gen
}

// Recheck gives a command that checks the text at once, for when something that
// Check looks at has changed, such as the evaluators that are known.
func (f *Field) Recheck() tea.Cmd {
	f.gen++
	return f.check()
}

// Cursor is where the cursor stands, from 1, the column in runes.
func (f *Field) Cursor() (line, column int) {
	return f.buffer.cursor.row + 1, len([]rune(f.buffer.line()[:f.buffer.cursor.col])) + 1
}

// GoTo puts the cursor at a place of the text, as a Fault or a Mapping has it;
// the offset counts.
func (f *Field) GoTo(pos evaljson.Pos) {
	row := min(max(pos.Line-1, 0), len(f.buffer.lines)-1)
	col, line := 0, f.buffer.lines[row]
	for column := 1; column < pos.Column && col < len(line); column++ {
		col += runeLen(line[col:])
	}
	f.buffer.moveTo(place{row, col})
	f.dirty = true
}

// Restyle takes new styles.
func (f *Field) Restyle() {
	f.inks, f.dirty = newInks(f.config.Styles), true
}

// Uses reports whether the field wants a key for itself: text, and the keys of
// the editor's scope. The owner keeps all others, such as those that leave.
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

// changed takes note of edits and asks for a check after a pause.
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

// moveMarks moves the marks of the last check along with the text, so that they
// stay where they belong until the next one.
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
			continue // what it marked is being changed
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

// check looks at a snapshot of the text in a command.
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

// locate finds where faults and IDs stand in lines and bytes.
func locate(raw []byte, doc evaljson.Doc, faults []evaljson.Fault) ([]mark, []idLine) {
	marks := make([]mark, 0, len(faults))
	for i, fault := range faults {
		at := place{fault.Line - 1, fault.Offset - lineStart(raw, fault.Offset)}
		marks = append(marks, mark{at, fault.Length, i, fault.Severity == evaljson.Warning})
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

// Zoom is false: the owner gives the field its height.
func (f *Field) Zoom() bool { return false }

// SetWidth sets the width in cells.
func (f *Field) SetWidth(width int) { f.width, f.dirty = max(width, 1), true }

// SetHeight sets the height in lines, with title and status.
func (f *Field) SetHeight(height int) { f.height, f.dirty = max(height, 1), true }
