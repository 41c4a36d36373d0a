package world

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// predicate reports whether a row matches.
type predicate func(lookup) bool

// FilterError is a syntax error in a filter.
type FilterError struct {
	Offset int // in bytes from the start of the filter
	Reason string
}

func (e *FilterError) Error() string {
	return fmt.Sprintf("invalid filter at position %d: %s", e.Offset+1, e.Reason)
}

// parser parses the part of the filter language that contract section 6 shows:
// columns compared with quoted strings or numbers by = != > < >= <=, IN, LIKE and
// CONTAINS, joined by AND, OR, NOT and parentheses. It also accepts IS NULL, IS NOT
// NULL and ==, since users write them; whether a real server does is unknown. The
// first error moves pos to the end of the filter.
type parser struct {
	src     string
	pos     int
	depth   int
	letters []string // of an expression of query filters; nil: parse a filter
	kind    func(column string) columnKind
	help    string // the columns there are
	fault   *FilterError
}

// parseFilter parses a filter over columns of some kind; help names them in an error.
func parseFilter(src string, kind func(column string) columnKind, help string) (predicate, error) {
	parsing := &parser{src: src, kind: kind, help: help}
	test := parsing.parseAll()
	if parsing.fault != nil {
		return nil, parsing.fault
	}
	return test, nil
}

// CheckExpression returns what is wrong with an expression of query filters, or
// "". An expression joins letters like a filter joins comparisons.
// It also accepts & && | || ! and lower-case keywords; which spellings a real
// server accepts is unknown.
func CheckExpression(text string, letters []string) string {
	signs := strings.NewReplacer("&&", " AND ", "||", " OR ", "&", " AND ", "|", " OR ", "!", " NOT ")
	parsing := &parser{src: signs.Replace(text), letters: letters}
	if parsing.parseAll(); parsing.fault != nil {
		return parsing.fault.Reason
	}
	return ""
}

func (p *parser) parseAll() predicate {
	test := p.parseOr()
	if p.skipSpace(); p.pos < len(p.src) {
		p.fail("expected AND, OR or the end")
	}
	return test
}

func (p *parser) fail(reason string) {
	if p.fault == nil {
		p.fault = &FilterError{Offset: p.pos, Reason: reason}
	}
	p.pos = len(p.src)
}

func (p *parser) skipSpace() {
	for p.pos < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.pos]) >= 0 {
		p.pos++
	}
}

// isWord accepts every character beyond ASCII: names are in any language.
func isWord(char byte) bool {
	return char >= 0x80 || char == '_' || char == '.' || char == '-' || char >= '0' && char <= '9' || char|0x20 >= 'a' && char|0x20 <= 'z'
}

// peekWord returns the next word without consuming it.
func (p *parser) peekWord() string {
	p.skipSpace()
	end := p.pos
	for end < len(p.src) && isWord(p.src[end]) {
		end++
	}
	return p.src[p.pos:end]
}

func (p *parser) acceptKeyword(want string) bool {
	got := p.peekWord()
	if !strings.EqualFold(got, want) {
		return false
	}
	p.pos += len(got)
	return true
}

// acceptSign consumes the next sign if it is want.
func (p *parser) acceptSign(want string) bool {
	p.skipSpace()
	if !strings.HasPrefix(p.src[p.pos:], want) {
		return false
	}
	p.pos += len(want)
	return true
}

func (p *parser) parseOr() predicate {
	left := p.parseAnd()
	for p.acceptKeyword("OR") {
		test, right := left, p.parseAnd()
		left = func(row lookup) bool { return test(row) || right(row) }
	}
	return left
}

func (p *parser) parseAnd() predicate {
	left := p.parseTerm()
	for p.acceptKeyword("AND") {
		test, right := left, p.parseTerm()
		left = func(row lookup) bool { return test(row) && right(row) }
	}
	return left
}

func (p *parser) parseTerm() predicate {
	p.depth++
	defer func() { p.depth-- }()
	switch {
	case p.depth > maxDepth:
		p.fail("it is nested too deeply")
		return nil
	case p.acceptKeyword("NOT"):
		return negate(p.parseTerm())
	case p.acceptSign("("):
		test := p.parseOr()
		if !p.acceptSign(")") {
			p.fail("a closing parenthesis is missing")
		}
		return test
	case p.letters != nil:
		return p.parseLetter()
	}
	return p.parseComparison()
}

// maxDepth bounds the nesting of parentheses and negations.
const maxDepth = 51

func (p *parser) parseLetter() predicate {
	word := p.peekWord()
	if !slices.Contains(p.letters, word) {
		p.fail(fmt.Sprintf("expected the letter of a filter, not %q", word))
	}
	p.pos = min(p.pos+len(word), len(p.src))
	return nil
}

func negate(test predicate) predicate {
	return func(row lookup) bool { return !test(row) }
}

// peekColumn returns the next column without consuming it: a word, tag[KEY], or
// a part of a result whose name may contain blanks.
func (p *parser) peekColumn() string {
	word := p.peekWord()
	rest := p.src[p.pos:]
	if end := strings.IndexByte(rest, ']'); word == "tag" && strings.HasPrefix(rest, "tag[") && end > len("tag[") {
		return rest[:end+1]
	}
	if family, _, ok := strings.Cut(word, "."); ok && slices.Contains(resultFamilies(), family) && p.kind(word) == noColumn {
		if whole := resultPattern().FindString(rest); whole != "" {
			return whole
		}
	}
	return word
}

// resultPattern matches a column of a result at the start of a text.
func resultPattern() *regexp.Regexp {
	return regexp.MustCompile(`^\w+\.("[^"]*"|` + "`[^`]*`" + `|[^=!<>'"]*?)\.(` + strings.Join(resultParts(), "|") + `|metadata\.[\w.]+)\b`)
}

// parseComparison parses a column and what it is compared with. A row without the
// column matches IS NULL only.
func (p *parser) parseComparison() predicate {
	column := p.peekColumn()
	kind := p.kind(column)
	if kind == noColumn {
		p.fail(fmt.Sprintf("unknown field %q; use %s", column, p.help))
		return nil
	}
	p.pos += len(column)
	if p.acceptKeyword("IS") { // a missing column is null
		want := p.acceptKeyword("NOT")
		if !p.acceptKeyword("NULL") {
			p.fail("expected NULL or NOT NULL after IS")
		}
		return func(row lookup) bool {
			value, there := row(column)
			return (there && value != nil) == want
		}
	}
	not := p.acceptKeyword("NOT")
	var accepts func(got any) bool
	switch {
	case p.acceptKeyword("IN"):
		accepts = p.parseIn(column, kind)
	case p.acceptKeyword("LIKE"):
		accepts = p.parseText(column, kind, matchesLike)
	case p.acceptKeyword("CONTAINS"):
		accepts = p.parseText(column, kind, func(part string) func(string) bool {
			return func(text string) bool { return strings.Contains(text, part) }
		})
	case not:
		p.fail("expected IN, LIKE or CONTAINS after NOT")
	default:
		op := p.parseOperator()
		want := p.parseValue(column, kind)
		accepts = func(got any) bool {
			order, comparable := compareValues(got, want)
			return comparable && satisfies(op, order)
		}
	}
	return func(row lookup) bool {
		got, there := row(column)
		return there && got != nil && accepts(got) != not
	}
}

func (p *parser) parseOperator() string {
	for _, op := range [...]string{"!=", ">=", "<=", "==", "=", ">", "<"} {
		if p.acceptSign(op) {
			return strings.Replace(op, "==", "=", 1)
		}
	}
	p.fail("expected one of = == != > < >= <= IN LIKE CONTAINS or IS")
	return ""
}

// parseIn parses a list of values in parentheses.
func (p *parser) parseIn(column string, kind columnKind) func(got any) bool {
	if !p.acceptSign("(") {
		p.fail("expected a list of values in parentheses after IN")
	}
	var wanted []any
	for more := true; more; more = p.acceptSign(",") {
		wanted = append(wanted, p.parseValue(column, kind))
	}
	if !p.acceptSign(")") {
		p.fail("a closing parenthesis is missing")
	}
	return func(got any) bool {
		return slices.ContainsFunc(wanted, func(want any) bool {
			order, comparable := compareValues(got, want)
			return comparable && order == 0
		})
	}
}

// parseText parses the text that LIKE and CONTAINS compare with.
func (p *parser) parseText(column string, kind columnKind, matcher func(string) func(string) bool) func(got any) bool {
	want, isText := p.parseValue(column, kind).(string)
	if !isText {
		p.fail(column + " cannot be searched for a text")
	}
	matches := matcher(want)
	return func(got any) bool {
		text, isText := got.(string)
		return isText && matches(text)
	}
}

// parseValue parses a quoted string (with backslash escapes) or a number, and
// returns a string, float64 or time.Time as the column requires.
func (p *parser) parseValue(column string, kind columnKind) any {
	if p.skipSpace(); p.pos < len(p.src) && (p.src[p.pos] == '\'' || p.src[p.pos] == '"') {
		text := p.parseQuoted()
		switch kind {
		case numberColumn:
			p.fail(column + " must be compared with a number")
		case timeColumn:
			return p.parseTime(column, text)
		}
		return text
	}
	text := p.peekWord()
	number, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		p.fail("expected a quoted string or a number")
	case kind == textColumn || kind == timeColumn:
		p.fail(column + " must be compared with a quoted string")
	}
	p.pos = min(p.pos+len(text), len(p.src))
	return number
}

func (p *parser) parseTime(column, text string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", time.DateOnly} {
		if moment, err := time.Parse(layout, text); err == nil {
			return moment
		}
	}
	p.fail(column + " must be compared with a time such as '2026-11-22T15:04:05Z'")
	return time.Time{}
}

func (p *parser) parseQuoted() string {
	quote := p.src[p.pos]
	var out strings.Builder
	for i := p.pos + 1; i < len(p.src); i++ {
		switch char := p.src[i]; {
		case char == quote:
			p.pos = i + 1
			return out.String()
		case char == '\\' && i+1 < len(p.src):
			i++
			out.WriteByte(p.src[i])
		default:
			out.WriteByte(char)
		}
	}
	p.fail("the closing quote is missing")
	return ""
}
