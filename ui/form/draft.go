package form

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// saveDelay is the longest time that typed text is not on disk, apart from the time
// of the save itself.
const saveDelay = 250 * time.Millisecond

// Drafts stores drafts between two starts of the program. kind identifies the
// form and its subject ("task.update.TASK"). It is called from commands only.
type Drafts interface {
	// Save writes the values and returns the token of their file. A non-zero sent
	// marks the draft as sent at that time. over is the token of the only file that may
	// be replaced, draft.Absent for none; otherwise the error is draft.ErrChanged.
	Save(kind string, values any, sent time.Time, over string) (token string, err error)
	// Load reads a draft into values, a pointer. It returns draft.ErrNone when there is none.
	Load(kind string, values any) (draft.Info, error)
	// Drop removes the draft if its file still has this token.
	Drop(kind, token string) error
}

// DraftForm is a form whose values are saved in a draft: what was typed, and the place of
// the focus. The values are a pointer to a type of the form's own, which is written as JSON
// and must not contain secrets.
type DraftForm interface {
	Tag() host.Tag
	// Blank returns values that hold nothing, for a draft to be read into. A command calls it:
	// it reads nothing of the model.
	Blank() any
	// Values returns a copy of the current values, including the texts of the editors.
	Values() any
	// Differs reports whether the current values differ from the given ones. It is
	// called on every key, so an edited editor counts without comparing its text.
	Differs(values any) bool
	// Restore sets the values of a draft, StartOver the initial values.
	Restore(values any) tea.Cmd
	StartOver()
	Unsaved() bool
	// About names the subject of the values, to tell drafts apart.
	About(values any) text.Safe
	// UnsentText is a sentence that says what has not been done yet.
	UnsentText() text.Safe
	// SentHint is a sentence that says where to check what was sent.
	SentHint() text.Safe
}

// Draft keeps a form and its draft on disk in sync. Pass every message to Update
// and call ScheduleSave after each.
type Draft struct {
	env   *host.Env
	form  DraftForm
	store Drafts // nil: drafts are not saved
	kind  string
	file  *file // the draft of the current values; nil: drafts are not saved

	onDisk        any // the values of the last save
	loaded        *draftsLoaded
	known         bool // the draft, if any, has been loaded
	saveScheduled bool // a save is scheduled
	lastWrite     int  // number of the last write to disk
	saving        int  // number of the running save, 0 for none
	savedAt       time.Time
	saveErr       error // error of the last save
	failures      int   // saves that failed since the last that did not
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
func NewDraft(env *host.Env, form DraftForm, store Drafts, kind string) *Draft {
	created := &Draft{env: env, form: form, onDisk: form.Blank(), store: store, kind: kind, known: store == nil}
	if store != nil {
		created.file = &file{store: store, kind: kind}
	}
	return created
}

// draftsLoaded holds the drafts that were found, the newest first, or why one of them
// could not be read.
type draftsLoaded struct {
	host.Tag
	found []foundDraft
	err   error
}

type saveDue struct{ host.Tag }

type draftSaved struct {
	host.Tag
	number int
	values any
	at     time.Time
	apart  bool // another program has replaced the draft; this one has a file of its own now
	err    error
}

// Known reports whether the draft, if any, has been loaded: the form can open.
func (d *Draft) Known() bool { return d.known }

// Load returns the command that reads the drafts, nil when they have been read.
func (d *Draft) Load() tea.Cmd {
	if d.known {
		return nil
	}
	store, kind, blank, loaded := d.store, d.kind, d.form.Blank, draftsLoaded{Tag: d.form.Tag()}
	return func() tea.Msg {
		loaded.found, loaded.err = loadDrafts(store, kind, blank)
		return loaded
	}
}

// Update handles messages of the draft; ok is false for other messages.
func (d *Draft) Update(msg tea.Msg) (cmd tea.Cmd, ok bool) {
	switch msg := msg.(type) {
	case draftsLoaded:
		if !d.known {
			d.known, d.loaded = true, &msg
		}
	case saveDue:
		d.saveScheduled = false
		if values := d.form.Values(); !d.closed && !d.sending && d.saving == 0 && d.form.Differs(d.onDisk) {
			return d.save(values), true
		}
	case draftSaved:
		return d.applySaved(&msg), true
	case resumeChosen:
		return d.resume(&msg), true
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

// needsSave reports whether the current values must be saved.
func (d *Draft) needsSave() bool {
	return d.file != nil && d.known && !d.closed && d.form.Differs(d.onDisk) && (d.form.Unsaved() || !d.savedAt.IsZero())
}

// ScheduleSave schedules a save when the values have changed since the last one.
func (d *Draft) ScheduleSave() tea.Cmd {
	if d.saveScheduled || !d.needsSave() {
		return nil
	}
	d.saveScheduled = true
	wait := saveDelay
	if d.failures > 0 { // as on a full disk: it is tried again less and less often
		wait = time.Second << min(d.failures, 6)
	}
	return d.env.After(wait, saveDue{d.form.Tag()})
}

// Flush saves the current values when the program ends, after a save that is
// already running. Its result is ignored.
func (d *Draft) Flush() tea.Cmd {
	if d.sending || !d.needsSave() {
		return nil
	}
	saving := d.saving
	cmd := d.save(d.form.Values())
	d.saving = saving
	return cmd
}

// save writes the values in a command.
func (d *Draft) save(values any) tea.Cmd {
	d.lastWrite++
	d.saving = d.lastWrite
	file, sent, saved := d.file, d.sent, draftSaved{Tag: d.form.Tag(), number: d.lastWrite, values: values, at: d.env.Now()}
	return func() tea.Msg {
		saved.apart, saved.err = file.save(saved.number, saved.values, sent)
		return saved
	}
}

// applySaved records what is on disk, and closes the form if it waits for that.
// The result of a save that was followed by another one is ignored.
func (d *Draft) applySaved(msg *draftSaved) tea.Cmd {
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
	if msg.apart {
		return tea.Batch(d.finishSave(leaving, msg.values), host.Say(host.Warning, text.Lit("Another ax-tui continues the same draft: your text is kept here as a second draft.")))
	}
	return d.finishSave(leaving, msg.values)
}

// finishSave closes the form if it waits for the save of these values.
func (d *Draft) finishSave(leaving bool, values any) tea.Cmd {
	switch {
	case leaving && d.form.Differs(values): // changed meanwhile
		return d.leave(keepDraft)
	case leaving:
		d.closed = true
		return tea.Batch(d.close(), host.Say(host.Info, text.Lit("The draft is kept and offered when the form is opened next.")))
	}
	return nil
}

func (d *Draft) drop() tea.Cmd {
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
func (d *Draft) Persistent() bool { return d.file != nil && d.saveErr == nil }

// SavedText is the draft's state for the heading, "" for none.
func (d *Draft) SavedText() text.Safe {
	switch {
	case d.saveErr != nil:
		return text.Lit("draft not saved")
	case d.savedAt.IsZero() || !d.form.Unsaved():
		return ""
	}
	return text.Lit("draft saved")
}
