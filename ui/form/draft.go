package form

import (
	"errors"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// saveDelay is the least time between two saves of a draft.
const saveDelay = time.Second

// Drafts keeps what was typed between two starts of the program; kind tells
// forms and what they are about apart ("task.update.TASK"). It is called from
// commands only.
type Drafts interface {
	// Save writes v and gives the token of its file. A sent that is not zero marks
	// it as sent then; over, unless "", is the token of the only file it may replace.
	Save(kind string, values any, sent time.Time, over string) (token string, err error)
	// Load reads a draft into v; draft.ErrNone: there is none.
	Load(kind string, values any) (draft.Info, error)
	// Drop removes the draft if it is still the file with this token.
	Drop(kind, token string) error
}

// DraftForm is a form whose values, a T, are kept in a draft. T is written as JSON
// and holds no secret.
type DraftForm[T any] interface {
	Tag() host.Tag
	// Values gives a copy of what is typed now, with the texts of its editors.
	Values() T
	// Differs reports whether what is typed differs from v. It is asked on every
	// key, so an editor that was typed in counts without a look at its text.
	Differs(values T) bool
	// Restore shows the values of a draft, StartOver those that the form opens with.
	Restore(values T)
	StartOver()
	Unsaved() bool
	// About says what the values are about, to tell one draft from another.
	About() text.Safe
	// UnsentText says in a sentence what is not done yet.
	UnsentText() text.Safe
	// SentHint says in a sentence where to look for what was sent.
	SentHint() text.Safe
}

// Draft is what stands between one form and its draft on disk. Hand it every
// message with Update and call Keep after each.
type Draft[T any] struct {
	env  *host.Env
	form DraftForm[T]
	file *file // nil: nothing is kept

	onDisk        T // what is on disk
	loaded        *draftLoaded[T]
	known         bool // it is known whether there is a draft
	saveScheduled bool // a save is set
	lastWrite     int  // of the last write to the disk
	saving        int  // number of the save that is on its way, 0 for none
	savedAt       time.Time
	saveErr       error // why the last save failed
	closed        bool  // it was sent, or the draft thrown away: nothing is kept any more
	leaving       bool  // the form closes when the draft is on disk
	// When it was sent with an outcome that is not known, and how that stood
	// sentBefore the last send. Zero: not at all.
	sent, sentBefore time.Time

	sending      bool // a request is on its way
	pending      Receipt
	lastAnswered int // the number of the last answer that was taken in
}

// NewDraft makes the draft of a form. A nil store keeps nothing.
func NewDraft[T any](env *host.Env, form DraftForm[T], store Drafts, kind string) *Draft[T] {
	created := &Draft[T]{env: env, form: form, known: store == nil}
	if store != nil {
		created.file = &file{store: store, kind: kind}
	}
	return created
}

// file is the draft on disk as the commands of one form read and write it: one
// after the other, and never an older state over a newer one.
type file struct {
	store  Drafts
	kind   string
	mu     sync.Mutex
	newest int    // number of the newest write that was carried out
	token  string // of the file that was read or written last, "" for none
}

func (f *file) load(values any) (draft.Info, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := f.store.Load(f.kind, values)
	f.token = info.Token
	return info, err
}

// save writes v unless something newer is there already.
func (f *file) save(number int, values any, sent time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number < f.newest {
		return nil
	}
	token, err := f.store.Save(f.kind, values, sent, "")
	if err == nil {
		f.newest, f.token = number, token
	}
	return err
}

// setMark writes v as it was saved under the number once more, with another mark,
// if that is still what is on disk.
func (f *file) setMark(number int, values any, sent time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number != f.newest {
		return
	}
	if token, err := f.store.Save(f.kind, values, sent, f.token); err == nil {
		f.token = token
	}
}

// drop removes the draft unless something newer is there, from here or elsewhere.
func (f *file) drop(number int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number < f.newest {
		return nil
	}
	f.newest = number
	return f.store.Drop(f.kind, f.token)
}

type draftLoaded[T any] struct {
	host.Tag
	draft.Info
	values T
	err    error
}

type saveDue struct{ host.Tag }

type draftSaved[T any] struct {
	host.Tag
	number int
	values T
	at     time.Time
	err    error
}

type startOver struct{ host.Tag }

// Known reports that it is known whether there is a draft: the form may open.
func (d *Draft[T]) Known() bool { return d.known }

// Load asks for the draft.
func (d *Draft[T]) Load() tea.Cmd {
	if d.known {
		return nil
	}
	file, loaded := d.file, draftLoaded[T]{Tag: d.form.Tag()}
	return func() tea.Msg {
		loaded.Info, loaded.err = file.load(&loaded.values)
		return loaded
	}
}

// Update takes messages of the draft; ok is false for another's.
func (d *Draft[T]) Update(msg tea.Msg) (cmd tea.Cmd, ok bool) {
	switch msg := msg.(type) {
	case draftLoaded[T]:
		if !d.known {
			d.known, d.loaded = true, &msg
		}
	case saveDue:
		d.saveScheduled = false
		if values := d.form.Values(); !d.closed && !d.sending && d.saving == 0 && d.form.Differs(d.onDisk) {
			return d.save(values), true
		}
	case draftSaved[T]:
		return d.applySaved(msg), true
	case startOver:
		d.form.StartOver()
		d.onDisk, d.savedAt, d.sent = d.form.Values(), time.Time{}, time.Time{} // the draft stays until something else is typed
	case leaveChosen:
		return d.leave(msg.how), true
	case host.CommandPanicked: // the save may have been what ended without its answer
		d.saving, d.leaving = 0, false
		return nil, false
	default:
		return nil, false
	}
	return nil, true
}

// Offer shows the draft that was found, once the form has opened, and asks
// whether to start anew instead: the answer that Enter and Esc give loses nothing.
func (d *Draft[T]) Offer() tea.Cmd {
	found := d.loaded
	if d.loaded = nil; found == nil {
		return nil
	}
	var bad *draft.BadError
	switch {
	case errors.As(found.err, &bad):
		return host.Say(host.Warning, text.CleanN(bad.Error(), 200))
	case found.err != nil:
		return nil
	}
	d.form.Restore(found.values)
	d.onDisk, d.savedAt, d.sent = d.form.Values(), found.Saved, found.Sent
	when := text.Clean(text.Stamp(found.Saved, d.env.Zone))
	body := []text.Safe{text.Concat(text.Lit("It was not sent: "), d.form.About())}
	if !found.Sent.IsZero() {
		sent := text.Clean(text.Stamp(found.Sent, d.env.Zone))
		body = []text.Safe{
			text.Concat(text.Lit("It was sent at "), sent, text.Lit(", and what came of that is not known here: "), d.form.About()), d.form.SentHint(),
		}
	}
	return d.env.Send(box.Open{Box: confirm.New(d.env, confirm.Question{
		Title:   text.Concat(text.Lit("Continue the draft of "), when, text.Lit("?")),
		Body:    append(body, text.Lit("A new start leaves it on disk until something else is typed.")),
		NoLabel: text.Lit("Continue the draft"), YesLabel: text.Lit("Start anew"), Yes: startOver{d.form.Tag()},
	})})
}

// needsSave reports that what is typed is to be saved.
func (d *Draft[T]) needsSave() bool {
	return d.file != nil && d.known && !d.closed && d.form.Differs(d.onDisk) && (d.form.Unsaved() || !d.savedAt.IsZero())
}

// ScheduleSave sets a save when something has changed since the last one.
func (d *Draft[T]) ScheduleSave() tea.Cmd {
	if d.saveScheduled || !d.needsSave() {
		return nil
	}
	d.saveScheduled = true
	return d.env.After(saveDelay, saveDue{d.form.Tag()})
}

// Flush saves what is not on disk yet, for when the program ends; a save that is
// on its way comes first. Its own answer is awaited by nobody.
func (d *Draft[T]) Flush() tea.Cmd {
	if d.sending || !d.needsSave() {
		return nil
	}
	saving := d.saving
	cmd := d.save(d.form.Values())
	d.saving = saving
	return cmd
}

// save writes the values, beside the update loop.
func (d *Draft[T]) save(values T) tea.Cmd {
	d.lastWrite++
	d.saving = d.lastWrite
	file, sent, saved := d.file, d.sent, draftSaved[T]{Tag: d.form.Tag(), number: d.lastWrite, values: values, at: d.env.Now()}
	return func() tea.Msg {
		saved.err = file.save(saved.number, saved.values, sent)
		return saved
	}
}

// applySaved notes what is on disk; leaving waits for that. The answer of a save
// that was followed by another one tells nothing.
func (d *Draft[T]) applySaved(msg draftSaved[T]) tea.Cmd {
	if msg.number != d.saving {
		return nil
	}
	leaving := d.leaving
	d.saving, d.leaving, d.saveErr = 0, false, msg.err
	if msg.err != nil {
		if leaving {
			return host.Say(host.Error, text.CleanN("The draft could not be kept, so the form stays open: "+msg.err.Error(), 200))
		}
		return nil
	}
	d.onDisk, d.savedAt = msg.values, msg.at
	switch {
	case leaving && d.form.Differs(msg.values): // typed on meanwhile
		return d.leave(keepDraft)
	case leaving:
		d.closed = true
		return tea.Batch(d.close(), host.Say(host.Info, text.Lit("The draft is kept and offered when the form is opened next.")))
	}
	return nil
}

func (d *Draft[T]) drop() tea.Cmd {
	if d.file == nil {
		return nil
	}
	d.lastWrite++
	file, number := d.file, d.lastWrite
	return func() tea.Msg {
		if err := file.drop(number); err != nil {
			return host.Notice{Kind: host.Warning, Text: text.CleanN("The draft could not be removed: "+err.Error(), 200)}
		}
		return nil
	}
}

// Persistent reports that what is typed outlives the form: it is on disk, or will be
// when the form closes with the program.
func (d *Draft[T]) Persistent() bool { return d.file != nil && d.saveErr == nil }

// SavedText says at the heading what stands on disk, "" for nothing.
func (d *Draft[T]) SavedText() text.Safe {
	switch {
	case d.saveErr != nil:
		return text.Lit("draft not saved")
	case d.savedAt.IsZero() || !d.form.Unsaved():
		return ""
	}
	return text.Concat(text.Lit("draft of "), text.Clean(text.Clock(d.savedAt, d.env.Zone)))
}
