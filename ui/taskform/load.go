package taskform

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/preflight"
	"ax-tui/ui/kit"
	"ax-tui/ui/text"
)

// What the form reads besides the lists of its pickers: the task to copy, the
// spaces there are, what the target and the evaluators are called and made of.

type gotSource struct {
	kit.Tag
	task api.Task
	err  error
}

func (s *screen) askSource() tea.Cmd {
	if s.copied {
		return nil
	}
	ctx, c, id, a := s.Ctx, s.client, s.source.ID, gotSource{Tag: s.Tag()}
	return func() tea.Msg {
		a.task, a.err = c.GetTask(ctx, id)
		return a
	}
}

func (s *screen) tookSource(m gotSource) tea.Cmd {
	if s.copied || kindOf(m.err) == api.Canceled {
		return nil
	}
	s.dirty = true
	if s.failed = m.err; m.err != nil {
		return nil
	}
	s.source, s.copied = m.task, true
	s.begin()
	return tea.Batch(s.askTarget(), s.askFacts())
}

// learnNames takes over the names that the program knows already.
func (s *screen) learnNames() {
	if s.deps.Names == nil {
		return
	}
	for _, t := range []*thing{&s.vals.Project, &s.vals.Dataset} {
		if n, ok := s.deps.Names(t.ID); ok && t.ID != "" {
			t.Name = string(n)
		}
	}
}

type gotSpaces struct {
	kit.Tag
	page api.Page[api.Space]
	err  error
}

// askSpaces looks whether there is a choice of spaces at all.
func (s *screen) askSpaces() tea.Cmd {
	if s.spaceSet {
		return nil
	}
	ctx, c, a := s.Ctx, s.client, gotSpaces{Tag: s.Tag()}
	return func() tea.Msg {
		a.page, a.err = c.ListSpaces(ctx, api.SpaceQuery{Limit: 2})
		return a
	}
}

// tookSpaces takes the only space there is without asking. An error leaves the
// question standing; its field tells it again and can be tried again.
func (s *screen) tookSpaces(m gotSpaces) {
	if m.err != nil || s.spaceSet || len(m.page.Items) != 1 || m.page.Next != "" || s.vals.Space.ID != "" {
		return
	}
	only := thing{m.page.Items[0].ID, m.page.Items[0].Name}
	s.deps.Space = Space{only.ID, only.Name}
	s.vals.Space, s.first.Space, s.spaceSet = only, only, true
	s.dirty = true
}

type gotTarget struct {
	kit.Tag
	dataset bool
	target  thing
	space   string
	err     error
}

// askTarget learns the name of a target and the space it is in, for a copy or
// an ID that was pasted.
func (s *screen) askTarget() tea.Cmd {
	t := s.vals.target()
	if !s.ready || t.ID == "" || t.Name != "" && s.vals.Space.ID != "" {
		return nil
	}
	ctx, c, a := s.Ctx, s.client, gotTarget{Tag: s.Tag(), dataset: !s.vals.onSpans(), target: t}
	return func() tea.Msg {
		if a.dataset {
			d, err := c.GetDataset(ctx, t.ID)
			a.target.Name, a.space, a.err = d.Name, d.SpaceID, err
		} else {
			p, err := c.GetProject(ctx, t.ID)
			a.target.Name, a.space, a.err = p.Name, p.SpaceID, err
		}
		return a
	}
}

func (s *screen) tookTarget(m gotTarget) {
	if m.err != nil || s.form == nil {
		return
	}
	t := &s.vals.Project
	if m.dataset {
		t = &s.vals.Dataset
	}
	if t.ID != m.target.ID {
		return
	}
	t.Name = m.target.Name
	if s.vals.Space.ID == "" {
		s.vals.Space.ID = m.space
		if s.first.target().ID == t.ID {
			s.first.Space.ID = m.space
		}
	}
	s.refit()
}

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

type gotFact struct {
	kit.Tag
	id, version string
	evaluator   api.Evaluator
	err         error
}

// askFacts reads what is not known yet of the picked evaluators.
func (s *screen) askFacts() tea.Cmd { return s.askFactsOf(false) }

func (s *screen) askFactsOf(byHand bool) tea.Cmd {
	var cmds []tea.Cmd
	for _, p := range s.vals.Picks {
		f := s.facts[p.ID]
		if f != nil && f.asked && f.version == p.Version {
			continue
		}
		name := p.Name
		if f != nil && f.name != "" {
			name = f.name
		}
		s.facts[p.ID] = &fact{version: p.Version, asked: true, byHand: byHand, name: name}
		ctx, c, a := s.Ctx, s.client, gotFact{Tag: s.Tag(), id: p.ID, version: p.Version}
		cmds = append(cmds, func() tea.Msg {
			a.evaluator, a.err = c.GetEvaluator(ctx, a.id, a.version)
			return a
		})
	}
	return tea.Batch(cmds...)
}

// tookFact notes what an evaluator is, and puts its variables into the text.
func (s *screen) tookFact(m gotFact) tea.Cmd {
	f := s.facts[m.id]
	if f == nil || f.version != m.version || kindOf(m.err) == api.Canceled {
		return nil
	}
	s.dirty = true
	if f.err = m.err; m.err != nil {
		return nil
	}
	f.facts, f.known, f.name = preflight.FactsOf(m.evaluator), true, m.evaluator.Name
	f.detail = detailOf(m.evaluator)
	for i := range s.vals.Picks {
		if s.vals.Picks[i].ID == m.id {
			s.vals.Picks[i].Name = m.evaluator.Name
		}
	}
	s.checked.stale = true
	if !f.byHand {
		s.reshape(m.id)
		s.picksToText()
	}
	return tea.Batch(s.recheck(stJSON), s.refresh())
}

// reshape takes an evaluator without mappings out of the text when it turns out
// to want the trace or session shape, so that it is put in anew in that shape.
func (s *screen) reshape(id string) {
	s.pull()
	s.parse()
	if !s.wideEvaluator(id) || !s.checked.doc.Complete {
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

func (s *screen) wideEvaluator(id string) bool {
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
func (s *screen) variables(id string) ([]string, bool) {
	f := s.facts[id]
	if f == nil || !f.known || f.facts.Variables == nil {
		return nil, false
	}
	return f.facts.Variables, true
}

// again asks once more for everything that failed.
func (s *screen) again() tea.Cmd {
	s.problem = nil
	for id, f := range s.facts {
		if f.err != nil {
			delete(s.facts, id)
		}
	}
	s.samples.failed = nil
	s.samples.key = ""
	return tea.Batch(s.askSource(), s.askTarget(), s.askFacts(), s.refresh())
}
