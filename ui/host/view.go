package host

import (
	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/ui/text"
)

// View is a named way to show the list of tasks: what the server filters by, which of the
// loaded rows are shown, their order, and the columns. Zero fields leave it as it is made.
type View struct {
	Name                    string
	Space, Project, Dataset api.Ref // by name or ID
	Type                    api.TaskType
	TaskName                string         // part of the names
	Outcome                 outcome.Choice // of the loaded rows
	Find                    string         // in the loaded rows
	Sort                    string         // name of a column
	Reversed                bool
	Columns                 []string // as env.Columns has them; nil: those of the settings
}

// Summary says what the view shows, without its name.
func (v View) Summary() (out text.Safe) {
	for _, part := range []struct{ label, value string }{
		{"space", v.Space.Label()},
		{"project", v.Project.Label()},
		{"dataset", v.Dataset.Label()},
		{"type", v.Type.Words()},
		{"name", v.TaskName},
		{"outcome", string(v.Outcome)},
		{"find", v.Find},
		{"sort", v.Sort},
	} {
		if part.value == "" {
			continue
		}
		if out != "" {
			out += "  "
		}
		out = text.Concat(out, text.Clean(part.label+": "+part.value))
	}
	return out
}
