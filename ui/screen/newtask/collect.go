package newtask

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// follow does what a change asks for: picks into values, values into fields and
// texts, the draft, the names and facts that are now wanted.
func (s *model) follow() tea.Cmd {
	if s.Form == nil {
		return nil
	}
	s.collect()
	if s.shape() != s.shaped {
		s.Refit()
	}
	return s.Draft.Keep()
}

// collect takes over what the pickers of this step hold.
func (s *model) collect() {
	switch s.at {
	case stTarget:
		s.collectTarget()
	case stExperiments:
		if p := s.pickers[pExperiments]; p != nil {
			s.vals.Experiments = p.items
		}
	case stEvaluators:
		if s.collectPicks() {
			s.picksToText()
			s.wantFacts(false)
		}
	case stConfig:
		s.collectConfig()
	}
}

func (s *model) collectTarget() {
	if p := s.pickers[pSpace]; p != nil && !s.spaceSet {
		if t := first(p.items); t.ID != s.vals.Space.ID && t.ID != "" {
			s.say(s.vals.setSpace(t))
			s.Refit()
			return
		}
	}
	if p := s.pickers[pProject]; p != nil && s.vals.onSpans() {
		s.vals.Project = sameName(first(p.items), s.vals.Project)
	}
	if p := s.pickers[pDataset]; p != nil && !s.vals.onSpans() {
		if t := sameName(first(p.items), s.vals.Dataset); t.ID != s.vals.Dataset.ID {
			s.say(s.vals.setDataset(t))
		} else {
			s.vals.Dataset = t
		}
	}
}

// sameName keeps a name that was learnt when the pick carries none.
func sameName(now, was api.Ref) api.Ref {
	if now.ID == was.ID && now.Name == "" {
		return was
	}
	return now
}

// collectPicks takes over the picked evaluators and their pinned versions, and
// reports whether that is a change.
func (s *model) collectPicks() bool {
	p := s.pickers[pEvaluators]
	if p == nil {
		return false
	}
	var now []pick
	for _, x := range p.items {
		n := pick{Ref: x}
		if i := slices.IndexFunc(s.vals.Picks, func(o pick) bool { return o.ID == x.ID }); i >= 0 {
			n.Ref, n.Version = sameName(n.Ref, s.vals.Picks[i].Ref), s.vals.Picks[i].Version
		}
		if v := s.pickers[pVersion+x.ID]; v != nil && slices.ContainsFunc(s.Form.Fields(), func(f form.Field) bool { return f.Pick() == v.Field }) {
			n.Version = first(v.items).ID
		}
		now = append(now, n)
	}
	if slices.EqualFunc(now, s.vals.Picks, func(a, b pick) bool { return a.ID == b.ID && a.Version == b.Version }) {
		return false
	}
	s.vals.Picks = now
	return true
}

func (s *model) say(t text.Safe) {
	if t != "" {
		s.news = append(s.news, t)
	}
}

// unsay takes back what is no longer so.
func (s *model) unsay(t text.Safe) {
	s.news = slices.DeleteFunc(s.news, func(x text.Safe) bool { return x == t })
}
