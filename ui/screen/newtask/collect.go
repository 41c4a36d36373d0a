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
	return s.Draft.ScheduleSave()
}

// collect takes over what the pickers of this step hold.
func (s *model) collect() {
	switch s.at {
	case stTarget:
		s.collectTarget()
	case stExperiments:
		if picker := s.pickers[pExperiments]; picker != nil {
			s.vals.Experiments = picker.items
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
	if picker := s.pickers[pSpace]; picker != nil && !s.spaceSet {
		if ref := first(picker.items); ref.ID != s.vals.Space.ID && ref.ID != "" {
			s.say(s.vals.setSpace(ref))
			s.Refit()
			return
		}
	}
	if picker := s.pickers[pProject]; picker != nil && s.vals.onSpans() {
		s.vals.Project = sameName(first(picker.items), s.vals.Project)
	}
	if picker := s.pickers[pDataset]; picker != nil && !s.vals.onSpans() {
		if ref := sameName(first(picker.items), s.vals.Dataset); ref.ID != s.vals.Dataset.ID {
			s.say(s.vals.setDataset(ref))
		} else {
			s.vals.Dataset = ref
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
	picker := s.pickers[pEvaluators]
	if picker == nil {
		return false
	}
	var now []pick
	for _, ref := range picker.items {
		n := pick{Ref: ref}
		if i := slices.IndexFunc(s.vals.Picks, func(o pick) bool { return o.ID == ref.ID }); i >= 0 {
			n.Ref, n.Version = sameName(n.Ref, s.vals.Picks[i].Ref), s.vals.Picks[i].Version
		}
		if picker := s.pickers[pVersion+ref.ID]; picker != nil && slices.ContainsFunc(s.Form.Fields(), func(field form.Field) bool { return field.PickField() == picker.Field }) {
			n.Version = first(picker.items).ID
		}
		now = append(now, n)
	}
	if slices.EqualFunc(now, s.vals.Picks, func(left, right pick) bool { return left.ID == right.ID && left.Version == right.Version }) {
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
