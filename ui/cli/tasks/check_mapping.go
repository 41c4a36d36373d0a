package tasks

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/outcome"
	"ax-tui/api/sample"
	"ax-tui/ui/text"
)

// checkMappingOptions holds the flags of `tasks check-mapping`.
type checkMappingOptions struct {
	out                     Output
	space, project, dataset refFlag
	evaluators, filter      string
	experiments             []string
	minFound                outcome.Rate
	content                 bool
}

// checkMappingCommand is `tasks check-mapping`.
func checkMappingCommand(app *App) *cobra.Command {
	var options checkMappingOptions
	cmd := &cobra.Command{
		Use:   "check-mapping [TASK]",
		Short: "Check in sample data whether the mapped paths lead to values",
		Long: `check-mapping looks up the path of every variable of a task's evaluators in up to 50
sample rows: spans of the last week that match the filter, outputs of the first
experiment, or examples. Without a TASK it checks --evaluators, a JSON list as
create takes it, on --project or --dataset. It changes nothing.

A match is no guarantee: a task reads the eval index, which lags behind the spans and
has fewer attributes. The values themselves are printed only with --content.

--min-found makes it a gate: the exit code is 12 when a variable is found in fewer
rows, is not mapped, or when there was nothing to check.

Exit codes: 0 ok · 2 usage · 3 or 4 the server refuses a request · 12 the gate was
not met.`,
		Example: `  ax-tui tasks check-mapping "Relevance Monitor" --min-found 90%
  ax-tui tasks check-mapping --evaluators evaluators.json --project support-bot --filter "span_kind = 'LLM'" --output json`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := options.check(args); err != nil {
				return err
			}
			return options.run(cmd, app, args)
		},
	}
	fs := cmd.Flags()
	options.space.Flags(fs, "space", "s", "space to resolve names in (name or ID; default ARIZE_SPACE)")
	fs.StringVar(&options.evaluators, "evaluators", "", "check this JSON list of evaluators: text, a file, or -")
	options.project.Flags(fs, "project", "", "with --evaluators: the project whose spans are read (name or ID)")
	options.dataset.Flags(fs, "dataset", "", "with --evaluators: the dataset whose examples are read (name or ID)")
	fs.StringSliceVar(&options.experiments, "experiment-ids", nil, "with --dataset: an experiment whose outputs are read (name or ID)")
	fs.StringVar(&options.filter, "filter", "", "only spans that match; default: the filter of the task")
	fs.Var(&options.minFound, "min-found", "exit with 12 if a variable is found in fewer rows, such as 90%")
	fs.BoolVar(&options.content, "content", false, "print a value of each variable too")
	options.out.ObjectFlags(fs)
	return cmd
}

// check validates the flags.
func (o *checkMappingOptions) check(args []string) error {
	source := o.project.Value() != "" || o.dataset.Value() != ""
	switch {
	case (len(args) == 0) == (o.evaluators == ""):
		return UsageError("check-mapping needs a TASK, or --evaluators with --project or --dataset")
	case o.evaluators == "" && (source || len(o.experiments) > 0):
		return UsageError("--project, --dataset and --experiment-ids belong to --evaluators; a task has its own")
	case o.evaluators != "" && o.project.Value() != "" == (o.dataset.Value() != ""):
		return UsageError("--evaluators needs one of --project and --dataset")
	case o.filter != "" && o.dataset.Value() != "":
		return UsageError("--filter is for spans; omit it with --dataset")
	}
	return nil
}

func (o *checkMappingOptions) run(cmd *cobra.Command, app *App, args []string) error {
	ctx := cmd.Context()
	var doc evaljson.Doc
	if o.evaluators != "" {
		var err error
		if doc, err = loadDocument(app, "evaluators", o.evaluators, app.parseEvaluators(o.filter != "", nil)); err != nil {
			return err
		}
	}
	gate := (*outcome.Rate)(nil)
	if cmd.Flags().Changed("min-found") {
		gate = &o.minFound
	}
	return app.with(ctx, o.out, func(conn *Conn, sink *Sink) error {
		task, err := o.task(ctx, app, conn, args, doc)
		if err != nil {
			return err
		}
		if o.filter != "" {
			task.QueryFilter, task.QueryFilters = &o.filter, nil
		}
		judges, err := judge.ReadVersions(ctx, conn.Client, task)
		if err != nil {
			return err
		}
		unread := noteUnread(app, judges)
		set, err := sample.Read(ctx, conn.Client, sample.Of(&task), app.serverNow())
		if err != nil {
			return WrapError("cannot read sample rows", err)
		}
		report := mapping.CheckAll(judge.GroupsOf(&task, judges), &set)
		if err := o.print(app, sink, &task, &report, gate); err != nil || gate == nil {
			return err
		}
		if unmet := unmetMapping(&report, *gate); unmet != "" {
			_ = sink.Close(nil)
			return &Fault{Code: GateUnmet, What: "gate not met", Err: errors.New("--min-found " + gate.String() + " (" + unmet + ")")}
		}
		return unread
	})
}

// task returns the task to check: an existing one, or one of --evaluators that does not exist.
func (o *checkMappingOptions) task(ctx context.Context, app *App, conn *Conn, args []string, doc evaljson.Doc) (task api.Task, err error) {
	if len(args) == 1 {
		id, err := app.TaskID(ctx, conn, args[0], &o.space)
		if err != nil {
			return task, err
		}
		task, err = conn.Client.GetTask(ctx, id)
		if err != nil {
			return task, taskFailed(ctx, app, conn, "cannot read the task", id, err)
		}
		if len(task.Evaluators) == 0 && task.Type != api.RunExperiment {
			return task, UsageError("%s has no evaluators", quote(task.Name))
		}
		return task, nil
	}
	inputs, err := resolveEvaluators(ctx, app, conn, doc, &o.space)
	if err != nil {
		return task, err
	}
	space, err := app.SpaceID(ctx, conn, &o.space)
	if err != nil {
		return task, err
	}
	if task.ProjectID, task.DatasetID, err = sourceIDs(ctx, conn, o.project.Value(), o.dataset.Value(), space); err != nil {
		return task, err
	}
	if task.ExperimentIDs, err = experimentIDs(ctx, conn, trimAll(o.experiments), task.DatasetID, space); err != nil {
		return task, err
	}
	for i, input := range inputs {
		used := api.TaskEvaluator{EvaluatorID: input.EvaluatorID, Name: input.EvaluatorID, VersionID: input.VersionID, Mappings: input.Mappings, QueryMappings: input.QueryMappings}
		if named := doc.Evaluators[i]; named.Name != "" {
			used.Name = named.Name
		} else if named.Input.EvaluatorID != "" {
			used.Name = named.Input.EvaluatorID
		}
		task.Evaluators = append(task.Evaluators, used)
	}
	return task, nil
}

// noteUnread warns about evaluators whose variables are not known, and returns an error
// if there is one.
func noteUnread(app *App, judges []judge.Judge) (unread error) {
	for _, one := range judges {
		if one.Err != nil {
			unread = WrapError("cannot read the variables of "+quote(one.Used.Name), one.Err)
			app.Note(text.Clean("Warning: the versions of " + one.Used.Name + " could not be read; only what is mapped is checked."))
		}
	}
	return unread
}

// unmetMapping says why a report does not meet a gate; "" if it does.
func unmetMapping(report *mapping.Report, least outcome.Rate) string {
	switch {
	case len(report.Rows) == 0:
		return "there is no variable to check"
	case report.Samples == 0:
		return "there were no " + report.Kind.Noun() + " to check"
	}
	var out []string
	for _, row := range report.Below(float64(least)) {
		why := "found in " + strconv.Itoa(row.Found) + " of " + strconv.Itoa(report.Samples)
		if row.Path == "" {
			why = "not mapped"
		}
		out = append(out, report.Label(&row)+" "+why)
	}
	return strings.Join(out, ", ")
}

// mappingRecord is the JSON of `tasks check-mapping`.
type mappingRecord struct {
	Of        string           `json:"rows_of"` // spans, experiment runs or examples
	Samples   int              `json:"samples"`
	Unread    int              `json:"unreadable"`
	Start     *time.Time       `json:"start_time"`
	End       *time.Time       `json:"end_time"`
	Filter    *string          `json:"filter"`
	Met       *bool            `json:"min_found_met"` // null: no gate was set
	Note      string           `json:"note"`
	Variables []variableRecord `json:"variables"`
}

type variableRecord struct {
	Evaluator string       `json:"evaluator_name"`
	Variable  string       `json:"variable"`
	Path      *string      `json:"path"` // null: not mapped
	Found     int          `json:"found"`
	Empty     int          `json:"empty"`
	Missing   int          `json:"missing"`
	Value     *string      `json:"value,omitempty"`
	Near      []nearRecord `json:"near"`
}

type nearRecord struct {
	Path  string `json:"path"`
	Found int    `json:"found"`
}

func (o *checkMappingOptions) print(app *App, sink *Sink, task *api.Task, report *mapping.Report, gate *outcome.Rate) error {
	if sink.Format == Table {
		return o.printTable(app, sink, report)
	}
	out := mappingRecord{Of: report.Kind.Noun(), Samples: report.Samples, Unread: report.Unread, Filter: optional(report.Filter), Note: report.Note, Variables: []variableRecord{}}
	if !report.Start.IsZero() {
		start, end := report.Start.UTC().Truncate(time.Millisecond), report.End.UTC().Truncate(time.Millisecond)
		out.Start, out.End = &start, &end
	}
	if gate != nil {
		met := unmetMapping(report, *gate) == ""
		out.Met = &met
	}
	for _, row := range report.Rows {
		entry := variableRecord{Variable: row.Variable, Path: optional(row.Path), Found: row.Found, Empty: row.Empty, Missing: row.Missing, Near: []nearRecord{}}
		if row.Group < len(task.Evaluators) {
			entry.Evaluator = task.Evaluators[row.Group].Name
		}
		if o.content {
			entry.Value = &row.Value
		}
		for _, near := range row.Near {
			entry.Near = append(entry.Near, nearRecord{Path: near.Path, Found: near.Samples})
		}
		out.Variables = append(out.Variables, entry)
	}
	return printObject(sink, out)
}

func (o *checkMappingOptions) printTable(app *App, sink *Sink, report *mapping.Report) error {
	columns := []Column{{Title: "VARIABLE"}, {Title: "PATH", MinWidth: 20}, {Title: "STATE"}, {Title: "FOUND", AlignRight: true}, {Title: "EMPTY", AlignRight: true}, {Title: "MISSING", AlignRight: true}}
	if o.content {
		columns = append(columns, Column{Title: "VALUE", MinWidth: 20, DropOrder: 2})
	}
	columns = append(columns, Column{Title: "NEAR", MinWidth: 20, DropOrder: 1})
	rows := make([][]text.Safe, 0, len(report.Rows))
	for _, row := range report.Rows {
		near := ""
		if len(row.Near) > 0 {
			near = row.Near[0].Path + " (" + strconv.Itoa(row.Near[0].Samples) + ")"
		}
		cells := []text.Safe{
			text.Clean(report.Label(&row)), text.Clean(row.Path), text.Clean(row.Words(report.Samples)), text.Safe(strconv.Itoa(row.Found)), text.Safe(strconv.Itoa(row.Empty)), text.Safe(strconv.Itoa(row.Missing)),
		}
		if o.content {
			cells = append(cells, text.CleanN(row.Value, 80))
		}
		rows = append(rows, append(cells, text.Clean(near)))
	}
	if _, err := sink.Write([]byte(Grid(columns, rows, app.Width))); err != nil {
		return err
	}
	about := text.Plural(report.Samples, strings.TrimSuffix(report.Kind.Noun(), "s"))
	if !report.Start.IsZero() {
		about += ", " + string(formatTime(app, &report.Start)) + " to " + string(formatTime(app, &report.End))
	}
	if report.Filter != "" {
		about += ", filter " + report.Filter
	}
	sink.Note(text.Clean(about + ". " + report.Note))
	return nil
}
