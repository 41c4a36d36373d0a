package jsonfield

import (
	"ax-tui/api/evaljson"
	"ax-tui/ui/host"
)

// CheckDue tells the field that typing has paused. Its Tag carries the owner and
// the field's own generation; the owner hands it to Update as it is.
type CheckDue struct {
	host.Tag
	Key string // of the field it is for
}

// Checked is the answer of a check. The owner hands it to Update, which drops a
// late one; afterwards Faults and Doc are those of the text.
type Checked struct {
	host.Tag
	Key    string
	Doc    evaljson.Doc
	Faults []evaljson.Fault

	marks   []mark
	idLines []idLine
}

// Edited is what the editor left. With Err the text is as it was, and Err says
// in one line what happened and what to do. The owner hands it to Update.
type Edited struct {
	host.Tag
	Key  string
	Text []byte
	Err  error
}

// formatted is the answer to a request to format.
type formatted struct {
	host.Tag
	key    string
	text   string
	cursor place
	broken *evaljson.Fault
}

// mark is a fault where the buffer knows it.
type mark struct {
	at    place
	size  int // bytes, within the line
	fault int // index in the faults
	warn  bool
}

// idLine is the ID of an evaluator at the line where it stands.
type idLine struct {
	row int
	id  string
}
