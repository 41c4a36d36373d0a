package tasks

import (
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"ax-tui/api/record"
)

// ExitCodes returns what each exit code of a command means. Only commands that wait, and
// groups of commands, have those of a run; only commands with a gate that of a gate.
func ExitCodes(cmd *cobra.Command) map[string]string {
	has := func(flags ...string) bool {
		return cmd.HasSubCommands() || slices.ContainsFunc(flags, func(flag string) bool { return cmd.Flags().Lookup(flag) != nil })
	}
	compares := cmd.Name() == "diff"
	waits, gated := has("timeout"), has("fail-on-empty", "fail-if", "min-found") || compares
	meanings := map[int]string{
		OK: "done", Unexpected: "unexpected", Usage: "usage, settings, or refused", Auth: "no API key, or the server rejects it",
		API: "the API or the network", File: "a file", RunFailed: "an awaited run failed", RunCancel: "an awaited run was cancelled",
		GateUnmet: "a gate such as --max-error-rate was not met", TimedOut: "timed out while waiting", Interrupted: "interrupted",
	}
	if compares {
		meanings[GateUnmet] = "a task differs from its file"
	}
	out := map[string]string{}
	for code, meaning := range meanings {
		if code < RunFailed || code == Interrupted || code == GateUnmet && gated || code != GateUnmet && waits {
			out[strconv.Itoa(code)] = meaning
		}
	}
	return out
}

// Prints returns which objects a command prints as JSON, named by their list, and the
// member of what it prints that holds them: "" for one object by itself. A command that
// prints something else has neither.
func Prints(cmd *cobra.Command) (list, member string) {
	parent := cmd.Parent()
	switch name := cmd.Name(); {
	case parent == nil:
	case parent.Name() != "tasks" && name == "list":
		return parent.Name(), parent.Name()
	case parent.Name() != "tasks":
	case name == "list":
		return record.Tasks, record.Tasks
	case name == "get", name == "update", name == "create", name == "create-evaluation", name == "create-run-experiment":
		return record.Tasks, ""
	case name == "list-runs", name == "cancel-run", name == "wait-for-run":
		return record.Runs, record.Runs
	case name == "get-run", name == "trigger-run":
		return record.Runs, ""
	}
	return "", ""
}
