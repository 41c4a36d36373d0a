// Package action is the box that asks before something is done to a task or a
// run, has it done, and says what came of it: cancel a run, pause, resume or
// delete a task.
//
// It promises: the box names what it is about, as the server has it now; No is
// marked at first, and a task is deleted only by its name; one yes sends one
// request and none is ever repeated by itself; a lost answer is looked up; when
// there is nothing left to do, by the time it opens or while it stands, it says
// so in place of asking. What came of a request is told even when the box was
// closed meanwhile. It imports api, api/write, keymap, theme, ui/box/confirm,
// ui/host, ui/poll and ui/text; never a screen.
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

// action is one thing that can be done to a task or a run.
type action[T any] struct {
	noun     text.Safe // "task" or "run"
	progress text.Safe // "deleting…": while the request is on its way
	refusal  text.Safe // "not deleted": before the reason
	watch    bool      // it may end by itself: it is read again and again while the question stands

	read func(context.Context) (T, error)
	// describe gives what to show and to ask. first is what was known when it
	// was asked about, now the latest that was read.
	describe func(first, now T) question
	send     func(ctx context.Context, first T) write.Result[T]
	// describeResult words an outcome that is neither refused nor unread.
	describeResult func(name text.Safe, first T, result write.Result[T]) outcome
	// seenMsg tells others what has become of it, and whether a notice says so already.
	seenMsg func(now T, announced bool) tea.Msg
	goneMsg tea.Msg // tells others that it is not there any more; nil: nobody is told
}

// question is what the box says about a task or a run.
type question struct {
	title      text.Safe
	danger     bool           // yes cannot be taken back
	name       text.Safe      // what it is about, before the words in a notice
	facts      []confirm.Line // what it is about
	unknown    bool           // too little is known to ask anything
	effects    []text.Safe    // what yes does
	prompt     text.Safe      // what to type
	answers    []string       // one of them has to be typed in place of yes, an empty one does not count; nil: yes is enough
	sending    text.Safe      // the title while the request is on its way, "" for the same
	doneReason text.Safe      // why there is nothing to do any more, "" while there is
	doneTitle  text.Safe      // the title when there is nothing to do
}

// outcome is what came of a request, in words.
type outcome struct {
	kind     host.NoticeKind
	text     text.Safe // after the name; "" is silence
	sentence bool      // words are a sentence of their own, which has the name in it
	done     bool      // there is nothing left to ask
	keepOpen bool      // and the box says so in place of closing
	deleted  bool      // what it was about is not there any more
	advice   text.Safe // what to do next
}

// phase is what the box is about.
type phase int

const (
	asking     phase = iota // shall it?
	reading                 // too little is known to ask
	sending                 // the request is on its way
	ended                   // there is nothing to do
	answerLost              // the program itself has lost the answer
)

type model[T any] struct {
	box.Base
	env           *host.Env
	act           action[T]
	first, latest T
	phase         phase
	yesMarked     bool        // which answer is marked
	input         string      // what was typed
	wrongInput    bool        // what was typed at the last Enter is not the answer
	notes         []text.Safe // why the last request failed, or why there is nothing to do
	staleText     text.Safe   // why it could not be read just now
}

func open[T any](env *host.Env, act action[T], value T) box.Box {
	opened := &model[T]{Base: box.NewBase(env), env: env, act: act, first: value, latest: value}
	switch question := opened.question(); {
	case question.unknown:
		opened.phase = reading
	case question.doneReason != "":
		opened.end(question.doneReason)
	}
	return opened
}

func (b *model[T]) question() question { return b.act.describe(b.first, b.latest) }

func (b *model[T]) Scope() keymap.Scope {
	if b.Typing() {
		return keymap.Delete
	}
	return keymap.Confirm
}

func (b *model[T]) Typing() bool { return b.question().answers != nil }

// Init begins to read.
func (b *model[T]) Init() tea.Cmd {
	b.poll()
	return nil
}

// pollInterval is how often what may end by itself is read.
const pollInterval = 5 * time.Second

// jobKey names the box's only polling job.
const jobKey = "look"

// poll reads what the box is about while the question stands.
func (b *model[T]) poll() {
	if b.phase != asking && b.phase != reading {
		b.env.Polls.Set(b.ID, nil)
		return
	}
	job := poll.Job{Key: jobKey, Once: !b.act.watch, Rule: api.PollRule{Every: pollInterval, GiveUp: -1}, Ask: b.load}
	b.env.Polls.Set(b.ID, []poll.Job{job})
}

// loaded is the task or run as it is now.
type loaded[T any] struct {
	host.Tag
	value T
	err   error
}

func (loaded[T]) PollKey() string { return jobKey }

func (l loaded[T]) Outcome() api.Outcome { return api.Outcome{Err: l.err} }

func (b *model[T]) load() tea.Cmd {
	ctx, read, tag := b.Ctx, b.act.read, b.Tag()
	if b.act.watch {
		ctx = api.NoRetry(ctx) // it is read again anyway
	}
	return func() tea.Msg {
		value, err := read(ctx)
		return loaded[T]{Tag: tag, value: value, err: err}
	}
}

// Update takes keys, what is read, and what came of the request.
func (b *model[T]) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		key := b.handleKey
		if b.Typing() {
			key = b.handleTypedKey
		}
		closed, cmd := key(msg)
		return closed, nil, cmd
	case loaded[T]:
		return false, nil, b.applyLoaded(msg)
	case answered[T]:
		return b.applyAnswer(msg), nil, nil
	case host.CommandPanicked:
		if b.phase == sending {
			b.phase, b.notes = answerLost, []text.Safe{"Something went wrong inside ax-tui, and the answer may never come: look before you do it again."}
		}
	}
	return false, nil, nil
}

func (b *model[T]) handleKey(key tea.KeyMsg) (bool, tea.Cmd) {
	action := confirm.KeyAction(b.env.Keys, key)
	switch {
	case b.phase != asking:
		return action == keymap.No || action == keymap.Accept, nil
	case action == keymap.No || action == keymap.Accept && !b.yesMarked:
		return true, nil
	case action == keymap.Next:
		b.yesMarked = !b.yesMarked
	case action == keymap.Yes || action == keymap.Accept:
		return false, b.send()
	}
	return false, nil
}

// applyLoaded takes in what was read; an answer from before the request is dropped.
func (b *model[T]) applyLoaded(msg loaded[T]) tea.Cmd {
	if !b.Current(msg.Tag) || b.phase != asking && b.phase != reading || host.Canceled(msg.err) {
		return nil
	}
	switch {
	case b.act.goneMsg != nil && api.Is(msg.err, api.NotFound):
		b.end("It is gone already, or your key may no longer see it.")
		return host.Send(b.act.goneMsg)
	case msg.err != nil && b.phase == reading:
		b.end(text.Concat("It could not be read, so it is ", b.act.refusal, ": ", host.Reason(msg.err)), host.Advice(msg.err))
		return nil
	case msg.err != nil:
		b.staleText = text.Concat("It could not be read just now, so this may be old: ", host.Reason(msg.err))
		return nil
	}
	if b.phase == reading {
		b.first, b.phase = msg.value, asking
	}
	b.latest, b.staleText = msg.value, ""
	if over := b.question().doneReason; over != "" {
		b.end(over)
	}
	return host.Send(b.act.seenMsg(msg.value, false))
}

// end leaves nothing but closing.
func (b *model[T]) end(why ...text.Safe) {
	b.phase, b.notes, b.staleText, b.yesMarked = ended, why, "", false
	b.poll()
}

// retry asks the question again, saying why.
func (b *model[T]) retry(why ...text.Safe) {
	b.phase, b.notes, b.yesMarked, b.input = asking, why, false, ""
	b.poll()
}
