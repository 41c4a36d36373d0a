package jsonfield

import (
	"ax-tui/api/evaljson"
	"ax-tui/ui/host"
)

// CheckDue tells the field that typing has paused. Its Tag has the owner and the
// field's generation. The owner passes it to Update.
type CheckDue struct {
	host.Tag
	Key string // Config.Key of the field
}

// Checked is the result of a check. The owner passes it to Update, which drops a
// late one. Afterwards Field.Faults returns these faults and this Doc.
type Checked struct {
	host.Tag
	Key    string
	Doc    evaljson.Doc
	Faults []evaljson.Fault

	marks   []mark
	idLines []idLine
}

// Edited is the result of the external editor. With Err the text is unchanged, and
// Err says in one line what happened and what to do. The owner passes it to Update.
type Edited struct {
	host.Tag
	Key  string
	Text []byte
	Err  error
}

// formatted is the result of formatting.
type formatted struct {
	host.Tag
	key    string
	text   string
	cursor place
	broken *evaljson.Fault
}

// mark is the place of a fault in the buffer.
type mark struct {
	at    place
	size  int // in bytes, within the line
	fault int // index in Field.faults
	warn  bool
}

// idLine is the line of an evaluator ID.
type idLine struct {
	row int
	id  string
}
