package action

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// tail is how much of an ID tells runs apart.
const tail = 10

// CancelRun builds the box in which the server is asked to end a run. taskName
// may be empty; run needs its ID and should be as fresh as the caller knows it.
// The run is read again and again, and when it ends the box says so in place of
// cancelling.
func CancelRun(env *host.Env, canceler write.Canceler, taskName text.Safe, run api.Run) box.Box {
	return open(env, action[api.Run]{
		noun: "run", doing: "cancelling…", refused: "not cancelled", watch: true,
		read: func(ctx context.Context) (api.Run, error) { return canceler.GetRun(ctx, run.ID) },
		seen: func(now api.Run, announced bool) tea.Msg {
			return host.RunUpdated{Run: now, Announced: announced && now.Status.Terminal()}
		},
		send: func(ctx context.Context, _ api.Run) write.Result[api.Run] { return write.Cancel(ctx, canceler, run.ID) },
		tell: func(name text.Safe, _ api.Run, result write.Result[api.Run]) outcome { return cancelled(name, result) },
		describe: func(first, now api.Run) question {
			q := question{
				title: "Cancel this run?", sending: "Cancelling", nothing: "Nothing to cancel", danger: true,
				name: runName(run.ID), facts: runFacts(env, taskName, now),
				meaning: []text.Safe{"Yes asks the server to end it. The run ends as cancelled."},
			}
			switch {
			case first.Status.Terminal():
				q.over = text.Concat("It has already ended: ", status(now))
			case now.Status.Terminal():
				q.over = text.Concat("It has ended by itself: ", status(now))
			}
			return q
		},
	}, run)
}

func runName(id string) text.Safe { return text.Concat("run ", text.CutLeft(text.Clean(id), tail)) }

func status(run api.Run) text.Safe { return text.Clean(run.Status.Words()) }

// cancelled words what came of asking the server to end a run.
func cancelled(name text.Safe, result write.Result[api.Run]) outcome {
	run := result.Value
	switch {
	case result.Outcome == write.Done && run.Status == api.Cancelled:
		return outcome{kind: host.Success, whole: true, over: true, words: text.Concat(name, " is cancelled.")}
	case result.Outcome == write.Done && run.Status.Terminal():
		return outcome{kind: host.Warning, whole: true, over: true, words: text.Concat(name, " had already ended: ", status(run))}
	case result.Outcome == write.Done:
		return outcome{kind: host.Success, whole: true, over: true, words: text.Concat("Cancel asked for; ", name, " is still ", status(run), ".")}
	case result.Outcome == write.Absent:
		return outcome{kind: host.Error, words: text.Concat("the answer was lost; the run is now ", status(run), ". Nothing is sent again by itself.")}
	}
	o := outcome{kind: host.Warning, over: true, stays: true}
	switch {
	case !result.Known:
		o.kind, o.words = host.Error, notFound
	case result.Outcome == write.Confirmed:
		o.words = "the answer was lost, but the run is cancelled."
	case api.Lost(result.Err):
		o.words = text.Concat("the answer was lost; the run has ended: ", status(run))
	default:
		o.words = text.Concat("it had already ended: ", status(run))
	}
	return o
}

// runFacts names the task, the run, its status and since when.
func runFacts(env *host.Env, taskName text.Safe, run api.Run) []confirm.Line {
	st := env.Styles
	var out []confirm.Line
	if taskName != "" {
		out = append(out, confirm.Line{Text: text.Concat("task ", taskName), Style: st.Strong})
	}
	out = append(out, confirm.Line{Text: runName(run.ID), Style: st.Text})
	if run.Status == "" {
		return append(out, confirm.Line{Text: "Its status is not known yet.", Style: st.Dim})
	}
	glyph, style := st.Status(string(run.Status))
	line := text.Concat(text.Clean(glyph+" "), status(run))
	at := run.CreatedAt
	switch {
	case run.FinishedAt != nil && run.Status.Terminal():
		at = *run.FinishedAt
	case run.StartedAt != nil && run.Status != api.Pending:
		at = *run.StartedAt
	}
	if !at.IsZero() && (run.FinishedAt != nil || !run.Status.Terminal()) {
		line = text.Concat(line, " since ", text.Clean(text.Seconds(at, env.Zone)))
	}
	return append(out, confirm.Line{Text: line, Style: style})
}
