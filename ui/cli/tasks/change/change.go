// Package change is the writing half of line mode: create, update, delete,
// trigger-run and cancel-run.
//
// It promises: everything that can be checked is checked before anything is
// sent, and told all at once with the flags it is about; a write is sent once
// and never repeated, and one whose answer was lost is looked up; nothing that
// is not certain to have been done exits 0; --dry-run sends no write and
// --read-only refuses them all.
//
// It imports core, show, wait and what is below them; never Bubble Tea.
package change

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/record"
	"ax-tui/ui/cli/tasks/core"
	"ax-tui/ui/text"
)

// nothingSent ends a dry run.
const nothingSent = "Nothing was sent."

// dry is --dry-run.
type dry bool

func (d *dry) flag(fs *pflag.FlagSet) {
	fs.BoolVar((*bool)(d), "dry-run", false, "print the request instead of sending it; names are still looked up")
}

// show prints a request as it would be sent: the line and the body, or one
// JSON object. The key is no part of it.
func (d dry) show(conn *core.Conn, sink *core.Sink, method, path string, body any) error {
	if sink.Format == record.CSV {
		return core.Wrong("--dry-run prints a request, which is no table; choose --output json, or none")
	}
	var raw json.RawMessage
	if body != nil {
		b, err := api.Body(body)
		if err != nil {
			return core.Failed("cannot write the request", err)
		}
		raw = b
	}
	where := strings.TrimRight(conn.BaseURL, "/") + path
	if sink.Format != core.Table {
		b, err := json.Marshal(map[string]any{"method": method, "url": where, "body": raw})
		if err != nil {
			return err
		}
		_, err = sink.Write(append(b, '\n'))
		return err
	}
	out := method + " " + where + "\n"
	if raw != nil {
		b, err := json.MarshalIndent(raw, "", "  ")
		if err != nil {
			return err
		}
		out += string(b) + "\n"
	}
	_, err := sink.Write([]byte(out))
	return err
}

// writable refuses a write in read-only mode before anything is asked.
func writable(conn *core.Conn, d dry, what string) error {
	if conn.Client.ReadOnly() && !bool(d) {
		return core.Failed(what, &api.Error{Kind: api.ReadOnly, Detail: "ax-tui runs read-only, so nothing is changed"})
	}
	return nil
}

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
	return &core.Fault{Code: core.Usage, What: what, Err: core.Rules(lines), Next: nothingSent}
}

// evaluators reads --evaluators: the JSON itself, @FILE or -.
func evaluators(app *core.App, value string, filter bool) ([]api.EvaluatorInput, error) {
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
func configuration(app *core.App, value string) (json.RawMessage, error) {
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
	return &core.Fault{Code: core.Usage, What: flag, Err: core.Rules(lines), Next: nothingSent}
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
		return nil, core.Wrong("--%s and --%s exclude one another", p.yesName, p.noName)
	case yes:
		return &p.yes, nil
	case no:
		v := !p.no
		return &v, nil
	}
	return nil, nil
}

// list takes the white space off a list of names or IDs; empty entries go.
func list(in []string) (out []string) {
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// escape writes an ID into a path.
func escape(id string) string { return url.PathEscape(id) }

// named is what people read of a task: its name and ID.
func named(t api.Task) text.Safe {
	return text.Concat("\"", text.Clean(t.Name), "\" (", text.Clean(t.ID), ")")
}
