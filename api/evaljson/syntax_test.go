package evaljson

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// TestTheDecoderSaysWhatTellsFaultsApart pins the words of the library that
// classify faults: it has no other sign, and another version may say it in
// other words.
func TestTheDecoderSaysWhatTellsFaultsApart(t *testing.T) {
	for _, c := range []struct{ text, part, message string }{
		{`[1 2]`, afterValue, "a comma is missing before this"},
		{`{"a" 1}`, afterName, "a colon is missing between the key and its value"},
		{`{1: 2}`, noName, "a key must stand in double quotes"},
		{"[\"a\x01\"]", inString, "a control character"},
		{"[\"a\nb\"]", inString, "must end on its line"},
		{`["\x"]`, inEscape, "a backslash in a string"},
		{`["\ud800\u0041"]`, inPair, "a backslash in a string"},
		{`[nulx]`, inLiteral, "write true, false or null"},
		{`[1.]`, inNumber, badNumber},
		{strings.Repeat("[", 10_001), tooDeep, "too many brackets"},
	} {
		root := &node{}
		r := &reader{dec: jsontext.NewDecoder(strings.NewReader(c.text), jsontext.AllowDuplicateNames(true))}
		err := r.value(root)
		var fault *jsontext.SyntacticError
		if !errors.As(err, &fault) || !strings.Contains(fault.Err.Error(), c.part) {
			t.Errorf("%.20s: the decoder says %v, which is not %q", c.text, err, c.part)
		}
		if _, broken := read([]byte(c.text), newIndex([]byte(c.text))); broken == nil || !strings.Contains(broken.Message, c.message) {
			t.Errorf("%.20s: %v, want %q", c.text, broken, c.message)
		}
	}
}
