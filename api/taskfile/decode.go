package taskfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/near"
	"ax-tui/api/settingsfile"
)

// maxKeys bounds the keys of a file, and maxFaults those that are listed.
const maxKeys, maxFaults = 10_000, 20

// Fault is what is wrong with a file at a line; 0 if it is not about one line.
type Fault struct {
	Line int
	Why  string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return f.Why
	}
	return fmt.Sprintf("line %d: %s", f.Line, f.Why)
}

// Faults are all faults of a file, at least one, in the order of the lines.
type Faults []Fault

func (f Faults) Error() string { return strings.Join(f.Lines(), "; ") }

// Lines returns a text for each fault, and how many are left out of a long list.
func (f Faults) Lines() (out []string) {
	for _, fault := range f[:min(len(f), maxFaults)] {
		out = append(out, fault.String())
	}
	if more := len(f) - maxFaults; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return out
}

// Parse reads the text of a task file. The error is Faults.
func Parse(content []byte) (File, error) {
	if len(content) > MaxSize {
		return File{}, Faults{{Why: fmt.Sprintf("it is larger than %d MB", MaxSize>>20)}}
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")) // of a checkout on Windows; a text has its own as \r
	if line, err := settingsfile.CheckKeys(content, maxKeys); err != nil {
		return File{}, Faults{{Line: line, Why: "it " + err.Error()}}
	}
	var doc map[string]any
	if err := toml.Unmarshal(content, &doc); err != nil {
		fault := Fault{Why: "is not valid TOML: " + settingsfile.Shorten(strings.TrimPrefix(err.Error(), "toml: "))}
		if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
			fault.Line, _ = bad.Position()
		}
		return File{}, Faults{fault}
	}
	reader := &decoder{at: settingsfile.KeyPositions(content)}
	reader.top(doc)
	if len(reader.faults) > 0 {
		sort.SliceStable(reader.faults, func(i, j int) bool { return reader.faults[i].Line < reader.faults[j].Line })
		return File{}, reader.faults
	}
	return reader.file, nil
}

type decoder struct {
	file   File
	at     map[string]unstable.Position
	faults Faults
}

func (d *decoder) fault(path []string, format string, args ...any) {
	d.faults = append(d.faults, Fault{Line: d.line(path), Why: fmt.Sprintf(format, args...)})
}

// line returns the line of a key, or of the nearest key above it that has one.
func (d *decoder) line(path []string) int {
	for ; len(path) > 0; path = path[:len(path)-1] {
		if at := d.at[settingsfile.JoinKey(path...)]; at.Line > 0 {
			return at.Line
		}
	}
	return 0
}

// member reads the value of a key.
type member struct {
	name string
	read func(d *decoder, path []string, value any)
}

// members are the keys of a file.
func members() []member {
	text := func(to func(*File) *string) func(*decoder, []string, any) {
		return func(d *decoder, path []string, value any) { d.text(to(&d.file), path, value) }
	}
	return []member{
		{"$schema", (*decoder).schema},
		{"name", text(func(file *File) *string { return &file.Request.Name })},
		{"type", (*decoder).taskType},
		{"space", text(func(file *File) *string { return &file.Space })},
		{"project", text(func(file *File) *string { return &file.Request.ProjectID })},
		{"dataset", text(func(file *File) *string { return &file.Request.DatasetID })},
		{"experiments", (*decoder).experiments},
		{"is_continuous", (*decoder).continuous},
		{"sampling_rate", (*decoder).rate},
		{"query_filter", text(func(file *File) *string { return &file.Request.QueryFilter })},
		{"query_filters", (*decoder).filters},
		{"evaluators", (*decoder).evaluators},
		{"run_configuration", (*decoder).config},
		{"ids", (*decoder).ids},
	}
}

// top reads the whole document.
func (d *decoder) top(doc map[string]any) {
	if _, ok := doc["$schema"]; !ok {
		d.fault(nil, "it is not a task file: the line \"$schema\" = %q is missing", Schema)
		return
	}
	var names []string
	for _, member := range members() { // in this order: evaluators depend on the filters
		names = append(names, member.name)
		if value, given := doc[member.name]; given {
			member.read(d, []string{member.name}, value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		if !slices.Contains(names, name) {
			d.unknown([]string{name}, names)
		}
	}
	for name, value := range map[string]string{"name": d.file.Request.Name, "type": string(d.file.Request.Type)} {
		if _, given := doc[name]; !given && value == "" {
			d.fault(nil, "the key %q is missing; add it", name)
		}
	}
}

// unknown adds the fault of a key that is not known.
func (d *decoder) unknown(path []string, known []string) {
	name := path[len(path)-1]
	what := "remove it (the known keys are " + strings.Join(known, ", ") + ")"
	if meant := near.Key(name, known); meant != "" {
		what = "did you mean " + meant + "?"
	}
	d.fault(path, "unknown key %q; %s", settingsfile.Shorten(name), what)
}

func (d *decoder) text(to *string, path []string, value any) {
	text, ok := value.(string)
	if !ok {
		d.fault(path, "%s must be a text in quotes", strings.Join(path, "."))
		return
	}
	*to = text
}

func (d *decoder) schema(path []string, value any) {
	if value != Schema {
		d.fault(path, "$schema must be %q; a file of another version is not read", Schema)
	}
}

func (d *decoder) taskType(path []string, value any) {
	word, _ := value.(string)
	taskType, ok := api.ParseTaskType(word)
	if !ok {
		var words []string
		for _, known := range api.TaskTypes() {
			words = append(words, known.Words())
		}
		d.fault(path, "type must be one of %s", strings.Join(words, ", "))
		return
	}
	d.file.Request.Type = taskType
}

func (d *decoder) experiments(path []string, value any) {
	list, ok := value.([]any)
	for _, item := range list {
		name, isText := item.(string)
		ok = ok && isText
		d.file.Request.ExperimentIDs = append(d.file.Request.ExperimentIDs, name)
	}
	if !ok {
		d.fault(path, "experiments must be a list of texts, such as [\"baseline\"]")
	}
}

func (d *decoder) continuous(path []string, value any) {
	on, ok := value.(bool)
	if !ok {
		d.fault(path, "is_continuous must be true or false, without quotes")
	}
	d.file.Request.Continuous = &on
}

func (d *decoder) rate(path []string, value any) {
	var rate float64
	switch number := value.(type) {
	case int64:
		rate = float64(number)
	case float64:
		rate = number
	default:
		d.fault(path, "sampling_rate must be a number from 0 to 1, without quotes")
		return
	}
	if !(rate >= 0 && rate <= 1) {
		d.fault(path, "sampling_rate is %v; it must be from 0 to 1", rate)
		return
	}
	d.file.Request.SamplingRate = &rate
}

// filters reads the filters of the trace or session shape.
func (d *decoder) filters(path []string, value any) {
	table, ok := d.table(path, value, "filters", "expression")
	if !ok {
		return
	}
	list, _ := table["filters"].([]any)
	for i, item := range list {
		d.table(append(slices.Clone(path), "filters", fmt.Sprint(i)), item, "id", "filter")
	}
	raw, err := api.Body(table)
	if err == nil {
		d.file.Request.QueryFilters = &api.QueryFilters{}
		err = json.Unmarshal(raw, d.file.Request.QueryFilters)
	}
	d.file.Request.QueryFilters = plainFilters(d.file.Request.QueryFilters)
	if err != nil {
		d.fault(path, "query_filters needs filters, each with the texts id and filter, and the text expression")
	}
}

// table returns a value as a table with these keys and no others.
func (d *decoder) table(path []string, value any, known ...string) (map[string]any, bool) {
	table, ok := value.(map[string]any)
	if !ok {
		d.fault(path, "%s must be a table", strings.Join(path, "."))
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if !slices.Contains(known, name) {
			d.unknown(append(slices.Clone(path), name), known)
		}
	}
	return table, ok
}

// evaluators checks the list as the JSON that it stands for.
func (d *decoder) evaluators(path []string, value any) {
	list, _ := value.([]any)
	for _, item := range list {
		table, ok := item.(map[string]any)
		if name, hasName := table["evaluator_name"]; ok && hasName && table[evaljson.EvaluatorID] == nil {
			table[evaljson.EvaluatorID] = name // both take a name; only the other is strict about unknown keys
			delete(table, "evaluator_name")
		}
	}
	text := &located{}
	text.write(path, value)
	options := evaljson.Options{
		Named: func(_, _ string) string { return "" }, TaskFilter: d.file.Request.QueryFilter != "", Filters: d.file.Request.QueryFilters,
	}
	doc, faults := options.Parse(text.json.Bytes())
	d.jsonFaults(text, faults)
	d.file.Request.Evaluators = doc.Inputs()
}

// config checks the run configuration as the JSON that it stands for. A text is JSON
// itself.
func (d *decoder) config(path []string, value any) {
	text := &located{}
	if raw, ok := value.(string); ok {
		text.note(path)
		text.json.WriteString(raw)
	} else {
		text.write(path, value)
	}
	config, faults := evaljson.ParseRunConfig(text.json.Bytes())
	d.jsonFaults(text, faults)
	d.file.Request.RunConfig = plainConfig(config.Raw)
}

// jsonFaults adds the faults of a text of JSON at the lines of the keys that it is of. A
// key that the server does not know is one, unlike in an answer of the server.
func (d *decoder) jsonFaults(text *located, faults []evaljson.Fault) {
	for _, fault := range faults {
		if fault.Severity == evaljson.Error || fault.Rule == evaljson.UnknownKey {
			d.fault(text.path(fault.Offset), "%s", strings.TrimSuffix(fault.Message, "; it is not sent"))
		}
	}
}

// ids reads the section of IDs.
func (d *decoder) ids(path []string, value any) {
	known := []string{"task"}
	for _, kind := range kinds() {
		known = append(known, string(kind))
	}
	table, _ := d.table(path, value, known...)
	if task, ok := table["task"]; ok {
		d.text(&d.file.Task, append(slices.Clone(path), "task"), task)
	}
	d.file.IDs = map[Kind]map[string]string{}
	for _, kind := range kinds() {
		inner, ok := table[string(kind)]
		if !ok {
			continue
		}
		path := append(slices.Clone(path), string(kind))
		names, ok := inner.(map[string]any)
		if !ok {
			d.fault(path, "%s must be a table of names and their IDs", strings.Join(path, "."))
			continue
		}
		d.file.IDs[kind] = map[string]string{}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			id := ""
			if d.text(&id, append(slices.Clone(path), name), names[name]); id != "" {
				d.file.IDs[kind][name] = id
			}
		}
	}
}
