package tasks

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/api/results"
	"ax-tui/api/results/source"
	"ax-tui/ui/text"
)

// minSlice is how many results a slice needs to be ranked.
const minSlice = 10

// resultsOptions holds the flags of `tasks results`.
type resultsOptions struct {
	out        Output
	space      refFlag
	evaluators []string
	by         []string
	worst      int
	content    bool
	most       int
	failIf     []string
	gates      []results.Gate
}

// resultsCommand is `tasks results RUN|TASK|EXPERIMENT`.
func resultsCommand(app *App) *cobra.Command {
	var options resultsOptions
	cmd := &cobra.Command{
		Use:   "results RUN|TASK|EXPERIMENT",
		Short: "Show what the evaluators said: labels, scores, the worst",
		Long: `results reads the labels and scores in the window of a run, or the outputs of an
experiment, and prints for each evaluator the labels with their shares and 95 %
intervals, the scores, the change against the window of the run before (or its
experiment, if each run makes one), and the worst results with their explanations. A
TASK stands for the window of its newest run with results, a continuous one for the last
day that the index has, which ends 2 h ago. Names of tasks and experiments work too.

` + runHelp + `

The API returns no results of a run. Where the metadata of the labels names the run
(or the task), only those labels count ("written by this run"), else all that the
window has now. Results of traces and sessions are not returned and cannot be shown.
Spans are read newest first, 500 in a request; only evaluations are asked for, and the
attributes of --by: name, kind, status_code, model, metadata.KEY, attributes.PATH, or a
column of an experiment run. Texts of the application are read only with --content.

--fail-if "LABEL>30%" or "EVALUATOR:LABEL<5%" is a gate: the exit code is 12 when it
holds, and when there is no label to check. "no label" means what has none. A label
that no result has counts as 0 % where the evaluator has no fixed choices, as one in
code; name the EVALUATOR when several differ in their labels.

Exit codes: 0 ok · 2 usage · 3 or 4 the server refuses the request · 12 --fail-if
holds.`,
		Example: `  ax-tui tasks results "Relevance Monitor@latest"
  ax-tui tasks results "Relevance Monitor" --by model --by metadata --worst 5
  ax-tui tasks results RUN --fail-if "irrelevant>30%" --output json | jq '.evaluators[].labels'`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: singleArg(completeRuns(app, anyRun)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := options.check(); err != nil {
				return err
			}
			ctx := cmd.Context()
			return app.with(ctx, options.out, func(conn *Conn, sink *Sink) error {
				target, err := options.target(ctx, app, conn, args[0])
				if err != nil {
					return err
				}
				return options.print(ctx, app, conn, sink, &target)
			})
		},
	}
	fs := cmd.Flags()
	options.space.Flags(fs, "space", "s", "space of the task or experiment (name or ID; default ARIZE_SPACE)")
	fs.StringArrayVarP(&options.evaluators, "evaluator", "e", nil, "only this evaluator; may be repeated")
	fs.StringArrayVar(&options.by, "by", nil, "slice by this attribute, such as model, name or metadata.tier; may be repeated")
	fs.IntVar(&options.worst, "worst", 10, "how many of the worst results to print, 0 to 1000")
	fs.BoolVar(&options.content, "content", false, "print the texts of the worst results too, one request each")
	fs.IntVar(&options.most, "max-spans", 2000, "stop after this many spans or experiment runs; the same for the earlier window")
	fs.StringArrayVar(&options.failIf, "fail-if", nil, `exit with 12 if this holds, such as "irrelevant>30%"; may be repeated`)
	options.out.Flags(fs)
	return cmd
}

// check validates the flags.
func (o *resultsOptions) check() error {
	switch {
	case o.worst < 0 || o.worst > 1000:
		return UsageError("--worst is %d; it must be from 0 to 1000", o.worst)
	case o.most < 1:
		return UsageError("--max-spans is %d; it must be 1 or more", o.most)
	case o.content && o.worst > 100:
		return UsageError("--content sends a request for each of the worst; --worst can be at most 100 with it")
	}
	for _, condition := range o.failIf {
		gate, err := results.ParseGate(condition)
		if err != nil {
			return UsageError("--fail-if %w", err)
		}
		o.gates = append(o.gates, gate)
	}
	return nil
}

// resultsTarget is whose results are meant. The names are "" when they are unknown.
type resultsTarget struct {
	plan       source.Plan
	experiment api.Experiment // if it was asked for
}

// target finds what a reference names. An ID does not show its kind (contract section 4),
// so it is looked up: as a run, a task, an experiment.
func (o *resultsOptions) target(ctx context.Context, app *App, conn *Conn, ref string) (resultsTarget, error) {
	_, _, latest, err := resolve.Latest(ref)
	id, isID := resolve.ID(ref)
	switch {
	case latest || err != nil:
		id, err = app.runID(ctx, conn, ref, &o.space)
		if err != nil {
			return resultsTarget{}, err
		}
		run, err := conn.Client.GetRun(ctx, id)
		if err != nil {
			return resultsTarget{}, runFailed(ctx, app, conn, "cannot read the run", id, err)
		}
		return o.ofRun(ctx, app, conn, &run)
	case isID:
		return o.ofID(ctx, app, conn, id)
	}
	id, err = app.TaskID(ctx, conn, ref, &o.space)
	if is[*resolve.NotFound](err) {
		if space, spaceErr := app.SpaceID(ctx, conn, &o.space); spaceErr == nil {
			if experiment, found := resolve.Experiment(ctx, conn.Client, ref, "", space); found == nil {
				return o.ofID(ctx, app, conn, experiment)
			}
		}
	}
	if err != nil {
		return resultsTarget{}, err
	}
	return o.ofTask(ctx, app, conn, id)
}

func (o *resultsOptions) ofID(ctx context.Context, app *App, conn *Conn, id string) (resultsTarget, error) {
	run, err := conn.Client.GetRun(ctx, id)
	if err == nil {
		return o.ofRun(ctx, app, conn, &run)
	}
	if !isUnknownID(err) {
		return resultsTarget{}, WrapError("cannot read the run", err)
	}
	if _, taskErr := conn.Client.GetTask(ctx, id); taskErr == nil {
		return o.ofTask(ctx, app, conn, id)
	}
	experiment, experimentErr := conn.Client.GetExperiment(ctx, id)
	if experimentErr != nil {
		return resultsTarget{}, runFailed(ctx, app, conn, "cannot read the results of "+string(text.Clean(id)), id, err)
	}
	return resultsTarget{plan: source.OfExperiment(id), experiment: experiment}, nil
}

func (o *resultsOptions) ofRun(ctx context.Context, app *App, conn *Conn, run *api.Run) (resultsTarget, error) {
	task, err := conn.Client.GetTask(ctx, run.TaskID)
	if err != nil {
		return resultsTarget{}, WrapError("cannot read the task of the run", err)
	}
	plan, err := source.OfRun(run, &task, app.Now())
	return resultsTarget{plan: plan}, WrapError("cannot show the results", err)
}

func (o *resultsOptions) ofTask(ctx context.Context, app *App, conn *Conn, id string) (resultsTarget, error) {
	task, err := conn.Client.GetTask(ctx, id)
	if err != nil {
		return resultsTarget{}, taskFailed(ctx, app, conn, "cannot read the task", id, err)
	}
	plan, err := source.OfTask(ctx, conn.Client, &task, app.Now())
	return resultsTarget{plan: plan}, WrapError("cannot show the results", err)
}

// print reads and prints the results, then checks the gates.
func (o *resultsOptions) print(ctx context.Context, app *App, conn *Conn, sink *Sink, target *resultsTarget) error {
	report, err := o.report(ctx, app, conn, target)
	if err != nil {
		return err
	}
	if err := report.print(app, sink, o); err != nil {
		return err
	}
	var beyond []string
	for _, gate := range o.gates {
		found, err := gate.Check(report.summary, report.reading.Judges)
		switch {
		case errors.Is(err, results.ErrNothing):
			found.Beyond = []string{gate.String() + ": " + err.Error() + ", which is not a pass"}
		case err != nil:
			return UsageError("--fail-if: %w", err)
		case found.Note != "":
			app.Note(text.Clean("Note: " + found.Note + "."))
		}
		beyond = append(beyond, found.Beyond...)
	}
	if len(beyond) == 0 {
		return nil
	}
	if err := sink.Close(nil); err != nil {
		return err
	}
	return &Fault{Code: GateUnmet, What: "failed by --fail-if", Err: errors.New(strings.Join(beyond, "; "))}
}

// report reads the plan of a target and the window before.
func (o *resultsOptions) report(ctx context.Context, app *App, conn *Conn, target *resultsTarget) (*resultsReport, error) {
	plan := target.plan
	for _, path := range o.by {
		if len(plan.Experiments) == 0 {
			path = source.Path(path)
		}
		plan.Paths = append(plan.Paths, path)
	}
	known := plan.Judges(ctx, conn.Client)
	plan, known, err := o.only(plan, &known)
	if err != nil {
		return nil, err
	}
	report := &resultsReport{target: *target, reading: source.NewReading(&plan, known, o.worst)}
	if !report.reading.Hidden() {
		if err := o.read(ctx, app, conn, report.reading); err != nil {
			return nil, WrapError("cannot read the results", err)
		}
	}
	report.summary = report.reading.Counter.Summary(minSlice)
	if report.summary.Rows == 0 {
		report.notes = report.reading.Notes(report.summary, app.Now())
		return report, nil
	}
	earlier, none, err := plan.Earlier(ctx, conn.Client)
	report.reading.Alone(none)
	if none == "" && err == nil {
		before := source.NewReading(&earlier, source.Known{Judges: known.Judges}, 0)
		if err = o.read(ctx, app, conn, before); err == nil {
			report.before = before.Counter.Summary(minSlice)
			if report.reading.Compare(report.summary, report.before, earlier) {
				report.earlier = &earlier
			}
		}
	}
	report.notes = report.reading.Notes(report.summary, app.Now())
	if err != nil {
		report.notes = append(report.notes, "what is compared with cannot be read: "+err.Error())
	}
	return report, WrapError("cannot read the texts", o.addTexts(ctx, conn, report))
}

// only leaves the evaluators that --evaluator names.
func (o *resultsOptions) only(plan source.Plan, known *source.Known) (source.Plan, source.Known, error) {
	if len(o.evaluators) == 0 {
		return plan, *known, nil
	}
	judges, kept := known.Judges, source.Known{Unread: known.Unread}
	var used []api.TaskEvaluator
	for _, name := range o.evaluators {
		at := -1
		for i, judge := range judges {
			if strings.EqualFold(judge.Name, name) {
				at = i
			}
		}
		switch {
		case at >= 0:
			kept.Judges, kept.Versions, used = append(kept.Judges, judges[at]), append(kept.Versions, known.Versions[at]), append(used, plan.Task.Evaluators[at])
		case len(judges) > 0:
			names := make([]string, len(judges))
			for i, judge := range judges {
				names[i] = quote(judge.Name)
			}
			return plan, kept, UsageError("--evaluator %s is none of the task; there %s", quote(name), areOrIs(names))
		default: // an experiment tells its evaluators with its results
			kept.Judges = append(kept.Judges, results.Judge{Name: name})
		}
	}
	plan.Task.Evaluators = used
	plan.Filter = plan.Task.SpanFilter() // the others' filters do not count then
	return plan, kept, nil
}

func areOrIs(names []string) string {
	if len(names) == 1 {
		return "is " + names[0]
	}
	return "are " + joinWords(names, "and")
}

// read reads pages until the end or --max-spans, with progress.
func (o *resultsOptions) read(ctx context.Context, app *App, conn *Conn, reading *source.Reading) error {
	line := liveLine{app: app, due: app.Now().Add(firstNote)}
	defer line.clear()
	for reading.More && reading.Counter.Rows() < o.most {
		page, err := reading.Plan.Read(ctx, conn.Client, reading.Next, o.most-reading.Counter.Rows())
		if err != nil {
			return err
		}
		reading.Add(&page)
		if reading.More {
			line.show(text.Count(reading.Counter.Rows()) + " " + reading.Plan.Noun() + " read, loading more…")
		}
	}
	return nil
}

// examplesOnce reads each page of examples once: the results of a dataset share them.
type examplesOnce struct {
	source.TextClient
	pages map[api.ExampleQuery]api.Page[api.Example]
}

func (c examplesOnce) ListExamples(ctx context.Context, query api.ExampleQuery) (api.Page[api.Example], error) {
	page, read := c.pages[query]
	var err error
	if !read {
		if page, err = c.TextClient.ListExamples(ctx, query); err == nil {
			c.pages[query] = page
		}
	}
	return page, err
}

// addTexts loads the texts of the worst results if --content asks for them, else it
// removes those that came with the rows.
func (o *resultsOptions) addTexts(ctx context.Context, conn *Conn, report *resultsReport) error {
	client := examplesOnce{conn.Client, map[api.ExampleQuery]api.Page[api.Example]{}}
	for _, evaluator := range report.summary.Evaluators {
		for i := range evaluator.Worst {
			item := &evaluator.Worst[i]
			if !o.content {
				item.Texts = nil
				continue
			}
			texts, err := report.reading.Plan.Texts(ctx, client, evaluator.Name, item)
			if err != nil {
				return err
			}
			item.Texts = texts
		}
	}
	return nil
}
