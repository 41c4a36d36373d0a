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

// A pasted text may name thousands of evaluators. These bounds keep the server
// and the keys free: reads under way at once, and evaluators read, or shown with
// fields of their own, in all.
const (
	mostUnderWay = 8
	mostRead     = 100
)

// fact is what is known of an evaluator in the version that the task would use.
type fact struct {
	version string // the pinned one, "" for the latest
	asked   bool
	byHand  bool // it was written into the text, which is then left alone
	name    string
	facts   preflight.EvaluatorFacts
	detail  text.Safe // kind, model, granularity
	known   bool
	err     error
}

// lookups are what is known of evaluators and the target, and what is being read.
type lookups struct {
	facts       map[string]*fact // by ID of the evaluator
	underWay    int              // evaluators that are being read
	arrived     []string         // evaluators that were read and are not in the text yet
	targetAsked api.Ref          // the target that was looked up last
}

// readFact is an evaluator that was read for a fact.
type readFact struct {
	of *fact
	api.Evaluator
}

// firstPicks are the picks whose evaluators are read.
func (s *model) firstPicks() []pick { return s.vals.Picks[:min(len(s.vals.Picks), mostRead)] }

// wantFacts notes which of the picked evaluators are not known yet; readFacts
// reads them at the end of the update.
func (s *model) wantFacts(byHand bool) {
	picks := s.firstPicks()
	if len(s.facts) > 2*mostRead { // what was picked once and is not any more
		for id := range s.facts {
			if !slices.ContainsFunc(picks, func(p pick) bool { return p.ID == id }) {
				delete(s.facts, id)
			}
		}
	}
	for _, p := range picks {
		f := s.facts[p.ID]
		if f != nil && f.version == p.Version {
			continue
		}
		name := p.Name
		if f != nil && f.name != "" {
			name = f.name
		}
		s.facts[p.ID] = &fact{version: p.Version, byHand: byHand, name: name}
	}
}

// readFacts reads wanted evaluators, a few at a time.
func (s *model) readFacts() tea.Cmd {
	if s.underWay >= mostUnderWay {
		return nil
	}
	var cmds []tea.Cmd
	for _, p := range s.firstPicks() {
		f := s.facts[p.ID]
		if f == nil || f.asked {
			continue
		}
		f.asked = true
		ctx, c, id, version := s.Ctx, s.client, p.ID, f.version
		cmds = append(cmds, host.Ask(s.Tag(), id, func() (readFact, error) {
			e, err := c.GetEvaluator(ctx, id, version)
			return readFact{of: f, Evaluator: e}, err
		})())
		if s.underWay++; s.underWay == mostUnderWay {
			break
		}
	}
	return tea.Batch(cmds...)
}

// tookFact notes what an evaluator is, and puts its variables into the text:
// at once for a handful of picks, else for several answers together, since each
// time the whole text is read again.
func (s *model) tookFact(m host.Answer[readFact]) tea.Cmd {
	s.underWay = max(s.underWay-1, 0)
	f := s.facts[m.Key]
	if f != nil && f == m.Value.of && !host.Canceled(m.Err) {
		s.Dirty = true
		if f.err = m.Err; m.Err == nil {
			s.learn(f, m.Key, m.Value.Evaluator)
		}
	}
	if len(s.arrived) == 0 || len(s.vals.Picks) > mostUnderWay && len(s.arrived) < mostUnderWay && (s.underWay > 0 || s.moreWanted()) {
		return nil
	}
	return s.useFacts()
}

// moreWanted reports evaluators that are still to be read.
func (s *model) moreWanted() bool {
	return slices.ContainsFunc(s.firstPicks(), func(p pick) bool {
		f := s.facts[p.ID]
		return f != nil && !f.asked
	})
}

func (s *model) learn(f *fact, id string, e api.Evaluator) {
	f.facts, f.known, f.name = preflight.FactsOf(e), true, e.Name
	f.detail = detailOf(e)
	for i := range s.firstPicks() {
		if s.vals.Picks[i].ID == id {
			s.vals.Picks[i].Name = e.Name
		}
	}
	s.arrived = append(s.arrived, id)
}

// useFacts brings what was learnt into the text and looks at it again.
func (s *model) useFacts() tea.Cmd {
	arrived := s.arrived
	s.arrived, s.checked.stale = nil, true
	merge := false
	for _, id := range arrived {
		if f := s.facts[id]; f != nil && !f.byHand {
			s.reshape(id)
			merge = true
		}
	}
	if merge {
		s.picksToText()
	}
	return tea.Batch(s.recheck(stJSON), s.refresh())
}

// reshape takes an evaluator without mappings out of the text when it turns out
// to want the trace or session shape, so that it is put in anew in that shape.
func (s *model) reshape(id string) {
	s.pull()
	s.parse()
	if !s.wideEvaluator(id) || !s.checked.doc.Complete || s.had(id) {
		return
	}
	for _, e := range s.checked.doc.Evaluators {
		if e.Input.EvaluatorID == id && len(e.Mappings) > 0 {
			return
		}
	}
	others := slices.DeleteFunc(s.mergePicks(), func(p evaljson.Pick) bool { return p.ID == id })
	if out, _, fault := evaljson.Merge([]byte(s.vals.Evaluators), others); fault == nil {
		s.setEvaluators(string(out))
	}
}

// had reports an evaluator that the task has which is changed, in this version.
func (s *model) had(id string) bool {
	is := func(p pick) bool { return p.ID == id }
	was, now := slices.IndexFunc(s.first.Picks, is), slices.IndexFunc(s.vals.Picks, is)
	return s.edit && was >= 0 && now >= 0 && s.first.Picks[was].Version == s.vals.Picks[now].Version
}

func (s *model) wideEvaluator(id string) bool {
	f := s.facts[id]
	return f != nil && (f.facts.Granularity == api.TraceGranularity || f.facts.Granularity == api.SessionGranularity)
}

// detailOf words the kind, model, granularity and variables of an evaluator.
func detailOf(e api.Evaluator) text.Safe {
	parts := []string{e.Type.Words()}
	v := e.Version
	if v == nil {
		return text.Clean(parts[0])
	}
	if v.Template != nil && v.Template.LLM.ModelName != "" {
		parts = append(parts, v.Template.LLM.ModelName)
	}
	if v.Code != nil && v.Code.Type != "" {
		parts = append(parts, v.Code.Type.Words())
	}
	if g := v.Granularity(); g != "" {
		parts = append(parts, g.Words())
	}
	return text.CleanN(strings.Join(parts, " · "), 120)
}

// variables of an evaluator: what its mapping must name.
func (s *model) variables(id string) ([]string, bool) {
	f := s.facts[id]
	if f == nil || !f.known || f.facts.Variables == nil {
		return nil, false
	}
	return f.facts.Variables, true
}
