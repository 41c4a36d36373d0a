package evaljson

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// explain makes the fault out of the decoder's error: where, which rule, and
// what a person can do.
func explain(text []byte, x *index, open []*node, err error) *Fault {
	var se *jsontext.SyntacticError
	if !errors.As(err, &se) {
		if errors.Is(err, io.EOF) {
			return &Fault{Pos: x.at(len(text)), Rule: Unfinished, Message: "there is no text yet; begin with ["}
		}
		return &Fault{Pos: x.at(0), Rule: Syntax, Message: "cannot be read: " + err.Error()}
	}
	if errors.Is(se.Err, io.ErrUnexpectedEOF) {
		return unfinished(text, x, open, int(se.ByteOffset))
	}
	return atChar(text, x, int(se.ByteOffset), se.Err.Error())
}

// unfinished tells what is still open at the end of the text.
func unfinished(text []byte, x *index, open []*node, at int) *Fault {
	fault := &Fault{Pos: x.at(len(text)), Rule: Unfinished, Message: "the text ends too early"}
	if last := bytes.TrimRight(text, space); at < len(last) || quoteOpen(text, open) {
		fault.Message = "the text ends inside a value; finish it, a string with \""
	}
	if len(open) == 0 {
		return fault
	}
	in := open[len(open)-1]
	what, mark := "list", "]"
	if in.kind == '{' {
		what, mark = "object", "}"
	}
	fault.Message += "; the " + what + " that begins on line " + strconv.Itoa(x.at(in.off).Line) + " is not closed with " + mark
	return fault
}

// quoteOpen reports whether the text ends within a string.
func quoteOpen(text []byte, open []*node) bool {
	from := 0
	if len(open) > 0 {
		from = open[len(open)-1].off
	}
	inside := false
	for i := from; i < len(text); i++ {
		switch {
		case inside && text[i] == '\\':
			i++
		case text[i] == '"':
			inside = !inside
		}
	}
	return inside
}

// atChar tells a fault from the character that cannot stand where it stands.
// cause is what the decoder says about it.
func atChar(text []byte, x *index, off int, cause string) *Fault {
	off = min(off, len(text))
	for strings.Contains(cause, inLiteral) && off > 0 && unicode.IsLetter(rune(text[off-1])) {
		off-- // to the start of a word that is not true, false or null
	}
	r, size := utf8.DecodeRune(text[off:])
	fault := &Fault{Pos: x.at(off), Length: size, Rule: Syntax}
	before := previous(text, off)
	switch {
	case r == '/' || r == '#':
		fault.Rule, fault.Length, fault.Message = Comment, lineRest(text, off), noComments
	case strings.ContainsRune("“”„‟«»‘’‚′″＂", r):
		fault.Rule, fault.Message = SmartQuotes, "this is a typographic quotation mark; write \" instead"
	case r == '\'':
		fault.Rule, fault.Length = SingleQuotes, wordLength(text, off)
		fault.Message = "strings stand in double quotes; write \" instead of '"
	case r == ',' && closesNext(text, off+1):
		fault.Rule, fault.Message = ExtraComma, "a comma stands before the closing bracket; erase it"
	case r == ',':
		fault.Rule, fault.Message = ExtraComma, "there is one comma too many, or a value is missing before it"
	case before == off-1 && off > 0 && text[before] == '0' && unicode.IsDigit(r):
		fault.Message = "a number cannot begin with 0; erase the 0"
	case strings.Contains(cause, afterValue) && startsValue(r) && before >= 0:
		fault.Rule, fault.Length, fault.Message = MissingComma, wordLength(text, off), "a comma is missing before this"
		if strings.Contains(cause, afterName) {
			fault.Message = "a colon is missing between the key and its value"
		}
	default:
		fault.Length = wordLength(text, off)
		fault.Message = plain(text[off:off+fault.Length], r, cause)
		if before >= 0 && text[before] == ':' && (r == '}' || r == ']') {
			fault.Message = "a value is missing after the key"
		}
	}
	return fault
}

func startsValue(r rune) bool {
	return r == '"' || r == '{' || r == '[' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// Parts of the decoder's messages that tell faults apart; it has no other sign.
const (
	afterValue = " after " // it wanted a separator
	afterName  = "after object name"
	noName     = "must be a string"
	inString   = "in string"
	inEscape   = "escape"
	inPair     = "surrogate"
	inLiteral  = "in literal"
	inNumber   = "in number"
	tooDeep    = "depth"
)

// plain words the faults that have no rule of their own.
func plain(word []byte, r rune, cause string) string {
	if s := otherWord(strings.ToLower(string(word))); s != "" {
		return s
	}
	for _, c := range []struct{ part, message string }{
		{inEscape, badEscape},
		{inPair, badEscape},
		{inString, "a control character stands in a string; erase it"},
		{noName, "a key must stand in double quotes"},
		{inLiteral, "write true, false or null, or put the word in double quotes"},
		{inNumber, badNumber},
		{tooDeep, "too many brackets inside one another"},
	} {
		switch {
		case !strings.Contains(cause, c.part):
		case strings.Contains(cause, inString) && (r == '\n' || r == '\r'):
			return "a string must end on its line; close it with \", or write \\n for a line break inside"
		default:
			return c.message
		}
	}
	return atRune(r)
}

const (
	noComments = "JSON has no comments; erase this one"
	badEscape  = "a backslash in a string must be followed by one of \" \\ / b f n r t or u and four hex digits; write \\\\ for a backslash"
	badNumber  = "a number needs digits before and after the point and no + before it"
)

// otherWord helps with the words of other languages.
func otherWord(lower string) string {
	switch lower {
	case "true", "false":
		return "write " + lower + " in lower case"
	case "none", "undefined", "nil", "null":
		return "write null in lower case, or leave the key out"
	case "nan", "infinity", "inf":
		return "JSON has no such number; leave the key out"
	}
	return ""
}

func atRune(r rune) string {
	switch {
	case r == '.' || r == '+':
		return badNumber
	case r == ':':
		return "a colon stands where none can be; use { } around keys with values"
	case r == ']' || r == '}':
		return "this closing bracket does not fit the one that was opened"
	case r == '\u00a0' || r == '\u200b' || r == '\ufeff':
		return "an invisible character stands here; erase it"
	case unicode.IsLetter(r):
		return "words and keys stand in double quotes"
	}
	return "this cannot stand here"
}

// trailing is the fault for what stands behind the end of the value.
func trailing(text []byte, x *index, end int) *Fault {
	rest := bytes.TrimLeft(text[end:], space)
	off := len(text) - len(rest)
	fault := &Fault{Pos: x.at(off), Length: min(len(bytes.TrimRight(rest, space)), lineRest(text, off)), Rule: TrailingData}
	switch r, _ := utf8.DecodeRune(rest); {
	case r == '/' || r == '#':
		fault.Rule, fault.Length, fault.Message = Comment, lineRest(text, off), noComments
	case r == ']' || r == '}':
		fault.Message = "one closing bracket too many; erase it"
	default:
		fault.Message = "something stands behind the end; erase it, or put everything into one list"
	}
	return fault
}

// space is the white space of JSON.
const space = " \t\r\n"

// previous is the offset of the last byte before off that is not white space, or -1.
func previous(text []byte, off int) int { return len(bytes.TrimRight(text[:off], space)) - 1 }

func closesNext(text []byte, off int) bool {
	rest := bytes.TrimLeft(text[off:], space)
	return len(rest) > 0 && (rest[0] == ']' || rest[0] == '}')
}

func lineRest(text []byte, off int) int {
	if n := bytes.IndexByte(text[off:], '\n'); n >= 0 {
		return n
	}
	return len(text) - off
}

// wordLength is the length of the word or string at off, one rune at least
// while there is text, never past the line.
func wordLength(text []byte, off int) int {
	if off >= len(text) {
		return 0
	}
	first, n := utf8.DecodeRune(text[off:])
	if first == '"' || first == '\'' {
		rest := text[off+1 : off+max(lineRest(text, off), 1)]
		if i := bytes.IndexByte(rest, byte(first)); i >= 0 {
			return i + 2
		}
		return 1
	}
	if !unicode.IsLetter(first) {
		return n
	}
	end := bytes.IndexFunc(text[off:], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	if end < 0 {
		return len(text) - off
	}
	return end
}
