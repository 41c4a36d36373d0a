package action

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// TaskClient is what is asked of the API for tasks.
type TaskClient interface {
	write.Updater
	write.Deleter
}

// OnTask reports whether an action is one on a task as a whole, from the list
// and from its own screen alike.
func OnTask(action keymap.Action) bool {
	switch action {
	case keymap.NewTask, keymap.CloneTask, keymap.EditTask, keymap.PauseTask, keymap.DeleteTask:
		return true
	}
	return false
}

// Can says whether an action on a task makes sense with this one, or, without
// an ID, with none.
func Can(action keymap.Action, task api.Task) bool {
	switch action {
	case keymap.NewTask:
		return true
	case keymap.PauseTask:
		return task.ID != "" && task.Type != api.RunExperiment && task.DatasetID == ""
	}
	return task.ID != ""
}

// Message is what to send the root for an action on a task.
func Message(env *host.Env, taskClient TaskClient, action keymap.Action, task api.Task) tea.Msg {
	switch action {
	case keymap.CloneTask:
		return host.Move{To: host.PlaceNew, Task: task}
	case keymap.EditTask:
		return host.Move{To: host.PlaceEdit, Task: task}
	case keymap.PauseTask:
		return box.Open{Box: PauseTask(env, taskClient, task)}
	case keymap.DeleteTask:
		return box.Open{Box: DeleteTask(env, taskClient, task)}
	}
	return host.Move{To: host.PlaceNew}
}

// onTask is what the actions on tasks share.
func onTask(taskClient TaskClient, task api.Task) action[api.Task] {
	return action[api.Task]{
		noun: "task",
		read: func(ctx context.Context) (api.Task, error) { return taskClient.GetTask(ctx, task.ID) },
		seen: func(now api.Task, _ bool) tea.Msg { return host.TaskUpdated{Task: now} },
		gone: host.TaskGone{ID: task.ID},
	}
}

// shownName keeps a name to two lines, so that the box keeps its shape.
const shownName = 88

func about(env *host.Env, task api.Task) question {
	name := text.Concat("task ", text.CutLeft(text.Clean(task.ID), tail))
	if task.Name != "" {
		name = text.Concat("task ", text.Cut(text.CleanN(task.Name, 300), shownName))
	}
	return question{name: name, facts: []confirm.Line{{Text: name, Style: env.Styles.Strong}}}
}

// PauseTask builds the box in which a continuous task is paused, or another one
// resumed. Which of both is fixed when it opens, or, for a task that is known
// by its ID alone, when that was read; it never turns round under a key. Only
// is_continuous is sent.
func PauseTask(env *host.Env, taskClient TaskClient, task api.Task) box.Box {
	act := onTask(taskClient, task)
	act.doing, act.refused = "Asking the server…", "not changed"
	act.describe = func(first, now api.Task) question {
		question, want := about(env, now), !first.Continuous
		question.unknown, question.nothing, question.title = first.Type == "", "Nothing to change", "Pause this task?"
		question.meaning = []text.Safe{
			"New spans are no longer scored by themselves; runs can still be started by hand.",
			"What happens to a run in progress is not known; look at its runs afterwards.", // contract section 10
		}
		state := text.Safe("paused")
		if want {
			question.title, state = "Make this task continuous?", "continuous"
			question.meaning = []text.Safe{
				"New spans are scored by themselves from now on.",
				"What happens to a run in progress is not known, nor whether earlier spans are taken up.",
			}
			if now.LastRunAt == nil {
				question.meaning = append(question.meaning, "It has never run: a trial run over about 100 spans first is wise.")
			}
		}
		switch {
		case question.unknown:
			question.title = "Pause or resume this task?"
		case now.ProjectID == "" || !now.Type.Evaluation(): // contract section 6, Create
			question.over = "Only evaluation tasks over a project run continuously, so there is nothing to pause."
		case now.Continuous == want:
			question.over = text.Concat("It is ", state, " already.")
		}
		return question
	}
	act.send = func(ctx context.Context, first api.Task) write.Result[api.Task] {
		want := !first.Continuous
		return write.Update(ctx, taskClient, task.ID, api.UpdateTask{Continuous: &want})
	}
	act.tell = func(_ text.Safe, first api.Task, result write.Result[api.Task]) outcome {
		done := text.Safe("paused; new spans are no longer scored by themselves.")
		if !first.Continuous {
			done = "resumed; new spans are scored by themselves."
		}
		switch {
		case result.Outcome == write.Absent:
			return outcome{kind: host.Error, words: "the answer was lost and nothing has changed so far. Nothing is sent again by itself."}
		case result.Outcome == write.Confirmed:
			return outcome{kind: host.Warning, words: text.Concat("the answer was lost, but it is ", done), over: true}
		case result.Value.Continuous == first.Continuous:
			return outcome{kind: host.Error, words: "the server took the change, yet it still answers the old state. Look again in a moment."}
		}
		return outcome{kind: host.Success, words: done, over: true}
	}
	return open(env, act, task)
}

// DeleteTask builds the box in which a task is deleted once its name, as the
// server spells it now, has been typed.
func DeleteTask(env *host.Env, taskClient TaskClient, task api.Task) box.Box {
	act := onTask(taskClient, task)
	act.doing, act.refused = "deleting…", "not deleted"
	act.describe = func(first, now api.Task) question {
		question := about(env, now)
		question.title, question.sending, question.nothing = "Delete this task?", "Deleting", "Nothing to delete"
		question.danger, question.unknown = true, first.Name == ""
		question.ask, question.answers = nameOf(now)
		question.meaning = []text.Safe{"Its runs and its configuration go with it. This is final."}
		return question
	}
	act.send = func(ctx context.Context, _ api.Task) write.Result[api.Task] {
		return write.Delete(ctx, taskClient, task.ID)
	}
	act.tell = func(name text.Safe, _ api.Task, result write.Result[api.Task]) outcome {
		switch result.Outcome {
		case write.Done:
			return outcome{kind: host.Success, whole: true, words: text.Concat(name, " is deleted, with its runs."), over: true, gone: true}
		case write.Confirmed:
			return outcome{kind: host.Warning, words: "the answer was lost, but the task is gone.", over: true, gone: true}
		case write.AlreadyEnded:
			return outcome{kind: host.Warning, words: "it is gone already, or your key may no longer see it.", over: true, gone: true}
		default: // Absent: the others never come here
			return outcome{kind: host.Error, words: "the answer was lost; the task is still there. Nothing is sent again by itself."}
		}
	}
	return open(env, act, task)
}

// idEnd is how much of the ID may be typed in place of a name that is hard to type.
const idEnd = 6

// longestName is the longest name, in bytes, that has to be typed.
const longestName = 60

// nameOf is what names a task: its name or, when that is hard to type on a
// keyboard (not plain ASCII, with spaces that cannot be seen, very long), also
// the end of its ID.
func nameOf(task api.Task) (ask text.Safe, answers []string) {
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	if task.Name == strings.Join(strings.Fields(task.Name), " ") && len(task.Name) <= longestName && !strings.ContainsFunc(task.Name, odd) {
		return "Type its name to delete it:", []string{task.Name}
	}
	end := task.ID[max(len(task.ID)-idEnd, 0):]
	return text.Concat("Type its name, or ", text.Clean(end), ", the end of its ID:"), []string{task.Name, end}
}
