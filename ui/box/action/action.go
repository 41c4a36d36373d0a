// Package action is the box that confirms an action on a task or a run, carries it
// out and reports the outcome: cancel a run; pause, resume or delete a task.
//
// It promises: the box shows the task or run as it is on the server now; No is
// selected first, and a task is deleted only after its name was typed; one yes
// sends one request, and no request is repeated automatically; a lost response is
// looked up; when there is nothing to do, the box says so instead of asking. The
// outcome is reported even if the box was closed.
package action

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// action is an action on a task or a run. T is a pointer, so that the box is compiled
// once for all actions; nothing changes what it points to.
type action[T any] struct {
	noun     text.Safe // "task" or "run"
	progress text.Safe // "deleting…": while the request is in flight
	refusal  text.Safe // "not deleted": before the reason
	watch    bool      // it can end without this action: reload it while the box is open

	about func(T) []string                 // the IDs of what the request changes
	read  func(context.Context) (T, error) // nil: what is known is enough
	// hear returns the value after a broadcast; nil: broadcasts change nothing.
	hear func(now T, msg tea.Msg) T
	// describe returns what to show and ask. first is the value when the box opened,
	// now the latest value.
	describe func(first, now T) question
	send     func(ctx context.Context, first T) write.Result[T]
	// describeResult describes results other than Refused and LookUpFailed.
	describeResult func(name text.Safe, first T, result write.Result[T]) outcome
	// seen are the broadcasts of a new value; announced: a notice reports it already.
	seen    func(now T, announced bool) []tea.Msg
	goneMsg tea.Msg // broadcast when it no longer exists; nil: none
}

// question is the content of the box.
type question struct {
	title      text.Safe
	danger     bool           // yes cannot be undone
	name       text.Safe      // name of the task or run, as notices give it
	facts      []confirm.Line // facts about the task or run
	unknown    bool           // it must be loaded before anything can be asked
	effects    []text.Safe    // what yes does
	prompt     text.Safe      // asks for one of answers
	answers    []string       // one of them must be typed to confirm, never ""; nil: yes is enough
	sending    text.Safe      // title while the request is in flight, "" for the same
	doneReason text.Safe      // why there is nothing to do, "" if there is
	doneTitle  text.Safe      // title when there is nothing to do
}

// outcome describes the result of a request.
type outcome struct {
	kind     host.NoticeKind
	text     text.Safe // follows the name; "" for no notice
	sentence bool      // text is a sentence that contains the name
	done     bool      // there is nothing left to do
	keepOpen bool      // show text in the box instead of closing it
	deleted  bool      // the task or run no longer exists
	advice   text.Safe // what to do next
}

// phase is the state of the box.
type phase int

const (
	asking     phase = iota // the question is shown
	reading                 // the task or run must be loaded first
	sending                 // the request is in flight
	ended                   // there is nothing to do
	answerLost              // the response was lost by an internal error
)

type model[T any] struct {
	box.Base
	env           *host.Env
	act           action[T]
	first, latest T
	phase         phase
	sent          bool        // by this box: while sending, another one has sent it
	yesMarked     bool        // Yes is selected
	input         string      // typed text
	wrongInput    bool        // the text at the last Enter was not an accepted answer
	notes         []text.Safe // why the last request failed, or why there is nothing to do
	staleText     text.Safe   // why the last reload failed
}

func open[T any](env *host.Env, act action[T], value T) box.Box {
	opened := &model[T]{Base: box.NewBase(env), env: env, act: act, first: value, latest: value}
	switch question := opened.question(); {
	case env.Writing.Any(act.about(value)):
		opened.phase = sending
	case question.unknown:
		opened.phase = reading
	default:
		opened.endIfDone()
	}
	return opened
}

func (b *model[T]) question() question { return b.act.describe(b.first, b.latest) }

func (b *model[T]) Scope() keymap.Scope {
	switch {
	case b.phase != asking:
		return keymap.Ended
	case b.Typing():
		return keymap.Delete
	}
	return keymap.Confirm
}

func (b *model[T]) Typing() bool { return b.question().answers != nil }

// Init starts loading, even if the server has asked to wait: the box was opened by the user.
func (b *model[T]) Init() tea.Cmd {
	b.poll()
	b.env.Polls.Demand(b.ID, jobKey)
	return nil
}

// pollInterval is the reload interval for actions with watch.
const pollInterval = 5 * time.Second

// jobKey is the key of the box's only polling job.
const jobKey = "look"

// poll sets the polling job while the question is shown, else removes it.
func (b *model[T]) poll() {
	if b.act.read == nil || b.phase != asking && b.phase != reading {
		b.env.Polls.Set(b.ID, nil)
		return
	}
	read := b.act.read
	ask := host.Poll(&b.Owner, jobKey, func(ctx context.Context) (any, error) { return read(ctx) })
	job := poll.Job{Key: jobKey, Once: !b.act.watch, Rule: api.PollRule{Every: pollInterval, GiveUp: -1}, Ask: ask}
	b.env.Polls.Set(b.ID, []poll.Job{job})
}

// pointer lets a function of the API be the read of an action.
func pointer[V any](value V, err error) (*V, error) { return &value, err }

// Update handles keys, the loaded value, and the result of the request.
func (b *model[T]) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		key := b.handleKey
		if b.Typing() {
			key = b.handleTypedKey
		}
		closed, cmd := key(msg)
		return closed, nil, cmd
	case *host.Answer:
		return false, nil, b.applyLoaded(msg)
	case answered[T]:
		return b.applyAnswer(msg), nil, nil
	case host.RunUpdated, host.TaskUpdated:
		if b.act.hear != nil && (b.phase == asking || b.waits()) {
			b.latest = b.act.hear(b.latest, msg)
			b.endIfDone()
		}
	case host.Written:
		return false, nil, b.askAfter()
	case host.CommandPanicked:
		if b.phase == sending {
			b.phase, b.notes = answerLost, []text.Safe{"Internal error in ax-tui; the outcome is unknown. Check before you try again."}
		}
	}
	return false, nil, nil
}

func (b *model[T]) handleKey(key tea.KeyMsg) (bool, tea.Cmd) {
	if b.phase != asking {
		action, _ := b.env.Keys.Find([]keymap.Scope{keymap.Ended}, key.String())
		return action == keymap.Back && !key.Paste, nil
	}
	action := confirm.KeyAction(b.env.Keys, keymap.Confirm, key)
	switch {
	case action == keymap.No || action == keymap.Accept && !b.yesMarked:
		return true, nil
	case action == keymap.Next:
		b.yesMarked = !b.yesMarked
	case action == keymap.Yes || action == keymap.Accept:
		return false, b.send()
	}
	return false, nil
}

// waits reports whether another box, closed since, has sent a request about the same.
func (b *model[T]) waits() bool { return b.phase == sending && !b.sent }

// askAfter asks once the request of another box has ended.
func (b *model[T]) askAfter() tea.Cmd {
	if !b.waits() || b.env.Writing.Any(b.act.about(b.first)) {
		return nil
	}
	if b.phase = asking; b.act.read != nil {
		b.phase = reading
	}
	b.endIfDone()
	return b.Init()
}

// endIfDone stops asking when there is nothing to do.
func (b *model[T]) endIfDone() {
	if why := b.question().doneReason; b.phase == asking && why != "" {
		b.end(why)
	}
}

// applyLoaded applies a loaded value; one from before the request is dropped.
func (b *model[T]) applyLoaded(msg *host.Answer) tea.Cmd {
	if !b.Current(msg.Tag) || b.phase != asking && b.phase != reading || host.Canceled(msg.Err) {
		return nil
	}
	switch {
	case b.act.goneMsg != nil && api.Is(msg.Err, api.NotFound):
		b.end("It is already deleted, or your key can no longer see it.")
		return host.Send(b.act.goneMsg)
	case msg.Err != nil && b.phase == reading:
		b.end(text.Concat("It could not be read, so it is ", b.act.refusal, ": ", host.Reason(msg.Err)), host.Advice(msg.Err))
		return nil
	case msg.Err != nil:
		b.staleText = text.Concat("It could not be read just now, so this may be out of date: ", host.Reason(msg.Err))
		return nil
	}
	value := msg.Value.(T)
	if b.phase == reading {
		b.first, b.phase = value, asking
	}
	b.latest, b.staleText = value, ""
	b.endIfDone()
	return host.Send(b.act.seen(value, false)[0])
}

// end stops asking: the box can only be closed.
func (b *model[T]) end(why ...text.Safe) {
	b.phase, b.notes, b.staleText, b.yesMarked = ended, why, "", false
	b.poll()
}

// retry asks the question again and shows why.
func (b *model[T]) retry(why ...text.Safe) {
	b.phase, b.notes, b.yesMarked, b.input = asking, why, false, ""
	b.poll()
}
