package form

import (
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/ui/form/jsonfield"
)

// JSON is an editor of a JSON text. The values of a form hold a copy of the
// text, taken with Pull when something needs it and not on every key, since a
// text may be of any size.
type JSON struct {
	*jsonfield.Field
	pulled int // generation of the text that the values have
	known  atomic.Pointer[evaljson.Options]
}

// NewJSON makes the editor of a list of evaluators. Its check, which runs beside
// the loop, looks at known; Recheck hands it something newer.
func NewJSON(config jsonfield.Config, start string, known *evaljson.Options) *JSON {
	json := &JSON{}
	json.known.Store(known)
	config.Check = func(raw []byte) (evaljson.Doc, []evaljson.Fault) { return json.known.Load().Parse(raw) }
	return json.begin(config, start)
}

// NewRunConfig makes the editor of a run configuration.
func NewRunConfig(config jsonfield.Config, start string) *JSON {
	config.Check = func(raw []byte) (evaljson.Doc, []evaljson.Fault) {
		cfg, faults := evaljson.ParseRunConfig(raw)
		return evaljson.Doc{Complete: cfg.Complete}, faults
	}
	return (&JSON{}).begin(config, start)
}

func (e *JSON) begin(config jsonfield.Config, start string) *JSON {
	e.Field = jsonfield.New(config, []byte(start))
	e.pulled = e.Gen()
	return e
}

// Stale reports that the values have an older text; false without an editor.
func (e *JSON) Stale() bool { return e != nil && e.Gen() != e.pulled }

// Pull brings the copy that the values hold up to date.
func (e *JSON) Pull(held *string) {
	if e.Stale() {
		*held, e.pulled = string(e.Text()), e.Gen()
	}
}

// Show puts another text into the editor, as one step of undo.
func (e *JSON) Show(text string) tea.Cmd {
	cmd := e.SetText([]byte(text))
	e.pulled = e.Gen()
	return cmd
}

// Recheck looks at the text again, since more is known now; nil: nothing more.
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
