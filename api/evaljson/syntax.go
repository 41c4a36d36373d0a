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
	pointer := string(se.JSONPointer)
	if errors.Is(se.Err, io.ErrUnexpectedEOF) {
		f := unfinished(text, x, open, int(se.ByteOffset))
		f.Pointer = pointer
		return f
	}
	f := atChar(text, x, int(se.ByteOffset), se.Err)
	f.Pointer = pointer
	return f
}

// unfinished tells what is still open at the end of the text.
func unfinished(text []byte, x *index, open []*node, at int) *Fault {
	f := &Fault{Pos: x.at(len(text)), Rule: Unfinished, Message: "the text ends too early"}
	if last := bytes.TrimRight(text, " \t\r\n"); at < len(last) || quoteOpen(text, open) {
		f.Message = "the text ends inside a value; finish it, a string with \""
	}
	if len(open) == 0 {
		return f
	}
	in := open[len(open)-1]
	what, mark := "list", "]"
	if in.kind == '{' {
		what, mark = "object", "}"
	}
	f.Other = x.at(in.off)
	f.Message += "; the " + what + " that begins on line " + strconv.Itoa(f.Other.Line) + " is not closed with " + mark
	return f
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
func atChar(text []byte, x *index, off int, cause error) *Fault {
	off = wordStart(text, min(off, len(text)), cause)
	r, size := utf8.DecodeRune(text[off:])
	f := &Fault{Pos: x.at(off), Length: size, Rule: Syntax}
	before := previous(text, off)
	switch {
	case r == '/' || r == '#':
		f.Rule, f.Length = Comment, lineRest(text, off)
		f.Message = "JSON has no comments; erase this one"
	case isSmartQuote(r):
		f.Rule, f.Message = SmartQuotes, "this is a typographic quotation mark; write \" instead"
	case r == '\'':
		f.Rule, f.Length = SingleQuotes, wordLength(text, off)
		f.Message = "strings stand in double quotes; write \" instead of '"
	case r == ',' && closesNext(text, off+1):
		f.Rule, f.Message = ExtraComma, "a comma stands before the closing bracket; erase it"
	case r == ',':
		f.Rule, f.Message = ExtraComma, "there is one comma too many, or a value is missing before it"
	case before == off-1 && off > 0 && text[before] == '0' && unicode.IsDigit(r):
		f.Message = "a number cannot begin with 0; erase the 0"
	case after(cause) && startsValue(r) && before >= 0:
		f.Rule, f.Length = MissingComma, wordLength(text, off)
		f.Message = missing(cause)
	default:
		f.Length = wordLength(text, off)
		f.Message = plain(text[off:off+f.Length], r, cause)
		if before >= 0 && text[before] == ':' && (r == '}' || r == ']') {
			f.Message = "a value is missing after the key"
		}
	}
	return f
}

// wordStart goes back to the start of a word that is not true, false or null.
func wordStart(text []byte, off int, cause error) int {
	if strings.Contains(cause.Error(), "in literal") {
		for off > 0 && unicode.IsLetter(rune(text[off-1])) {
			off--
		}
	}
	return off
}

func isSmartQuote(r rune) bool {
	switch r {
	case '“', '”', '„', '‟', '«', '»', '‘', '’', '‚', '′', '″', '＂':
		return true
	}
	return false
}

// after reports whether the decoder had read something and wanted a separator.
func after(cause error) bool {
	return cause != nil && strings.Contains(cause.Error(), " after ")
}

func startsValue(r rune) bool {
	return r == '"' || r == '{' || r == '[' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func missing(cause error) string {
	if strings.Contains(cause.Error(), "after object name") {
		return "a colon is missing between the key and its value"
	}
	return "a comma is missing before this"
}

// plain words the faults that have no rule of their own.
func plain(word []byte, r rune, cause error) string {
	if s := otherWord(strings.ToLower(string(word))); s != "" {
		return s
	}
	said := cause.Error()
	if strings.Contains(said, "in string") && (r == '\n' || r == '\r') {
		return "a string must end on its line; close it with \", or write \\n for a line break inside"
	}
	for _, c := range []struct{ part, message string }{
		{"escape", badEscape},
		{"surrogate", badEscape},
		{"in string", "a control character stands in a string; erase it"},
		{"must be a string", "a key must stand in double quotes"},
		{"in literal", "write true, false or null, or put the word in double quotes"},
		{"in number", badNumber},
		{"depth", "too many brackets inside one another"},
	} {
		if strings.Contains(said, c.part) {
			return c.message
		}
	}
	return atRune(r)
}

const (
	badEscape = "a backslash in a string must be followed by one of \" \\ / b f n r t or u and four hex digits; write \\\\ for a backslash"
	badNumber = "a number needs digits before and after the point and no + before it"
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
	off := end
	for off < len(text) && isSpace(text[off]) {
		off++
	}
	f := &Fault{Pos: x.at(off), Length: len(bytes.TrimRight(text[off:], " \t\r\n")), Rule: TrailingData}
	switch r, _ := utf8.DecodeRune(text[off:]); {
	case r == '/' || r == '#':
		f.Rule, f.Length = Comment, lineRest(text, off)
		f.Message = "JSON has no comments; erase this one"
	case r == ']' || r == '}':
		f.Message = "one closing bracket too many; erase it"
	default:
		f.Message = "something stands behind the end; erase it, or put everything into one list"
	}
	f.Length = min(f.Length, lineRest(text, off))
	return f
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// previous is the offset of the last byte before off that is not white space, or -1.
func previous(text []byte, off int) int {
	for off--; off >= 0 && isSpace(text[off]); off-- {
	}
	return off
}

func closesNext(text []byte, off int) bool {
	for off < len(text) && isSpace(text[off]) {
		off++
	}
	return off < len(text) && (text[off] == ']' || text[off] == '}')
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
	for off+n < len(text) {
		r, size := utf8.DecodeRune(text[off+n:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			break
		}
		n += size
	}
	return n
}
