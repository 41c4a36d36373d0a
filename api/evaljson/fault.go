package evaljson

import "fmt"

// Rule is the short name of a broken rule.
type Rule string

// The rules. The first group is about JSON itself; only the first of these
// faults is reported, since nothing after it can be trusted. The second is the
// schema of the requests, the third what a schema cannot express (contract
// section 6).
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
	UnknownValue Rule = "unknown-value"
	TooLong      Rule = "too-long"

	DuplicateEvaluator Rule = "duplicate-evaluator"
	UnknownName        Rule = "unknown-name"
	OtherName          Rule = "other-name"
	MixedShapes        Rule = "mixed-shapes"
	UnknownLetter      Rule = "unknown-letter"
	EmptyValue         Rule = "empty-value"
	MissingVariable    Rule = "missing-variable"
	UnknownVariable    Rule = "unknown-variable"
	TooMany            Rule = "too-many"
)

// Severity tells whether the server would reject a request with the fault.
type Severity uint8

// An Error must be fixed before sending; a Warning may be sent.
const (
	Error Severity = iota
	Warning
)

// Pos is a position in the text. Offset counts bytes from 0, Line and Column
// count from 1, Column in runes. The zero Pos means unknown.
type Pos struct{ Offset, Line, Column int }

// Known reports whether p is a position, that is, not the zero value.
func (p Pos) Known() bool { return p.Line > 0 }

// Fault is one broken rule at one position.
type Fault struct {
	Pos
	Length   int // bytes of the faulty token; 0 at the end of the text
	Rule     Rule
	Severity Severity
	Message  string // what is wrong and what to do
}

// String formats the fault as one line.
func (f Fault) String() string {
	return fmt.Sprintf("line %d, column %d: %s (%s)", f.Line, f.Column, f.Message, f.Rule)
}

// Errors counts the faults that must be fixed before sending.
func Errors(list []Fault) int {
	count := 0
	for _, fault := range list {
		if fault.Severity == Error {
			count++
		}
	}
	return count
}

// MaxFaults bounds the list of faults, so that a text of a million wrong values
// does not make a million messages.
const MaxFaults = 1000
