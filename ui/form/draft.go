package form

import (
	"encoding/json"
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

// saveDelay is the minimum time between two saves of a draft.
const saveDelay = time.Second

// Drafts stores drafts between two starts of the program. kind identifies the
// form and its subject ("task.update.TASK"). It is called from commands only.
type Drafts interface {
	// Save writes the values and returns the token of their file. A non-zero sent
	// marks the draft as sent at that time. A non-empty over is the token of the
	// only file that may be replaced.
	Save(kind string, values any, sent time.Time, over string) (token string, err error)
	// Load reads a draft into values, a pointer. It returns draft.ErrNone when there is none.
	Load(kind string, values any) (draft.Info, error)
	// Drop removes the draft if its file still has this token.
	Drop(kind, token string) error
}

// DraftForm is a form whose values, a T, are saved in a draft. T is written as
// JSON and must not contain secrets.
type DraftForm[T any] interface {
	Tag() host.Tag
	// Values returns a copy of the current values, including the texts of the editors.
	Values() T
	// Differs reports whether the current values differ from the given ones. It is
	// called on every key, so an edited editor counts without comparing its text.
	Differs(values T) bool
	// Restore sets the values of a draft, StartOver the initial values.
	Restore(values T)
	StartOver()
	Unsaved() bool
	// About names the subject of the values, to tell drafts apart.
	About() text.Safe
	// UnsentText is a sentence that says what has not been done yet.
	UnsentText() text.Safe
	// SentHint is a sentence that says where to check what was sent.
	SentHint() text.Safe
}

// Draft keeps a form and its draft on disk in sync. Pass every message to Update
// and call ScheduleSave after each.
type Draft[T any] struct {
	env  *host.Env
	form DraftForm[T]
	file *file // nil: drafts are not saved

	onDisk        T // the values of the last save
	loaded        *draftLoaded[T]
	known         bool // the draft, if any, has been loaded
	saveScheduled bool // a save is scheduled
	lastWrite     int  // number of the last write to disk
	saving        int  // number of the running save, 0 for none
	savedAt       time.Time
	saveErr       error // error of the last save
	failures      int   // saves that failed since the last that did not
	shared        bool  // another program saves the same draft
	closed        bool  // sent or discarded: nothing is saved any more
	leaving       bool  // the form closes when the draft has been saved
	// sent is when the values were sent with an unknown outcome (zero: not sent),
	// sentBefore its value before the last send.
	sent, sentBefore time.Time

	sending      bool // a request is in flight
	pending      Receipt
	lastAnswered int // number of the last receipt that was applied
}

// NewDraft creates the draft of a form. With a nil store nothing is saved.
func NewDraft[T any](env *host.Env, form DraftForm[T], store Drafts, kind string) *Draft[T] {
	created := &Draft[T]{env: env, form: form, known: store == nil}
	if store != nil {
		created.file = &file{store: store, kind: kind}
	}
	return created
}

// file is the draft on disk. It serializes the commands of one form and never
// replaces a newer state by an older one.
type file struct {
	store  Drafts
	kind   string
	mu     sync.Mutex
	newest int    // number of the newest completed write
	token  string // token of the file that was read or written last, "" for none
}

func (f *file) load(values any) (draft.Info, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := f.store.Load(f.kind, values)
	f.token = info.Token
	return info, err
}

// save writes the values unless a newer write has completed. shared reports that
// another program has written the same draft since.
func (f *file) save(number int, values any, sent time.Time) (shared bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number < f.newest {
		return false, nil
	}
	token, err := f.store.Save(f.kind, values, sent, f.token)
	if errors.Is(err, draft.ErrChanged) {
		var other json.RawMessage
		_, err = f.store.Load(f.kind, &other)
		shared = !errors.Is(err, draft.ErrNone)
		token, err = f.store.Save(f.kind, values, sent, "")
	}
	if err == nil {
		f.newest, f.token = number, token
	}
	return shared, err
}

// setMark rewrites the values saved under the number with another sent time, if
// they are still what is on disk.
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

// drop removes the draft unless this form or another program has written a newer one.
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
	shared bool
	err    error
}

type startOver struct{ host.Tag }

// Known reports whether the draft, if any, has been loaded: the form can open.
func (d *Draft[T]) Known() bool { return d.known }

// Load returns the command that reads the draft, nil when it has been read.
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

// Update handles messages of the draft; ok is false for other messages.
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
		d.onDisk, d.savedAt, d.sent = d.form.Values(), time.Time{}, time.Time{} // the file stays until the values change
	case leaveChosen:
		return d.leave(msg.how), true
	case host.CommandPanicked: // it may have been the save that failed
		d.saving, d.leaving = 0, false
		return nil, false
	default:
		return nil, false
	}
	return nil, true
}

// Offer restores the loaded draft once the form has opened, and asks whether to
// start over instead: Enter and Esc keep the draft, so they lose nothing.
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
			text.Concat(text.Lit("It was sent at "), sent, text.Lit("; the outcome is unknown: "), d.form.About()), d.form.SentHint(),
		}
	}
	return d.env.Send(box.Open{Box: confirm.New(d.env, confirm.Question{
		Title:   text.Concat(text.Lit("Continue the draft of "), when, text.Lit("?")),
		Body:    append(body, text.Lit("Starting over keeps it on disk until you type something.")),
		NoLabel: text.Lit("Continue the draft"), YesLabel: text.Lit("Start over"), Yes: startOver{d.form.Tag()},
	})})
}

// needsSave reports whether the current values must be saved.
func (d *Draft[T]) needsSave() bool {
	return d.file != nil && d.known && !d.closed && d.form.Differs(d.onDisk) && (d.form.Unsaved() || !d.savedAt.IsZero())
}

// ScheduleSave schedules a save when the values have changed since the last one.
func (d *Draft[T]) ScheduleSave() tea.Cmd {
	if d.saveScheduled || !d.needsSave() {
		return nil
	}
	d.saveScheduled = true
	// A save that fails, as on a full disk, is tried again less and less often.
	return d.env.After(saveDelay<<min(d.failures, 6), saveDue{d.form.Tag()})
}

// Flush saves the current values when the program ends, after a save that is
// already running. Its result is ignored.
func (d *Draft[T]) Flush() tea.Cmd {
	if d.sending || !d.needsSave() {
		return nil
	}
	saving := d.saving
	cmd := d.save(d.form.Values())
	d.saving = saving
	return cmd
}

// save writes the values in a command.
func (d *Draft[T]) save(values T) tea.Cmd {
	d.lastWrite++
	d.saving = d.lastWrite
	file, sent, saved := d.file, d.sent, draftSaved[T]{Tag: d.form.Tag(), number: d.lastWrite, values: values, at: d.env.Now()}
	return func() tea.Msg {
		saved.shared, saved.err = file.save(saved.number, saved.values, sent)
		return saved
	}
}

// applySaved records what is on disk, and closes the form if it waits for that.
// The result of a save that was followed by another one is ignored.
func (d *Draft[T]) applySaved(msg draftSaved[T]) tea.Cmd {
	if msg.number != d.saving {
		return nil
	}
	leaving := d.leaving
	d.saving, d.leaving, d.saveErr = 0, false, msg.err
	if msg.err != nil {
		d.failures++
		if leaving {
			return host.Say(host.Error, text.CleanN("Cannot save the draft, so the form stays open: "+msg.err.Error(), 200))
		}
		return nil
	}
	d.onDisk, d.savedAt, d.failures = msg.values, msg.at, 0
	if msg.shared && !d.shared {
		d.shared = true
		return tea.Batch(d.finishSave(leaving, msg.values), host.Say(host.Warning, text.Lit("Another ax-tui has the same form open and saves the same draft: the last one to save replaces what the other typed.")))
	}
	return d.finishSave(leaving, msg.values)
}

// finishSave closes the form if it waits for the save of these values.
func (d *Draft[T]) finishSave(leaving bool, values T) tea.Cmd {
	switch {
	case leaving && d.form.Differs(values): // changed meanwhile
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
			return host.Notice{Kind: host.Warning, Text: text.CleanN("Cannot remove the draft: "+err.Error(), 200)}
		}
		return nil
	}
}

// Persistent reports whether the values outlive the form: they are on disk, or
// will be saved when the program ends.
func (d *Draft[T]) Persistent() bool { return d.file != nil && d.saveErr == nil }

// SavedText is the draft's state for the heading, "" for none.
func (d *Draft[T]) SavedText() text.Safe {
	switch {
	case d.saveErr != nil:
		return text.Lit("draft not saved")
	case d.savedAt.IsZero() || !d.form.Unsaved():
		return ""
	}
	return text.Concat(text.Lit("draft of "), text.Clean(text.Clock(d.savedAt, d.env.Zone)))
}
