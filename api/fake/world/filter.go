package world

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// test judges one span.
type test func(*Span) bool

// FilterError says where and why a filter is not understood.
type FilterError struct {
	Offset int // in bytes from the start of the filter
	Reason string
}

func (e *FilterError) Error() string {
	return fmt.Sprintf("filter not understood at position %d: %s", e.Offset+1, e.Reason)
}

// parser reads the part of the filter language that contract section 6 shows:
// comparisons of fixed fields and attributes with quoted strings or numbers,
// joined by AND, OR and parentheses. Beyond it, IS NULL, IS NOT NULL and == are
// taken as well, for people write them; whether a real server does is unknown.
// After the first fault there is nothing left to read.
type parser struct {
	src     string
	pos     int
	deep    int
	letters []string // of an expression of query filters; nil: a filter is read
	fault   *FilterError
}

func parseFilter(src string) (test, error) {
	p := &parser{src: src}
	test := p.whole()
	if p.fault != nil {
		return nil, p.fault
	}
	return test, nil
}

// CheckExpression says what is wrong with an expression of query filters, ""
// when nothing is: the letters of filters, joined as the comparisons of a filter
// are, with NOT before any of them. The signs & && | || ! are taken too, and
// either case; which spellings a real server takes is unknown.
func CheckExpression(text string, letters []string) string {
	signs := strings.NewReplacer("&&", " AND ", "||", " OR ", "&", " AND ", "|", " OR ", "!", " NOT ")
	p := &parser{src: signs.Replace(text), letters: letters}
	if p.whole(); p.fault != nil {
		return p.fault.Reason
	}
	return ""
}

func (p *parser) whole() test {
	test := p.or()
	if p.space(); p.pos < len(p.src) {
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

func (p *parser) space() {
	for p.pos < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.pos]) >= 0 {
		p.pos++
	}
}

func isWord(c byte) bool {
	return c == '_' || c == '.' || c == '-' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// word looks at the next word without taking it.
func (p *parser) word() string {
	p.space()
	end := p.pos
	for end < len(p.src) && isWord(p.src[end]) {
		end++
	}
	return p.src[p.pos:end]
}

func (p *parser) keyword(w string) bool {
	got := p.word()
	if !strings.EqualFold(got, w) {
		return false
	}
	p.pos += len(got)
	return true
}

// sign takes the next sign if it is this one.
func (p *parser) sign(s string) bool {
	p.space()
	if !strings.HasPrefix(p.src[p.pos:], s) {
		return false
	}
	p.pos += len(s)
	return true
}

func (p *parser) or() test {
	left := p.and()
	for p.keyword("OR") {
		test, b := left, p.and()
		left = func(span *Span) bool { return test(span) || b(span) }
	}
	return left
}

func (p *parser) and() test {
	left := p.one()
	for p.keyword("AND") {
		test, b := left, p.one()
		left = func(span *Span) bool { return test(span) && b(span) }
	}
	return left
}

func (p *parser) one() test {
	p.deep++
	defer func() { p.deep-- }()
	switch {
	case p.deep > deepest:
		p.fail("it is nested too deeply")
		return nil
	case p.letters != nil && p.keyword("NOT"):
		return p.one()
	case p.sign("("):
		test := p.or()
		if !p.sign(")") {
			p.fail("a closing parenthesis is missing")
		}
		return test
	case p.letters != nil:
		return p.letter()
	}
	return p.comparison()
}

// deepest bounds the parentheses and negations inside one another.
const deepest = 51

func (p *parser) letter() test {
	w := p.word()
	if !slices.Contains(p.letters, w) {
		p.fail(fmt.Sprintf("%q stands where the letter of a filter is expected", w))
	}
	p.pos = min(p.pos+len(w), len(p.src))
	return nil
}

func (p *parser) comparison() test {
	field := p.word()
	get, ok := fieldOf(field)
	if !ok {
		p.fail(fmt.Sprintf("unknown field %q; use name, span_kind, status_code, latency_ms, parent_id, trace_id or attributes.PATH", field))
		return nil
	}
	p.pos += len(field)
	if p.keyword("IS") { // a field that a span lacks is null
		want := p.keyword("NOT")
		if !p.keyword("NULL") {
			p.fail("expected NULL or NOT NULL after IS")
		}
		return func(span *Span) bool {
			v, there := get(span)
			return (there && v != nil) == want
		}
	}
	op := p.operator()
	value, number := p.value()
	if isFixedNumber := field == "latency_ms"; !number && isFixedNumber {
		p.fail("latency_ms is compared with a number")
	} else if number && !isFixedNumber && !strings.HasPrefix(field, "attributes.") {
		p.fail(field + " is compared with a quoted string")
	}
	return compare(get, op, value, number)
}

func (p *parser) operator() string {
	for _, op := range [...]string{"!=", ">=", "<=", "==", "=", ">", "<"} {
		if p.sign(op) {
			return strings.Replace(op, "==", "=", 1)
		}
	}
	p.fail("expected one of = == != > < >= <= or IS")
	return ""
}

// value reads a quoted string (a backslash escapes) or a number.
func (p *parser) value() (text string, number bool) {
	if p.space(); p.pos < len(p.src) && (p.src[p.pos] == '\'' || p.src[p.pos] == '"') {
		return p.quoted(), false
	}
	text = p.word()
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		p.fail("expected a quoted string or a number")
	}
	p.pos = min(p.pos+len(text), len(p.src))
	return text, true
}

func (p *parser) quoted() string {
	quote := p.src[p.pos]
	var out strings.Builder
	for i := p.pos + 1; i < len(p.src); i++ {
		switch c := p.src[i]; {
		case c == quote:
			p.pos = i + 1
			return out.String()
		case c == '\\' && i+1 < len(p.src):
			i++
			out.WriteByte(p.src[i])
		default:
			out.WriteByte(c)
		}
	}
	p.fail("the closing quote is missing")
	return ""
}

// fieldOf finds a span's field; the getter's bool is false when the span lacks it.
func fieldOf(name string) (func(*Span) (any, bool), bool) {
	path, isAttribute := strings.CutPrefix(name, "attributes.")
	if isAttribute && path != "" {
		return func(span *Span) (any, bool) { return dig(span.Attributes, path) }, true
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
		v := get(span)
		return v, name != "parent_id" || v != "" // a root span has none
	}, ok
}

// dig follows a path through nested objects, lists and dotted keys alike.
func dig(v any, path string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		if x, ok := v[path]; ok {
			return x, true
		}
		for i := 0; i < len(path); i++ {
			if path[i] == '.' {
				if x, ok := v[path[:i]]; ok {
					if y, ok := dig(x, path[i+1:]); ok {
						return y, true
					}
				}
			}
		}
	case []any:
		head, rest, more := strings.Cut(path, ".")
		i, err := strconv.Atoi(head)
		if err != nil || i < 0 || i >= len(v) {
			return nil, false
		}
		if !more {
			return v[i], true
		}
		return dig(v[i], rest)
	}
	return nil, false
}

// compare makes the test; a span without the field never matches.
func compare(get func(*Span) (any, bool), op, value string, number bool) test {
	want, _ := strconv.ParseFloat(value, 64)
	return func(span *Span) bool {
		got, ok := get(span)
		order := 0
		if f, isNumber := got.(float64); isNumber && number {
			order = cmp.Compare(f, want)
		} else if text, isText := got.(string); isText && !number {
			order = strings.Compare(text, value)
		} else {
			return false
		}
		return ok && holds(op, order)
	}
}

// holds judges how a value stands to the one it is compared with.
func holds(op string, order int) bool {
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
