package evaljson

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"ax-tui/api/near"
)

// form describes a valid value: the part of JSON schema that the requests use.
type form struct {
	kind     jsontext.Kind // { [ " 0 t; 0 for any value
	nullable bool
	keys     map[string]*form
	rest     *form    // of members that are not in keys; nil: no other members
	required []string // keys
	items    *form
	nonEmpty bool     // a list needs an item, a string a character
	most     int      // entries of a list, characters of a string; 0: any number
	enum     []string // the allowed strings, upper case; any case matches
	integer  bool
	hints    map[string]string // message by a misspelt key, folded
	nullHint string            // replaces "leave the key out"
	response string            // a member that only a response has: with it, unknown keys are left out
}

func anything() *form            { return &form{nullable: true} }
func str() *form                 { return &form{kind: '"'} }
func nonEmpty() *form            { return &form{kind: '"', nonEmpty: true} }
func number() *form              { return &form{kind: '0'} }
func integer() *form             { return &form{kind: '0', integer: true} }
func boolean() *form             { return &form{kind: 't'} }
func enum(words ...string) *form { return &form{kind: '"', enum: words} }
func listOf(items *form) *form   { return &form{kind: '[', items: items} }
func mapOf(rest *form) *form     { return &form{kind: '{', rest: rest} }
func upTo(most int, f *form) *form {
	f.most = most
	return f
}
func orNull(want *form) *form { want.nullable = true; return want }
func object(keys map[string]*form, required ...string) *form {
	return &form{kind: '{', keys: keys, required: required}
}

// known lists the allowed keys of an object, sorted.
func (f *form) known() []string {
	out := make([]string, 0, len(f.keys))
	for key := range f.keys {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// checker collects faults.
type checker struct {
	places   *index
	response bool // the value is part of a response
	faults   []Fault
	full     bool // MaxFaults is reached
}

// at adds a fault on a range of the text.
func (c *checker) at(off, end int, rule Rule, format string, args ...any) *Fault {
	if c.full {
		return &Fault{}
	}
	fault := Fault{Pos: c.places.at(off), Length: end - off, Rule: rule}
	if c.full = len(c.faults) == MaxFaults-1; c.full {
		fault.Rule, fault.Message = TooMany, "too many faults to list; fix these first"
	} else {
		fault.Message = fmt.Sprintf(format, args...)
	}
	c.faults = append(c.faults, fault)
	return &c.faults[len(c.faults)-1]
}

// on adds a fault on a value; for an object or list it marks only the opening bracket.
func (c *checker) on(value *node, rule Rule, format string, args ...any) *Fault {
	end := value.end
	if value.kind == '{' || value.kind == '[' {
		end = value.off + 1
	}
	return c.at(value.off, end, rule, format, args...)
}

// onKey adds a fault on the key of a member.
func (c *checker) onKey(value *node, rule Rule, format string, args ...any) {
	c.at(value.keyOff, value.keyEnd, rule, format, args...)
}

// check compares a value with its form and then its children.
func (c *checker) check(value *node, want *form) {
	switch {
	case value.kind == 'n':
		if !want.nullable {
			hint := want.nullHint
			if hint == "" {
				hint = "null is not allowed here; leave the key out"
			}
			if value.keyEnd == 0 { // a list entry has no key to leave out
				hint = "null is not allowed here; remove it"
			}
			c.on(value, Null, "%s", hint)
		}
		return
	case want.kind != 0 && !sameKind(value.kind, want.kind):
		c.on(value, WrongType, "this must be %s, not %s", kindName(want.kind), kindName(value.kind))
		return
	case value.kind == '{':
		c.object(value, want)
	case value.kind == '[':
		c.list(value, want)
	case value.kind == '"' && want.kind == '"':
		c.text(value, want)
	case want.integer && strings.ContainsAny(string(c.places.text[value.off:value.end]), ".eE"):
		c.on(value, WrongType, "this must be a whole number")
	}
}

func (c *checker) object(value *node, want *form) {
	if want.response != "" && value.given(want.response) != nil && !c.response {
		c.response = true
		defer func() { c.response = false }()
	}
	seen := make(map[string]*node, len(value.children))
	for i := range value.children {
		child := &value.children[i]
		if first, duplicate := seen[child.key]; duplicate {
			c.onKey(child, DuplicateKey, "duplicate key %q, first on line %d; keep one of them", child.key, c.places.at(first.keyOff).Line)
			continue
		}
		seen[child.key] = child
		switch inner := want.keys[child.key]; {
		case inner != nil && child.kind == 'n' && !inner.nullable:
			if child.absent = !slices.Contains(want.required, child.key); !child.absent {
				c.on(child, Null, "null is not allowed here; write %s", kindName(inner.kind))
			}
		case inner != nil:
			c.check(child, inner)
		case want.rest != nil:
			c.check(child, want.rest)
		case want.keys != nil:
			c.unknown(child, want)
		default:
			c.check(child, anything())
		}
	}
	for _, key := range want.required {
		if seen[key] == nil {
			c.on(value, MissingKey, "the key %q is missing; add it", key)
		}
	}
}

func (c *checker) unknown(child *node, want *form) {
	if hint := want.hints[near.Fold(child.key)]; hint != "" {
		c.onKey(child, UnknownKey, "unknown key %q; %s", child.key, hint)
		return
	}
	known := want.known()
	suggestion := near.Key(child.key, known)
	if c.response && suggestion == "" {
		child.absent = true
		c.at(child.keyOff, child.keyEnd, UnknownKey, "unknown key %q; it is not sent", child.key).Severity = Warning
		return
	}
	if suggestion != "" {
		c.onKey(child, UnknownKey, "unknown key %q; did you mean %s?", child.key, suggestion)
		return
	}
	c.onKey(child, UnknownKey, "unknown key %q; remove it (the known keys are %s)", child.key, strings.Join(known, ", "))
}

func (c *checker) list(value *node, want *form) {
	if want.nonEmpty && len(value.children) == 0 {
		c.on(value, EmptyList, "this list is empty; add at least one entry")
	}
	if count := len(value.children); want.most > 0 && count > want.most {
		c.on(value, TooLong, "this list has %d entries; at most %d are allowed", count, want.most)
	}
	inner := want.items
	if inner == nil {
		inner = anything()
	}
	for i := range value.children {
		c.check(&value.children[i], inner)
	}
}

func (c *checker) text(value *node, want *form) {
	if want.nonEmpty && strings.TrimSpace(value.str) == "" {
		c.on(value, EmptyValue, "this is empty; write a value")
	}
	if count := utf8.RuneCountInString(value.str); want.most > 0 && count > want.most {
		c.on(value, TooLong, "this is %d characters long; at most %d are allowed", count, want.most)
	}
	if len(want.enum) > 0 && !slices.Contains(want.enum, foldCase(value.str)) {
		allowed := strings.ToLower(strings.Join(want.enum, ", "))
		if suggestion := near.Key(value.str, want.enum); suggestion != "" {
			c.on(value, UnknownValue, "unknown value %q; did you mean %s?", value.str, strings.ToLower(suggestion))
			return
		}
		c.on(value, UnknownValue, "unknown value %q; use one of %s", value.str, allowed)
	}
}

// foldCase maps the words of both dialects of contract section 5 to one.
func foldCase(word string) string { return strings.ToUpper(word) }

func sameKind(left, right jsontext.Kind) bool { return left == right || (left == 'f' && right == 't') }

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "an object in { }"
	case '[':
		return "a list in [ ]"
	case '"':
		return "a string in quotes"
	case '0':
		return "a number"
	case 't', 'f':
		return "true or false"
	}
	return "null"
}
