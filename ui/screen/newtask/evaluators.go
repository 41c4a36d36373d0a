package newtask

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/preflight"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// A pasted text may name thousands of evaluators. These limits protect the server
// and the form: requests at once, and evaluators loaded or shown as fields in all.
const (
	maxInFlight = 8
	maxLoaded   = 100
)

// fact is what is known about an evaluator in the version that the task would use.
type fact struct {
	version   string // pinned version, "" for the latest
	requested bool
	manual    bool // typed into the text, which is then not changed
	name      string
	facts     preflight.EvaluatorFacts
	detail    text.Safe // kind, model, granularity
	known     bool
	err       error
}

// lookups is the state of loading evaluators and the target.
type lookups struct {
	facts           map[string]*fact  // by ID of the evaluator
	inFlight        int               // evaluators that are loading
	names           map[name]namedID  // what the texts name in place of IDs
	loadedIDs       []string          // evaluators that are loaded but not in the text yet
	requestedTarget api.Ref           // target that was loaded last
	labels          map[string]string // names of spaces and experiments by ID; "": was asked for
}

// loadedEvaluator is an evaluator that was loaded for a fact.
type loadedEvaluator struct {
	of *fact
	api.Evaluator
}

// firstPicks returns the picks whose evaluators are loaded.
func (s *model) firstPicks() []pick { return s.vals.Picks[:min(len(s.vals.Picks), maxLoaded)] }

// requestFacts adds the picked evaluators that are not known yet; loadFacts loads
// them at the end of the update.
func (s *model) requestFacts(manual bool) {
	picks := s.firstPicks()
	if len(s.facts) > 2*maxLoaded { // drop those that are no longer picked
		for id := range s.facts {
			if !slices.ContainsFunc(picks, func(picked pick) bool { return picked.ID == id }) {
				delete(s.facts, id)
			}
		}
	}
	isName := s.isNamedPick()
	for _, pick := range picks {
		known := s.facts[pick.ID]
		if known != nil && known.version == pick.Version || isName(pick.ID) {
			continue
		}
		name := pick.Name
		if known != nil && known.name != "" {
			name = known.name
		}
		s.facts[pick.ID] = &fact{version: pick.Version, manual: manual, name: name}
	}
}

// loadFacts loads the requested evaluators, a few at a time.
func (s *model) loadFacts() tea.Cmd {
	if s.inFlight >= maxInFlight {
		return nil
	}
	var cmds []tea.Cmd
	for _, pick := range s.firstPicks() {
		fact := s.facts[pick.ID]
		if fact == nil || fact.requested {
			continue
		}
		fact.requested = true
		ctx, client, id, version := s.Ctx, s.client, pick.ID, fact.version
		cmds = append(cmds, host.Ask(s.Tag(), id, func() (any, error) {
			evaluator, err := client.GetEvaluator(ctx, id, version)
			return loadedEvaluator{of: fact, Evaluator: evaluator}, err
		})())
		if s.inFlight++; s.inFlight == maxInFlight {
			break
		}
	}
	return tea.Batch(cmds...)
}

// applyEvaluator stores a loaded evaluator and adds its variables to the text: at
// once for a few picks, else for several answers together, since each change parses
// the whole text again.
func (s *model) applyEvaluator(id string, read *loadedEvaluator, err error) tea.Cmd {
	s.inFlight = max(s.inFlight-1, 0)
	fact := s.facts[id]
	if fact != nil && fact == read.of && !host.Canceled(err) {
		s.Dirty = true
		if fact.err = err; err == nil {
			s.setFact(fact, id, &read.Evaluator)
		} else if fact.missingText() != "" {
			s.cache.stale = true
			s.describe()
			return s.recheck(stJSON)
		}
	}
	if len(s.loadedIDs) == 0 || len(s.vals.Picks) > maxInFlight && len(s.loadedIDs) < maxInFlight && (s.inFlight > 0 || s.hasUnloadedFacts()) {
		return nil
	}
	return s.applyFacts()
}

// hasUnloadedFacts reports whether evaluators still have to be loaded.
func (s *model) hasUnloadedFacts() bool {
	return slices.ContainsFunc(s.firstPicks(), func(picked pick) bool {
		fact := s.facts[picked.ID]
		return fact != nil && !fact.requested
	})
}

func (s *model) setFact(learnt *fact, id string, evaluator *api.Evaluator) {
	learnt.facts, learnt.known, learnt.name = preflight.FactsOf(evaluator), true, evaluator.Name
	learnt.detail = detailOf(evaluator)
	for i := range s.firstPicks() {
		if s.vals.Picks[i].ID == id {
			s.vals.Picks[i].Name = evaluator.Name
		}
	}
	s.loadedIDs = append(s.loadedIDs, id)
}

// applyFacts merges loaded evaluators into the text and checks it again.
func (s *model) applyFacts() tea.Cmd {
	loadedIDs := s.loadedIDs
	s.loadedIDs, s.cache.stale = nil, true
	merge := false
	for _, id := range loadedIDs {
		if fact := s.facts[id]; fact != nil && !fact.manual {
			s.reshape(id)
			merge = true
		}
	}
	if merge {
		s.picksToText()
	}
	return tea.Batch(s.recheck(stJSON), s.refresh())
}

// reshape removes an evaluator without mappings from the text if it needs the trace
// or session shape, so that it is added again in that shape.
func (s *model) reshape(id string) {
	s.pull()
	s.parse()
	if !s.wideEvaluator(id) || !s.cache.doc.Complete || s.inTask(id) {
		return
	}
	for _, evaluator := range s.cache.doc.Evaluators {
		if evaluator.Input.EvaluatorID == id && len(evaluator.Mappings) > 0 {
			return
		}
	}
	var others []evaljson.Pick
	for _, pick := range s.picksForText() {
		if pick.ID != id {
			others = append(others, pick)
		}
	}
	if out, _, fault := evaljson.Merge([]byte(s.vals.Evaluators), others); fault == nil {
		s.setEvaluators(string(out))
	}
}

// inTask reports whether the edited task already has the evaluator in this version.
func (s *model) inTask(id string) bool {
	is := func(picked pick) bool { return picked.ID == id }
	old, now := slices.IndexFunc(s.initial.Picks, is), slices.IndexFunc(s.vals.Picks, is)
	return s.edit && old >= 0 && now >= 0 && s.initial.Picks[old].Version == s.vals.Picks[now].Version
}

func (s *model) wideEvaluator(id string) bool {
	fact := s.facts[id]
	return fact != nil && (fact.facts.Granularity == api.TraceGranularity || fact.facts.Granularity == api.SessionGranularity)
}

// detailOf describes the kind, model and granularity of an evaluator.
func detailOf(evaluator *api.Evaluator) text.Safe {
	parts := []string{evaluator.Type.Words()}
	evaluatorVersion := evaluator.Version
	if evaluatorVersion == nil {
		return text.Clean(parts[0])
	}
	if evaluatorVersion.Template != nil && evaluatorVersion.Template.LLM.ModelName != "" {
		parts = append(parts, evaluatorVersion.Template.LLM.ModelName)
	}
	if evaluatorVersion.Code != nil && evaluatorVersion.Code.Type != "" {
		parts = append(parts, evaluatorVersion.Code.Type.Words())
	}
	if granularity := evaluatorVersion.Granularity(); granularity != "" {
		parts = append(parts, granularity.Words())
	}
	return text.CleanN(strings.Join(parts, " · "), 120)
}

// variables returns the variables that the mapping of an evaluator needs; ok is
// false if they are not known.
func (s *model) variables(id string) ([]string, bool) {
	fact := s.facts[id]
	if fact == nil || !fact.known || fact.facts.Variables == nil {
		return nil, false
	}
	return fact.facts.Variables, true
}
