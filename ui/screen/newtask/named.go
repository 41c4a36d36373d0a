package newtask

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/resolve"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// name is a name in a JSON text, which stands for an ID in a space.
type name struct {
	resolve.Named
	space string // "" for all spaces
}

// namedID is the result of looking a name up; neither is set while it is loading.
type namedID struct {
	id  string
	err error
}

// isName returns a function that reports whether a value stands for an ID and is not
// one, nor an ID of an unusual form that the server itself has given: with the task
// that the form starts from, or in a list.
func (s *model) isName() func(resolve.Named) bool {
	given := map[resolve.Named]bool{resolve.OfConfig([]byte(s.initial.Config)): true}
	for _, picked := range s.initial.Picks {
		given[resolve.Named{Key: evaljson.EvaluatorID, Name: picked.ID}] = true
	}
	for _, picked := range s.vals.Picks {
		if picked.Name != "" {
			given[resolve.Named{Key: evaljson.EvaluatorID, Name: picked.ID}] = true
		}
	}
	for slot, key := range map[string]string{pIntegration: evaljson.ModelID, pAgent: evaljson.AgentID} {
		if picker := s.pickers[slot]; picker != nil && firstPick(picker.items).Name != "" {
			given[resolve.Named{Key: key, Name: firstPick(picker.items).ID}] = true
		}
	}
	return func(named resolve.Named) bool {
		_, isID := resolve.ID(named.Name)
		return !isID && named.Name != "" && !given[named]
	}
}

// isNamedPick is isName for evaluators by ID.
func (s *model) isNamedPick() func(id string) bool {
	isName := s.isName()
	return func(id string) bool { return isName(resolve.Named{Key: evaljson.EvaluatorID, Name: id}) }
}

// loadNames looks up the names in the texts, each once.
func (s *model) loadNames() tea.Cmd {
	list := s.cache.named
	if s.vals.experiment() {
		list = s.cache.configNamed
	}
	var missing []name
	if len(list) > 0 {
		isName := s.isName()
		for _, named := range list[:min(len(list), maxLoaded)] {
			name := name{Named: named, space: s.vals.Space.ID}
			if _, asked := s.names[name]; !asked && isName(named) {
				s.names[name] = namedID{}
				missing = append(missing, name)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	ctx, client := s.Ctx, s.client
	return host.Ask(s.Tag(), "", func() (any, error) {
		out := map[name]namedID{}
		for _, name := range missing {
			id, err := name.ID(ctx, client, name.space)
			out[name] = namedID{id: id, err: err}
		}
		return out, nil
	})()
}

// applyNames stores what was found and puts the IDs into the text.
func (s *model) applyNames(ids map[name]namedID) tea.Cmd {
	s.Dirty, s.cache.stale = true, true
	for name, found := range ids {
		if host.Canceled(found.err) {
			delete(s.names, name)
			continue
		}
		s.names[name] = found
	}
	s.pull()
	s.syncTexts()
	s.describe()
	return tea.Batch(s.recheck(stJSON), s.recheck(stConfigJSON), s.refresh())
}

// fillNames puts the IDs of names that were found into the text in use, where a name
// in place of an ID is replaced.
func (s *model) fillNames() {
	s.parse()
	if s.vals.experiment() {
		named := resolve.OfConfig([]byte(s.vals.Config))
		if id := s.idOf(named); id != "" {
			if out, err := evaljson.Set([]byte(s.vals.Config), id, named.Key); err == nil {
				s.vals.Config = string(out)
				s.text.show(stConfigJSON, s.vals.Config)
				s.addNote(text.Concat(text.Lit("The JSON has the ID now of: "), text.CleanN(named.Name, 60)))
			}
		}
		return
	}
	raw := []byte(s.vals.Evaluators)
	for i, evaluator := range s.cache.doc.Evaluators {
		named := resolve.OfEvaluator(&evaluator)
		if id := s.idOf(named); id != "" {
			if out, err := evaljson.Set(raw, id, i, named.Key); err == nil {
				raw = out
			}
		}
	}
	s.setEvaluators(string(raw))
}

// idOf returns the ID that was found for a name, "" for none.
func (s *model) idOf(named resolve.Named) string {
	return s.names[name{Named: named, space: s.vals.Space.ID}].id
}

// nameFaults returns the check of names for the editors, which runs outside the update
// loop: it copies what was found.
func (s *model) nameFaults() func(key, value string) string {
	faults := map[resolve.Named]string{}
	for name, found := range s.names {
		if found.err != nil && name.space == s.vals.Space.ID {
			faults[name.Named] = nameFault(found.err)
		}
	}
	missing := map[string]string{}
	for id, fact := range s.facts {
		has := s.edit && fact.version == "" && slices.ContainsFunc(s.initial.Picks, func(old pick) bool { return old.ID == id })
		if fault := fact.missingText(); fault != "" && !has && !s.inTask(id) { // what a task has may stay
			missing[id] = fault
		}
	}
	isName, full := s.isName(), len(s.cache.named) > maxLoaded
	return func(key, value string) string {
		if fault := missing[value]; fault != "" && key == evaljson.EvaluatorID {
			return fault
		}
		named := resolve.Named{Key: key, Name: value}
		fault := faults[named]
		switch {
		case !isName(named):
			return ""
		case fault == "" && full:
			return fmt.Sprintf("only %d names are looked up; give the ID", maxLoaded)
		case fault == "":
			return "looking up the ID of " + named.What() + " " + strconv.Quote(value)
		}
		return fault
	}
}

// nameFault says why a name has no ID: there is none like it, or it could not be
// looked up.
func nameFault(err error) string {
	if _, failed := errors.AsType[*api.Error](err); failed {
		return "the name could not be looked up: " + api.Reason(err)
	}
	return err.Error()
}
