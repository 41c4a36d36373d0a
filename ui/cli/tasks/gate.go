package tasks

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/ui/text"
)

// waitFlags holds the flags of a wait whose runs must have achieved something.
type waitFlags struct {
	pollFlags
	notEmpty     bool
	maxErrorRate outcome.Rate
	minSuccesses int
}

// gateHelp is the part of a help text that says what the flags of a gate do.
const gateHelp = `A run can complete without having evaluated anything. --fail-on-empty, --max-error-rate
(errors ÷ (successes + errors)) and --min-successes make such an end exit 12, with a
last line that names the rule; a run that FAILED or was CANCELLED keeps its code. A run
that evaluated nothing has no error rate: --fail-on-empty refuses it.`

// gateFlagNames are the flags of a gate.
func gateFlagNames() []string { return []string{"fail-on-empty", "max-error-rate", "min-successes"} }

// Flags adds the flags of the wait and of its gate.
func (o *waitFlags) Flags(fs *pflag.FlagSet) {
	o.pollFlags.Flags(fs)
	fs.BoolVar(&o.notEmpty, "fail-on-empty", false, "exit 12 if a run completed without having evaluated anything")
	fs.Var(&o.maxErrorRate, "max-error-rate", "exit 12 if more than this share of what was evaluated were errors, such as 5%")
	fs.Lookup("max-error-rate").DefValue = "" // no limit
	fs.IntVar(&o.minSuccesses, "min-successes", 0, "exit 12 if a run has fewer successes")
}

// gate returns what the flags ask for.
func (o *waitFlags) gate(fs *pflag.FlagSet) (outcome.Gate, error) {
	gate := outcome.Gate{NotEmpty: o.notEmpty, MinSuccesses: o.minSuccesses}
	if fs.Changed("min-successes") && o.minSuccesses < 1 {
		return gate, UsageError("--min-successes is %d; it must be 1 or more", o.minSuccesses)
	}
	if fs.Changed("max-error-rate") {
		gate.MaxErrorRate = &o.maxErrorRate
	}
	return gate, nil
}

// gateError returns the error of a completed run that does not meet its gate, nil if it
// does.
func gateError(watched *watchedRun) error {
	var rules []string
	for _, unmet := range watched.gate.Unmet(&watched.run) {
		rules = append(rules, unmet.Rule+" ("+unmet.Why+")")
	}
	if len(rules) == 0 {
		return nil
	}
	return &Fault{Code: GateUnmet, What: "gate not met by " + watched.label(), Err: errors.New(strings.Join(rules, ", "))}
}

// unmetRules returns the rules that some of the runs do not meet, each once.
func unmetRules(all []*watchedRun) (rules []string) {
	for _, watched := range all {
		for _, unmet := range watched.gate.Unmet(&watched.run) {
			if !slices.Contains(rules, unmet.Rule) {
				rules = append(rules, unmet.Rule)
			}
		}
	}
	return rules
}

// warnOfUngated names the completed runs that need a look although their exit code says
// that all is well.
func warnOfUngated(app *App, all []*watchedRun) {
	var ends []string
	for _, watched := range all {
		reached := achieved(app, &watched.run)
		if watched.run.Status == api.Completed && watched.gate.Overlooks(&watched.run, reached) {
			ends = append(ends, watched.label()+": "+string(text.Clean(reached.Words())))
		}
	}
	if len(ends) > 0 {
		app.Note(text.Safe("Warning: " + strings.Join(ends, "; ") + ". To exit 12 for such a run, set a gate: --" + strings.Join(gateFlagNames(), ", --") + "."))
	}
}
