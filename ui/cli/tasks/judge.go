package tasks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/resolve"
	"ax-tui/api/sample"
)

// judgeOptions holds the flags of `tasks judge`.
type judgeOptions struct {
	out       Output
	space     refFlag
	evaluator string
	diff      string
	content   bool
}

// judgeCommand is `tasks judge TASK|RUN`.
func judgeCommand(app *App) *cobra.Command {
	var options judgeOptions
	cmd := &cobra.Command{
		Use:   "judge TASK|RUN [--diff V1 V2]",
		Short: "Show who judges: model, choices, template and versions of the evaluators",
		Long: `judge shows for each evaluator of a task its kind, granularity, model and parameters,
its integration and whether it is still there, its choices, its template with the
mapped path under each variable, and its versions. For a run it shows the version in
force when the run started: a run does not tell it, so without a pin it is inferred
from the times of the versions.

--diff compares two versions word by word, given as number, first characters of the
commit, ID, or latest: what is [-removed-] and what is {+added+}.

` + runHelp + `

It sends a request for each evaluator and each integration, and with --content one or
two for 50 sample rows, of which it prints a value under each variable.`,
		Example: `  ax-tui tasks judge "Relevance Monitor"
  ax-tui tasks judge "Relevance Monitor@latest" --output json | jq '.evaluators[].version_in_force'
  ax-tui tasks judge "Relevance Monitor" --evaluator Relevance --diff 1 latest`,
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: singleArg(completeTasks(app)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return options.run(cmd.Context(), app, args)
		},
	}
	fs := cmd.Flags()
	options.space.Flags(fs, "space", "s", "space of the task (name or ID; default ARIZE_SPACE)")
	fs.StringVarP(&options.evaluator, "evaluator", "e", "", "only this evaluator (name or ID)")
	fs.StringVar(&options.diff, "diff", "", "compare two versions: --diff V1 V2 after the task, or --diff V1,V2")
	fs.BoolVar(&options.content, "content", false, "print a sample value under each variable of the template")
	options.out.ObjectFlags(fs)
	return cmd
}

// judged is what the command prints.
type judged struct {
	task   api.Task
	run    *api.Run // nil: a task was asked for
	judges []judge.Judge
	values mapping.Report // with --content
}

// inForce returns the version in force at the start of the run, or now.
func (j *judged) inForce(i int) judge.Force {
	if j.run == nil {
		return j.judges[i].Now()
	}
	return j.judges[i].InForce(judge.At(j.run))
}

func (o *judgeOptions) run(ctx context.Context, app *App, args []string) error {
	left, right, err := o.versions(args)
	if err != nil {
		return err
	}
	return app.with(ctx, o.out, func(conn *Conn, sink *Sink) error {
		found, err := o.read(ctx, app, conn, args[0])
		if err != nil {
			return err
		}
		if o.diff != "" {
			return found.printDiff(app, sink, left, right)
		}
		return found.print(app, sink)
	})
}

// versions returns the two versions of --diff: of the flag alone, or the second one as
// the argument after it.
func (o *judgeOptions) versions(args []string) (left, right string, err error) {
	left, right, both := strings.Cut(o.diff, ",")
	switch {
	case o.diff == "" && len(args) == 2:
		return "", "", UsageError("judge takes one task or run; to compare two versions add --diff V1 V2")
	case o.diff == "":
		return "", "", nil
	case both == (len(args) == 2):
		return "", "", UsageError("--diff needs two versions: --diff V1 V2 after the task, or --diff V1,V2")
	case !both:
		right = args[1]
	}
	return strings.TrimSpace(left), strings.TrimSpace(right), nil
}

// read loads the task, the run if one is meant, and the judges.
func (o *judgeOptions) read(ctx context.Context, app *App, conn *Conn, ref string) (*judged, error) {
	found := &judged{}
	var err error
	if found.task, found.run, err = app.taskOrRun(ctx, conn, ref, &o.space); err != nil {
		return nil, err
	}
	if !found.task.Type.Evaluation() && len(found.task.Evaluators) == 0 {
		return nil, UsageError("%s has no evaluators: it runs an experiment, and its evaluation tasks judge that", quote(found.task.Name))
	}
	if o.evaluator != "" {
		is := func(used api.TaskEvaluator) bool {
			return used.Name == o.evaluator || used.EvaluatorID == pasted(o.evaluator)
		}
		i := slices.IndexFunc(found.task.Evaluators, is)
		if i < 0 {
			return nil, UsageError("the task has no evaluator %s; it has %s", quote(o.evaluator), joinWords(evaluatorNames(&found.task), "and"))
		}
		found.task.Evaluators = found.task.Evaluators[i : i+1]
	}
	if found.judges, err = judge.Read(ctx, conn.Client, &found.task); err != nil {
		return nil, err
	}
	if o.content {
		set, err := sample.Read(ctx, conn.Client, sample.Of(&found.task), app.serverNow())
		if err != nil {
			return nil, WrapError("cannot read sample rows", err)
		}
		found.values = mapping.CheckAll(judge.GroupsOf(&found.task, found.judges), &set)
	}
	return found, nil
}

func evaluatorNames(task *api.Task) (out []string) {
	for _, used := range task.Evaluators {
		out = append(out, quote(used.Name))
	}
	return out
}

// taskOrRun loads the task that a name, an ID or TASK@latest means, and the run if it
// means one. An ID does not show its kind (contract section 4).
func (a *App) taskOrRun(ctx context.Context, conn *Conn, ref string, space *refFlag) (api.Task, *api.Run, error) {
	_, _, latest, err := resolve.Latest(ref)
	id, isID := ref, false
	if !latest && err == nil {
		if id, err = a.TaskID(ctx, conn, ref, space); err != nil {
			return api.Task{}, nil, err
		}
		task, err := conn.Client.GetTask(ctx, id)
		if err == nil || !isUnknownID(err) {
			return task, nil, WrapError("cannot read the task", err)
		}
		isID = true
	}
	if !isID {
		if id, err = a.runID(ctx, conn, ref, space); err != nil {
			return api.Task{}, nil, err
		}
	}
	run, err := conn.Client.GetRun(ctx, id)
	if err != nil {
		return api.Task{}, nil, WrapError("there is no task or run with this ID", err)
	}
	task, err := conn.Client.GetTask(ctx, run.TaskID)
	return task, &run, WrapError("cannot read the task of the run", err)
}

// pick returns the version that a text means: an ID, "latest", a number counted from the
// oldest, or the first characters of a commit. Only an ID or a commit can tell which of
// several evaluators is meant.
func (j *judged) pick(ref string) (evaluator, version int, err error) {
	type place struct{ evaluator, version int }
	var hits []place
	for i := range j.judges {
		one := &j.judges[i]
		number, _ := strconv.Atoi(ref)
		for k := range one.Versions {
			commit := len(ref) >= 4 && strings.HasPrefix(one.Versions[k].CommitHash, strings.ToLower(ref))
			if k == 0 && ref == "latest" || number > 0 && one.Number(k) == number || commit || one.Versions[k].ID == pasted(ref) {
				hits = append(hits, place{i, k})
			}
		}
	}
	switch {
	case len(hits) == 0:
		return 0, 0, fmt.Errorf("there is no version %s; without --diff the command lists them", quote(ref))
	case len(hits) > 1 && hits[0].evaluator != hits[1].evaluator:
		return 0, 0, fmt.Errorf("several evaluators have a version %s; choose one with --evaluator: %s", quote(ref), joinWords(evaluatorNames(&j.task), "or"))
	case len(hits) > 1:
		return 0, 0, errors.New(quote(ref) + " means several versions; write more of the commit")
	}
	return hits[0].evaluator, hits[0].version, nil
}
