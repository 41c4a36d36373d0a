package form

import (
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/ui/form/jsonfield"
)

// JSON is an editor for a JSON text. The values of a form hold a copy of the
// text that Pull updates on demand and not on every key, since a text can be of
// any size.
type JSON struct {
	*jsonfield.Field
	pulled int // generation of the text in the values
	known  atomic.Pointer[evaljson.Options]
}

// NewJSON creates an editor for a list of evaluators. The check runs in a command
// and uses known; Recheck replaces it.
func NewJSON(config jsonfield.Config, start string, known *evaljson.Options) *JSON {
	json := &JSON{}
	json.known.Store(known)
	config.Check = func(raw []byte) (evaljson.Doc, []evaljson.Fault) { return json.known.Load().Parse(raw) }
	return json.begin(&config, start)
}

// NewRunConfig is NewJSON for a run configuration.
func NewRunConfig(config jsonfield.Config, start string, known *evaljson.Options) *JSON {
	json := &JSON{}
	json.known.Store(known)
	config.Check = func(raw []byte) (evaljson.Doc, []evaljson.Fault) {
		cfg, faults := json.known.Load().ParseRunConfig(raw)
		return evaljson.Doc{Complete: cfg.Complete}, faults
	}
	return json.begin(&config, start)
}

func (e *JSON) begin(config *jsonfield.Config, start string) *JSON {
	e.Field = jsonfield.New(*config, []byte(start))
	e.pulled = e.Gen()
	return e
}

// Stale reports whether the values hold an older text; false for a nil editor.
func (e *JSON) Stale() bool { return e != nil && e.Gen() != e.pulled }

// Pull updates the copy in the values.
func (e *JSON) Pull(held *string) {
	if e.Stale() {
		*held, e.pulled = string(e.Text()), e.Gen()
	}
}

// Show replaces the text in the editor, as one undo step.
func (e *JSON) Show(text string) tea.Cmd {
	cmd := e.SetText([]byte(text))
	e.pulled = e.Gen()
	return cmd
}

// Recheck checks the text again. A non-nil known replaces what the check uses.
func (e *JSON) Recheck(known *evaljson.Options) tea.Cmd {
	if known != nil {
		e.known.Store(known)
	}
	behind := e.Stale()
	cmd := e.Field.Recheck()
	if !behind {
		e.pulled = e.Gen()
	}
	return cmd
}
