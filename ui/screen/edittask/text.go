package edittask

import (
	"os"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/ui/form/jsonfield"
	"ax-tui/ui/text"
)

// editor is the field of one JSON text. The text of the values is brought up
// to date only when it is needed, for it may be large.
type editor struct {
	*jsonfield.Field
	synced int // generation that the values hold
	known  atomic.Pointer[evaljson.Options]
}

// value is the text that an editor is over.
func (v *values) text(key string) *string {
	if key == fConfig {
		return &v.config
	}
	return &v.evaluators
}

// openTexts makes the editor that the task has use for.
func (s *model) openTexts() tea.Cmd {
	key, title := fEvaluators, text.Lit("Evaluators (the whole list, as JSON)")
	if s.task.Type.Evaluation() {
		return s.openText(key, title)
	}
	key, title = fConfig, text.Lit("Run configuration (JSON)")
	return s.openText(key, title)
}

func (s *model) openText(key string, title text.Safe) tea.Cmd {
	e := &editor{}
	e.tell(s)
	e.Field = jsonfield.New(jsonfield.Config{
		Key: key, Owner: s.ID, Title: title, Keys: s.env.Keys, Styles: s.st, After: s.env.After,
		Check: func(t []byte) (evaljson.Doc, []evaljson.Fault) {
			if key == fConfig {
				cfg, faults := evaljson.ParseRunConfig(t)
				return evaljson.Doc{Complete: cfg.Complete}, faults
			}
			return e.known.Load().Parse(t)
		},
		Name: s.evaluatorName,
	}, []byte(*s.vals.text(key)))
	e.synced = e.Gen()
	s.texts[key] = e
	return e.Init()
}

// tell lets the check, which runs beside the loop, know what the text has to go with.
func (e *editor) tell(s *model) {
	o := options(s.task, s.vals)
	e.known.Store(&o)
}

func (s *model) evaluatorName(id string) (text.Safe, bool) {
	for _, x := range s.task.Evaluators {
		if x.EvaluatorID == id && x.Name != "" {
			return text.Clean(x.Name), true
		}
	}
	return "", false
}

// readTexts brings the values up to date with the editors.
func (s *model) readTexts() {
	for key, e := range s.texts {
		if e.Gen() != e.synced {
			*s.vals.text(key) = string(e.Text())
			e.synced = e.Gen()
		}
	}
}

// typedIn reports whether an editor holds more than the values know.
func (s *model) typedIn() bool {
	for _, e := range s.texts {
		if e.Gen() != e.synced {
			return true
		}
	}
	return false
}

// writeTexts brings the editors up to date with the values.
func (s *model) writeTexts() tea.Cmd {
	var cmds []tea.Cmd
	for key, e := range s.texts {
		e.tell(s)
		if want := *s.vals.text(key); want != string(e.Text()) {
			cmds = append(cmds, e.SetText([]byte(want)))
		}
		e.synced = e.Gen()
	}
	return tea.Batch(cmds...)
}

// recheck judges the texts anew after a field changed that they have to go with.
func (s *model) recheck() tea.Cmd {
	e := s.texts[fEvaluators]
	if e == nil {
		return nil
	}
	s.readTexts()
	e.tell(s)
	cmd := e.Recheck()
	e.synced = e.Gen()
	return cmd
}

// toText hands an answer to the editor that waits for it; each knows its own.
func (s *model) toText(m tea.Msg) tea.Cmd {
	if r, ok := m.(jsonfield.EditRequested); ok {
		return jsonfield.EditCmd(os.Getenv, r)
	}
	var cmds []tea.Cmd
	for _, e := range s.texts {
		_, cmd := e.Update(m)
		cmds = append(cmds, cmd)
	}
	if len(s.texts) > 0 && s.step == editing && s.form != nil {
		s.dirty = true
		s.form.paint()
	}
	return tea.Batch(cmds...)
}

// withText adds an editor to the questions; it takes the whole height of the form.
func (s *model) withText(out []field, key string, title text.Safe, l layout) []field {
	e := s.texts[key]
	if e == nil {
		return out
	}
	e.WithHeight(l.formH)
	return append(out, field{key, title, "", writing, e.Field})
}

// toFault puts the cursor on the first thing that must be mended.
func (e *editor) toFault() {
	faults, _, fresh := e.Faults()
	for _, f := range faults {
		if fresh && f.Severity == evaljson.Error {
			e.GoTo(f.Pos)
			return
		}
	}
}
