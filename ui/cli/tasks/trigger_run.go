package tasks

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/timewindow"
	"ax-tui/api/write"
	"ax-tui/ui/text"
)

// triggerOptions is what `tasks trigger-run` was asked.
type triggerOptions struct {
	writeFlags
	api.Trigger // what the flags fill in as it is
	override    pair
	start, end  string
	experiments []string
	meta        string
	wait        bool
	pace        pace
}

// triggerRunCommand is `tasks trigger-run TASK`.
func triggerRunCommand(app *App) *cobra.Command {
	o := &triggerOptions{}
	cmd := &cobra.Command{
		Use:   "trigger-run TASK",
		Short: "Start a run of a task",
		Long: `trigger-run starts a run and prints it; with --wait it waits for its end, with the
exit codes of wait-for-run: 10 FAILED, 11 CANCELLED, 124 time out.

Times are ISO 8601, now, or a span back such as -24h or -7d; without a zone they
are UTC. For tasks on a project both ends of the window are always sent: the end
is now unless given, the start is where the last run ended.`,
		Example: `  ax-tui tasks trigger-run "Relevance Monitor" --data-start-time -24h --data-end-time -2h --wait
  ax-tui tasks trigger-run "JSON Shape" --experiment-ids baseline --override-evaluations
  ax-tui tasks trigger-run "Prompt Sweep" --experiment-name sweep-7 --max-examples 50`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, app, args[0]) },
	}
	fs := cmd.Flags()
	o.space.Flags(fs, "space", "s", "where names are looked for (name or ID; default ARIZE_SPACE)")
	fs.StringVar(&o.start, "data-start-time", "", "start of the window (tasks on a project)")
	fs.StringVar(&o.end, "data-end-time", "", "end of the window, default now (tasks on a project)")
	fs.IntVar(&o.MaxSpans, "max-spans", 0, "so many spans at most (default 10000, evaluation tasks)")
	o.override.flags(fs, "override-evaluations", "no-override-evaluations", "also evaluate what has labels already", "pass over what has labels already (default)")
	fs.StringSliceVar(&o.experiments, "experiment-ids", nil, "only these experiments, by comma (names or IDs; tasks on a dataset)")
	fs.StringVar(&o.ExperimentName, "experiment-name", "", "name of the experiment to make (run_experiment tasks)")
	fs.StringVar(&o.DatasetVersionID, "dataset-version-id", "", "version of the dataset, default the newest (run_experiment tasks)")
	fs.StringSliceVar(&o.ExampleIDs, "example-ids", nil, "only these examples, by comma (run_experiment tasks)")
	fs.IntVar(&o.MaxExamples, "max-examples", 0, "so many examples at most (run_experiment tasks)")
	fs.StringVar(&o.QueryFilter, "query-filter", "", "only examples that match (run_experiment tasks)")
	fs.StringVar(&o.meta, "tracing-metadata", "", "JSON object put on the traces, @FILE or - (run_experiment tasks)")
	fs.StringSliceVar(&o.EvaluationTaskIDs, "evaluation-task-ids", nil, "evaluation tasks to run afterwards, by comma (names or IDs; run_experiment tasks)")
	fs.BoolVarP(&o.wait, "wait", "w", false, "wait for the end of the run")
	o.pace.Flags(fs)
	o.addDry(fs)
	o.out.Flags(fs)
	return cmd
}

const cannotTrigger = "cannot start the run"

func (o *triggerOptions) run(cmd *cobra.Command, app *App, task string) error {
	ctx, fs := cmd.Context(), cmd.Flags()
	if err := o.given(fs, app); err != nil {
		return err
	}
	if !o.wait && (fs.Changed("poll-interval") || fs.Changed("timeout")) {
		app.Note("Warning: --poll-interval and --timeout mean nothing without --wait.")
	}
	return o.withTask(ctx, app, cannotTrigger, task, func(conn *Conn, sink *Sink, task api.Task) error {
		if err := o.fit(ctx, app, conn, task); err != nil {
			return err
		}
		if o.dry {
			return show(conn, sink, "POST", taskPath(task.ID)+"/trigger", o.Trigger)
		}
		return o.send(ctx, app, conn, sink, task)
	})
}

// given completes the request with what the flags hold in other words and
// judges what can be judged without the task.
func (o *triggerOptions) given(fs *pflag.FlagSet, app *App) (err error) {
	o.ExampleIDs, o.EvaluationTaskIDs = trimmed(o.ExampleIDs), trimmed(o.EvaluationTaskIDs)
	for _, flag := range []string{"max-spans", "max-examples"} {
		if n, _ := fs.GetInt(flag); fs.Changed(flag) && n < 1 {
			return UsageError("--%s is %d; it must be 1 or more", flag, n)
		}
	}
	if o.Override, err = o.override.value(fs); err != nil {
		return err
	}
	if o.DataStart, err = timeOf(app, "data-start-time", o.start); err != nil {
		return err
	}
	if o.DataEnd, err = timeOf(app, "data-end-time", o.end); err != nil {
		return err
	}
	if fs.Changed("tracing-metadata") {
		if o.TracingMetadata, err = document(app, "tracing-metadata", o.meta, parseMetadata); err != nil {
			return err
		}
	}
	return o.contradicted(fs, app)
}

// contradicted tells what no task can take, whatever it is.
func (o *triggerOptions) contradicted(fs *pflag.FlagSet, app *App) error {
	trigger := o.Trigger
	window := given(fs, "data-start-time", "data-end-time")
	evaluation := slices.Concat(window, given(fs, "max-spans", "override-evaluations", "no-override-evaluations", "experiment-ids"))
	experiment := given(
		fs, "experiment-name", "dataset-version-id", "example-ids", "max-examples", "query-filter", "tracing-metadata", "evaluation-task-ids",
	)
	switch {
	case len(evaluation) > 0 && len(experiment) > 0:
		return UsageError("%s: for tasks that evaluate; %s: for tasks that run experiments; give one kind", listed(evaluation, "and"), listed(experiment, "and"))
	case len(window) > 0 && fs.Changed("experiment-ids"):
		return UsageError("%s: for tasks on a project; --experiment-ids: for tasks on a dataset; give one kind", listed(window, "and"))
	case len(experiment) > 0 && (trigger.ExperimentName != "" || !app.CanAsk()):
		return broken(cannotTrigger, trigger.Check(api.RunExperiment, false, false, app.Now()))
	case trigger.DataStart != nil:
		if now := app.Now(); trigger.DataEnd == nil {
			trigger.DataEnd = &now
		}
		return broken(cannotTrigger, trigger.Check(api.TemplateEvaluation, false, true, app.Now()))
	}
	return nil
}

// given lists those of the flags that were typed.
func given(fs *pflag.FlagSet, flags ...string) (out []string) {
	for _, f := range flags {
		if fs.Changed(f) {
			out = append(out, "--"+f)
		}
	}
	return out
}

func timeOf(app *App, flag, s string) (*time.Time, error) {
	if s == "" {
		return nil, nil
	}
	t, err := timewindow.Parse(s, app.Now().Truncate(time.Second), app.Zone)
	if err != nil {
		return nil, UsageError("--%s: %w", flag, err)
	}
	return &t, nil
}

func parseMetadata(name string, b []byte) (map[string]string, error) {
	out := map[string]string{}
	if err := json.Unmarshal(b, &out); err != nil || out == nil { // null leaves no map
		return nil, UsageError("%s must be a JSON object whose values are texts, such as {\"team\": \"search\"}", name)
	}
	return out, nil
}

// fit brings the request and the task together: names, the missing end of the
// window, and every rule of the contract.
func (o *triggerOptions) fit(ctx context.Context, app *App, conn *Conn, task api.Task) (err error) {
	trigger := &o.Trigger
	if names := trimmed(o.experiments); len(names) > 0 {
		if task.DatasetID == "" {
			return broken(cannotTrigger, []api.FieldFault{{Field: "experiment_ids", Message: "experiments are for dataset tasks, not for project tasks"}})
		}
		if trigger.ExperimentIDs, err = experimentIDs(ctx, conn, names, task.DatasetID, ""); err != nil {
			return err
		}
	}
	for i, task := range trigger.EvaluationTaskIDs {
		if trigger.EvaluationTaskIDs[i], err = app.TaskID(ctx, conn, task, &o.space); err != nil {
			return err
		}
	}
	onProject := task.ProjectID != "" && task.Type.Evaluation()
	if onProject {
		if err := o.window(ctx, app, conn, task); err != nil {
			return err
		}
	}
	if task.Type == api.RunExperiment && trigger.ExperimentName == "" && app.CanAsk() {
		if trigger.ExperimentName, err = app.Ask.Text("Name of the experiment", "its dataset must not have it yet", "", notEmpty); err != nil {
			return err
		}
	}
	if err := broken(cannotTrigger, trigger.Check(task.Type, task.LastRunAt == nil, onProject, app.Now())); err != nil {
		return err
	}
	if onProject {
		if w := (timewindow.Window{Start: *trigger.DataStart, End: *trigger.DataEnd}).Warn(app.Now()); w != "" {
			app.Note(text.Clean("Warning: " + w + "."))
		}
	}
	return nil
}

// window fills in the ends that were not given: both are always sent (contract
// section 9). The start is where the newest run's window ended.
func (o *triggerOptions) window(ctx context.Context, app *App, conn *Conn, task api.Task) error {
	trigger := &o.Trigger
	if trigger.DataEnd == nil {
		now := app.Now().UTC().Truncate(time.Second)
		trigger.DataEnd = &now
	}
	first := task.LastRunAt == nil
	if trigger.DataStart != nil || first && !app.CanAsk() {
		return nil
	}
	if first {
		s, err := app.Ask.Text("Start of the window", "this is the first run, so the server needs a start: a time, or -24h", "-24h", func(s string) error {
			_, err := timewindow.Parse(s, app.Now(), app.Zone)
			return err
		})
		if err == nil {
			trigger.DataStart, err = timeOf(app, "data-start-time", s)
		}
		return err
	}
	page, err := conn.Client.ListRuns(ctx, api.RunQuery{TaskID: task.ID, Limit: 1})
	if err != nil {
		return WrapError("cannot read the last run, from which the window would start", err)
	}
	if len(page.Items) == 0 {
		return UsageError("the last run of the task is not to be had, so the window has no start; give --data-start-time")
	}
	last := page.Items[0]
	start, from := last.CreatedAt, "the last run was made"
	if last.DataEnd != nil {
		start, from = *last.DataEnd, "the last run's window ended"
	}
	trigger.DataStart = &start
	app.Note(text.Safe("The window starts at " + timewindow.Format(start) + ", where " + from + "."))
	switch {
	case !last.Status.Terminal():
		app.Note("Warning: that run is still " + text.Clean(last.Status.Words()) + "; the server may refuse a second one.")
	case last.DataStart != nil && last.Status != api.Completed:
		app.Note("Warning: that run ended as " + text.Clean(last.Status.Words()) + "; to take its window too, give --data-start-time " + text.Safe(timewindow.Format(*last.DataStart)) + ".")
	}
	return nil
}

// send starts the run, once.
func (o *triggerOptions) send(ctx context.Context, app *App, conn *Conn, sink *Sink, task api.Task) error {
	started := write.Trigger(ctx, conn.Client, task.ID, o.Trigger, write.RunsBefore{LastRunAt: task.LastRunAt}, app.Now())
	run := started.Value
	err := outcome(app, cannotTrigger, started, lookUp{
		confirmed: "The answer was lost; the run was found all the same.",
		unread:    "The runs could not be read.",
		uncertain: "The run " + run.ID + " is new and may be yours.",
		command:   "list-runs " + axcmd.Quote(task.ID),
	})
	if err != nil {
		return err
	}
	app.Note(text.Concat("Started the run ", text.Clean(run.ID), " of the task ", nameAndID(task), "."))
	if o.wait {
		return waitForRuns(ctx, app, conn, []string{run.ID}, o.pace, sink)
	}
	return done(printRun(ctx, app, conn, sink, run), "the run was started: "+run.ID)
}
