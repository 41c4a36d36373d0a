package tasks

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/change"
	"ax-tui/api/taskfile"
	"ax-tui/api/write"
	"ax-tui/ui/text"
)

// compared is a task next to its file.
type compared struct {
	task        api.Task
	have, want  api.CreateTask
	change      api.UpdateTask  // makes the task as its file says, but for what is fixed
	differences []change.Change // what the update changes
	fixed       []change.Change // what no update can change
}

// compare compares a task with its file, whose names it replaces by IDs.
func (f *fromFile) compare(ctx context.Context, app *App, conn *Conn, space *refFlag, task *api.Task) (compared, error) {
	out := compared{task: *task, have: taskfile.Request(*task)}
	name := f.named(task)
	if err := f.find(ctx, app, conn, space, &out.have); err != nil {
		return out, err
	}
	if out.want = f.Request; out.want.ProjectID != "" && out.want.Continuous == nil {
		out.want.Continuous = new(bool) // on demand, unless the file says otherwise
	}
	out.change = write.Difference(&out.have, &out.want)
	names := change.Names{Evaluator: name, Version: func(id string) string { return id }}
	out.differences, out.fixed = names.Of(&out.have, &out.change), change.Fixed(&out.have, &out.want, name)
	return out, nil
}

// named returns the names that the file and the task have for IDs.
func (f *fromFile) named(task *api.Task) func(id string) string {
	names := map[string]string{}
	for _, evaluator := range task.Evaluators {
		names[evaluator.EvaluatorID] = evaluator.Name
	}
	for _, ids := range f.IDs {
		for name, id := range ids {
			names[id] = name
		}
	}
	before := f.Request
	return func(id string) string {
		for i, input := range f.Request.Evaluators { // a name that was looked up
			if input.EvaluatorID == id && i < len(before.Evaluators) {
				return before.Evaluators[i].EvaluatorID
			}
		}
		switch name := names[id]; {
		case name != "":
			return name
		case id == f.Request.ProjectID:
			return before.ProjectID
		case id == f.Request.DatasetID:
			return before.DatasetID
		}
		return id
	}
}

// runFile makes the task as its file says.
func (o *updateOptions) runFile(cmd *cobra.Command, app *App, args []string) error {
	ctx := cmd.Context()
	others := changedFlags(cmd.Flags(), "name", "sampling-rate", "is-continuous", "no-continuous", "query-filter", "evaluators", "run-configuration")
	if len(others) > 0 {
		return UsageError("--from says all that the task is to be; omit %s, or change the file", joinWords(others, "and"))
	}
	file, err := app.loadFile(o.from)
	if err != nil {
		return err
	}
	return o.with(ctx, app, cannotUpdate, func(conn *Conn, sink *Sink) error {
		var task api.Task
		if len(args) == 1 {
			task, err = o.task(ctx, app, conn, args[0])
		} else {
			task, err = file.task(ctx, app, conn, &o.space)
		}
		if err != nil {
			return err
		}
		found, err := file.compare(ctx, app, conn, &o.space, &task)
		if err == nil {
			err = found.fixedError(o.from)
		}
		if err != nil {
			return err
		}
		if found.change.Empty() {
			app.Note("The task " + nameAndID(&task) + " is as its file says. " + nothingSent)
			return printTask(ctx, app, conn, sink, task)
		}
		if err := ruleError(cannotUpdate, append(fieldMismatches(&task, &found.change), found.change.Check()...)); err != nil {
			return err
		}
		if found.change.Evaluators != nil {
			if err := o.checkEvaluators(ctx, app, conn, &task, &found.change); err != nil {
				return err
			}
		}
		return o.send(ctx, app, conn, sink, &task, &found.change)
	})
}

// fixedError returns the error of what no update can change; nil if there is nothing.
func (c *compared) fixedError(path string) error {
	if len(c.fixed) == 0 {
		return nil
	}
	var lines Rules
	for _, fixed := range c.fixed {
		lines = append(lines, fmt.Sprintf("%s: the task has %s, its file %s; no update can change that", fixed.What, orNothing(fixed.Before), orNothing(fixed.After)))
	}
	return &Fault{
		Code: Usage, What: cannotUpdate, Err: lines,
		Next: nothingSent + " Correct the file, or make another task of it: ax-tui tasks create --name NAME --from " + axcmd.Quote(path),
	}
}

func orNothing(value string) string {
	if value == "" {
		return "none"
	}
	return string(text.Clean(value))
}
