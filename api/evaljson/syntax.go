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

// syntaxFault turns the decoder's error into a fault with a position, a rule
// and a message that says what to do.
func syntaxFault(text []byte, places *index, open []*node, err error) *Fault {
	var syntactic *jsontext.SyntacticError
	if !errors.As(err, &syntactic) {
		if errors.Is(err, io.EOF) {
			return &Fault{Pos: places.at(len(text)), Rule: Unfinished, Message: "the text is empty; start with ["}
		}
		return &Fault{Pos: places.at(0), Rule: Syntax, Message: "cannot be read: " + err.Error()}
	}
	if errors.Is(syntactic.Err, io.ErrUnexpectedEOF) {
		return unfinishedFault(text, places, open, int(syntactic.ByteOffset))
	}
	return charFault(text, places, int(syntactic.ByteOffset), syntactic.Err.Error())
}

// unfinishedFault says which list or object is still open at the end of the text.
func unfinishedFault(text []byte, places *index, open []*node, at int) *Fault {
	fault := &Fault{Pos: places.at(len(text)), Rule: Unfinished, Message: "the text ends too early"}
	if last := bytes.TrimRight(text, space); at < len(last) || quoteOpen(text, open) {
		fault.Message = "the text ends inside a value; complete it (a string ends with \")"
	}
	if len(open) == 0 {
		return fault
	}
	innermost := open[len(open)-1]
	what, closing := "list", "]"
	if innermost.kind == '{' {
		what, closing = "object", "}"
	}
	fault.Message += "; the " + what + " that starts on line " + strconv.Itoa(places.at(innermost.off).Line) + " is not closed with " + closing
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

// charFault describes the unexpected character at an offset. cause is the
// decoder's message.
func charFault(text []byte, places *index, off int, cause string) *Fault {
	off = min(off, len(text))
	for strings.Contains(cause, inLiteral) && off > 0 && unicode.IsLetter(rune(text[off-1])) {
		off-- // to the start of a word that is not true, false or null
	}
	char, size := utf8.DecodeRune(text[off:])
	fault := &Fault{Pos: places.at(off), Length: size, Rule: Syntax}
	before := previous(text, off)
	switch {
	case char == '/' || char == '#':
		fault.Rule, fault.Length, fault.Message = Comment, lineRest(text, off), noComments
	case strings.ContainsRune("“”„‟«»‘’‚′″＂", char):
		fault.Rule, fault.Message = SmartQuotes, "this is a typographic quotation mark; write \" instead"
	case char == '\'':
		fault.Rule, fault.Length = SingleQuotes, wordLength(text, off)
		fault.Message = "strings need double quotes; write \" instead of '"
	case char == ',' && closesNext(text, off+1):
		fault.Rule, fault.Message = ExtraComma, "extra comma before the closing bracket; remove it"
	case char == ',':
		fault.Rule, fault.Message = ExtraComma, "extra comma, or a value is missing before it"
	case before == off-1 && off > 0 && text[before] == '0' && unicode.IsDigit(char):
		fault.Message = "a number cannot start with 0; remove the 0"
	case strings.Contains(cause, afterValue) && startsValue(char) && before >= 0:
		fault.Rule, fault.Length, fault.Message = MissingComma, wordLength(text, off), "a comma is missing before this"
		if strings.Contains(cause, afterName) {
			fault.Message = "a colon is missing between the key and its value"
		}
	default:
		fault.Length = wordLength(text, off)
		fault.Message = syntaxMessage(text[off:off+fault.Length], char, cause)
		if before >= 0 && text[before] == ':' && (char == '}' || char == ']') {
			fault.Message = "a value is missing after the key"
		}
	}
	return fault
}

func startsValue(char rune) bool {
	return char == '"' || char == '{' || char == '[' || char == '-' || unicode.IsLetter(char) || unicode.IsDigit(char)
}

// Parts of the decoder's messages that tell faults apart; its errors have no codes.
const (
	afterValue = " after " // a separator was expected
	afterName  = "after object name"
	noName     = "must be a string"
	inString   = "in string"
	inEscape   = "escape"
	inPair     = "surrogate"
	inLiteral  = "in literal"
	inNumber   = "in number"
	tooDeep    = "depth"
)

// syntaxMessage words the faults that have no rule of their own.
func syntaxMessage(word []byte, char rune, cause string) string {
	if message := foreignWord(strings.ToLower(string(word))); message != "" {
		return message
	}
	for _, known := range []struct{ part, message string }{
		{inEscape, badEscape},
		{inPair, badEscape},
		{inString, "a control character is in a string; remove it"},
		{noName, "a key needs double quotes"},
		{inLiteral, "write true, false or null, or put the word in double quotes"},
		{inNumber, badNumber},
		{tooDeep, "too many nested brackets"},
	} {
		switch {
		case !strings.Contains(cause, known.part):
		case strings.Contains(cause, inString) && (char == '\n' || char == '\r'):
			return "a string must end on the same line; close it with \", or write \\n for a line break"
		default:
			return known.message
		}
	}
	return runeMessage(char)
}

const (
	noComments = "JSON has no comments; remove this one"
	badEscape  = "a backslash in a string must be followed by one of \" \\ / b f n r t or u and four hex digits; write \\\\ for a backslash"
	badNumber  = "a number needs digits before and after the decimal point, and no leading +"
)

// foreignWord explains literals of other languages, such as None.
func foreignWord(lower string) string {
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

func runeMessage(char rune) string {
	switch {
	case char == '.' || char == '+':
		return badNumber
	case char == ':':
		return "unexpected colon; put keys with values in { }"
	case char == ']' || char == '}':
		return "this closing bracket does not match the opening one"
	case char == '\u00a0' || char == '\u200b' || char == '\ufeff':
		return "there is an invisible character here; remove it"
	case unicode.IsLetter(char):
		return "words and keys need double quotes"
	}
	return "this is not allowed here"
}

// trailingFault is the fault for text after the end of the value.
func trailingFault(text []byte, places *index, end int) *Fault {
	rest := bytes.TrimLeft(text[end:], space)
	off := len(text) - len(rest)
	fault := &Fault{Pos: places.at(off), Length: min(len(bytes.TrimRight(rest, space)), lineRest(text, off)), Rule: TrailingData}
	switch char, _ := utf8.DecodeRune(rest); {
	case char == '/' || char == '#':
		fault.Rule, fault.Length, fault.Message = Comment, lineRest(text, off), noComments
	case char == ']' || char == '}':
		fault.Message = "extra closing bracket; remove it"
	default:
		fault.Message = "there is text after the end; remove it, or put everything in one list"
	}
	return fault
}

// space lists the white space characters of JSON.
const space = " \t\r\n"

// previous returns the offset of the last byte before off that is not white space, or -1.
func previous(text []byte, off int) int { return len(bytes.TrimRight(text[:off], space)) - 1 }

func closesNext(text []byte, off int) bool {
	rest := bytes.TrimLeft(text[off:], space)
	return len(rest) > 0 && (rest[0] == ']' || rest[0] == '}')
}

func lineRest(text []byte, off int) int {
	if length := bytes.IndexByte(text[off:], '\n'); length >= 0 {
		return length
	}
	return len(text) - off
}

// wordLength returns the length in bytes of the word or string at off: at least
// one rune unless the text ends there, at most up to the end of the line.
func wordLength(text []byte, off int) int {
	if off >= len(text) {
		return 0
	}
	first, size := utf8.DecodeRune(text[off:])
	if first == '"' || first == '\'' {
		rest := text[off+1 : off+max(lineRest(text, off), 1)]
		if i := bytes.IndexByte(rest, byte(first)); i >= 0 {
			return i + 2
		}
		return 1
	}
	if !unicode.IsLetter(first) {
		return size
	}
	end := bytes.IndexFunc(text[off:], func(char rune) bool { return !unicode.IsLetter(char) && !unicode.IsDigit(char) && char != '_' })
	if end < 0 {
		return len(text) - off
	}
	return end
}
