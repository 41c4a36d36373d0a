package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/resolve"
	"ax-tui/api/settingsfile"
	"ax-tui/ui/host"
)

// viewTable is a view in the settings file.
type viewTable struct {
	Space    string
	Project  string
	Dataset  string
	TaskType string
	Name     string
	Outcome  string
	Find     string
	Sort     string
	Reverse  bool
	Columns  []string
}

// viewField is a key of a view.
type viewField struct {
	name string
	set  func(view *viewTable, value any) string // stores a value, or returns why it is invalid
	toml func(view *viewTable) string            // the value as TOML
}

func viewFields() []viewField {
	text := func(name string, field func(*viewTable) *string, allowed ...string) viewField {
		return viewField{
			name: name,
			set:  func(view *viewTable, value any) string { return setText(field(view), value, name, allowed...) },
			toml: func(view *viewTable) string { return settingsfile.Quote(*field(view)) },
		}
	}
	choices := []string{string(outcome.NeverRun)}
	for _, choice := range outcome.Choices() {
		choices = append(choices, string(choice))
	}
	var types []string
	for _, known := range api.TaskTypes() {
		types = append(types, known.Words())
	}
	return []viewField{
		text("space", func(view *viewTable) *string { return &view.Space }),
		text("project", func(view *viewTable) *string { return &view.Project }),
		text("dataset", func(view *viewTable) *string { return &view.Dataset }),
		text("task_type", func(view *viewTable) *string { return &view.TaskType }, types...),
		text("name", func(view *viewTable) *string { return &view.Name }),
		text("outcome", func(view *viewTable) *string { return &view.Outcome }, choices...),
		text("find", func(view *viewTable) *string { return &view.Find }),
		text("sort", func(view *viewTable) *string { return &view.Sort }),
		{
			name: "reverse",
			set:  func(view *viewTable, value any) string { return setBool(&view.Reverse, value, "reverse") },
			toml: func(view *viewTable) string { return strconv.FormatBool(view.Reverse) },
		},
		{name: "columns", toml: func(view *viewTable) string { return settingsfile.QuoteList(view.Columns) }, set: func(view *viewTable, value any) string {
			names, err := keyList(value)
			if _, isList := value.([]any); !isList || err != nil || len(names) > maxColumns {
				return `columns must be a list of columns in quotes, such as ["name", "|", "succeeded"]`
			}
			view.Columns = names
			return ""
		}},
	}
}

// views reads the tables of saved views.
func (r *decoder) views(value any) {
	fields := viewFields()
	names := make([]string, 0, len(fields))
	for _, field := range fields {
		names = append(names, field.name)
	}
	r.config.Views = map[string]host.View{}
	for view, table := range r.tables(value, "views", "failing", ` with outcome = "failed" below it`) {
		var read viewTable
		for _, name := range slices.Sorted(maps.Keys(table)) {
			at := slices.Index(names, name)
			if at < 0 {
				r.warn = append(r.warn, r.config.fault("unknown setting views."+view+"."+name+suggestion(name, names), "views", view, name))
			} else if why := fields[at].set(&read, table[name]); why != "" {
				r.fault("views."+view+"."+why, "views", view, name)
			}
		}
		r.config.Views[view] = read.view(view)
	}
}

func (t *viewTable) view(name string) host.View {
	taskType, _ := api.ParseTaskType(t.TaskType)
	return host.View{
		Name: name, Space: resolve.Ref(t.Space), Project: resolve.Ref(t.Project), Dataset: resolve.Ref(t.Dataset), Type: taskType, TaskName: t.Name,
		Outcome: outcome.Choice(t.Outcome), Find: t.Find, Sort: t.Sort, Reversed: t.Reverse, Columns: t.Columns,
	}
}

func newViewTable(view *host.View) viewTable {
	return viewTable{
		Space: view.Space.Label(), Project: view.Project.Label(), Dataset: view.Dataset.Label(), TaskType: view.Type.Words(), Name: view.TaskName,
		Outcome: string(view.Outcome), Find: view.Find, Sort: view.Sort, Reverse: view.Reversed, Columns: view.Columns,
	}
}

// KeepView writes a view into the settings file, in place of one of the same name, and
// leaves the rest of the file as it is. A file with a fault is not changed.
func KeepView(env func(string) string, view *host.View) error {
	table := newViewTable(view)
	text := "[" + settingsfile.Key("views", view.Name) + "]\n"
	for _, field := range viewFields() {
		if value := field.toml(&table); value != field.toml(&viewTable{}) {
			text += field.name + " = " + value + "\n"
		}
	}
	return rewrite(env, func(content []byte, old Config) []byte {
		return setTable(content, &old, []byte(text), "views", view.Name)
	}, func(written Config) bool {
		kept, ok := written.Views[view.Name]
		return ok && reflect.DeepEqual(kept, table.view(view.Name))
	})
}

// setTable returns the file with a table in place of the one of that path, or at its end.
func setTable(content []byte, old *Config, table []byte, path ...string) []byte {
	at, ok := old.positions[settingsfile.JoinKey(path...)]
	if !ok {
		if len(content) > 0 {
			content = append(bytes.TrimRight(content, "\r\n"), "\n\n"...)
		}
		return append(content, table...)
	}
	start := bytes.LastIndexByte(content[:at.Offset], '\n') + 1
	if header := bytes.TrimSpace(content[start:at.Offset]); len(header) == 0 || header[0] != '[' {
		return content // it is dotted or inline
	}
	return slices.Concat(content[:start], table, content[tableEnd(content, at.Offset):])
}

// tableEnd returns the offset after the table whose header has an offset: of the blank
// lines and comments before the next header, or of the end.
func tableEnd(content []byte, header int) int {
	end, at := header, header
	for line := range bytes.Lines(content[header:]) {
		trimmed := bytes.TrimSpace(line)
		if at > header && len(trimmed) > 0 && trimmed[0] == '[' {
			break
		}
		if at += len(line); len(trimmed) > 0 && trimmed[0] != '#' {
			end = at
		}
	}
	return end
}

// NoView is the error for a view that is not saved.
func (c *Config) NoView(name string) error {
	known := slices.Sorted(maps.Keys(c.Views))
	if len(known) == 0 {
		return errors.New("there is no saved view; :save-view NAME saves how the list of tasks is shown")
	}
	return fmt.Errorf("there is no view %q%s; saved views: %s", name, suggestion(name, known), strings.Join(known, ", "))
}
