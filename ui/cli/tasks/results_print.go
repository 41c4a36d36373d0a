package tasks

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/api/results"
	"ax-tui/api/results/source"
	"ax-tui/ui/text"
)

// resultsReport is what `tasks results` prints.
type resultsReport struct {
	target  resultsTarget
	reading *source.Reading
	summary results.Summary
	earlier *source.Plan // nil: there is nothing to compare with
	before  results.Summary
	notes   []string
}

func (r *resultsReport) print(app *App, sink *Sink, options *resultsOptions) error {
	switch sink.Format {
	case Table:
		_, err := sink.Write([]byte(r.text(app, options)))
		return err
	case record.JSON:
		return sink.One(record.Of(r.record()))
	case record.IDs:
		encoder := sink.Encoder("worst")
		for _, evaluator := range r.summary.Evaluators {
			for _, item := range evaluator.Worst {
				if err := encoder.Add(record.Of(item)); err != nil {
					return err
				}
			}
		}
		return encoder.End("", false)
	default:
	}
	encoder := sink.Encoder("evaluators")
	for _, evaluator := range r.summary.Evaluators {
		if sink.Format == record.JSONL {
			if err := encoder.Add(record.Of(evaluator)); err != nil {
				return err
			}
			continue
		}
		for _, row := range labelRows(evaluator) {
			if err := encoder.Add(record.Of(row)); err != nil {
				return err
			}
		}
	}
	return encoder.End("", false)
}

// resultsRecord is the JSON of the results of one run, task or experiment.
type resultsRecord struct {
	TaskID        string              `json:"task_id,omitempty"`
	TaskName      string              `json:"task_name,omitempty"`
	RunID         string              `json:"run_id,omitempty"`
	ExperimentIDs []string            `json:"experiment_ids"`
	Start         *time.Time          `json:"start_time"`
	End           *time.Time          `json:"end_time"`
	Filter        string              `json:"query_filter,omitempty"`
	Rows          int                 `json:"rows_read"`
	Complete      bool                `json:"complete"`
	Basis         results.Basis       `json:"basis"`
	Before        *windowRecord       `json:"before"`
	Notes         []string            `json:"notes"`
	Evaluators    []results.Evaluator `json:"evaluators"`
}

// windowRecord is the window or the experiment that is compared with.
type windowRecord struct {
	RunID         string        `json:"run_id,omitempty"`
	ExperimentIDs []string      `json:"experiment_ids"`
	Start         *time.Time    `json:"start_time"`
	End           *time.Time    `json:"end_time"`
	Rows          int           `json:"rows_read"`
	Basis         results.Basis `json:"basis"`
}

// Ref makes it a thing that can be recorded.
func (r resultsRecord) Ref() api.Ref { return api.Ref{ID: r.RunID, Name: r.TaskName} }

func (r *resultsReport) record() resultsRecord {
	plan := r.reading.Plan
	out := resultsRecord{
		TaskID: plan.Task.ID, TaskName: plan.Task.Name, RunID: plan.Run.ID, ExperimentIDs: plan.Experiments,
		Rows: r.summary.Rows, Complete: !r.reading.More && !r.reading.Cut, Basis: r.summary.Basis,
		Notes: append([]string{}, r.notes...), Evaluators: append([]results.Evaluator{}, r.summary.Evaluators...), // [] rather than null
	}
	out.Start, out.End = times(&plan)
	if len(plan.Experiments) == 0 {
		if out.Filter = plan.Filter; r.reading.Next.Unfiltered {
			out.Filter = ""
		}
	}
	if r.earlier != nil {
		out.Before = &windowRecord{RunID: r.earlier.Run.ID, ExperimentIDs: r.earlier.Experiments, Rows: r.before.Rows, Basis: r.before.Basis}
		out.Before.Start, out.Before.End = times(r.earlier)
	}
	return out
}

// times returns the window of a plan in UTC, nil for experiments.
func times(plan *source.Plan) (start, end *time.Time) {
	if len(plan.Experiments) > 0 {
		return nil, nil
	}
	from, to := plan.Window.Start.UTC(), plan.Window.End.UTC()
	return &from, &to
}

// labelRow is a line of CSV: one label of an evaluator.
type labelRow struct {
	Evaluator string   `json:"evaluator"`
	Label     string   `json:"label"`
	Count     int      `json:"count"`
	Of        int      `json:"of"`
	Share     *float64 `json:"share"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	Score     *float64 `json:"score"`
	Bad       bool     `json:"bad"`
	Before    *float64 `json:"before"`
	Clear     bool     `json:"clear_change"`
}

// Ref returns the label.
func (r labelRow) Ref() api.Ref { return api.Ref{Name: r.Label} }

// labelRows returns the labels, and a line for what has none.
func labelRows(evaluator results.Evaluator) (out []labelRow) {
	add := func(label string, share results.Share, score *float64, bad bool) {
		row := labelRow{Evaluator: evaluator.Name, Label: label, Count: share.Count, Of: share.Of, Share: &share.Share, Low: &share.Low, High: &share.High, Score: score, Bad: bad}
		for _, change := range evaluator.Changes {
			if change.Label == label {
				row.Before, row.Clear = &change.Before.Share, change.Clear
			}
		}
		out = append(out, row)
	}
	for _, label := range evaluator.Labels {
		add(label.Label, label.Share, label.Score, label.Bad)
	}
	add(results.NoLabel, results.NewShare(evaluator.None, evaluator.None+evaluator.Evaluated), nil, false)
	return out
}

// text returns the results for people.
func (r *resultsReport) text(app *App, options *resultsOptions) string {
	plan := r.reading.Plan
	var fields Fields
	fields.line("task", text.Clean(plan.Task.Name))
	fields.line("run", text.Clean(plan.Run.ID))
	if r.target.experiment.ID != "" {
		fields.line("experiment", text.Clean(cmp.Or(r.target.experiment.Name, r.target.experiment.ID)))
	} else if len(plan.Experiments) > 0 {
		fields.line("experiments", text.Clean(strings.Join(plan.Experiments, ", ")))
	} else {
		fields.line("window", r.window(app, &plan))
		if !r.reading.Next.Unfiltered {
			fields.line("filter", text.Clean(plan.Filter))
		}
	}
	if !r.reading.Hidden() {
		read := r.reading.Extent(string(count(app, r.summary.Rows)))
		if r.summary.Rows > 0 {
			read += ", " + r.reading.Basis(&r.summary)
		}
		fields.line("read", text.Clean(read))
	}
	if r.earlier != nil {
		which := r.window(app, r.earlier)
		if len(r.earlier.Experiments) > 0 {
			which = text.Clean(r.earlier.Experiments[0])
		}
		fields.line("compared with", text.Concat(text.Safe(r.earlier.Before()), ", ", which, ", ", count(app, r.before.Rows), " ", text.Safe(r.earlier.Noun()), ", ", text.Safe(r.reading.Basis(&r.before))))
	}
	for _, note := range r.notes {
		fields.sentence("note", text.Clean(note))
	}
	var out strings.Builder
	out.WriteString(Sheet(fields, app.Width))
	for i, evaluator := range r.summary.Evaluators {
		out.WriteString("\n")
		if source.Hidden(judgeAt(r.reading.Judges, i)) {
			out.WriteString(string(text.Clean(evaluator.Name)) + "  " + evaluator.Granularity.Words() + " scores cannot be shown\n")
			continue
		}
		r.evaluator(&out, app, &evaluator, options)
	}
	if len(r.summary.Evaluators) == 0 {
		out.WriteString("\nNo evaluator has judged these " + plan.Noun() + ".\n")
	}
	return out.String()
}

func judgeAt(judges []results.Judge, i int) results.Judge {
	if i < len(judges) {
		return judges[i]
	}
	return results.Judge{}
}

func (r *resultsReport) window(app *App, plan *source.Plan) text.Safe {
	return text.Safe(text.Window(plan.Window.Start, plan.Window.End, app.Zone))
}

// evaluator writes the results of one evaluator.
func (r *resultsReport) evaluator(out *strings.Builder, app *App, evaluator *results.Evaluator, options *resultsOptions) {
	out.WriteString(string(text.Clean(evaluator.Name)) + "  " + string(count(app, evaluator.Evaluated)) + " of " + string(count(app, r.summary.Rows)) + " judged")
	if left := evaluator.NotThis + evaluator.Unknown; left > 0 {
		noun := " labels"
		if left == 1 {
			noun = " label"
		}
		out.WriteString(", " + string(count(app, left)) + noun + " of others left out")
	}
	out.WriteString("\n")
	changes := map[string]text.Safe{}
	for _, change := range evaluator.Changes {
		changes[change.Label] = text.Safe(change.Words())
	}
	var rows [][]text.Safe
	for _, label := range evaluator.Labels {
		score := text.Safe("")
		if label.Score != nil {
			score = text.Safe(results.Score(*label.Score))
		}
		rows = append(rows, []text.Safe{"  " + text.Clean(label.Label), score, count(app, label.Count), text.Safe(results.Percent(label.Share.Share)), text.Safe(label.Interval()), changes[label.Label]})
	}
	if evaluator.OtherLabels > 0 {
		rows = append(rows, []text.Safe{"  (other labels)", "", count(app, evaluator.OtherLabels), "", "", ""})
	}
	rows = append(rows, []text.Safe{"  " + results.NoLabel, "", count(app, evaluator.None), "", "", ""})
	columns := []Column{
		{Title: "  LABEL", MinWidth: 16},
		{Title: "SCORE", AlignRight: true, DropOrder: 2},
		{Title: "COUNT", AlignRight: true},
		{Title: "SHARE", AlignRight: true},
		{Title: "95 % INTERVAL"},
		{Title: "BEFORE", DropOrder: 1},
	}
	if len(changes) == 0 {
		columns = columns[:len(columns)-1]
	}
	out.WriteString(Grid(columns, rows, app.Width))
	if scores := evaluator.Scores; scores != nil {
		out.WriteString("  scores: mean " + results.Score(scores.Mean) + ", p10 " + results.Score(scores.P10) + ", median " + results.Score(scores.P50) + ", p90 " + results.Score(scores.P90))
		for i, bin := range scores.Histogram {
			before := ", "
			if i == 0 {
				before = "; how many: "
			}
			out.WriteString(before + bin.Words() + ": " + string(count(app, bin.Count)))
		}
		out.WriteString("\n")
	}
	writeWorst(out, app, evaluator)
	writeSlices(out, evaluator, len(options.by) > 0)
}

// writeWorst writes the worst results with their explanations.
func writeWorst(out *strings.Builder, app *App, evaluator *results.Evaluator) {
	if len(evaluator.Worst) == 0 {
		return
	}
	title := "the worst first"
	switch {
	case !evaluator.Ranked:
		title = "the first that were read (" + evaluator.Unranked() + ")"
	case len(evaluator.Bad) > 0:
		title += "; bad: " + string(text.Clean(strings.Join(evaluator.Bad, ", ")))
	}
	out.WriteString("  " + title + ":\n")
	width := 0
	if app.Width > 0 {
		width = max(app.Width-6, minSentenceWidth)
	}
	for _, item := range evaluator.Worst {
		words := []string{string(text.Clean(item.Label))}
		if item.Score != nil {
			words = append(words, results.Score(*item.Score))
		}
		words = append(words, string(text.Clean(item.Name)), string(text.Clean(cmp.Or(item.TraceID, item.ID))), string(formatTime(app, &item.At)))
		out.WriteString("    " + strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), "  ") + "\n")
		lines := text.CleanLines(item.Explanation)
		for _, value := range item.Texts {
			lines = append(append(lines, text.Concat(text.Clean(value.Path), ":")), text.CleanLines(value.Text)...)
		}
		if width > 0 {
			lines = text.WrapLines(lines, width)
		}
		for _, line := range lines {
			if line != "" {
				out.WriteString("      " + string(line) + "\n")
			}
		}
	}
}

// count formats a number as formatCount does.
func count(app *App, number int) text.Safe { return formatCount(app, api.Count(number)) }

// writeSlices writes the slices that are ranked, and how many are too small.
func writeSlices(out *strings.Builder, evaluator *results.Evaluator, asked bool) {
	if !asked || evaluator.Evaluated == 0 {
		return
	}
	labelled := evaluator.Labelled() > 0
	title := "mean score"
	if labelled {
		title = "share of " + string(text.Clean(strings.Join(evaluator.Focus(), " or ")))
	}
	out.WriteString("  slices by " + title + ", the highest over the mean first, of at least " + strconv.Itoa(minSlice) + ":\n")
	small := 0
	for _, slice := range evaluator.Slices {
		if slice.Small {
			small++
			continue
		}
		out.WriteString("    " + string(text.Concat(text.Clean(slice.Path), " ", text.Clean(slice.Words(labelled)))) + "\n")
	}
	if small > 0 {
		out.WriteString("    " + text.Plural(small, "value") + " with fewer are not shown\n")
	}
}
