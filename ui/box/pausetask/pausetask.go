// Package pausetask is the box that asks before a continuous task is paused
// or resumed, asks the server, and says what came of it.
//
// It promises: whether it pauses or resumes is fixed when it opens and never
// turns round under a key; No is marked at first; only is_continuous is sent,
// once for each yes; a lost answer is looked up; a task that cannot run
// continuously is told as such and nothing is sent. What came of it is told
// even when the box was closed meanwhile. It imports api for its plain types,
// keymap, theme, ui/box/confirm, ui/host and ui/text; never a screen.
package pausetask

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Client is what the box asks of the API.
type Client interface {
	UpdateTask(ctx context.Context, id string, u api.UpdateTask) (api.Task, error)
	GetTask(ctx context.Context, id string) (api.Task, error)
}

// phase is what the box is about.
type phase int

const (
	asking  phase = iota // shall it?
	reading              // whether to pause or to resume is not known yet
	sending              // the request is under way
	ended                // there is nothing to do
)

type model struct {
	box.Base
	env    *host.Env
	st     *theme.Styles
	client Client
	task   api.Task
	want   bool // is_continuous as it is to be
	phase  phase
	yes    bool        // which answer is marked
	note   []text.Safe // why the last request failed, or why there is nothing to do
	blind  text.Safe   // why the task could not be read just now
}

// Can reports whether a task can run continuously: evaluation tasks over a
// project (contract section 6, Create). A task known by its ID alone cannot.
func Can(t api.Task) bool { return t.ProjectID != "" && t.Type.Evaluation() }

func cannot() text.Safe {
	return text.Lit("Only evaluation tasks over a project run continuously, so there is nothing to pause.")
}

// New builds the box for a task as fresh as the caller knows it: a continuous
// one is to be paused, another one to be resumed. The task is read again when
// the box opens; until then nothing is asked about one known by its ID alone.
func New(env *host.Env, c Client, task api.Task) box.Box {
	b := &model{Base: box.NewBase(env), env: env, st: env.Styles, client: c, task: task, want: !task.Continuous}
	switch {
	case task.Type == "":
		b.phase = reading
	case !Can(task):
		b.end(cannot())
	}
	return b
}

func (b *model) Scope() keymap.Scope { return keymap.Confirm }

// looked is the task as it is now.
type looked struct {
	host.Tag
	task api.Task
	err  error
}

// Init reads the task.
func (b *model) Init() tea.Cmd {
	if b.phase == ended {
		return nil
	}
	ctx, c, id, tag := b.Ctx, b.client, b.task.ID, b.Tag()
	return func() tea.Msg {
		t, err := c.GetTask(ctx, id)
		return looked{tag, t, err}
	}
}

// Update takes keys, the task as it is now, and the answer to the change.
func (b *model) Update(m tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch m := m.(type) {
	case tea.KeyMsg:
		return b.key(m)
	case looked:
		return false, nil, b.saw(m)
	case answered:
		return b.answer(m), nil, nil
	}
	return false, nil, nil
}

func (b *model) key(k tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	a := confirm.Answer(b.env.Keys, k)
	if b.phase != asking {
		return a == keymap.No || a == keymap.Accept, nil, nil
	}
	switch a {
	case keymap.No:
		return true, nil, nil
	case keymap.Next:
		b.yes = !b.yes
	case keymap.Accept:
		if !b.yes {
			return true, nil, nil
		}
		return false, nil, b.send()
	case keymap.Yes:
		return false, nil, b.send()
	}
	return false, nil, nil
}

// saw takes in the task as it is now; after a yes it is late.
func (b *model) saw(m looked) tea.Cmd {
	if !b.Current(m.Tag) || b.phase != asking && b.phase != reading || host.Canceled(m.err) {
		return nil
	}
	if notFound(m.err) {
		b.end(text.Lit("It is gone, or your key may no longer see it."))
		return host.Send(host.TaskGone{ID: b.task.ID})
	}
	if m.err != nil && b.phase == reading {
		b.end(text.Concat(text.Lit("It could not be read, so nothing is changed: "), host.Reason(m.err)), advice(m.err))
		return nil
	}
	if m.err != nil {
		b.blind = text.Concat(text.Lit("It could not be read just now, so this may be old: "), host.Reason(m.err))
		return nil
	}
	if b.phase == reading {
		b.want, b.phase = !m.task.Continuous, asking
	}
	b.task, b.blind = m.task, ""
	switch {
	case !Can(m.task):
		b.end(cannot())
	case m.task.Continuous == b.want:
		b.end(text.Concat(text.Lit("It is "), b.state(b.want), text.Lit(" already.")))
	}
	return host.Send(host.TaskSeen{Task: m.task})
}

// end leaves nothing but Close.
func (b *model) end(why ...text.Safe) { b.phase, b.note, b.blind, b.yes = ended, why, "", false }

// state words is_continuous.
func (b *model) state(on bool) text.Safe {
	if on {
		return text.Lit("continuous")
	}
	return text.Lit("paused")
}

// View draws the box for a body of w by h cells.
func (b *model) View(w, h int) string {
	f := confirm.Face{Title: b.title()}
	f.Body = []confirm.Line{{Text: b.name(), Style: b.st.Strong}}
	f.Buttons, f.Hints = []text.Safe{text.Lit("Close")}, confirm.Hints(b.env.Keys, keymap.Accept)
	switch b.phase {
	case asking:
		for _, s := range b.meaning() {
			f.Body = append(f.Body, confirm.Line{Text: s, Style: b.st.Text})
		}
		f.Buttons = []text.Safe{text.Lit("No"), text.Lit("Yes")}
		f.Hints = confirm.Hints(b.env.Keys, keymap.Yes, keymap.No, keymap.Accept)
		if b.yes {
			f.Mark = 1
		}
	case reading:
		f.Body = append(f.Body, confirm.Line{Text: text.Lit("Reading the task…"), Style: b.st.Dim})
	case sending:
		f.Body = append(f.Body, confirm.Line{Text: text.Lit("Asking the server… You may close this; the request goes on and its outcome is told."), Style: b.st.Info})
	}
	for _, s := range b.note {
		if s != "" {
			f.Body = append(f.Body, confirm.Line{Text: s, Style: b.st.Warn})
		}
	}
	if b.blind != "" {
		f.Body = append(f.Body, confirm.Line{Text: b.blind, Style: b.st.Warn})
	}
	return confirm.Draw(b.st, f, w, h)
}

func (b *model) title() text.Safe {
	switch {
	case b.phase == ended:
		return text.Lit("Nothing to change")
	case b.phase == reading:
		return text.Lit("Pause or resume this task?")
	case b.want:
		return text.Lit("Make this task continuous?")
	}
	return text.Lit("Pause this task?")
}

// meaning says what yes does, and what is not known (contract section 10).
func (b *model) meaning() []text.Safe {
	if !b.want {
		return []text.Safe{
			text.Lit("New spans are no longer scored by themselves; runs can still be started by hand."),
			text.Lit("What happens to a run in progress is not known; look at its runs afterwards."),
		}
	}
	out := []text.Safe{
		text.Lit("New spans are scored by themselves from now on."),
		text.Lit("What happens to a run in progress is not known, nor whether earlier spans are taken up."),
	}
	if b.task.LastRunAt == nil {
		out = append(out, text.Lit("It has never run: a trial run over about 100 spans first is wise."))
	}
	return out
}

func (b *model) name() text.Safe {
	if b.task.Name == "" {
		return text.Concat(text.Lit("task "), text.CutLeft(text.Clean(b.task.ID), 10))
	}
	return text.Concat(text.Lit("task "), text.Cut(text.CleanN(b.task.Name, 300), 88))
}
