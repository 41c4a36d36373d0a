package newtask

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// savePause is the least time between two saves of a draft.
const savePause = time.Second

// draftState is what stands between the form and the disk.
type draftState struct {
	noted   values // what the last save held, or was set out to hold
	due     bool   // a save is set
	saved   time.Time
	err     error // why the last save failed
	done    bool  // the task was created, or the draft thrown away: nothing is kept any more
	created bool  // the task was made
	opened  bool  // the draft was asked for
	leaving bool  // the form closes when the draft is on disk
}

type gotDraft struct {
	host.Tag
	vals  values
	saved time.Time
	err   error
}

type draftDue struct{ host.Tag }

type draftSaved struct {
	host.Tag
	at  time.Time
	err error
}

type startAnew struct{ host.Tag }

// draftKind tells the drafts of new tasks and of copies apart.
func (s *model) draftKind() string {
	if s.source.ID != "" {
		return "task.clone." + s.source.ID
	}
	return "task.create"
}

func (s *model) askDraft() tea.Cmd {
	if s.drafted || s.draft.opened {
		return nil
	}
	s.draft.opened = true
	drafts, kind, a := s.deps.Drafts, s.draftKind(), gotDraft{Tag: s.Tag()}
	return func() tea.Msg {
		a.saved, a.err = drafts.Load(kind, &a.vals)
		return a
	}
}

func (s *model) takeDraft(m tea.Msg) tea.Cmd {
	s.dirty = true
	switch m := m.(type) {
	case gotDraft:
		return s.tookDraft(m)
	case draftDue:
		s.draft.due = false
		s.pull()
		if s.draft.done || s.sending || s.vals.equal(s.draft.noted) {
			return nil
		}
		return s.saveDraft()
	case draftSaved:
		return s.savedDraft(m)
	case startAnew:
		s.vals = s.first.clone()
		s.restart()
		s.wantFacts(false)
		return nil
	case parting:
		return s.part(m.how)
	}
	return nil
}

// tookDraft opens with the draft, if there is one, and asks whether to start
// anew instead: the answer that Enter and Esc give loses nothing.
func (s *model) tookDraft(m gotDraft) tea.Cmd {
	if s.drafted {
		return nil
	}
	s.drafted = true
	s.begin()
	var bad *draft.BadError
	switch {
	case errors.As(m.err, &bad):
		return host.Say(host.Warned, text.CleanN(bad.Error(), 200))
	case m.err != nil || !s.ready:
		return nil
	}
	s.vals = m.vals.mend()
	s.draft.noted, s.draft.saved = s.vals.clone(), m.saved
	s.restart()
	when := text.Clean(text.Stamp(m.saved, s.env.Zone))
	ask := confirm.New(s.env, confirm.Question{
		Title: text.Concat(text.Lit("Continue the draft of "), when, text.Lit("?")),
		Body: []text.Safe{
			text.Concat(text.Lit("It was not sent: "), s.draftWords()),
			text.Lit("A new start leaves it on disk until something else is typed."),
		},
		NoLabel: text.Lit("Continue the draft"), YesLabel: text.Lit("Start anew"), Yes: startAnew{s.Tag()},
	})
	return s.env.Send(box.Open{Box: ask})
}

func (s *model) draftWords() text.Safe {
	name := text.CleanN(s.vals.Name, 60)
	if name == "" {
		name = text.Lit("a task without a name")
	}
	if t := s.vals.target(); t.ID != "" {
		name = text.Concat(name, text.Lit(", "), text.CleanN(label(t), 40))
	}
	return name
}

// keepDraft sets a save when something has changed since the last one.
func (s *model) keepDraft() tea.Cmd {
	d := &s.draft
	if s.deps.Drafts == nil || d.due || d.done || !s.drafted || !s.text.config.behind() && !s.text.evaluators.behind() && s.vals.equal(d.noted) {
		return nil
	}
	if s.vals.equal(s.first) && d.saved.IsZero() {
		return nil
	}
	d.due = true
	return s.env.After(savePause, draftDue{s.Tag()})
}

// saveDraft writes a copy of the values, beside the update loop.
func (s *model) saveDraft() tea.Cmd {
	if s.deps.Drafts == nil {
		return nil
	}
	s.pull()
	vals := s.vals.clone()
	s.draft.noted = vals
	drafts, kind, a := s.deps.Drafts, s.draftKind(), draftSaved{Tag: s.Tag(), at: s.env.Now()}
	return func() tea.Msg {
		a.err = drafts.Save(kind, vals)
		return a
	}
}

// savedDraft notes that the draft is on disk; leaving waits for that.
func (s *model) savedDraft(m draftSaved) tea.Cmd {
	s.draft.err = m.err
	leaving := s.draft.leaving
	s.draft.leaving = false
	if s.draft.created { // this save was on its way when the task was made
		return s.dropDraft()
	}
	switch {
	case m.err != nil && leaving:
		return host.Say(host.Failed, text.CleanN("The draft could not be kept, so the form stays open: "+m.err.Error(), 200))
	case m.err != nil:
		return nil
	case leaving:
		s.draft.done = true
		said := host.Say(host.Said, text.Lit("The draft is kept and offered when the form is opened next."))
		return tea.Batch(s.env.Send(host.Pop{}), said)
	}
	s.draft.saved = m.at
	return nil
}

func (s *model) dropDraft() tea.Cmd {
	drafts, kind := s.deps.Drafts, s.draftKind()
	if drafts == nil {
		return nil
	}
	return func() tea.Msg {
		if err := drafts.Drop(kind); err != nil {
			return host.Notice{Kind: host.Warned, Text: text.CleanN("The draft could not be removed: "+err.Error(), 200)}
		}
		return nil
	}
}

// The ways to leave a form that holds something.
const (
	stay = iota
	throwAway
	keepIt
)

// parting is the answer to leaving.
type parting struct {
	host.Tag
	how int
}

// leave goes back, asking first when something would be lost.
func (s *model) leave() tea.Cmd {
	if !s.unsaved() {
		return s.env.Send(host.Pop{})
	}
	return s.env.Send(box.Open{Box: newLeaving(s)})
}

// part carries the answer out. A kept draft is on disk before the form closes.
func (s *model) part(how int) tea.Cmd {
	switch how {
	case keepIt:
		s.draft.leaving = true
		if save := s.saveDraft(); save != nil {
			return save
		}
		return s.env.Send(host.Pop{})
	case throwAway:
		s.draft.done = true
		return tea.Batch(s.env.Send(host.Pop{}), s.dropDraft())
	}
	return nil
}
