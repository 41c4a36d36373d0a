package evaljson

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"ax-tui/api/near"
)

// form is what a value must be: the part of JSON schema that the requests use.
type form struct {
	kind     jsontext.Kind // { [ " 0 t; 0 for any value
	null     bool          // null may stand here
	keys     map[string]*form
	rest     *form // members that keys does not name; nil: none may stand
	need     []string
	items    *form
	filled   bool     // a list needs an item, a text a character
	words    []string // the words a text may be; any case
	whole    bool     // the number is an integer
	hints    map[string]string
	nullHint string // instead of "leave the key out"
}

func anything() *form            { return &form{null: true} }
func str() *form                 { return &form{kind: '"'} }
func filled() *form              { return &form{kind: '"', filled: true} }
func number() *form              { return &form{kind: '0'} }
func integer() *form             { return &form{kind: '0', whole: true} }
func truth() *form               { return &form{kind: 't'} }
func word(words ...string) *form { return &form{kind: '"', words: words} }
func listOf(items *form) *form   { return &form{kind: '[', items: items} }
func mapOf(rest *form) *form     { return &form{kind: '{', rest: rest} }
func orNull(f *form) *form       { f.null = true; return f }
func object(keys map[string]*form, need ...string) *form {
	return &form{kind: '{', keys: keys, need: need}
}

// known lists the keys of an object, sorted.
func (f *form) known() []string {
	out := make([]string, 0, len(f.keys))
	for k := range f.keys {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// checker gathers faults.
type checker struct {
	x      *index
	faults []Fault
	full   bool
}

// at adds a fault on a range of the text.
func (c *checker) at(off, end int, rule Rule, format string, args ...any) *Fault {
	if c.full {
		return &Fault{}
	}
	fault := Fault{Pos: c.x.at(off), Length: end - off, Rule: rule}
	if c.full = len(c.faults) == most-1; c.full {
		fault.Rule, fault.Message = TooMany, "there are more faults than can be listed; mend these first"
	} else {
		fault.Message = fmt.Sprintf(format, args...)
	}
	c.faults = append(c.faults, fault)
	return &c.faults[len(c.faults)-1]
}

// on adds a fault on a value; of an object or a list only the bracket is marked.
func (c *checker) on(n *node, rule Rule, format string, args ...any) *Fault {
	end := n.end
	if n.kind == '{' || n.kind == '[' {
		end = n.off + 1
	}
	return c.at(n.off, end, rule, format, args...)
}

// onKey adds a fault on the key of a member.
func (c *checker) onKey(n *node, rule Rule, format string, args ...any) {
	c.at(n.keyOff, n.keyEnd, rule, format, args...)
}

// check compares a value with its form and goes on inside whatever it finds.
func (c *checker) check(n *node, f *form) {
	switch {
	case n.kind == 'n':
		if !f.null {
			hint := f.nullHint
			if hint == "" {
				hint = "null cannot stand here; leave the key out"
			}
			if n.keyEnd == 0 { // nothing to leave out
				hint = "null cannot stand here; erase it"
			}
			c.on(n, Null, "%s", hint)
		}
		return
	case f.kind != 0 && !sameKind(n.kind, f.kind):
		c.on(n, WrongType, "this must be %s, not %s", named(f.kind), named(n.kind))
		return
	case n.kind == '{':
		c.object(n, f)
	case n.kind == '[':
		c.list(n, f)
	case n.kind == '"' && f.kind == '"':
		c.text(n, f)
	case f.whole && strings.ContainsAny(string(c.x.text[n.off:n.end]), ".eE"):
		c.on(n, WrongType, "this must be a whole number")
	}
}

func (c *checker) object(n *node, f *form) {
	seen := make(map[string]*node, len(n.kids))
	for i := range n.kids {
		kid := &n.kids[i]
		if first, twice := seen[kid.key]; twice {
			c.onKey(kid, DuplicateKey, "the key %q stands twice, first on line %d; keep one of them", kid.key, c.x.at(first.keyOff).Line)
			continue
		}
		seen[kid.key] = kid
		switch inner := f.keys[kid.key]; {
		case inner != nil && kid.kind == 'n' && !inner.null && slices.Contains(f.need, kid.key):
			c.on(kid, Null, "null cannot stand here; write %s", named(inner.kind))
		case inner != nil:
			c.check(kid, inner)
		case f.rest != nil:
			c.check(kid, f.rest)
		case f.keys != nil:
			c.unknown(kid, f)
		default:
			c.check(kid, anything())
		}
	}
	for _, need := range f.need {
		if seen[need] == nil {
			c.on(n, MissingKey, "the key %q is missing; add it", need)
		}
	}
}

func (c *checker) unknown(kid *node, f *form) {
	if hint := f.hints[near.Fold(kid.key)]; hint != "" {
		c.onKey(kid, UnknownKey, "unknown key %q; %s", kid.key, hint)
		return
	}
	known := f.known()
	if meant := near.Key(kid.key, known); meant != "" {
		c.onKey(kid, UnknownKey, "unknown key %q; did you mean %s?", kid.key, meant)
		return
	}
	c.onKey(kid, UnknownKey, "unknown key %q; erase it, the server takes only %s", kid.key, strings.Join(known, ", "))
}

func (c *checker) list(n *node, f *form) {
	if f.filled && len(n.kids) == 0 {
		c.on(n, EmptyList, "this list is empty; give one entry or more")
	}
	inner := f.items
	if inner == nil {
		inner = anything()
	}
	for i := range n.kids {
		c.check(&n.kids[i], inner)
	}
}

func (c *checker) text(n *node, f *form) {
	if f.filled && strings.TrimSpace(n.str) == "" {
		c.on(n, EmptyValue, "this is empty; write a text")
	}
	if len(f.words) > 0 && !slices.Contains(f.words, foldWord(n.str)) {
		lower := strings.ToLower(strings.Join(f.words, ", "))
		if meant := near.Key(n.str, f.words); meant != "" {
			c.on(n, UnknownWord, "unknown word %q; did you mean %s?", n.str, strings.ToLower(meant))
			return
		}
		c.on(n, UnknownWord, "unknown word %q; write one of %s", n.str, lower)
	}
}

// foldWord brings both dialects of contract section 5 into one.
func foldWord(s string) string { return strings.ToUpper(s) }

func sameKind(left, right jsontext.Kind) bool { return left == right || (left == 'f' && right == 't') }

func named(k jsontext.Kind) string {
	switch k {
	case '{':
		return "an object in { }"
	case '[':
		return "a list in [ ]"
	case '"':
		return "a text in quotes"
	case '0':
		return "a number"
	case 't', 'f':
		return "true or false"
	}
	return "null"
}
