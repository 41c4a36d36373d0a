package tasks

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/ui/text"
)

// flagOf is the flag behind a field of a request, named as on the wire.
func flagOf(field string) string {
	if i := strings.IndexAny(field, "[."); i >= 0 {
		field = field[:i]
	}
	switch field {
	case "type":
		return "--task-type"
	case "project_id", "dataset_id":
		field = strings.TrimSuffix(field, "_id")
	case "experiment_type", "ai_integration_id", "messages", "template", "integration_id":
		field = "run_configuration"
	}
	return "--" + strings.ReplaceAll(field, "_", "-")
}

// ruled names the flag that a rule is about and, inside a list or an object,
// the field.
func ruled(field, message string) string {
	line := flagOf(field) + ": "
	if strings.ContainsAny(field, "[.") {
		line += field + " "
	}
	return line + message
}

// broken tells every rule that a request breaks, each with its flag.
func broken(what string, faults []api.FieldFault) error {
	if len(faults) == 0 {
		return nil
	}
	var lines []string
	for _, f := range faults {
		lines = append(lines, ruled(f.Field, f.Message))
	}
	return &Fault{Code: Usage, What: what, Err: Rules(lines), Next: nothingSent}
}

// evaluators reads --evaluators: the JSON itself, @FILE or -.
func evaluators(app *App, value string, filter bool) ([]api.EvaluatorInput, error) {
	b, err := app.Document("evaluators", value)
	if err != nil {
		return nil, err
	}
	doc, faults := evaljson.Options{TaskFilter: filter}.Parse(b)
	if err := spoilt("--evaluators", faults); err != nil {
		return nil, err
	}
	return doc.Inputs(), nil
}

// configuration reads --run-configuration.
func configuration(app *App, value string) (json.RawMessage, error) {
	b, err := app.Document("run-configuration", value)
	if err != nil {
		return nil, err
	}
	conf, faults := evaljson.ParseRunConfig(b)
	if err := spoilt("--run-configuration", faults); err != nil {
		return nil, err
	}
	return conf.Raw, nil
}

// spoilt tells every fault of a JSON text with line and column.
func spoilt(flag string, faults []evaljson.Fault) error {
	var lines []string
	for _, f := range faults {
		if f.Severity == evaljson.Error {
			lines = append(lines, fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Message))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return &Fault{Code: Usage, What: flag, Err: Rules(lines), Next: nothingSent}
}

// pair is two flags for one yes or no.
type pair struct {
	yesName, noName string
	yes, no         bool
}

func (p *pair) flags(fs *pflag.FlagSet, yes, no, help, noHelp string) {
	p.yesName, p.noName = yes, no
	fs.BoolVar(&p.yes, yes, false, help)
	fs.BoolVar(&p.no, no, false, noHelp)
}

// value is nil when neither was given. --x=false is a no.
func (p *pair) value(fs *pflag.FlagSet) (*bool, error) {
	yes, no := fs.Changed(p.yesName), fs.Changed(p.noName)
	switch {
	case yes && no:
		return nil, Wrong("--%s and --%s exclude one another", p.yesName, p.noName)
	case yes:
		return &p.yes, nil
	case no:
		v := !p.no
		return &v, nil
	}
	return nil, nil
}

// trimmed takes the white space off a list of names or IDs; empty entries go.
func trimmed(in []string) (out []string) {
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// nameAndID is what people read of a task: its name and ID.
func nameAndID(t api.Task) text.Safe {
	return text.Concat("\"", text.Clean(t.Name), "\" (", text.Clean(t.ID), ")")
}
