package tasks

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/outcome"
	"ax-tui/api/timewindow"
	"ax-tui/api/write"
	"ax-tui/ui/text"
)

// triggerOptions holds the flags of `tasks trigger-run`.
type triggerOptions struct {
	writeFlags
	api.Trigger // the request; some flags set its fields directly
	override    boolFlag
	start, end  string
	experiments []string
	metadata    string
	wait        bool
	poll        waitFlags
	gate        outcome.Gate
	again       waitAgain
	task        api.Task  // in a request: the task
	named       text.Safe // what notes about it begin with; empty for a single task
}

// triggerRunCommand is `tasks trigger-run TASK...`.
func triggerRunCommand(app *App) *cobra.Command {
	options := &triggerOptions{}
	cmd := &cobra.Command{
		Use:   "trigger-run TASK...",
		Short: "Start a run of each task",
		Long: `trigger-run starts a run and prints it; with --wait it waits for the run to end and
exits like wait-for-run: 10 FAILED, 11 CANCELLED, 12 a gate was not met, 124 timed
out. Several tasks are all checked before the first run is started; each is started
once, the runs are printed as one list, and the exit code is the worst.

` + gateHelp + `

Times are ISO 8601, now, or relative such as -24h or -7d; without a zone they are
UTC. For tasks on a project both ends of the window are always sent. The default end
is now. The default start is where the last run's window ended, or, if that run FAILED
or was CANCELLED, where its window began, so that no time is left out.`,
		Example: `  ax-tui tasks trigger-run "Relevance Monitor" --data-start-time -24h --data-end-time -2h --wait
  ax-tui tasks trigger-run "Relevance Monitor" --data-start-time -24h --wait --fail-on-empty --max-error-rate 5%
  ax-tui tasks trigger-run "JSON Shape" --experiment-ids baseline --override-evaluations
  ax-tui tasks trigger-run "Relevance Monitor" "PII Leak Nightly" --data-start-time -24h --wait
  ax-tui tasks trigger-run "Prompt Sweep" --experiment-name sweep-7 --max-examples 50`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: taskNames(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return options.run(cmd, app, args) },
	}
	fs := cmd.Flags()
	options.space.Flags(fs, "space", "s", "space to resolve names in (name or ID; default ARIZE_SPACE)")
	fs.StringVar(&options.start, "data-start-time", "", "start of the window (tasks on a project)")
	fs.StringVar(&options.end, "data-end-time", "", "end of the window, default now (tasks on a project)")
	fs.IntVar(&options.MaxSpans, "max-spans", 0, "maximum number of spans (evaluation tasks)")
	fs.Lookup("max-spans").DefValue = "10000" // of the server
	options.override.flags(fs, "override-evaluations", "no-override-evaluations", "also evaluate rows that already have labels", "skip rows that already have labels (default)")
	fs.StringSliceVar(&options.experiments, "experiment-ids", nil, "only these experiments, comma-separated (names or IDs; tasks on a dataset)")
	fs.StringVar(&options.ExperimentName, "experiment-name", "", "name of the experiment to create (run_experiment tasks)")
	fs.StringVar(&options.DatasetVersionID, "dataset-version-id", "", "version of the dataset, default the newest (run_experiment tasks)")
	fs.StringSliceVar(&options.ExampleIDs, "example-ids", nil, "only these examples, comma-separated (run_experiment tasks)")
	fs.IntVar(&options.MaxExamples, "max-examples", 0, "maximum number of examples (run_experiment tasks)")
	fs.StringVar(&options.QueryFilter, "query-filter", "", "only examples that match (run_experiment tasks)")
	fs.StringVar(&options.metadata, "tracing-metadata", "", "JSON object added to the traces: text, a file, or - (run_experiment tasks)")
	fs.StringSliceVar(&options.EvaluationTaskIDs, "evaluation-task-ids", nil, "evaluation tasks to run afterwards, comma-separated (names or IDs; run_experiment tasks)")
	fs.BoolVarP(&options.wait, "wait", "w", false, "wait for the run to end")
	options.poll.Flags(fs)
	options.addDry(fs)
	options.out.Flags(fs)
	return cmd
}

const cannotTrigger = "cannot start the run"

func (o *triggerOptions) run(cmd *cobra.Command, app *App, refs []string) error {
	ctx, fs := cmd.Context(), cmd.Flags()
	if err := o.parse(fs, app); err != nil {
		return err
	}
	if flags := changedFlags(fs, gateFlagNames()...); len(flags) > 0 && !o.wait {
		return UsageError("%s: only a run that is waited for can meet it; add --wait", joinWords(flags, "and"))
	}
	if !o.wait && (fs.Changed("poll-interval") || fs.Changed("timeout")) {
		app.Note("Warning: --poll-interval and --timeout have no effect without --wait.")
	}
	return o.with(ctx, app, cannotTrigger, func(conn *Conn, sink *Sink) error {
		requests, err := o.requests(ctx, app, conn, refs)
		if err != nil {
			return err
		}
		if !o.dry {
			return startAll(ctx, app, conn, sink, requests)
		}
		for _, request := range requests {
			if err := printRequest(conn, sink, "POST", taskPath(request.task.ID)+"/trigger", request.Trigger); err != nil {
				return err
			}
		}
		return nil
	})
}

// requests returns the request for each task, all of them checked; a task that is given
// twice gets one.
func (o *triggerOptions) requests(ctx context.Context, app *App, conn *Conn, refs []string) (out []*triggerOptions, err error) {
	defer func() {
		if err != nil && len(refs) > 1 {
			app.Note("No run was started.")
		}
	}()
	for _, ref := range refs {
		one := *o
		if one.task, err = o.writeFlags.task(ctx, app, conn, ref); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out, func(other *triggerOptions) bool { return other.task.ID == one.task.ID }) {
			continue
		}
		if len(refs) > 1 {
			one.named = text.Concat("\"", text.Clean(one.task.Name), "\": ")
		}
		one.EvaluationTaskIDs = slices.Clone(o.EvaluationTaskIDs)
		if err = one.resolve(ctx, app, conn, &one.task); err != nil {
			if len(refs) > 1 {
				app.Note(text.Concat("The task ", nameAndID(&one.task), ":"))
			}
			return nil, err
		}
		out = append(out, &one)
	}
	warnOfWindows(app, out)
	return out, nil
}

// parse converts flags into fields of the request and validates what does not depend
// on the task.
func (o *triggerOptions) parse(fs *pflag.FlagSet, app *App) (err error) {
	o.ExampleIDs, o.EvaluationTaskIDs, o.DatasetVersionID = trimAll(o.ExampleIDs), trimAll(o.EvaluationTaskIDs), pasted(o.DatasetVersionID)
	for _, flag := range []string{"max-spans", "max-examples"} {
		if value, _ := fs.GetInt(flag); fs.Changed(flag) && value < 1 {
			return UsageError("--%s is %d; it must be 1 or more", flag, value)
		}
	}
	if o.Override, err = o.override.value(fs); err != nil {
		return err
	}
	if o.DataStart, err = parseTime(app, "data-start-time", o.start); err != nil {
		return err
	}
	if o.DataEnd, err = parseTime(app, "data-end-time", o.end); err != nil {
		return err
	}
	if fs.Changed("tracing-metadata") {
		if o.TracingMetadata, err = loadDocument(app, "tracing-metadata", o.metadata, parseMetadata); err != nil {
			return err
		}
	}
	o.again = o.poll.again(fs)
	if o.gate, err = o.poll.gate(fs); err != nil {
		return err
	}
	return o.checkConflicts(fs, app)
}

// checkConflicts refuses combinations of flags that no task accepts.
func (o *triggerOptions) checkConflicts(fs *pflag.FlagSet, app *App) error {
	trigger := o.Trigger
	evaluation := changedFlags(fs, "max-spans", "override-evaluations", "no-override-evaluations", "experiment-ids")
	experiment := changedFlags(
		fs, "experiment-name", "dataset-version-id", "example-ids", "max-examples", "query-filter", "tracing-metadata", "evaluation-task-ids",
	)
	switch {
	case len(evaluation) > 0 && len(experiment) > 0:
		return UsageError("%s: for evaluation tasks; %s: for run_experiment tasks; use one kind", joinWords(evaluation, "and"), joinWords(experiment, "and"))
	case len(experiment) > 0 && (trigger.ExperimentName != "" || !app.CanAsk()):
		trigger.DataStart, trigger.DataEnd = nil, nil // left out with a warning
		return ruleError(cannotTrigger, trigger.Check(api.RunExperiment, false, false, app.Now()))
	case trigger.DataStart != nil && !fs.Changed("experiment-ids"):
		if now := app.Now(); trigger.DataEnd == nil {
			trigger.DataEnd = &now
		}
		return ruleError(cannotTrigger, trigger.Check(api.TemplateEvaluation, false, true, app.Now()))
	}
	return nil
}

// changedFlags returns those of the flags that the user has set.
func changedFlags(fs *pflag.FlagSet, flags ...string) (out []string) {
	for _, flag := range flags {
		if fs.Changed(flag) {
			out = append(out, "--"+flag)
		}
	}
	return out
}

func parseTime(app *App, flag, value string) (*time.Time, error) {
	if value == "" {
		return nil, nil
	}
	parsed, err := timewindow.Parse(value, app.Now().Truncate(time.Second), app.Zone)
	if err != nil {
		return nil, UsageError("--%s: %w", flag, err)
	}
	return &parsed, nil
}

// resolve resolves the names in the request, completes its window, and validates it
// for the task by the rules of the contract.
func (o *triggerOptions) resolve(ctx context.Context, app *App, conn *Conn, task *api.Task) (err error) {
	trigger := &o.Trigger
	if names := trimAll(o.experiments); len(names) > 0 {
		if task.DatasetID == "" {
			return ruleError(cannotTrigger, []api.FieldFault{{Field: "experiment_ids", Message: "experiments are for dataset tasks, not for project tasks"}})
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
	if task.DatasetID != "" && (trigger.DataStart != nil || trigger.DataEnd != nil) {
		o.note(app, "Warning: the window is left out; it is for tasks on a project, and this task is on a dataset.")
		trigger.DataStart, trigger.DataEnd = nil, nil
	}
	if onProject {
		if err := o.fillWindow(ctx, app, conn, task); err != nil {
			return err
		}
	}
	if task.Type == api.RunExperiment && trigger.ExperimentName == "" && app.CanAsk() {
		app.Note(text.Concat("New run of the task ", nameAndID(task), ". "+leaveHelp))
		if trigger.ExperimentName, err = app.Ask.Text("Name of the experiment", "must be new in its dataset", "", notEmpty); err != nil {
			return err
		}
	}
	return ruleError(cannotTrigger, trigger.Check(task.Type, task.NeverRan(), onProject, app.Now()))
}

// note prints what a person should know about the request.
func (o *triggerOptions) note(app *App, words ...text.Safe) {
	app.Note(text.Concat(append([]text.Safe{o.named}, words...)...))
}

// warnOfWindows prints what is doubtful about the windows of the requests; about one that
// all of them share, once.
func warnOfWindows(app *App, requests []*triggerOptions) {
	told := map[string]bool{}
	for _, request := range requests {
		if request.DataStart == nil || request.DataEnd == nil {
			continue
		}
		warning := timewindow.Window{Start: *request.DataStart, End: *request.DataEnd}.Warn(app.Now())
		if request.start != "" {
			request.named = ""
		}
		if line := string(request.named) + warning; warning != "" && !told[line] {
			told[line] = true
			request.note(app, text.Clean("Warning: "+warning+"."))
		}
	}
}

// startAll starts the runs, each once, waits for them if asked to, and prints them. The
// error has the worst exit code.
func startAll(ctx context.Context, app *App, conn *Conn, sink *Sink, requests []*triggerOptions) error {
	var runs []api.Run
	var ids []string
	var failed []error
	for _, request := range requests {
		run, err := request.send(ctx, app, conn)
		if err != nil {
			failed = append(failed, err)
			if code := CodeOf(err); code == Interrupted || code == Auth {
				break // the others would fail too
			}
			continue
		}
		runs, ids = append(runs, run), append(ids, run.ID)
	}
	failure := severalError(failed, len(requests)-len(runs), len(requests), "runs", "started")
	if len(runs) == 0 {
		return failure
	}
	sink.single = len(requests) == 1
	if requests[0].wait {
		wait := newWait(ctx, app, conn, requests[0].poll.pollFlags, len(ids) > 1)
		wait.again = requests[0].again
		return worseOf(app, failure, wait.waitForRuns(ctx, ids, requests[0].gate, sink))
	}
	err := sink.Close(printEnded(ctx, app, conn, sink, runs, len(requests) == 1))
	return worseOf(app, failure, outputError(err, "what was started is: "+strings.Join(ids, " ")))
}

// worseOf returns the error with the worse exit code and prints the other.
func worseOf(app *App, first, second error) error {
	if first == nil || second == nil {
		return cmp.Or(first, second)
	}
	if severity(first) > severity(second) {
		first, second = second, first
	}
	PrintError(app.Err, first)
	return second
}

// send starts the run, once.
func (o *triggerOptions) send(ctx context.Context, app *App, conn *Conn) (api.Run, error) {
	task := o.task
	started := write.Trigger(ctx, conn.Client, task.ID, o.Trigger, write.RunsBefore{LastRunAt: task.LastRunAt}, app.Now())
	run := started.Value
	err := writeFault(app, cannotTrigger, started, lostTexts{
		confirmed: "The answer was lost, but the run was found.",
		unread:    "The runs could not be read.",
		uncertain: "The run " + run.ID + " is new and may be yours.",
		command:   "list-runs " + axcmd.Quote(task.ID),
	})
	if err == nil {
		app.Note(text.Concat("Started the run ", text.Clean(run.ID), " of the task ", nameAndID(&task), "."))
	}
	return run, err
}
