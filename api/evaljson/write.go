package evaljson

import (
	"bytes"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"ax-tui/api"
)

// Pick is an evaluator that was picked by name.
type Pick struct {
	ID        string
	VersionID string            // empty: always the latest
	Variables []string          // of its template, in its order
	Guesses   map[string]string // path for a variable; what has none gets ""
	Wide      bool              // write query_mappings (trace or session shape) instead of column_mappings
}

// Prefill writes the text for picks: two spaces a level, every variable a key,
// in the order of the template, "" where there is no guess. No picks give an
// empty list. There is no line break at the end.
func Prefill(picks []Pick) []byte {
	parts := make([][]byte, len(picks))
	for i, pick := range picks {
		parts[i] = pick.write("  ")
	}
	return bracket("[", "]", "", parts)
}

// Write gives the text of evaluators that exist, such as those of a task to be
// edited or cloned, with pins, filters and either shape kept. Variables of the
// span shape stand sorted, since the wire has no order for them.
func Write(list []api.EvaluatorInput) []byte {
	parts := make([][]byte, len(list))
	for i, input := range list {
		parts[i] = bracket("{", "}", "  ", inputMembers(input, "    "))
	}
	return bracket("[", "]", "", parts)
}

func inputMembers(input api.EvaluatorInput, indent string) [][]byte {
	out := heads(input.EvaluatorID, input.VersionID, input.QueryFilter)
	if len(input.Mappings) > 0 || len(input.QueryMappings) == 0 {
		var inner [][]byte
		for _, name := range slices.Sorted(maps.Keys(input.Mappings)) {
			inner = append(inner, member(name, quote(input.Mappings[name])))
		}
		out = append(out, member(kColumns, bracket("{", "}", indent, inner)))
	}
	if len(input.QueryMappings) > 0 {
		var inner [][]byte
		for _, queryMapping := range input.QueryMappings {
			inner = append(inner, query(queryMapping.VariableName, queryMapping.QueryIDs, queryMapping.AttributePath, indent+"  "))
		}
		out = append(out, member(kQueries, bracket("[", "]", indent, inner)))
	}
	return out
}

func heads(id, version, filter string) [][]byte {
	out := [][]byte{member(kID, quote(id))}
	if version != "" {
		out = append(out, member(kVersion, quote(version)))
	}
	if filter != "" {
		out = append(out, member(kFilter, quote(filter)))
	}
	return out
}

// write gives the object of a pick; its closing brace stands at indent.
func (p Pick) write(indent string) []byte {
	out := heads(p.ID, p.VersionID, "")
	return bracket("{", "}", indent, append(out, p.mappings(p.unique(), indent+"  ")))
}

// mappings gives the member that maps the variables, in the pick's shape.
func (p Pick) mappings(variables []string, indent string) []byte {
	inner := make([][]byte, len(variables))
	for i, v := range variables {
		inner[i] = p.mapping(v, p.Wide, indent+"  ")
	}
	if p.Wide {
		return member(kQueries, bracket("[", "]", indent, inner))
	}
	return member(kColumns, bracket("{", "}", indent, inner))
}

func (p Pick) mapping(variable string, wide bool, indent string) []byte {
	if wide {
		return query(variable, nil, p.Guesses[variable], indent)
	}
	return member(variable, quote(p.Guesses[variable]))
}

// unique gives the variables, each once.
func (p Pick) unique() []string {
	var out []string
	for _, v := range p.Variables {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func query(variable string, letters []string, path, indent string) []byte {
	list := []byte("[")
	for i, l := range letters {
		if i > 0 {
			list = append(list, ", "...)
		}
		list = append(list, quote(l)...)
	}
	return bracket("{", "}", indent, [][]byte{
		member(kVariable, quote(variable)), member(kLetters, append(list, ']')), member(kPath, quote(path)),
	})
}

// bracket puts parts between brackets, each on its own line; the closing one
// stands at indent.
func bracket(open, closing, indent string, parts [][]byte) []byte {
	if len(parts) == 0 {
		return []byte(open + closing)
	}
	var buffer bytes.Buffer
	buffer.WriteString(open)
	for i, p := range parts {
		if i > 0 {
			buffer.WriteByte(',')
		}
		buffer.WriteString("\n" + indent + "  ")
		buffer.Write(p)
	}
	buffer.WriteString("\n" + indent + closing)
	return buffer.Bytes()
}

func member(key string, value []byte) []byte {
	return append(append(quote(key), ": "...), value...)
}

// quote writes a JSON string; bytes that are not UTF-8 become U+FFFD.
func quote(s string) []byte {
	out, _ := jsontext.AppendQuote(nil, s) // the error only tells of such bytes
	return out
}

// Format indents the text by two spaces a level and keeps the order of keys and
// the spelling of numbers and strings. Text that is no JSON is not touched: the
// fault says why, and the text comes back as it was.
func Format(text []byte) ([]byte, *Fault) {
	if _, broken := read(text, newIndex(text)); broken != nil {
		return text, broken
	}
	out, err := jsontext.AppendFormat(nil, text,
		jsontext.AllowDuplicateNames(true), jsontext.PreserveRawStrings(true),
		jsontext.Multiline(true), jsontext.WithIndent("  "), jsontext.SpaceAfterColon(true))
	if err != nil {
		return text, &Fault{Pos: Pos{Line: 1, Column: 1}, Rule: Syntax, Message: "cannot be formatted: " + err.Error()}
	}
	return out, nil
}
