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
func Create(t api.CreateTask, f Flags) Command {
	if f == Older && t.Type == api.RunExperiment {
		return Command{Notes: []string{"the older ax makes no run_experiment tasks; use a newer one or the curl command"}}
	}
	c := start("ax", "tasks", "create")
	c.flag("--name", t.Name)
	c.flag("--task-type", f.word(t.Type))
	c.given(f.source("--project"), t.ProjectID)
	c.given(f.source("--dataset"), t.DatasetID)
	c.list("--experiment-ids", t.ExperimentIDs)
	c.rate(t.SamplingRate)
	c.toggle(t.Continuous, "--is-continuous", "--no-continuous")
	c.given("--query-filter", t.QueryFilter)
	if len(t.Evaluators) > 0 {
		c.json("--evaluators", t.Evaluators)
	}
	if len(t.RunConfig) > 0 {
		c.json("--run-configuration", t.RunConfig)
	}
	if t.QueryFilters != nil {
		c.note(noFilters)
	}
	return c
}

// Trigger is `ax tasks trigger-run`. Times are written in UTC.
func Trigger(taskID string, t api.Trigger, f Flags) Command {
	if f == Older && ofExperiment(t) {
		return Command{Notes: []string{"the older ax starts no run_experiment tasks; use a newer one or the curl command"}}
	}
	c := start("ax", "tasks", "trigger-run")
	c.argument(taskID)
	c.time("--data-start-time", t.DataStart)
	c.time("--data-end-time", t.DataEnd)
	c.number("--max-spans", t.MaxSpans)
	c.toggle(t.Override, "--override-evaluations", "--no-override-evaluations")
	c.list("--experiment-ids", t.ExperimentIDs)
	c.given("--experiment-name", t.ExperimentName)
	c.given("--dataset-version-id", t.DatasetVersionID)
	c.list("--example-ids", t.ExampleIDs)
	c.number("--max-examples", t.MaxExamples)
	if t.TracingMetadata != nil {
		c.json("--tracing-metadata", t.TracingMetadata)
	}
	c.list("--evaluation-task-ids", t.EvaluationTaskIDs)
	if t.QueryFilter != "" {
		c.note(noRunQuery)
	}
	return c
}

func ofExperiment(t api.Trigger) bool {
	return t.ExperimentName != "" || t.DatasetVersionID != "" || t.ExampleIDs != nil || t.MaxExamples != 0 ||
		t.TracingMetadata != nil || t.EvaluationTaskIDs != nil || t.QueryFilter != ""
}

// argument adds an argument that is no flag, even if it looks like one.
func (c *Command) argument(s string) {
	if len(s) > 0 && s[0] == '-' {
		c.note("the ID begins with a hyphen; ax may take it for a flag")
	}
	c.Parts[0] = append(c.Parts[0], s)
}

func (c *Command) time(name string, t *time.Time) {
	if t != nil {
		c.flag(name, t.UTC().Format(time.RFC3339Nano))
	}
}

func (c *Command) number(name string, n int) {
	if n != 0 {
		c.flag(name, strconv.Itoa(n))
	}
}
