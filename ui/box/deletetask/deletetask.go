// Package deletetask is the box in which a task is deleted: it says what goes
// with the task, has its name typed, and tells what came of it.
//
// It promises: nothing is sent before the exact name of the task stands in the
// box, as the server spells it now; one Enter sends one request and none is
// ever repeated by itself; a lost answer is looked up; a task that is gone
// already is told as such. What came of it is told even when the box was
// closed meanwhile. It imports api for its plain types, keymap, theme,
// ui/box/confirm, ui/host and ui/text; never a screen.
package deletetask

import (
	"context"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Client is what the box asks of the API.
type Client interface {
	DeleteTask(ctx context.Context, id string) error
	GetTask(ctx context.Context, id string) (api.Task, error)
}

// phase is what the box is about.
type phase int

const (
	reading phase = iota // the name is not known yet
	asking               // shall it be deleted?
	sending              // the request is under way
	ended                // there is nothing left to delete
)

// longestTyped bounds what is typed or pasted, in runes.
const longestTyped = 1000

type model struct {
	box.Base
	env    *host.Env
	st     *theme.Styles
	client Client
	task   api.Task
	phase  phase
	typed  string
	wrong  bool        // what was typed at the last Enter is not the name
	note   []text.Safe // why the last request failed, or why there is nothing to delete
	blind  text.Safe   // why the task could not be read
}

// New builds the box for a task, which needs at least its ID. The task is read
// again when the box opens, so that the name asked for is the present one.
func New(env *host.Env, c Client, task api.Task) box.Box {
	b := &model{Base: box.NewBase(env), env: env, st: env.Styles, client: c, task: task}
	if task.Name != "" {
		b.phase = asking
	}
	return b
}

func (b *model) Scope() keymap.Scope { return keymap.Delete }
func (b *model) Typing() bool        { return true }

// looked is the task as it is now.
type looked struct {
	host.Tag
	task api.Task
	err  error
}

// Init reads the task.
func (b *model) Init() tea.Cmd {
	ctx, c, id, tag := b.Ctx, b.client, b.task.ID, b.Tag()
	return func() tea.Msg {
		t, err := c.GetTask(ctx, id)
		return looked{tag, t, err}
	}
}

// Update takes keys, the task as it is now, and the answer to the deleting.
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
	if k.Paste || k.Type == tea.KeyRunes || k.Type == tea.KeySpace {
		b.write(string(text.Clean(strings.TrimRight(string(k.Runes), "\r\n"))))
		return false, nil, nil
	}
	switch k.Type {
	case tea.KeyBackspace:
		_, n := utf8.DecodeLastRuneInString(b.typed)
		b.typed, b.wrong = b.typed[:len(b.typed)-n], false
	case tea.KeyCtrlU:
		b.typed, b.wrong = "", false
	}
	switch a, _ := b.env.Keys.Find([]keymap.Scope{keymap.Delete}, k.String()); a {
	case keymap.Back:
		return true, nil, nil
	case keymap.Accept:
		return b.accept()
	}
	return false, nil, nil
}

// write adds typed text while there is something to decide.
func (b *model) write(s string) {
	if b.phase != asking {
		return
	}
	b.wrong = false
	if r := []rune(b.typed + s); len(r) <= longestTyped {
		b.typed = string(r)
	}
}

func (b *model) accept() (bool, tea.Msg, tea.Cmd) {
	switch {
	case b.phase == ended:
		return true, nil, nil
	case b.phase != asking:
		return false, nil, nil
	case b.env.ReadOnly:
		b.note = []text.Safe{text.Lit("Read-only: nothing is deleted. Start ax-tui without --read-only to delete tasks.")}
		return false, nil, nil
	case !b.named():
		b.wrong = true
		return false, nil, nil
	}
	return false, nil, b.send()
}

// named reports whether what was typed names the task.
func (b *model) named() bool {
	return b.typed != "" && (b.typed == b.task.Name || b.byID() && b.typed == b.tail())
}

// tailLen is how much of the ID may be typed instead of a name that is hard to type.
const tailLen = 6

// longestName is the longest name, in characters, that is asked for.
const longestName = 60

// tail is the end of the ID.
func (b *model) tail() string { return b.task.ID[max(len(b.task.ID)-tailLen, 0):] }

// byID reports whether the name is hard to type on a keyboard: not plain
// ASCII, with spaces that cannot be seen, or very long.
func (b *model) byID() bool {
	n := b.task.Name
	if n != strings.Join(strings.Fields(n), " ") || len(n) > longestName {
		return true
	}
	return strings.ContainsFunc(n, func(r rune) bool { return r < ' ' || r > '~' })
}

// saw takes in the task as it is now.
func (b *model) saw(m looked) tea.Cmd {
	if !b.Current(m.Tag) || b.phase != reading && b.phase != asking || host.Canceled(m.err) {
		return nil
	}
	switch {
	case notFound(m.err):
		b.end(gone())
		return host.Send(host.TaskGone{ID: b.task.ID})
	case m.err != nil && b.phase == reading:
		b.end(text.Concat(text.Lit("The task could not be read, so it is not deleted: "), host.Reason(m.err)), advice(m.err))
		return nil
	case m.err != nil:
		b.blind = text.Concat(text.Lit("It could not be read just now, so this may be old: "), host.Reason(m.err))
		return nil
	}
	b.task, b.phase, b.blind = m.task, asking, ""
	return host.Send(host.TaskSeen{Task: m.task})
}

// end leaves nothing but closing.
func (b *model) end(why ...text.Safe) { b.phase, b.note, b.blind = ended, why, "" }

// gone words a 404, which does not tell missing from unreadable (contract section 3).
func gone() text.Safe {
	return text.Lit("It is gone already, or your key may no longer see it.")
}
