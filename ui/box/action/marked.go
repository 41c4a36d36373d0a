package action

import (
	"context"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// CancelRuns creates the box that asks the server to end the active runs of the items.
func CancelRuns(env *host.Env, canceler write.Canceler, items []Item) box.Box {
	return openSeveral(env, several{
		noun: "run", verb: "cancel", done: "Cancelled", progress: "cancelling…", ended: "had ended", danger: true, ofRun: true,
		effects: []text.Safe{"Yes asks the server to end them, one after the other."},
		why: func(item *Item) text.Safe {
			switch {
			case item.Run.ID == "" || item.Run.Status == "":
				return "no run is known"
			case item.Run.Status.Terminal():
				return "the run has ended"
			}
			return ""
		},
		line: func(item *Item) text.Safe { return status(&item.Run) },
		send: func(ctx context.Context, item *Item) result {
			done := write.Cancel(ctx, canceler, item.Run.ID)
			return runResult(done, done.Outcome == write.Done && done.Value.Status.Terminal() && done.Value.Status != api.Cancelled)
		},
	}, items)
}

func runResult(done write.Result[api.Run], ended bool) result {
	out := result{outcome: done.Outcome, err: done.Err, ended: ended}
	if done.Known {
		out.seen = host.RunUpdated{Run: done.Value, Announced: done.Value.Status.Terminal()}
	}
	return out
}

// PauseTasks creates the box that pauses the continuous tasks of the items or, when
// none is continuous, resumes the paused ones.
func PauseTasks(env *host.Env, taskClient TaskClient, items []Item) box.Box {
	resume := true
	for i := range items {
		resume = resume && !items[i].Task.Continuous
	}
	act := several{
		noun: "task", verb: "pause", done: "Paused", progress: "Asking the server…", ended: "already paused",
		effects: []text.Safe{"New spans are no longer scored automatically. You can still start runs."},
	}
	if resume {
		act.verb, act.done, act.ended = "resume", "Resumed", "already continuous"
		act.effects = []text.Safe{"New spans are scored automatically from now on."}
	}
	act.why = func(item *Item) text.Safe {
		switch {
		case !Can(keymap.PauseTask, item.Task):
			return "cannot be continuous"
		case item.Task.Continuous == resume:
			return act.ended
		}
		return ""
	}
	act.send = func(ctx context.Context, item *Item) result {
		done := write.Update(ctx, taskClient, item.Task.ID, &api.UpdateTask{Continuous: &resume})
		out := result{outcome: done.Outcome, err: done.Err}
		if done.Known {
			out.seen = host.TaskUpdated{Task: done.Value}
		}
		return out
	}
	return openSeveral(env, act, items)
}

// TriggerTasks creates the box that starts a run of each task over the window of its
// newest run. A run shows neither its limit nor whether it overrides (contract
// section 6, Trigger), so the server's defaults are used and the box says so.
func TriggerTasks(env *host.Env, starter write.Starter, items []Item) box.Box {
	ahead := env.ServerTime(env.Now()).Sub(env.Now())
	return openSeveral(env, several{
		noun: "run", verb: "start", done: "Started", progress: "starting…", ended: "not started",
		effects: []text.Safe{"Each runs over the window of its last run, with the server's defaults: at most 10 000 spans, and what has labels is passed over."},
		why: func(item *Item) text.Safe {
			switch {
			case item.Task.Type == "" || item.Task.Type == api.RunExperiment:
				return "need the trigger form"
			case item.Run.Status.Active():
				return "running already"
			case item.Task.DatasetID == "" && (item.Run.DataStart == nil || item.Run.DataEnd == nil):
				return "no window is known"
			}
			return ""
		},
		line: func(item *Item) text.Safe {
			if item.Run.DataStart == nil || item.Run.DataEnd == nil {
				return ""
			}
			return text.Safe(text.Length(*item.Run.DataStart, *item.Run.DataEnd) + " up to " + text.Stamp(*item.Run.DataEnd, env.Zone))
		},
		send: func(ctx context.Context, item *Item) result {
			known := write.RunsBefore{LastRunAt: item.Task.LastRunAt}
			if item.Run.ID != "" {
				known.Runs = []api.Run{item.Run}
			}
			var request api.Trigger
			if item.Task.DatasetID == "" {
				request.DataStart, request.DataEnd = item.Run.DataStart, item.Run.DataEnd
			}
			return runResult(write.Trigger(ctx, starter, item.Task.ID, request, known, env.Now().Add(ahead)), false)
		},
	}, items)
}
