package tasks

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// flagOf returns the flag for a field of a request, named as on the wire.
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

// ruleText adds to a message about a field its flag and, inside a list or an object,
// the field.
func ruleText(field, message string) string {
	line := flagOf(field) + ": "
	if strings.ContainsAny(field, "[.") {
		line += field + " "
	}
	return line + message
}

// ruleError returns an error with every rule that a request breaks; nil if there is
// none.
func ruleError(what string, faults []api.FieldFault) error {
	if len(faults) == 0 {
		return nil
	}
	var lines []string
	for _, fault := range faults {
		lines = append(lines, ruleText(fault.Field, fault.Message))
	}
	return &Fault{Code: Usage, What: what, Err: Rules(lines), Next: nothingSent}
}

// jsonError returns an error with every error of a JSON text, with line and column;
// nil if there is none.
func jsonError(flag string, faults []evaljson.Fault) error {
	var lines []string
	for _, fault := range faults {
		if fault.Severity == evaljson.Error {
			lines = append(lines, fmt.Sprintf("line %d, column %d: %s", fault.Line, fault.Column, fault.Message))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return &Fault{Code: Usage, What: flag, Err: Rules(lines), Next: nothingSent}
}

// boolFlag is a pair of flags for yes and no.
type boolFlag struct {
	yesName, noName string
	yes, no         bool
}

func (p *boolFlag) flags(fs *pflag.FlagSet, yes, no, help, noHelp string) {
	p.yesName, p.noName = yes, no
	fs.BoolVar(&p.yes, yes, false, help)
	fs.BoolVar(&p.no, no, false, noHelp)
}

// value returns nil if neither flag is set. --yes=false counts as no.
func (p *boolFlag) value(fs *pflag.FlagSet) (*bool, error) {
	yes, no := fs.Changed(p.yesName), fs.Changed(p.noName)
	switch {
	case yes && no:
		return nil, UsageError("--%s and --%s exclude each other", p.yesName, p.noName)
	case yes:
		return &p.yes, nil
	case no:
		value := !p.no
		return &value, nil
	}
	return nil, nil
}

// rateFlags holds the flags for the sampling of a project.
type rateFlags struct {
	rate       float64
	continuous boolFlag
}

func (r *rateFlags) add(fs *pflag.FlagSet) {
	fs.Float64Var(&r.rate, "sampling-rate", 0, "share of the spans to evaluate, 0 to 1 (projects only)")
	r.continuous.flags(fs, "is-continuous", "no-continuous", "run on new spans as they arrive (projects only)", "run on demand only")
}

// values returns nil for flags that are not set or do not exist.
func (r *rateFlags) values(fs *pflag.FlagSet) (rate *float64, continuous *bool, err error) {
	if fs.Changed("sampling-rate") {
		rate = &r.rate
	}
	continuous, err = r.continuous.value(fs)
	return rate, continuous, err
}

// trimAll returns names and IDs as pasted, without empty ones.
func trimAll(in []string) (out []string) {
	for _, item := range in {
		if item = pasted(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// pasted returns the ID in a pasted text, else the text without white space around it.
func pasted(value string) string {
	if id, ok := resolve.ID(value); ok {
		return id
	}
	return strings.TrimSpace(value)
}

// nameAndID formats a task for people: "name" (ID).
func nameAndID(task *api.Task) text.Safe {
	return text.Concat("\"", text.Clean(task.Name), "\" (", text.Clean(task.ID), ")")
}
