package newtask

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/ui/form"
	"ax-tui/ui/form/jsonfield"
	"ax-tui/ui/text"
)

// texts holds the two JSON editors. They live as long as the screen.
type texts struct {
	evaluators, config *form.JSON
	mergePending       bool // picks wait until the text is valid
	cmds               []tea.Cmd
}

// load creates the editors for the texts of new values.
func (t *texts) load(owner *model) {
	t.evaluators = form.NewJSON(owner.editor(fPicks, text.Lit("Evaluators JSON")), owner.vals.Evaluators, owner.optionsSnapshot())
	t.config = form.NewRunConfig(owner.editor(fConfig, text.Lit("Run configuration JSON")), owner.vals.Config, owner.optionsSnapshot())
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

// optionsSnapshot copies the known facts for a check that runs outside the update
// loop.
func (s *model) optionsSnapshot() *evaljson.Options {
	vars, names := map[string][]string{}, map[string]string{}
	for id, fact := range s.facts {
		names[id] = fact.name
		if fact.known && fact.facts.Variables != nil {
			vars[id] = fact.facts.Variables
		}
	}
	return &evaljson.Options{
		Variables: func(id string) ([]string, bool) { variables, ok := vars[id]; return variables, ok },
		Name:      func(id string) string { return names[id] },
		Named:     s.nameFaults(),
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

// show replaces the text of an editor, as one undo step.
func (t *texts) show(st step, to string) {
	if json := t.of(st); json != nil {
		t.cmds = append(t.cmds, json.Show(to))
	}
}

// recheck checks the text of a step again after new facts are loaded.
func (s *model) recheck(st step) tea.Cmd {
	json := s.text.of(st)
	if json == nil {
		return nil
	}
	return json.Recheck(s.optionsSnapshot())
}

// pull copies the texts of the editors into the values.
func (s *model) pull() {
	s.text.evaluators.Pull(&s.vals.Evaluators)
	s.text.config.Pull(&s.vals.Config)
}

// takeCmds returns the pending commands of the editors and clears them.
func (t *texts) takeCmds() tea.Cmd {
	out := t.cmds
	t.cmds = nil
	return tea.Batch(out...)
}

func (t *texts) restyle() {
	for _, json := range []*form.JSON{t.evaluators, t.config} {
		if json != nil {
			json.Restyle()
		}
	}
}

// update passes a message to both editors; each ignores those of the other.
func (t *texts) update(owner *model, msg tea.Msg) tea.Cmd {
	if t.evaluators == nil {
		return nil
	}
	owner.Dirty = true
	cmd, configCmd := t.evaluators.Update(msg), t.config.Update(msg)
	switch msg.(type) {
	case jsonfield.Checked, jsonfield.Edited:
		return tea.Batch(cmd, configCmd, owner.refresh())
	}
	return tea.Batch(cmd, configCmd)
}
