package evaljson

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"ax-tui/api"
)

// Pick is an evaluator that the user picked by name.
type Pick struct {
	ID        string
	VersionID string            // empty: always the latest
	Variables []string          // of its template, in template order
	Guesses   map[string]string // suggested path by variable; a variable without one is written with ""
	Wide      bool              // write query_mappings (trace or session shape) instead of column_mappings
}

// Prefill returns the text for picks, indented by two spaces a level. Every
// variable is a key, in template order, with "" where there is no guess. Without
// picks it is an empty list. It does not end with a line break.
func Prefill(picks []Pick) []byte {
	parts := make([][]byte, len(picks))
	for i, pick := range picks {
		parts[i] = pick.write("  ")
	}
	return bracket("[", "]", "", parts)
}

// Write writes the text of existing evaluators, such as those of a task to edit
// or clone, and keeps pins, filters and the shape. Variables of the span shape
// are sorted, since the API has no order for them.
func Write(list []api.EvaluatorInput) []byte {
	parts := make([][]byte, len(list))
	for i, input := range list {
		parts[i] = bracket("{", "}", "  ", inputMembers(&input, "    "))
	}
	return bracket("[", "]", "", parts)
}

func inputMembers(input *api.EvaluatorInput, indent string) [][]byte {
	out := headMembers(input.EvaluatorID, input.VersionID, input.QueryFilter)
	if len(input.Mappings) > 0 || len(input.QueryMappings) == 0 {
		var inner [][]byte
		for _, name := range slices.Sorted(maps.Keys(input.Mappings)) {
			inner = append(inner, member(name, quote(input.Mappings[name])))
		}
		out = append(out, member(kColumns, bracket("{", "}", indent, inner)))
	}
	if len(input.QueryMappings) > 0 {
		var inner [][]byte
		for _, mapping := range input.QueryMappings {
			inner = append(inner, queryMapping(mapping.VariableName, mapping.QueryIDs, mapping.AttributePath, indent+"  "))
		}
		out = append(out, member(kQueries, bracket("[", "]", indent, inner)))
	}
	return out
}

func headMembers(id, version, filter string) [][]byte {
	out := [][]byte{member(kID, quote(id))}
	if version != "" {
		out = append(out, member(kVersion, quote(version)))
	}
	if filter != "" {
		out = append(out, member(kFilter, quote(filter)))
	}
	return out
}

// write returns the object for a pick; its closing brace is indented by indent.
func (p *Pick) write(indent string) []byte {
	out := headMembers(p.ID, p.VersionID, "")
	return bracket("{", "}", indent, append(out, p.mappings(p.unique(), indent+"  ")))
}

// mappings returns the member that maps the variables, in the shape of the pick.
func (p *Pick) mappings(variables []string, indent string) []byte {
	inner := make([][]byte, len(variables))
	for i, variable := range variables {
		inner[i] = p.mapping(variable, p.Wide, indent+"  ")
	}
	if p.Wide {
		return member(kQueries, bracket("[", "]", indent, inner))
	}
	return member(kColumns, bracket("{", "}", indent, inner))
}

// mapping returns the mapping of one variable: in the wide shape an entry of a list,
// else a member of an object.
func (p *Pick) mapping(variable string, wide bool, indent string) []byte {
	if wide {
		return queryMapping(variable, nil, p.Guesses[variable], indent)
	}
	return member(variable, quote(p.Guesses[variable]))
}

// unique returns the variables without duplicates.
func (p *Pick) unique() []string {
	var out []string
	for _, variable := range p.Variables {
		if !slices.Contains(out, variable) {
			out = append(out, variable)
		}
	}
	return out
}

// queryMapping returns one entry of query_mappings; letters are the IDs of its filters.
func queryMapping(variable string, letters []string, path, indent string) []byte {
	list := []byte("[")
	for i, letter := range letters {
		if i > 0 {
			list = append(list, ", "...)
		}
		list = append(list, quote(letter)...)
	}
	return bracket("{", "}", indent, [][]byte{
		member(kVariable, quote(variable)), member(kLetters, append(list, ']')), member(kPath, quote(path)),
	})
}

// bracket puts parts between brackets, each on its own line; the closing
// bracket is indented by indent.
func bracket(open, closing, indent string, parts [][]byte) []byte {
	if len(parts) == 0 {
		return []byte(open + closing)
	}
	var buffer bytes.Buffer
	buffer.WriteString(open)
	for i, part := range parts {
		if i > 0 {
			buffer.WriteByte(',')
		}
		buffer.WriteString("\n" + indent + "  ")
		buffer.Write(part)
	}
	buffer.WriteString("\n" + indent + closing)
	return buffer.Bytes()
}

func member(key string, value []byte) []byte {
	return append(append(quote(key), ": "...), value...)
}

// quote writes a JSON string; bytes that are not UTF-8 become U+FFFD.
func quote(text string) []byte {
	out, _ := jsontext.AppendQuote(nil, text) // the only error is for such bytes
	return out
}

// Format indents the text by two spaces a level and keeps the order of keys and
// the spelling of numbers and strings. Invalid JSON is returned unchanged, with
// the fault.
func Format(text []byte) ([]byte, *Fault) {
	if _, broken := parseTree(text, newIndex(text)); broken != nil {
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

// Indent is Format for JSON that a program wrote: the \u escapes that many programs
// write for <, > and & are replaced by the characters.
func Indent(raw []byte) []byte {
	out, _ := Format(raw) // text that is not JSON is not changed
	// \\ is matched first, so that an escaped backslash before u003c stays.
	readable := strings.NewReplacer(`\\`, `\\`, `\u003c`, "<", `\u003C`, "<", `\u003e`, ">", `\u003E`, ">", `\u0026`, "&")
	return []byte(readable.Replace(string(out)))
}
