package evaljson

import (
	"encoding/json"
	"testing"

	"ax-tui/api"
)

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		` { "b" : [ 1 , null ] , "a" : "\u0041" } `: `{"a":"A","b":[1,null]}`,
		`{"n": [0.50, 5e-1, 1.0, 1e3, -0.0]}`:       `{"n":[0.5,0.5,1,1000,-0]}`,
		`12345678901234567890`:                      `12345678901234567890`,
		`{"a":1,"a":2}`:                             `{"a":2}`,
	} {
		if got, err := Canonical([]byte(in)); err != nil || string(got) != want {
			t.Errorf("%s: %s %v, want %s", in, got, err, want)
		}
	}
	if _, err := Canonical([]byte(`{`)); err == nil {
		t.Error("half an object has a form")
	}
}

func TestEqual(t *testing.T) {
	one := []api.EvaluatorInput{{EvaluatorID: "e", Mappings: map[string]string{"x": "y"}}}
	for _, c := range []struct {
		what string
		a, b any
		want bool
	}{
		{"order and white space", json.RawMessage(`{"b": 1, "a": [2]}`), json.RawMessage(`{"a":[2],"b":1.0}`), true},
		{"another value", json.RawMessage(`{"a":1}`), json.RawMessage(`{"a":2}`), false},
		{"order of a list", json.RawMessage(`[1,2]`), json.RawMessage(`[2,1]`), false},
		{"what they put on the wire", one, json.RawMessage(`[{"column_mappings":{"x":"y"},"evaluator_id":"e"}]`), true},
		{"no JSON", json.RawMessage(`{`), json.RawMessage(`{`), false},
	} {
		if got := Equal(c.a, c.b); got != c.want {
			t.Errorf("%s: %t", c.what, got)
		}
	}
}
