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

// TaskClient is the part of the API that actions on tasks use.
type TaskClient interface {
	write.Updater
	write.Deleter
}

// IsTaskAction reports whether an action is one on tasks, as in the list and on the
// task screen.
func IsTaskAction(action keymap.Action) bool {
	switch action {
	case keymap.NewTask, keymap.CloneTask, keymap.EditTask, keymap.PauseTask, keymap.DeleteTask:
		return true
	}
	return false
}

// Can reports whether an action is available for this task; without an ID, for no
// task.
func Can(action keymap.Action, task api.Task) bool {
	switch action {
	case keymap.NewTask:
		return true
	case keymap.PauseTask:
		return task.ID != "" && task.Type != api.RunExperiment && task.DatasetID == ""
	}
	return task.ID != ""
}

// Message returns the message to the root for an action on a task.
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
	return host.Move{To: host.PlaceNew, Task: api.Task{Type: task.Type, ProjectID: task.ProjectID, DatasetID: task.DatasetID}}
}

// taskAction returns what all actions on tasks share.
func taskAction(taskClient TaskClient, task api.Task) action[*api.Task] {
	return action[*api.Task]{
		noun:    "task",
		about:   func(*api.Task) []string { return []string{task.ID} },
		read:    func(ctx context.Context) (*api.Task, error) { return pointer(taskClient.GetTask(ctx, task.ID)) },
		seen:    func(now *api.Task, _ bool) []tea.Msg { return []tea.Msg{host.TaskUpdated{Task: *now}} },
		goneMsg: host.TaskGone{ID: task.ID},
	}
}

// maxNameWidth limits a name to two lines of the box, in cells.
const maxNameWidth = 88

func taskQuestion(env *host.Env, task *api.Task) question {
	name := text.Concat("task ", text.ShortID(task.ID))
	if task.Name != "" {
		name = text.Concat("task ", text.Cut(text.CleanN(task.Name, 300), maxNameWidth))
	}
	return question{name: name, facts: []confirm.Line{{Text: name, Style: env.Styles.Strong}}}
}

// PauseTask creates the box that pauses a continuous task or resumes a paused one.
// Which of the two is decided when the box opens or, for a task of which only the
// ID is known, when it is loaded; it does not change afterwards. Only
// is_continuous is sent.
func PauseTask(env *host.Env, taskClient TaskClient, task api.Task) box.Box {
	act := taskAction(taskClient, task)
	act.progress, act.refusal = "Asking the server…", "not changed"
	act.describe = func(first, now *api.Task) question {
		question, want := taskQuestion(env, now), !first.Continuous
		question.unknown, question.doneTitle, question.title = first.Type == "", "Nothing to change", "Pause this task?"
		question.effects = []text.Safe{
			"New spans are no longer scored automatically. You can still start runs.",
			"The API does not say what happens to a run in progress; check its runs afterwards.", // contract section 10
		}
		state := text.Safe("paused")
		if want {
			question.title, state = "Make this task continuous?", "continuous"
			question.effects = []text.Safe{
				"New spans are scored automatically from now on.",
				"The API does not say what happens to a run in progress, nor whether earlier spans are scored.",
			}
			if now.NeverRan() {
				question.effects = append(question.effects, "It has never run: start a trial run over about 100 spans first.")
			}
		}
		switch {
		case question.unknown:
			question.title = "Pause or resume this task?"
		case now.ProjectID == "" || !now.Type.Evaluation(): // contract section 6, Create
			question.doneReason = "Only evaluation tasks over a project run continuously, so there is nothing to pause."
		case now.Continuous == want:
			question.doneReason = text.Concat("It is already ", state, ".")
		}
		return question
	}
	act.send = func(ctx context.Context, first *api.Task) write.Result[*api.Task] {
		want := !first.Continuous
		return pointed(write.Update(ctx, taskClient, task.ID, &api.UpdateTask{Continuous: &want}))
	}
	act.describeResult = func(_ text.Safe, first *api.Task, result write.Result[*api.Task]) outcome {
		done := text.Safe("paused; new spans are no longer scored automatically.")
		if !first.Continuous {
			done = "resumed; new spans are scored automatically."
		}
		switch {
		case result.Outcome == write.Absent:
			return outcome{kind: host.Error, text: text.Concat(host.Unsure(result.Err), " and nothing has changed so far. Nothing is sent again automatically.")}
		case result.Outcome == write.Confirmed:
			return outcome{kind: host.Warning, text: text.Concat(host.Unsure(result.Err), ", but it is ", done), done: true}
		case result.Value.Continuous == first.Continuous:
			return outcome{kind: host.Error, text: "the server accepted the change but still returns the old state. Check again in a moment."}
		}
		return outcome{kind: host.Success, text: done, done: true}
	}
	return open(env, act, &task)
}

// DeleteTask creates the box that deletes a task after its current name on the
// server was typed.
func DeleteTask(env *host.Env, taskClient TaskClient, task api.Task) box.Box {
	act := taskAction(taskClient, task)
	act.progress, act.refusal = "deleting…", "not deleted"
	act.describe = func(first, now *api.Task) question {
		question := taskQuestion(env, now)
		question.title, question.sending, question.doneTitle = "Delete this task?", "Deleting", "Nothing to delete"
		question.danger, question.unknown = true, first.Name == ""
		question.prompt, question.answers = nameAnswers(now)
		question.effects = []text.Safe{"Its runs and its configuration are deleted too. This is final."}
		return question
	}
	act.send = func(ctx context.Context, _ *api.Task) write.Result[*api.Task] {
		return pointed(write.Delete(ctx, taskClient, task.ID))
	}
	act.describeResult = func(name text.Safe, _ *api.Task, result write.Result[*api.Task]) outcome {
		switch result.Outcome {
		case write.Done:
			return outcome{kind: host.Success, sentence: true, text: text.Concat(name, " is deleted, with its runs."), done: true, deleted: true}
		case write.Confirmed:
			return outcome{kind: host.Warning, text: text.Concat(host.Unsure(result.Err), ", but the task is deleted."), done: true, deleted: true}
		case write.AlreadyEnded:
			return outcome{kind: host.Warning, text: "it is already deleted, or your key can no longer see it.", done: true, deleted: true}
		default: // Absent: the other outcomes do not reach this
			return outcome{kind: host.Error, text: text.Concat(host.Unsure(result.Err), "; the task still exists. Nothing is sent again automatically.")}
		}
	}
	return open(env, act, &task)
}

// typedIDTail is the number of characters of the ID that can be typed instead of a
// name that is hard to type.
const typedIDTail = 6

// maxTypedName is the maximum length, in bytes, of a name that must be typed.
const maxTypedName = 60

// nameAnswers returns the texts that confirm a deletion: the name and, if that is
// hard to type (not plain ASCII, with invisible spaces, very long), also the end
// of the ID.
func nameAnswers(task *api.Task) (ask text.Safe, answers []string) {
	odd := func(char rune) bool { return char < ' ' || char > '~' }
	if len(task.Name) <= maxTypedName && task.Name == strings.Join(strings.Fields(task.Name), " ") && !strings.ContainsFunc(task.Name, odd) {
		return "Type its name to delete it:", []string{task.Name}
	}
	end := task.ID[max(len(task.ID)-typedIDTail, 0):]
	return text.Concat("Type its name, or ", text.Clean(end), ", the end of its ID:"), []string{task.Name, end}
}
