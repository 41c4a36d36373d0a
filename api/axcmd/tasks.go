package axcmd

import (
	"strconv"
	"time"

	"ax-tui/api"
)

// Notes on what ax has no flag for (contract section 7).
const (
	noQueryFilters  = "ax has no flag for query_filters; use the curl command instead"
	noTriggerFilter = "ax has no flag for the query_filter of a trigger; use the curl command instead"
)

// Create returns `ax tasks create`.
func Create(input api.CreateTask, flags Flags) Command {
	if flags == Older && input.Type == api.RunExperiment {
		return Command{Notes: []string{"this version of ax cannot create run_experiment tasks; use a newer one or the curl command"}}
	}
	command := start("ax", "tasks", "create")
	command.flag("--name", input.Name)
	command.flag("--task-type", flags.word(input.Type))
	command.optional(flags.source("--project"), input.ProjectID)
	command.optional(flags.source("--dataset"), input.DatasetID)
	command.list("--experiment-ids", input.ExperimentIDs)
	command.rate(input.SamplingRate)
	command.toggle(input.Continuous, "--is-continuous", "--no-continuous")
	command.optional("--query-filter", input.QueryFilter)
	if len(input.Evaluators) > 0 {
		command.json("--evaluators", input.Evaluators)
	}
	if len(input.RunConfig) > 0 {
		command.json("--run-configuration", input.RunConfig)
	}
	if input.QueryFilters != nil {
		command.note(noQueryFilters)
	}
	return command
}

// Trigger returns `ax tasks trigger-run`, with times in UTC.
func Trigger(taskID string, trigger *api.Trigger, flags Flags) Command {
	if flags == Older && ofExperiment(trigger) {
		return Command{Notes: []string{"this version of ax cannot run run_experiment tasks; use a newer one or the curl command"}}
	}
	command := start("ax", "tasks", "trigger-run")
	command.argument(taskID)
	command.time("--data-start-time", trigger.DataStart)
	command.time("--data-end-time", trigger.DataEnd)
	command.number("--max-spans", trigger.MaxSpans)
	command.toggle(trigger.Override, "--override-evaluations", "--no-override-evaluations")
	command.list("--experiment-ids", trigger.ExperimentIDs)
	command.optional("--experiment-name", trigger.ExperimentName)
	command.optional("--dataset-version-id", trigger.DatasetVersionID)
	command.list("--example-ids", trigger.ExampleIDs)
	command.number("--max-examples", trigger.MaxExamples)
	if trigger.TracingMetadata != nil {
		command.json("--tracing-metadata", trigger.TracingMetadata)
	}
	command.list("--evaluation-task-ids", trigger.EvaluationTaskIDs)
	if trigger.QueryFilter != "" {
		command.note(noTriggerFilter)
	}
	return command
}

func ofExperiment(trigger *api.Trigger) bool {
	return trigger.ExperimentName != "" || trigger.DatasetVersionID != "" || trigger.ExampleIDs != nil || trigger.MaxExamples != 0 ||
		trigger.TracingMetadata != nil || trigger.EvaluationTaskIDs != nil || trigger.QueryFilter != ""
}

// argument adds an argument that is not a flag, even if it looks like one.
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
