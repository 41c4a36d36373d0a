package evaljson

import "fmt"

// Rule is the short name of a broken rule.
type Rule string

// The rules. The first group is about JSON itself; of these only the first
// broken one is told, since nothing behind it can be trusted. The second is the
// schema of the wire, the third what the schema cannot say (contract section 6).
const (
	Syntax       Rule = "syntax"
	Unfinished   Rule = "unfinished"
	ExtraComma   Rule = "extra-comma"
	MissingComma Rule = "missing-comma"
	Comment      Rule = "comment"
	SmartQuotes  Rule = "smart-quotes"
	SingleQuotes Rule = "single-quotes"
	TrailingData Rule = "trailing-data"
	InvalidUTF8  Rule = "invalid-utf8"

	DuplicateKey Rule = "duplicate-key"
	UnknownKey   Rule = "unknown-key"
	WrongType    Rule = "wrong-type"
	Null         Rule = "null"
	MissingKey   Rule = "missing-key"
	EmptyList    Rule = "empty-list"
	UnknownWord  Rule = "unknown-word"

	DuplicateEvaluator Rule = "duplicate-evaluator"
	MixedShapes        Rule = "mixed-shapes"
	UnknownLetter      Rule = "unknown-letter"
	EmptyValue         Rule = "empty-value"
	MissingVariable    Rule = "missing-variable"
	UnknownVariable    Rule = "unknown-variable"
	TooMany            Rule = "too-many"
)

// Severity tells a fault that the server would refuse from one it would take.
type Severity uint8

// Error must be mended before sending; Warning may be sent.
const (
	Error Severity = iota
	Warning
)

// Pos is a place in the text. Offset counts bytes from 0, Line and Column from
// 1, the column in runes. The zero Pos is no place.
type Pos struct{ Offset, Line, Column int }

// Known reports whether p is a place at all.
func (p Pos) Known() bool { return p.Line > 0 }

// Fault is one broken rule at one place.
type Fault struct {
	Pos
	Length   int // bytes of the faulty token; 0 at the end of the text
	Rule     Rule
	Severity Severity
	Message  string // plain English, what is wrong and what to do
}

// String gives the fault as one line, such as for a status line.
func (f Fault) String() string {
	return fmt.Sprintf("line %d, column %d: %s (%s)", f.Line, f.Column, f.Message, f.Rule)
}

// Errors counts the faults that must be mended before sending.
func Errors(list []Fault) int {
	n := 0
	for _, fault := range list {
		if fault.Severity == Error {
			n++
		}
	}
	return n
}

// most bounds the list of faults; nobody reads more, and a text of a million
// wrong values must not cost a million sentences.
const most = 1000
