package action

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// CancelRun creates the box that asks the server to cancel a run. taskName may be
// empty; run needs its ID and should be the latest known value. The run is
// reloaded while the box is open; when it ends, the box says so instead of
// cancelling.
func CancelRun(env *host.Env, canceler write.Canceler, taskName text.Safe, run api.Run) box.Box {
	return open(env, action[*api.Run]{
		noun: "run", progress: "cancelling…", refusal: "not cancelled", watch: true,
		about: func(*api.Run) []string { return []string{run.ID} },
		read:  func(ctx context.Context) (*api.Run, error) { return pointer(canceler.GetRun(ctx, run.ID)) },
		seen: func(now *api.Run, announced bool) []tea.Msg {
			return []tea.Msg{host.RunUpdated{Run: *now, Announced: announced && now.Status.Terminal()}}
		},
		send: func(ctx context.Context, _ *api.Run) write.Result[*api.Run] {
			return pointed(write.Cancel(ctx, canceler, run.ID))
		},
		describeResult: func(name text.Safe, _ *api.Run, result write.Result[*api.Run]) outcome {
			return cancelled(name, &result)
		},
		describe: func(first, now *api.Run) question {
			ask := question{
				title: "Cancel this run?", sending: "Cancelling", doneTitle: "Nothing to cancel", danger: true,
				name: runOf(run.ID, taskName), facts: runFacts(env, taskName, now),
				effects: []text.Safe{"Yes asks the server to end it. The run ends as cancelled."},
			}
			switch {
			case first.Status.Terminal():
				ask.doneReason = text.Concat("It has already ended: ", status(now))
			case now.Status.Terminal():
				ask.doneReason = text.Concat("It has ended meanwhile: ", status(now))
			}
			return ask
		},
	}, &run)
}

func runName(id string) text.Safe { return text.Concat("run ", text.ShortID(id)) }

// runOf names a run with its task, which may be unknown: "".
func runOf(id string, taskName text.Safe) text.Safe {
	if taskName == "" {
		return runName(id)
	}
	return text.Concat(runName(id), " of ", text.Cut(taskName, maxNameWidth/2))
}

func status(run *api.Run) text.Safe { return text.Clean(run.Status.Words()) }

// cancelled describes the result of a cancel request.
func cancelled(name text.Safe, result *write.Result[*api.Run]) outcome {
	run := result.Value
	switch {
	case result.Outcome == write.Done && run.Status == api.Cancelled:
		return outcome{kind: host.Success, sentence: true, done: true, text: text.Concat(name, " is cancelled.")}
	case result.Outcome == write.Done && run.Status.Terminal():
		return outcome{kind: host.Warning, sentence: true, done: true, text: text.Concat(name, " had already ended: ", status(run))}
	case result.Outcome == write.Done:
		return outcome{kind: host.Success, sentence: true, done: true, text: text.Concat("Cancel requested; ", name, " is still ", status(run), ".")}
	case result.Outcome == write.Absent:
		return outcome{kind: host.Error, text: text.Concat(host.Unsure(result.Err), "; the run is now ", status(run), ". Nothing is sent again automatically.")}
	}
	report := outcome{kind: host.Warning, done: true, keepOpen: true}
	switch {
	case !result.Known:
		report.kind, report.text = host.Error, notFound
	case result.Outcome == write.Confirmed:
		report.text = text.Concat(host.Unsure(result.Err), ", but the run is cancelled.")
	case api.Lost(result.Err):
		report.text = text.Concat(host.Unsure(result.Err), "; the run has ended: ", status(run))
	default:
		report.text = text.Concat("it had already ended: ", status(run))
	}
	return report
}

// runFacts lists the task, the run, its status and its time.
func runFacts(env *host.Env, taskName text.Safe, run *api.Run) []confirm.Line {
	st := env.Styles
	var out []confirm.Line
	if taskName != "" {
		out = append(out, confirm.Line{Text: text.Concat("task ", taskName), Style: st.Strong})
	}
	out = append(out, confirm.Line{Text: runName(run.ID), Style: st.Text})
	if run.Status == "" {
		return append(out, confirm.Line{Text: "Its status is not known yet.", Style: st.Dim})
	}
	line, style := taskinfo.Outcome(st, env.Outcome(run))
	at := run.CreatedAt
	switch {
	case run.FinishedAt != nil && run.Status.Terminal():
		at = *run.FinishedAt
	case run.StartedAt != nil && run.Status != api.Pending:
		at = *run.StartedAt
	}
	if !at.IsZero() && (run.FinishedAt != nil || !run.Status.Terminal()) {
		if !strings.HasSuffix(string(line), " "+string(status(run))) {
			line = text.Concat(line, ", ", status(run))
		}
		line = text.Concat(line, " since ", text.Clean(text.Seconds(at, env.Zone)))
	}
	return append(out, confirm.Line{Text: line, Style: *style})
}
