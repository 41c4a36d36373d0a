package newtask

import (
	"os"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/ui/form/jsonfield"
	"ax-tui/ui/text"
)

// texts are the two JSON editors; they live as long as the screen. The values
// hold a copy of each text, taken (pulled) when something needs it and not on
// every key, since a text may be of any size.
type texts struct {
	evaluators, config *edited
	owed               bool // picks wait until the text can take them
	pending            []tea.Cmd
	// known is what checks beside the loop may look at.
	known *atomic.Pointer[evaljson.Options]
}

// edited is an editor, and the generation of its text that the values have.
type edited struct {
	*jsonfield.Field
	pulled int
}

func (e *edited) behind() bool { return e != nil && e.Gen() != e.pulled }

// load makes the editors over the texts of new values.
func (t *texts) load(s *model) {
	if t.known == nil {
		t.known = &atomic.Pointer[evaljson.Options]{}
	}
	t.known.Store(s.optionsSnapshot())
	known := t.known
	t.evaluators = s.editor(fPicks, text.Lit("Evaluators JSON"), s.vals.Evaluators, func(raw []byte) (evaljson.Doc, []evaljson.Fault) {
		return known.Load().Parse(raw)
	})
	t.config = s.editor(fConfig, text.Lit("Run configuration JSON"), s.vals.Config, func(raw []byte) (evaljson.Doc, []evaljson.Fault) {
		_, faults := evaljson.ParseRunConfig(raw)
		return evaljson.Doc{}, faults
	})
}

func (s *model) editor(key string, title text.Safe, start string, check func([]byte) (evaljson.Doc, []evaljson.Fault)) *edited {
	f := jsonfield.New(jsonfield.Config{
		Key: key, Owner: s.ID, Title: title, Keys: s.env.Keys, Styles: s.st, After: s.env.After, Check: check,
		Name: func(id string) (text.Safe, bool) {
			f := s.facts[id]
			return s.evaluatorName(id), f != nil && f.name != ""
		},
	}, []byte(start))
	return &edited{f, f.Gen()}
}

// optionsSnapshot copies what is known, so that a check may read it while the
// loop goes on.
func (s *model) optionsSnapshot() *evaljson.Options {
	vars, names := map[string][]string{}, map[string]string{}
	for id, f := range s.facts {
		names[id] = f.name
		if f.known && f.facts.Variables != nil {
			vars[id] = f.facts.Variables
		}
	}
	return &evaljson.Options{
		Variables: func(id string) ([]string, bool) { v, ok := vars[id]; return v, ok },
		Name:      func(id string) string { return names[id] },
	}
}

func (t *texts) of(st step) *edited {
	switch st {
	case stJSON:
		return t.evaluators
	case stConfigJSON:
		return t.config
	}
	return nil
}

func (t *texts) field(st step, l layout) field {
	e := t.of(st)
	e.WithHeight(l.formH)
	key := fPicks
	if st == stConfigJSON {
		key = fConfig
	}
	return field{key: key, title: text.Lit("JSON"), mode: editing, huh: e.Field}
}

// show puts a text into its editor, as one step of undo.
func (t *texts) show(st step, to string) {
	if e := t.of(st); e != nil {
		t.pending = append(t.pending, e.SetText([]byte(to)))
		e.pulled = e.Gen()
	}
}

// recheck looks at the text of a step again, since more is known now.
func (s *model) recheck(st step) tea.Cmd {
	e := s.text.of(st)
	if e == nil {
		return nil
	}
	s.text.known.Store(s.optionsSnapshot())
	behind := e.behind()
	cmd := e.Recheck()
	if !behind {
		e.pulled = e.Gen()
	}
	return cmd
}

// pull brings the copies of the texts up to date.
func (s *model) pull() {
	if e := s.text.evaluators; e.behind() {
		s.vals.Evaluators, e.pulled = string(e.Text()), e.Gen()
	}
	if e := s.text.config; e.behind() {
		s.vals.Config, e.pulled = string(e.Text()), e.Gen()
	}
}

// take gives what the editors want to have done.
func (t *texts) take() tea.Cmd {
	out := t.pending
	t.pending = nil
	return tea.Batch(out...)
}

func (t *texts) restyle() {
	for _, e := range []*edited{t.evaluators, t.config} {
		if e != nil {
			e.Restyle()
		}
	}
}

// update hands a message of an editor to both; each knows its own.
func (t *texts) update(s *model, m tea.Msg) tea.Cmd {
	if t.evaluators == nil {
		return nil
	}
	if r, ok := m.(jsonfield.EditRequested); ok {
		getenv := s.deps.Getenv
		if getenv == nil {
			getenv = os.Getenv
		}
		return jsonfield.EditCmd(getenv, r)
	}
	s.dirty = true
	_, a := t.evaluators.Update(m)
	_, b := t.config.Update(m)
	switch m.(type) {
	case jsonfield.Checked, jsonfield.Edited:
		return tea.Batch(a, b, s.refresh())
	}
	return tea.Batch(a, b)
}

func (t *texts) key(s *model, k tea.KeyMsg) tea.Cmd {
	e := t.of(s.at)
	_, cmd := e.Update(k)
	s.dirty, s.problem = true, nil
	return cmd
}
