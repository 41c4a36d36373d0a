package axcmd

import (
	"strconv"
	"time"

	"ax-tui/api"
)

// Notes on what ax has no flag for (contract section 7).
const (
	noFilters  = "ax has no flag for query_filters; use the curl command instead"
	noRunQuery = "ax has no flag for the query_filter of a trigger; use the curl command instead"
)

// Create is `ax tasks create`.
func Create(input api.CreateTask, flags Flags) Command {
	if flags == Older && input.Type == api.RunExperiment {
		return Command{Notes: []string{"the older ax makes no run_experiment tasks; use a newer one or the curl command"}}
	}
	command := start("ax", "tasks", "create")
	command.flag("--name", input.Name)
	command.flag("--task-type", flags.word(input.Type))
	command.given(flags.source("--project"), input.ProjectID)
	command.given(flags.source("--dataset"), input.DatasetID)
	command.list("--experiment-ids", input.ExperimentIDs)
	command.rate(input.SamplingRate)
	command.toggle(input.Continuous, "--is-continuous", "--no-continuous")
	command.given("--query-filter", input.QueryFilter)
	if len(input.Evaluators) > 0 {
		command.json("--evaluators", input.Evaluators)
	}
	if len(input.RunConfig) > 0 {
		command.json("--run-configuration", input.RunConfig)
	}
	if input.QueryFilters != nil {
		command.note(noFilters)
	}
	return command
}

// Trigger is `ax tasks trigger-run`. Times are written in UTC.
func Trigger(taskID string, trigger api.Trigger, flags Flags) Command {
	if flags == Older && ofExperiment(trigger) {
		return Command{Notes: []string{"the older ax starts no run_experiment tasks; use a newer one or the curl command"}}
	}
	command := start("ax", "tasks", "trigger-run")
	command.argument(taskID)
	command.time("--data-start-time", trigger.DataStart)
	command.time("--data-end-time", trigger.DataEnd)
	command.number("--max-spans", trigger.MaxSpans)
	command.toggle(trigger.Override, "--override-evaluations", "--no-override-evaluations")
	command.list("--experiment-ids", trigger.ExperimentIDs)
	command.given("--experiment-name", trigger.ExperimentName)
	command.given("--dataset-version-id", trigger.DatasetVersionID)
	command.list("--example-ids", trigger.ExampleIDs)
	command.number("--max-examples", trigger.MaxExamples)
	if trigger.TracingMetadata != nil {
		command.json("--tracing-metadata", trigger.TracingMetadata)
	}
	command.list("--evaluation-task-ids", trigger.EvaluationTaskIDs)
	if trigger.QueryFilter != "" {
		command.note(noRunQuery)
	}
	return command
}

func ofExperiment(trigger api.Trigger) bool {
	return trigger.ExperimentName != "" || trigger.DatasetVersionID != "" || trigger.ExampleIDs != nil || trigger.MaxExamples != 0 ||
		trigger.TracingMetadata != nil || trigger.EvaluationTaskIDs != nil || trigger.QueryFilter != ""
}

// argument adds an argument that is no flag, even if it looks like one.
func (c *Command) argument(value string) {
	if len(value) > 0 && value[0] == '-' {
		c.note("the ID begins with a hyphen; ax may take it for a flag")
	}
	c.Parts[0] = append(c.Parts[0], value)
}

func (c *Command) time(name string, at *time.Time) {
	if at != nil {
		c.flag(name, at.UTC().Format(time.RFC3339Nano))
	}
}

func (c *Command) number(name string, value int) {
	if value != 0 {
		c.flag(name, strconv.Itoa(value))
	}
}
