package newtask

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// afterUpdate applies a change: it copies picks into the values, rebuilds the form
// if its fields differ, and saves the draft.
func (s *model) afterUpdate() tea.Cmd {
	if s.Form == nil {
		return nil
	}
	s.collect()
	if s.formShape() != s.builtShape {
		s.Refit()
	}
	save := s.Draft.ScheduleSave()
	if s.pause {
		s.pause = false
		return tea.Batch(save, s.refresh())
	}
	return save
}

// collect copies the picks of this step into the values.
func (s *model) collect() {
	switch s.current {
	case stTarget:
		s.collectTarget()
	case stExperiments:
		if picker := s.pickers[pExperiments]; picker != nil {
			s.vals.Experiments = picker.items
		}
	case stEvaluators:
		if s.collectPicks() {
			s.picksToText()
			s.requestFacts(false)
		}
	case stConfig:
		s.collectConfig()
	}
}

func (s *model) collectTarget() {
	if picker := s.pickers[pSpace]; picker != nil && !s.spaceSet {
		if ref := firstPick(picker.items); ref.ID != s.vals.Space.ID && ref.ID != "" {
			s.addNote(s.vals.setSpace(ref))
			s.Refit()
			return
		}
	}
	if picker := s.pickers[pProject]; picker != nil && s.vals.onSpans() {
		s.vals.Project = sameName(firstPick(picker.items), s.vals.Project)
	}
	if picker := s.pickers[pDataset]; picker != nil && !s.vals.onSpans() {
		if ref := sameName(firstPick(picker.items), s.vals.Dataset); ref.ID != s.vals.Dataset.ID {
			s.addNote(s.vals.setDataset(ref))
		} else {
			s.vals.Dataset = ref
		}
	}
}

// sameName keeps the known name if the pick has none.
func sameName(now, old api.Ref) api.Ref {
	if now.ID == old.ID && now.Name == "" {
		return old
	}
	return now
}

// collectPicks copies the picked evaluators and their pinned versions into the
// values and reports whether they changed.
func (s *model) collectPicks() bool {
	picker := s.pickers[pEvaluators]
	if picker == nil {
		return false
	}
	var now []pick
	for _, ref := range picker.items {
		picked := pick{Ref: ref}
		if i := slices.IndexFunc(s.vals.Picks, func(old pick) bool { return old.ID == ref.ID }); i >= 0 {
			picked.Ref, picked.Version = sameName(picked.Ref, s.vals.Picks[i].Ref), s.vals.Picks[i].Version
		}
		if picker := s.pickers[pVersion+ref.ID]; picker != nil && slices.ContainsFunc(s.Form.Fields(), func(field form.Field) bool { return field.PickField() == picker.Field }) {
			picked.Version = firstPick(picker.items).ID
		}
		now = append(now, picked)
	}
	if slices.EqualFunc(now, s.vals.Picks, func(left, right pick) bool { return left.ID == right.ID && left.Version == right.Version }) {
		return false
	}
	s.vals.Picks = now
	return true
}

// note is a message about one subject; there is at most one for each.
type note struct {
	subject string
	text    text.Safe
}

// addNote adds a message whose subject is its text.
func (s *model) addNote(message text.Safe) { s.setNote(string(message), message) }

// setNote replaces the message about a subject; "" removes it.
func (s *model) setNote(subject string, message text.Safe) {
	kept := s.changeNotes[:0]
	for _, shown := range s.changeNotes {
		if shown.subject != subject {
			kept = append(kept, shown)
		}
	}
	if s.changeNotes = kept; message != "" {
		s.changeNotes = append(s.changeNotes, note{subject, message})
	}
}
