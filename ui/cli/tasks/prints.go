package tasks

import (
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"ax-tui/api/record"
	"ax-tui/api/report"
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
		GateUnmet: "a gate such as --max-error-rate was not met", TimedOut: "timed out while waiting",
		HungUp: "the terminal was closed", Interrupted: "interrupted", Terminated: "terminated",
	}
	if compares {
		meanings[GateUnmet] = "a task differs from its file"
	}
	out := map[string]string{}
	for code, meaning := range meanings {
		if code < RunFailed || code > TimedOut || code == GateUnmet && gated || code != GateUnmet && waits {
			out[strconv.Itoa(code)] = meaning
		}
	}
	return out
}

// Objects describes the JSON objects that a command prints.
type Objects struct {
	List    string   // the member that holds the objects; "": one object by itself
	Members []string // of each object, always there; nil: the command prints no objects
	Passed  []string // of each object too, as far as the server sends them
}

// Prints returns what a command prints as JSON.
func Prints(cmd *cobra.Command) Objects {
	objects := func(list, member string) Objects {
		return Objects{List: member, Members: record.Members(list), Passed: record.Passed(list)}
	}
	parent := cmd.Parent()
	switch name := cmd.Name(); {
	case parent == nil:
	case parent.Name() != "tasks" && name == "list":
		return objects(parent.Name(), parent.Name())
	case parent.Name() != "tasks":
	case name == "list":
		return objects(record.Tasks, record.Tasks)
	case name == "get", name == "update", name == "create", name == "create-evaluation", name == "create-run-experiment":
		return objects(record.Tasks, "")
	case name == "list-runs", name == "cancel-run", name == "wait-for-run":
		return objects(record.Runs, record.Runs)
	case name == "get-run", name == "trigger-run":
		return objects(record.Runs, "")
	case name == "results":
		return Objects{Members: record.Names(resultsRecord{})}
	case name == "explain-run":
		return Objects{Members: record.Names(report.Explanation{})}
	case name == "judge":
		return Objects{Members: record.Names(judgeRecord{})}
	case name == "check-mapping":
		return Objects{Members: record.Names(mappingRecord{})}
	case name == "watch":
		return Objects{Members: record.Names(watchEvent{})}
	case name == "diff":
		return Objects{List: "files", Members: record.Names(fileRecord{})}
	}
	return Objects{}
}
