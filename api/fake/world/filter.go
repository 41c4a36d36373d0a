package world

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// predicate reports whether a span matches.
type predicate func(*Span) bool

// FilterError is a syntax error in a filter.
type FilterError struct {
	Offset int // in bytes from the start of the filter
	Reason string
}

func (e *FilterError) Error() string {
	return fmt.Sprintf("invalid filter at position %d: %s", e.Offset+1, e.Reason)
}

// parser parses the part of the filter language that contract section 6 shows:
// comparisons of fixed fields and attributes with quoted strings or numbers,
// joined by AND, OR and parentheses. It also accepts IS NULL, IS NOT NULL and ==,
// since users write them; whether a real server does is unknown. The first error
// moves pos to the end of the filter.
type parser struct {
	src     string
	pos     int
	depth   int
	letters []string // of an expression of query filters; nil: parse a filter
	fault   *FilterError
}

func parseFilter(src string) (predicate, error) {
	parsing := &parser{src: src}
	test := parsing.parseAll()
	if parsing.fault != nil {
		return nil, parsing.fault
	}
	return test, nil
}

// CheckExpression returns what is wrong with an expression of query filters, or
// "". An expression joins letters like a filter joins comparisons, and allows NOT.
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

func isWord(char byte) bool {
	return char == '_' || char == '.' || char == '-' || char >= '0' && char <= '9' || char|0x20 >= 'a' && char|0x20 <= 'z'
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
		left = func(span *Span) bool { return test(span) || right(span) }
	}
	return left
}

func (p *parser) parseAnd() predicate {
	left := p.parseTerm()
	for p.acceptKeyword("AND") {
		test, right := left, p.parseTerm()
		left = func(span *Span) bool { return test(span) && right(span) }
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
	case p.letters != nil && p.acceptKeyword("NOT"):
		return p.parseTerm()
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

func (p *parser) parseComparison() predicate {
	field := p.peekWord()
	get, ok := fieldOf(field)
	if !ok {
		p.fail(fmt.Sprintf("unknown field %q; use name, span_kind, status_code, latency_ms, parent_id, trace_id or attributes.PATH", field))
		return nil
	}
	p.pos += len(field)
	if p.acceptKeyword("IS") { // a missing field is null
		want := p.acceptKeyword("NOT")
		if !p.acceptKeyword("NULL") {
			p.fail("expected NULL or NOT NULL after IS")
		}
		return func(span *Span) bool {
			value, there := get(span)
			return (there && value != nil) == want
		}
	}
	op := p.parseOperator()
	value, number := p.parseValue()
	if isFixedNumber := field == "latency_ms"; !number && isFixedNumber {
		p.fail("latency_ms must be compared with a number")
	} else if number && !isFixedNumber && !strings.HasPrefix(field, "attributes.") {
		p.fail(field + " must be compared with a quoted string")
	}
	return compare(get, op, value, number)
}

func (p *parser) parseOperator() string {
	for _, op := range [...]string{"!=", ">=", "<=", "==", "=", ">", "<"} {
		if p.acceptSign(op) {
			return strings.Replace(op, "==", "=", 1)
		}
	}
	p.fail("expected one of = == != > < >= <= or IS")
	return ""
}

// parseValue parses a quoted string (with backslash escapes) or a number.
func (p *parser) parseValue() (text string, number bool) {
	if p.skipSpace(); p.pos < len(p.src) && (p.src[p.pos] == '\'' || p.src[p.pos] == '"') {
		return p.parseQuoted(), false
	}
	text = p.peekWord()
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		p.fail("expected a quoted string or a number")
	}
	p.pos = min(p.pos+len(text), len(p.src))
	return text, true
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

// fieldOf returns the getter of a field; the getter's bool is false if a span has
// no such field.
func fieldOf(name string) (func(*Span) (any, bool), bool) {
	path, isAttribute := strings.CutPrefix(name, "attributes.")
	if isAttribute && path != "" {
		return func(span *Span) (any, bool) { return findPath(span.Attributes, path) }, true
	}
	fixed := map[string]func(*Span) any{
		"name":        func(span *Span) any { return span.Name },
		"span_kind":   func(span *Span) any { return span.Kind },
		"status_code": func(span *Span) any { return span.StatusCode },
		"parent_id":   func(span *Span) any { return span.ParentID },
		"trace_id":    func(span *Span) any { return span.TraceID },
		"latency_ms":  func(span *Span) any { return float64(span.End.Sub(span.Start).Microseconds()) / 1000 },
	}
	get, ok := fixed[name]
	return func(span *Span) (any, bool) {
		value := get(span)
		return value, name != "parent_id" || value != "" // a root span has none
	}, ok
}

// findPath follows a path through nested objects, lists and keys with dots.
func findPath(value any, path string) (any, bool) {
	switch typed := value.(type) {
	case map[string]any:
		if found, ok := typed[path]; ok {
			return found, true
		}
		for i := 0; i < len(path); i++ {
			if path[i] == '.' {
				if inner, ok := typed[path[:i]]; ok {
					if found, ok := findPath(inner, path[i+1:]); ok {
						return found, true
					}
				}
			}
		}
	case []any:
		head, rest, more := strings.Cut(path, ".")
		i, err := strconv.Atoi(head)
		if err != nil || i < 0 || i >= len(typed) {
			return nil, false
		}
		if !more {
			return typed[i], true
		}
		return findPath(typed[i], rest)
	}
	return nil, false
}

// compare returns the predicate of a comparison; a span without the field never
// matches.
func compare(get func(*Span) (any, bool), op, value string, number bool) predicate {
	want, _ := strconv.ParseFloat(value, 64)
	return func(span *Span) bool {
		got, ok := get(span)
		order := 0
		if float, isNumber := got.(float64); isNumber && number {
			order = cmp.Compare(float, want)
		} else if text, isText := got.(string); isText && !number {
			order = strings.Compare(text, value)
		} else {
			return false
		}
		return ok && satisfies(op, order)
	}
}

// satisfies reports whether an operator accepts the result of a comparison.
func satisfies(op string, order int) bool {
	switch op {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case ">":
		return order > 0
	case "<":
		return order < 0
	case ">=":
		return order >= 0
	}
	return order <= 0
}
