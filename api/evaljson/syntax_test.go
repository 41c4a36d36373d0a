package evaljson

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// TestDecoderMessages pins the parts of the library's messages that classify
// faults: its errors have no codes, and a new version may word them differently.
func TestDecoderMessages(t *testing.T) {
	for _, test := range []struct{ text, part, message string }{
		{`[1 2]`, afterValue, "a comma is missing before this"},
		{`{"a" 1}`, afterName, "a colon is missing between the key and its value"},
		{`{1: 2}`, noName, "a key needs double quotes"},
		{"[\"a\x01\"]", inString, "a control character"},
		{"[\"a\nb\"]", inString, "must end on the same line"},
		{`["\x"]`, inEscape, "a backslash in a string"},
		{`["\ud800\u0041"]`, inPair, "a backslash in a string"},
		{`[nulx]`, inLiteral, "write true, false or null"},
		{`[1.]`, inNumber, badNumber},
		{strings.Repeat("[", 10_001), tooDeep, "too many nested brackets"},
	} {
		root := &node{}
		decoding := &reader{dec: jsontext.NewDecoder(strings.NewReader(test.text), jsontext.AllowDuplicateNames(true))}
		err := decoding.value(root)
		var fault *jsontext.SyntacticError
		if !errors.As(err, &fault) || !strings.Contains(fault.Err.Error(), test.part) {
			t.Errorf("%.20s: the decoder's error is %v, want %q in it", test.text, err, test.part)
		}
		if _, broken := parseTree([]byte(test.text), newIndex([]byte(test.text))); broken == nil || !strings.Contains(broken.Message, test.message) {
			t.Errorf("%.20s: %v, want %q", test.text, broken, test.message)
		}
	}
}

func TestTextIsReadable(t *testing.T) {
	raw := []byte(`{"b":"a \u003c b \u0026\u0026 \\u003c \u202e","a":1.50}`)
	if got := string(Indent(raw)); got != "{\n  \"b\": \"a < b && \\\\u003c \\u202e\",\n  \"a\": 1.50\n}" {
		t.Error(got)
	}
	if got := string(Indent([]byte(`{"a`))); got != `{"a` {
		t.Error(got)
	}
	if got, err := Canonical(raw); err != nil || string(got) != "{\"a\":1.5,\"b\":\"a < b && \\\\u003c \u202e\"}" {
		t.Error(string(got), err)
	}
}
