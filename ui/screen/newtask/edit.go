package newtask

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// slot is a member of an object in a text: where its key begins, and where its
// value begins and ends.
type slot struct{ key, from, to int }

// place is an object in a text: its braces, its members, and their names.
type place struct {
	open, end int // offsets of { and }
	names     []string
	slots     []slot
}

// setMember changes one text member of the evaluator number i and leaves every
// other byte of the JSON text as it is. keys is a path of members, for instance
// column_mappings, input; objects on the way are made. An empty value takes
// the member out. ok is false when the text has no such evaluator.
func setMember(text string, i int, value string, keys ...string) (string, bool) {
	raw := []byte(text)
	d := jsontext.NewDecoder(strings.NewReader(text))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '[' {
		return text, false
	}
	for range i {
		if d.PeekKind() == ']' || d.SkipValue() != nil {
			return text, false
		}
	}
	at, ok := object1(d)
	for n, k := range keys {
		if !ok {
			return text, false
		}
		j := at.find(k)
		switch {
		case j < 0 && value == "":
			return text, true
		case j < 0:
			return at.insert(raw, nested(keys[n:], value)), true
		case n < len(keys)-1:
			at, ok = objectAt(raw, at.slots[j].from)
		case value == "":
			return at.remove(raw, j), true
		default:
			s := at.slots[j]
			return text[:s.from] + string(quoted(value)) + text[s.to:], true
		}
	}
	return text, false
}

// object1 reads the object that the decoder stands before.
func object1(d *jsontext.Decoder) (place, bool) {
	var p place
	if d.PeekKind() != '{' {
		return p, false
	}
	if _, err := d.ReadToken(); err != nil {
		return p, false
	}
	p.open = int(d.InputOffset()) - 1
	for d.PeekKind() == '"' {
		k, err := d.ReadValue()
		if err != nil {
			return p, false
		}
		name, err := jsontext.AppendUnquote(nil, k)
		if err != nil {
			return p, false
		}
		s := slot{key: int(d.InputOffset()) - len(k)}
		v, err := d.ReadValue()
		if err != nil {
			return p, false
		}
		s.to = int(d.InputOffset())
		s.from = s.to - len(v)
		p.names, p.slots = append(p.names, string(name)), append(p.slots, s)
	}
	if t, err := d.ReadToken(); err != nil || t.Kind() != '}' {
		return p, false
	}
	p.end = int(d.InputOffset()) - 1
	return p, true
}

// objectAt reads the object that begins at an offset; its places are those of
// the whole text.
func objectAt(raw []byte, from int) (place, bool) {
	p, ok := object1(jsontext.NewDecoder(strings.NewReader(string(raw[from:]))))
	p.open, p.end = p.open+from, p.end+from
	for i, s := range p.slots {
		p.slots[i] = slot{s.key + from, s.from + from, s.to + from}
	}
	return p, ok
}

func (p place) find(name string) int {
	for i, n := range p.names {
		if n == name {
			return i
		}
	}
	return -1
}

// insert puts a member behind the last one, indented as the first one is.
func (p place) insert(raw []byte, text string) string {
	lead := lineLead(raw, p.open)
	if len(p.slots) == 0 {
		return string(raw[:p.open+1]) + "\n" + lead + "  " + text + "\n" + lead + string(raw[p.end:])
	}
	sep := ", "
	if first := p.slots[0].key; strings.ContainsRune(string(raw[p.open:first]), '\n') {
		sep = ",\n" + lineLead(raw, first)
	}
	last := p.slots[len(p.slots)-1].to
	return string(raw[:last]) + sep + text + string(raw[last:])
}

// remove takes a member out, with the comma that goes with it.
func (p place) remove(raw []byte, i int) string {
	from, to := p.slots[i].key, p.slots[i].to
	switch {
	case i > 0:
		from = p.slots[i-1].to
	case len(p.slots) > 1:
		to = p.slots[1].key
	default:
		from, to = p.open+1, p.end
	}
	return string(raw[:from]) + string(raw[to:])
}

// lineLead is the white space that the line of an offset begins with.
func lineLead(raw []byte, at int) string {
	from := strings.LastIndexByte(string(raw[:at]), '\n') + 1
	to := from
	for to < at && (raw[to] == ' ' || raw[to] == '\t') {
		to++
	}
	return string(raw[from:to])
}

// nested words "a": {"b": "value"} for the rest of a path.
func nested(keys []string, value string) string {
	out := string(quoted(value))
	for i := len(keys) - 1; i >= 0; i-- {
		out = string(quoted(keys[i])) + ": " + out
		if i > 0 {
			out = "{" + out + "}"
		}
	}
	return out
}
