package world

import (
	"fmt"
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
type parser struct {
	src  string
	pos  int
	deep int
}

func parseFilter(src string) (test, error) {
	p := &parser{src: src}
	t, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.space(); p.pos < len(p.src) {
		return nil, p.fail("expected AND, OR or the end")
	}
	return t, nil
}

func (p *parser) fail(reason string) error { return &FilterError{p.pos, reason} }

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

func (p *parser) or() (test, error) {
	left, err := p.and()
	for err == nil && p.keyword("OR") {
		a := left
		var b test
		if b, err = p.and(); err == nil {
			left = func(s *Span) bool { return a(s) || b(s) }
		}
	}
	return left, err
}

func (p *parser) and() (test, error) {
	left, err := p.one()
	for err == nil && p.keyword("AND") {
		a := left
		var b test
		if b, err = p.one(); err == nil {
			left = func(s *Span) bool { return a(s) && b(s) }
		}
	}
	return left, err
}

func (p *parser) one() (test, error) {
	if p.space(); p.pos < len(p.src) && p.src[p.pos] == '(' {
		if p.deep++; p.deep > 50 {
			return nil, p.fail("parentheses are nested too deeply")
		}
		p.pos++
		t, err := p.or()
		if err != nil {
			return nil, err
		}
		if p.space(); p.pos >= len(p.src) || p.src[p.pos] != ')' {
			return nil, p.fail("a closing parenthesis is missing")
		}
		p.pos++
		p.deep--
		return t, nil
	}
	return p.comparison()
}

func (p *parser) comparison() (test, error) {
	field := p.word()
	get, ok := fieldOf(field)
	if !ok {
		return nil, p.fail(fmt.Sprintf("unknown field %q; use name, span_kind, status_code, latency_ms, parent_id, trace_id or attributes.PATH", field))
	}
	p.pos += len(field)
	if p.keyword("IS") {
		return p.null(get)
	}
	op, err := p.operator()
	if err != nil {
		return nil, err
	}
	value, number, err := p.value()
	if err != nil {
		return nil, err
	}
	if isFixedNumber := field == "latency_ms"; !number && isFixedNumber {
		return nil, p.fail("latency_ms is compared with a number")
	} else if number && !isFixedNumber && !strings.HasPrefix(field, "attributes.") {
		return nil, p.fail(field + " is compared with a quoted string")
	}
	return compare(get, op, value, number), nil
}

// null reads what follows IS: NULL or NOT NULL. A field that a span lacks is null.
func (p *parser) null(get func(*Span) (any, bool)) (test, error) {
	want := p.keyword("NOT")
	if !p.keyword("NULL") {
		return nil, p.fail("expected NULL or NOT NULL after IS")
	}
	return func(s *Span) bool {
		v, there := get(s)
		return (there && v != nil) == want
	}, nil
}

func (p *parser) operator() (string, error) {
	p.space()
	for _, op := range [...]string{"!=", ">=", "<=", "==", "=", ">", "<"} {
		if strings.HasPrefix(p.src[p.pos:], op) {
			p.pos += len(op)
			return strings.Replace(op, "==", "=", 1), nil
		}
	}
	return "", p.fail("expected one of = == != > < >= <= or IS")
}

// value reads a quoted string (a backslash escapes) or a number.
func (p *parser) value() (text string, number bool, err error) {
	if p.space(); p.pos < len(p.src) && (p.src[p.pos] == '\'' || p.src[p.pos] == '"') {
		quote := p.src[p.pos]
		var b strings.Builder
		for i := p.pos + 1; i < len(p.src); i++ {
			switch c := p.src[i]; {
			case c == quote:
				p.pos = i + 1
				return b.String(), false, nil
			case c == '\\' && i+1 < len(p.src):
				i++
				b.WriteByte(p.src[i])
			default:
				b.WriteByte(c)
			}
		}
		return "", false, p.fail("the closing quote is missing")
	}
	text = p.word()
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return "", false, p.fail("expected a quoted string or a number")
	}
	p.pos += len(text)
	return text, true, nil
}

// fieldOf finds a span's field; the getter's bool is false when the span lacks it.
func fieldOf(name string) (func(*Span) (any, bool), bool) {
	switch name {
	case "name":
		return func(s *Span) (any, bool) { return s.Name, true }, true
	case "span_kind":
		return func(s *Span) (any, bool) { return s.Kind, true }, true
	case "status_code":
		return func(s *Span) (any, bool) { return s.StatusCode, true }, true
	case "parent_id": // a root span has none
		return func(s *Span) (any, bool) { return s.ParentID, s.ParentID != "" }, true
	case "trace_id":
		return func(s *Span) (any, bool) { return s.TraceID, true }, true
	case "latency_ms":
		return func(s *Span) (any, bool) { return float64(s.End.Sub(s.Start).Microseconds()) / 1000, true }, true
	}
	path, ok := strings.CutPrefix(name, "attributes.")
	if !ok || path == "" {
		return nil, false
	}
	return func(s *Span) (any, bool) { return dig(s.Attributes, path) }, true
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
	return func(s *Span) bool {
		got, ok := get(s)
		if !ok {
			return false
		}
		if number {
			f, ok := got.(float64)
			return ok && holds(op, f < want, f > want)
		}
		text, ok := got.(string)
		return ok && holds(op, text < value, text > value)
	}
}

func holds(op string, less, greater bool) bool {
	switch op {
	case "=":
		return !less && !greater
	case "!=":
		return less || greater
	case ">":
		return greater
	case "<":
		return less
	case ">=":
		return !less
	}
	return !greater
}
