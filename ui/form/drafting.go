package form

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

// Drafts keeps what was typed between two starts of the program; kind tells
// forms and what they are about apart ("task.update.TASK"). It is called from
// commands only.
type Drafts interface {
	Save(kind string, v any) error
	// Load reads a draft into v and says when it was saved; draft.ErrNone: there is none.
	Load(kind string, v any) (time.Time, error)
	Drop(kind string) error
}

// Kept is a form whose values, a T, are kept in a draft. T is written as JSON
// and holds no secret.
type Kept[T any] interface {
	Tag() host.Tag
	// Typed gives a copy of what is typed now, with the texts of its editors.
	Typed() T
	// Differs reports whether what is typed differs from v. It is asked on every
	// key, so an editor that was typed in counts without a look at its text.
	Differs(v T) bool
	// Restore shows the values of a draft, StartOver those that the form opens with.
	Restore(v T)
	StartOver()
	Unsaved() bool
	// About says what the values are about, to tell one draft from another.
	About() text.Safe
	// Unsent says in a sentence what is not done yet.
	Unsent() text.Safe
}

// Draft is what stands between one form and its draft on disk. Hand it every
// message with Update and call Keep after each.
type Draft[T any] struct {
	env   *host.Env
	form  Kept[T]
	store Drafts // nil: nothing is kept
	kind  string

	noted   T // what the last save held, or was set out to hold
	found   *gotDraft[T]
	known   bool // it is known whether there is a draft
	due     bool // a save is set
	saved   time.Time
	failed  error // why the last save failed
	ended   bool  // it was sent, or the draft thrown away: nothing is kept any more
	sent    bool
	leaving bool // the form closes when the draft is on disk

	sending  bool // a request is on its way
	awaited  Receipt
	answered int // the number of the last answer that was taken in
}

// NewDraft makes the draft of a form. A nil store keeps nothing.
func NewDraft[T any](env *host.Env, form Kept[T], store Drafts, kind string) *Draft[T] {
	return &Draft[T]{env: env, form: form, store: store, kind: kind, known: store == nil}
}

type gotDraft[T any] struct {
	host.Tag
	vals  T
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

// Known reports that it is known whether there is a draft: the form may open.
func (d *Draft[T]) Known() bool { return d.known }

// Read asks for the draft.
func (d *Draft[T]) Read() tea.Cmd {
	if d.known {
		return nil
	}
	store, kind, a := d.store, d.kind, gotDraft[T]{Tag: d.form.Tag()}
	return func() tea.Msg {
		a.saved, a.err = store.Load(kind, &a.vals)
		return a
	}
}

// Update takes messages of the draft; ok is false for another's.
func (d *Draft[T]) Update(m tea.Msg) (cmd tea.Cmd, ok bool) {
	switch m := m.(type) {
	case gotDraft[T]:
		if !d.known {
			d.known, d.found = true, &m
		}
	case draftDue:
		d.due = false
		if v := d.form.Typed(); !d.ended && !d.sending && d.form.Differs(d.noted) {
			return d.save(v), true
		}
	case draftSaved:
		return d.tookSaved(m), true
	case startAnew:
		d.form.StartOver()
		d.noted, d.saved = d.form.Typed(), time.Time{} // the draft stays until something else is typed
	case parting:
		return d.part(m.how), true
	default:
		return nil, false
	}
	return nil, true
}

// Offer shows the draft that was found, once the form has opened, and asks
// whether to start anew instead: the answer that Enter and Esc give loses nothing.
func (d *Draft[T]) Offer() tea.Cmd {
	found := d.found
	if d.found = nil; found == nil {
		return nil
	}
	var bad *draft.BadError
	switch {
	case errors.As(found.err, &bad):
		return host.Say(host.Warned, text.CleanN(bad.Error(), 200))
	case found.err != nil:
		return nil
	}
	d.form.Restore(found.vals)
	d.noted, d.saved = d.form.Typed(), found.saved
	when := text.Clean(text.Stamp(found.saved, d.env.Zone))
	return d.env.Send(box.Open{Box: confirm.New(d.env, confirm.Question{
		Title: text.Concat(text.Lit("Continue the draft of "), when, text.Lit("?")),
		Body: []text.Safe{
			text.Concat(text.Lit("It was not sent: "), d.form.About()),
			text.Lit("A new start leaves it on disk until something else is typed."),
		},
		NoLabel: text.Lit("Continue the draft"), YesLabel: text.Lit("Start anew"), Yes: startAnew{d.form.Tag()},
	})})
}

// worth reports that what is typed is to be saved.
func (d *Draft[T]) worth() bool {
	return d.store != nil && d.known && !d.ended && d.form.Differs(d.noted) && (d.form.Unsaved() || !d.saved.IsZero())
}

// Keep sets a save when something has changed since the last one.
func (d *Draft[T]) Keep() tea.Cmd {
	if d.due || !d.worth() {
		return nil
	}
	d.due = true
	return d.env.After(savePause, draftDue{d.form.Tag()})
}

// Flush saves what the last save does not hold, for when the program ends.
func (d *Draft[T]) Flush() tea.Cmd {
	if d.sending || !d.worth() {
		return nil
	}
	return d.save(d.form.Typed())
}

// save writes the values, beside the update loop.
func (d *Draft[T]) save(v T) tea.Cmd {
	if d.store == nil {
		return nil
	}
	d.noted = v
	store, kind, a := d.store, d.kind, draftSaved{Tag: d.form.Tag(), at: d.env.Now()}
	return func() tea.Msg {
		a.err = store.Save(kind, v)
		return a
	}
}

// tookSaved notes that the draft is on disk; leaving waits for that.
func (d *Draft[T]) tookSaved(m draftSaved) tea.Cmd {
	d.failed = m.err
	leaving := d.leaving
	d.leaving = false
	switch {
	case d.sent: // this save was on its way when the answer came
		return d.drop()
	case m.err != nil && leaving:
		return host.Say(host.Failed, text.CleanN("The draft could not be kept, so the form stays open: "+m.err.Error(), 200))
	case m.err != nil:
	case leaving:
		d.ended = true
		return tea.Batch(d.env.Send(host.Pop{}), host.Say(host.Said, text.Lit("The draft is kept and offered when the form is opened next.")))
	default:
		d.saved = m.at
	}
	return nil
}

// Sent ends the draft: what was typed has been carried out.
func (d *Draft[T]) Sent() { d.sent, d.ended = true, true }

func (d *Draft[T]) drop() tea.Cmd {
	store, kind := d.store, d.kind
	if store == nil {
		return nil
	}
	return func() tea.Msg {
		if err := store.Drop(kind); err != nil {
			return host.Notice{Kind: host.Warned, Text: text.CleanN("The draft could not be removed: "+err.Error(), 200)}
		}
		return nil
	}
}

// Kept reports that what is typed outlives the form: it is on disk, or will be
// when the form closes with the program.
func (d *Draft[T]) Kept() bool { return d.store != nil && d.failed == nil }

// Mark says at the heading what stands on disk, "" for nothing.
func (d *Draft[T]) Mark() text.Safe {
	switch {
	case d.failed != nil:
		return text.Lit("draft not saved")
	case d.saved.IsZero() || !d.form.Unsaved():
		return ""
	}
	return text.Concat(text.Lit("draft of "), text.Clean(text.Clock(d.saved, d.env.Zone)))
}
