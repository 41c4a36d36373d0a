package tasks

import (
	"context"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/diagnose/check"
	"ax-tui/api/record"
	"ax-tui/api/report"
	"ax-tui/ui/text"
)

// markdown is a format of explain-run and report-run.
const markdown = "md"

// explainOptions holds the flags of explain-run and report-run.
type explainOptions struct {
	space  refFlag
	check  bool
	output string
}

// explainRunCommand is `tasks explain-run RUN`.
func explainRunCommand(app *App) *cobra.Command {
	var options explainOptions
	cmd := &cobra.Command{
		Use:   "explain-run RUN",
		Short: "Explain why a run ended as it did",
		Long: `explain-run prints the causes of how a run ended, the likeliest first, what each is
based on, and the change that would cure it, as a command. Nothing is changed. "cause" is
what the server itself says or a request has shown; "likely" is inferred; "guess" is said
without the evaluators of the task, which could not be read; "unknown" fits no rule.

--check asks the server what speaks for and against each cause: the spans of the window
with the filter and without it, their labels, the mapped paths, the evaluators and their
integrations; for a task on spans that takes up to 2 requests, for one on a dataset one for
each of up to 5 experiments, and one for each evaluator and each integration. Spans are those
of the span store now; a task reads the eval index.

` + runHelp + `

JSON has the members run, task_id, status, outcome, outcome_words, failure_reason, guess,
causes and excluded; a cause has rule, class, label, cause, do, because, mark, checks
(mark, shows, request, which is "" where no request can show it) and cure (form, changes,
command, null where only you know the change), null if nothing here cures it.`,
		Example: `  ax-tui tasks explain-run "Weekly Relabel@latest"
  ax-tui tasks explain-run RUN --check -o json | jq -r '.causes[0].rule'`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: singleArg(completeRuns(app, anyRun)),
		RunE:              func(cmd *cobra.Command, args []string) error { return options.explain(cmd.Context(), app, args[0]) },
	}
	addRunSpace(&options.space, cmd.Flags())
	cmd.Flags().BoolVar(&options.check, "check", false, "ask the server what speaks for and against each cause")
	cmd.Flags().StringVarP(&options.output, "output", "o", "", "table, json or md (default table)")
	return cmd
}

// reportRunCommand is `tasks report-run RUN`.
func reportRunCommand(app *App) *cobra.Command {
	options := explainOptions{output: markdown}
	cmd := &cobra.Command{
		Use:   "report-run RUN",
		Short: "Describe a run in Markdown, for a ticket or a message",
		Long: `report-run prints what a run achieved, its numbers, the reason of the server and the
likely causes as Markdown. It is the report that y copies on screen.

` + runHelp,
		Example:           `  ax-tui tasks report-run "JSON Shape@latest-failed" --check > report.md`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: singleArg(completeRuns(app, anyRun)),
		RunE:              func(cmd *cobra.Command, args []string) error { return options.explain(cmd.Context(), app, args[0]) },
	}
	addRunSpace(&options.space, cmd.Flags())
	cmd.Flags().BoolVar(&options.check, "check", false, "ask the server what speaks for and against each cause")
	return cmd
}

func (o *explainOptions) explain(ctx context.Context, app *App, ref string) error {
	output := Output{}
	switch o.output {
	case "", string(Table), markdown:
	case string(record.JSON):
		output.Value = o.output
	default:
		return UsageError("--output %s is not supported; choose table, json or md", quote(o.output))
	}
	if o.output == markdown || o.output == "" {
		output.Value = string(Table)
	}
	return app.with(ctx, output, func(conn *Conn, sink *Sink) error {
		id, err := app.runID(ctx, conn, ref, &o.space)
		if err != nil {
			return err
		}
		run, err := conn.Client.GetRun(ctx, id)
		if err != nil {
			return runFailed(ctx, app, conn, "cannot read the run", id, err)
		}
		about, err := o.diagnosed(ctx, app, conn, &run)
		if err != nil {
			return err
		}
		switch {
		case sink.Format == record.JSON:
			return sink.One(record.Of(report.Explain(about)))
		case o.output == markdown:
			_, err = sink.Write([]byte(report.Markdown(&about) + "\n"))
		default:
			_, err = sink.Write([]byte(Sheet(explainFields(app, &about), app.Width)))
			if !o.check && len(about.Diagnosis.Causes) > 0 {
				app.Note("Not checked; --check asks the server what speaks for and against each cause.")
			}
		}
		return err
	})
}

// diagnosed returns a run with its causes; with --check also what the server says about
// them.
func (o *explainOptions) diagnosed(ctx context.Context, app *App, conn *Conn, run *api.Run) (report.Run, error) {
	known := app.explained(ctx, conn, diagnose.Input{Run: *run, Task: app.taskCache(ctx, conn, true)(run.TaskID), Now: app.serverNow()}, true)
	about := report.Run{
		Run: *run, Task: known.Task, Achieved: achieved(app, run), Now: known.Now,
		Texts: report.Texts{Clean: func(raw string) string { return string(text.Clean(raw)) }, Count: text.Count[api.Count], Length: text.Length},
	}
	if !o.check {
		about.Diagnosis = diagnose.Diagnose(known)
		return about, nil
	}
	facts := check.Read(ctx, conn.Client, known)
	if err := ctx.Err(); err != nil {
		return about, err
	}
	about.Diagnosis = check.Weigh(known, &facts)
	return about, nil
}

// explainFields returns the outcome, the reason and every cause as fields.
func explainFields(app *App, of *report.Run) (out Fields) {
	out.line("run", text.Clean(of.Run.ID))
	out.line("task", text.Clean(of.Task.Name))
	out.outcome(app, &of.Run)
	if reason := diagnose.ReasonOf(&of.Run); reason != "" {
		out.sentence("why", text.CleanLines(reason)...)
	}
	labels := of.Diagnosis.Labels()
	for i, finding := range of.Diagnosis.Causes {
		out.sentence(text.Clean(labels[i]), text.Clean(finding.Likely))
		out.sentence("do", text.Clean(finding.Do))
		out.sentence("because", text.Clean(finding.Basis))
		out.checks(&finding)
		if by := of.ByHand(&finding.Cure); by != "" {
			out.sentence("change", text.Clean(by))
		}
		for _, diff := range finding.Cure.Diffs {
			out.sentence("change", text.Concat(text.Clean(diff.What), ": ", text.Clean(diff.From), " → ", text.Clean(diff.To)))
		}
		if command := of.Command(&finding.Cure); command != "" {
			out.line("command", text.Clean(command+app.CommandSuffix))
		}
	}
	for _, finding := range of.Diagnosis.Excluded {
		out.sentence("excluded", text.Clean(finding.Likely))
		if because := finding.Because(); because != "" {
			out.sentence("because", text.Clean(because))
		}
		out.checks(&finding)
	}
	if len(of.Diagnosis.Causes) == 0 {
		out.sentence("cause", "none: nothing seems wrong with this run")
	}
	return out
}

// checks adds what requests have shown about a cause.
func (f *Fields) checks(finding *diagnose.Finding) {
	for _, shown := range finding.Checks {
		f.sentence(text.Clean(shown.Label()), text.Clean(shown.Words()))
	}
}
