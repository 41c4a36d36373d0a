package newtask

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/ui/form"
	"ax-tui/ui/form/jsonfield"
	"ax-tui/ui/text"
)

// texts are the two JSON editors; they live as long as the screen.
type texts struct {
	evaluators, config *form.JSON
	owed               bool // picks wait until the text can take them
	pending            []tea.Cmd
}

// load makes the editors over the texts of new values.
func (t *texts) load(s *model) {
	t.evaluators = form.NewJSON(s.editor(fPicks, text.Lit("Evaluators JSON")), s.vals.Evaluators, s.optionsSnapshot())
	t.config = form.NewRunConfig(s.editor(fConfig, text.Lit("Run configuration JSON")), s.vals.Config)
}

func (s *model) editor(key string, title text.Safe) jsonfield.Config {
	return jsonfield.Config{
		Key: key, Owner: s.ID, Title: title, Keys: s.env.Keys, Styles: s.Styles, After: s.env.After, Getenv: s.deps.Getenv,
		Name: func(id string) (text.Safe, bool) {
			fact := s.facts[id]
			return s.evaluatorName(id), fact != nil && fact.name != ""
		},
	}
}

// optionsSnapshot copies what is known, so that a check may read it while the
// loop goes on.
func (s *model) optionsSnapshot() *evaljson.Options {
	vars, names := map[string][]string{}, map[string]string{}
	for id, fact := range s.facts {
		names[id] = fact.name
		if fact.known && fact.facts.Variables != nil {
			vars[id] = fact.facts.Variables
		}
	}
	return &evaljson.Options{
		Variables: func(id string) ([]string, bool) { v, ok := vars[id]; return v, ok },
		Name:      func(id string) string { return names[id] },
	}
}

func (t *texts) of(st step) *form.JSON {
	switch st {
	case stJSON:
		return t.evaluators
	case stConfigJSON:
		return t.config
	}
	return nil
}

func (t *texts) field(st step, layout form.Layout) form.Field {
	key := fPicks
	if st == stConfigJSON {
		key = fConfig
	}
	return form.Edit(key, text.Lit("JSON"), t.of(st).Field, layout.FormHeight)
}

// show puts a text into its editor, as one step of undo.
func (t *texts) show(st step, to string) {
	if json := t.of(st); json != nil {
		t.pending = append(t.pending, json.Show(to))
	}
}

// recheck looks at the text of a step again, since more is known now.
func (s *model) recheck(st step) tea.Cmd {
	json := s.text.of(st)
	if json == nil {
		return nil
	}
	return json.Recheck(s.optionsSnapshot())
}

// pull brings the copies of the texts up to date.
func (s *model) pull() {
	s.text.evaluators.Pull(&s.vals.Evaluators)
	s.text.config.Pull(&s.vals.Config)
}

// take gives what the editors want to have done.
func (t *texts) take() tea.Cmd {
	out := t.pending
	t.pending = nil
	return tea.Batch(out...)
}

func (t *texts) restyle() {
	for _, json := range []*form.JSON{t.evaluators, t.config} {
		if json != nil {
			json.Restyle()
		}
	}
}

// update hands a message of an editor to both; each knows its own.
func (t *texts) update(s *model, msg tea.Msg) tea.Cmd {
	if t.evaluators == nil {
		return nil
	}
	s.Dirty = true
	cmd, b := t.evaluators.Update(msg), t.config.Update(msg)
	switch msg.(type) {
	case jsonfield.Checked, jsonfield.Edited:
		return tea.Batch(cmd, b, s.refresh())
	}
	return tea.Batch(cmd, b)
}
