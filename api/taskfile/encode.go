package taskfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/settingsfile"
)

// Encode returns the text of a file, which Parse reads. The order of its keys is always
// the same, so that two versions of a file differ only where the tasks do.
func Encode(file File) ([]byte, error) {
	var out encoder
	out.line("# A task of Arize AX; ax-tui tasks diff compares this file with the server.")
	out.line("\"$schema\" = " + settingsfile.Quote(Schema))
	out.blank()
	request := file.Request
	out.text("name", request.Name)
	out.text("type", request.Type.Words())
	out.text("space", file.Space)
	out.text("project", request.ProjectID)
	out.text("dataset", request.DatasetID)
	if len(request.ExperimentIDs) > 0 {
		out.pair("experiments", request.ExperimentIDs)
	}
	if request.Continuous != nil {
		out.pair("is_continuous", *request.Continuous)
	}
	if request.SamplingRate != nil {
		out.pair("sampling_rate", *request.SamplingRate)
	}
	out.text("query_filter", request.QueryFilter)
	config, err := decodeJSON(request.RunConfig)
	table, isTable := config.(map[string]any)
	if len(request.RunConfig) > 0 && (err != nil || !isTable || !canEncode(config)) {
		out.text("run_configuration", string(request.RunConfig)) // before the first table
		isTable = false
	}
	if request.QueryFilters != nil {
		out.object("query_filters", request.QueryFilters)
	}
	for _, evaluator := range request.Evaluators {
		out.evaluator(&evaluator)
	}
	if isTable {
		out.table([]string{"run_configuration"}, table)
	}
	out.ids(&file)
	if out.buffer.Len() > MaxSize {
		return nil, fmt.Errorf("its file would be larger than %d MB", MaxSize>>20)
	}
	return out.buffer.Bytes(), nil
}

type encoder struct{ buffer bytes.Buffer }

func (e *encoder) line(content string) { e.buffer.WriteString(content + "\n") }

// blank separates what follows from what comes before.
func (e *encoder) blank() { e.line("") }

func (e *encoder) text(name, value string) {
	if value != "" {
		e.pair(name, value)
	}
}

func (e *encoder) pair(name string, value any) {
	e.line(settingsfile.Key(name) + " = " + literal(value))
}

// evaluator writes an evaluator with the names of the wire.
func (e *encoder) evaluator(input *api.EvaluatorInput) {
	e.blank()
	e.line("[[evaluators]]")
	e.text("evaluator_name", input.EvaluatorID)
	e.text("evaluator_version_id", input.VersionID)
	e.text("query_filter", input.QueryFilter)
	if len(input.Mappings) > 0 {
		e.table([]string{"evaluators", "column_mappings"}, toAny(input.Mappings))
	}
	for _, mapping := range input.QueryMappings {
		e.blank()
		e.line("[[evaluators.query_mappings]]")
		e.pair("variable_name", mapping.VariableName)
		e.pair("query_ids", mapping.QueryIDs)
		e.pair("attribute_path", mapping.AttributePath)
	}
}

// ids writes the section of IDs.
func (e *encoder) ids(file *File) {
	if file.Task == "" && len(file.IDs) == 0 {
		return
	}
	e.blank()
	e.line("# The ID of each name above. Remove this section to have the names looked up.")
	e.line("[ids]")
	e.text("task", file.Task)
	for _, kind := range kinds() {
		if len(file.IDs[kind]) > 0 {
			e.table([]string{"ids", string(kind)}, toAny(file.IDs[kind]))
		}
	}
}

func toAny(in map[string]string) map[string]any {
	out := make(map[string]any, len(in))
	for name, value := range in {
		out[name] = value
	}
	return out
}

// object writes a value as the table that its JSON is.
func (e *encoder) object(name string, value any) {
	raw, err := api.Body(value)
	if err != nil {
		return // its types can be encoded
	}
	decoded, _ := decodeJSON(raw)
	if table, ok := decoded.(map[string]any); ok {
		e.table([]string{name}, table)
	}
}

// table writes a table: its values first, then the tables in it.
func (e *encoder) table(path []string, table map[string]any) {
	isValue := func(name string) bool { return !holdsTables(table[name]) }
	if len(table) == 0 || slices.ContainsFunc(keysOf(table), isValue) { // else its tables imply it
		e.blank()
		e.line("[" + settingsfile.Key(path...) + "]")
	}
	e.members(path, table)
}

// keysOf returns the keys of a table in the order of the file: first what says what the
// others are about.
func keysOf(table map[string]any) []string {
	first := []string{"experiment_type", "role", "id", "type"}
	rank := func(name string) int {
		if at := slices.Index(first, name); at >= 0 {
			return at
		}
		return len(first)
	}
	keys := slices.Sorted(maps.Keys(table))
	sort.SliceStable(keys, func(i, j int) bool { return rank(keys[i]) < rank(keys[j]) })
	return keys
}

func (e *encoder) members(path []string, table map[string]any) {
	var inner []string
	for _, name := range keysOf(table) {
		if holdsTables(table[name]) {
			inner = append(inner, name)
			continue
		}
		e.pair(name, table[name])
	}
	for _, name := range inner {
		path := append(slices.Clone(path), name)
		if child, ok := table[name].(map[string]any); ok {
			e.table(path, child)
		}
		for _, child := range tablesOf(table[name]) {
			e.blank()
			e.line("[[" + settingsfile.Key(path...) + "]]")
			e.members(path, child)
		}
	}
}

// holdsTables reports whether a value is written below a header of its own.
func holdsTables(value any) bool {
	_, isTable := value.(map[string]any)
	return isTable || len(tablesOf(value)) > 0
}

// tablesOf returns the tables of a list of nothing else; nil for any other value.
func tablesOf(value any) (out []map[string]any) {
	list, _ := value.([]any)
	for _, item := range list {
		table, ok := item.(map[string]any)
		if !ok {
			return nil
		}
		out = append(out, table)
	}
	return out
}

// literal returns a value of JSON, or a list of texts, on its line; a text with line
// breaks over several.
func literal(value any) string {
	switch value := value.(type) {
	case string:
		return settingsfile.QuoteLines(value)
	case bool:
		return strconv.FormatBool(value)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case json.Number:
		return value.String()
	case []string:
		parts := make([]string, len(value))
		for i := range value {
			parts[i] = settingsfile.Quote(value[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case []any:
		parts := make([]string, len(value))
		for i := range value {
			parts[i] = inline(value[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return inline(value)
}

// inline returns a value without line breaks, for lists and the tables in them.
func inline(value any) string {
	switch value := value.(type) {
	case string:
		return settingsfile.Quote(value)
	case map[string]any:
		parts := make([]string, 0, len(value))
		for _, name := range slices.Sorted(maps.Keys(value)) {
			parts = append(parts, settingsfile.Key(name)+" = "+inline(value[name]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return literal(value)
}

// canEncode reports whether TOML has a word for a value of JSON: it has no null, and its
// integers have 64 bits.
func canEncode(value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			_, err := value.Float64()
			return err == nil
		}
		_, err := value.Int64()
		return err == nil
	case []any:
		return !slices.ContainsFunc(value, func(item any) bool { return !canEncode(item) })
	case map[string]any:
		for _, item := range value {
			if !canEncode(item) {
				return false
			}
		}
	}
	return true
}

func decodeJSON(raw []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}
