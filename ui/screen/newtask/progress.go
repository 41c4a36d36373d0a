package newtask

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// progress is how far the form has come.
type progress struct {
	visited   map[step]bool
	faulty    map[step]bool // steps with a fault or something missing, as of the last describe
	returning bool          // the review was left for a fault: the next key goes back to it
}

// arrive records that a step is shown.
func (p *progress) arrive(at step) {
	if p.visited == nil {
		p.visited = map[step]bool{stName: true}
	}
	if p.visited[at] = true; at == stReview {
		p.returning = false
	}
}

// check finds the steps with faults.
func (s *model) check() {
	s.faulty = map[step]bool{}
	_, faults := s.validate()
	for _, fault := range faults {
		s.faulty[s.vals.stepFor(fault.Field)] = true
	}
}

// straight goes to the review, or to the first step that needs something; its faults
// are shown there if it was seen before.
func (s *model) straight() tea.Cmd {
	if s.edit {
		return s.toReview()
	}
	from := s.current
	s.takeTyped()
	_, faults := s.validate()
	if len(faults) == 0 {
		return s.goTo(stReview, "")
	}
	path, to := s.vals.path(), s.vals.stepFor(faults[0].Field)
	if slices.Index(path, to) > slices.Index(path, from) && !s.returning {
		return s.goTo(to, "") // not seen yet: nothing is wrong with it
	}
	return s.showFaults(faults)
}

// GoTo opens the step that a key of keymap.GoStep names by its last digit.
func (s *model) GoTo(key string) tea.Cmd {
	number, err := strconv.Atoi(key[len(key)-1:])
	path := s.vals.path()
	switch {
	case err != nil || number < 1 || number > len(path) || s.Form == nil || s.Draft.Sending():
		return nil
	case path[number-1] == s.current:
		return nil
	case s.edit && path[number-1] == stReview:
		return s.toReview()
	}
	s.Dirty, s.problem = true, nil
	return s.goTo(path[number-1], "")
}

// loadingEvaluator returns the name of a picked evaluator that is being loaded, ""
// for none.
func (s *model) loadingEvaluator() text.Safe {
	for _, picked := range s.firstPicks() {
		if fact := s.facts[picked.ID]; fact != nil && !fact.manual && !fact.known && fact.err == nil {
			return s.evaluatorName(picked.ID)
		}
	}
	return ""
}

// valueOf returns the value that a fault is about.
func (v *values) valueOf(field string) string {
	switch form.BaseField(field) {
	case fName:
		return v.Name
	case fSampling:
		return v.Sampling
	case fFilter, fFilters:
		return v.Filter + "\n" + strings.Join(v.Wide, "\n") + "\n" + v.Expression
	case fPicks:
		return v.Evaluators
	case fConfig:
		return v.Config
	}
	return v.target().ID
}

// bar shows the steps by number with their state: "1✓ 2! ▸3 4 5".
func (s *model) bar() string {
	var out []string
	for i, at := range s.vals.path() {
		number, mark, style := strconv.Itoa(i+1), "", s.Styles.Dim
		switch {
		case at == s.current:
			number, style = s.Styles.Glyphs.Cursor+number, s.Styles.Accent
		case s.visited[at] && s.faulty[at]:
			mark, style = s.Styles.Glyphs.Warn, s.Styles.Warn
		case s.visited[at] && at != stReview:
			mark, style = s.Styles.Glyphs.Check, s.Styles.Success
		}
		out = append(out, style.Render(number+mark))
	}
	return strings.Join(out, " ")
}

// leaves reports whether the key to go back leaves the form.
func (s *model) leaves() bool {
	return !s.preview.open && (s.Draft.Sending() || s.current == s.vals.path()[0] || s.edit && s.current != stReview)
}

// Likely returns the keys that lead on from the focused field, and what the key to go
// back does.
func (s *model) Likely() []screen.Hint {
	back := screen.Hint{Action: keymap.Back, Short: text.Lit("back")}
	if s.Form != nil && s.leaves() {
		back.Short = text.Lit("leave")
	}
	return append(s.likely(), back)
}

func (s *model) likely() []screen.Hint {
	if s.Form == nil || s.preview.open {
		return nil
	}
	accept := screen.Hint{Action: keymap.Accept}
	if len(s.faulty) > 0 && !s.edit && s.current == stReview {
		accept.Short = text.Lit("to the first fault")
	}
	if s.current == stReview {
		return []screen.Hint{accept}
	}
	if !s.edit {
		accept.Short = text.Lit("next")
		if s.returning {
			accept.Short = text.Lit("back to the review")
		}
	}
	var out []screen.Hint
	if field := s.Form.Focused().PickField(); field != nil {
		out = append(out, screen.Hint{Action: keymap.Open, Short: field.Pick()})
	}
	out = append(out, accept)
	switch {
	case s.edit || s.returning:
	case len(s.faulty) == 0:
		out = append(out, screen.Hint{Action: keymap.ToReview})
	default:
		out = append(out, screen.Hint{Action: keymap.ToReview, Short: text.Lit("what is missing")})
	}
	return out
}

// Why says which key leads on where enter does not.
func (s *model) Why(action keymap.Action) text.Safe {
	if action == keymap.Open && s.Form != nil && s.current == stReview {
		return text.Concat(text.Lit("nothing is sent by this key; "), s.keyOf(keymap.Accept), text.Lit(" sends the request"))
	}
	return s.Base.Why(action)
}

// restart shows the values from the first step.
func (s *model) restart() {
	s.current, s.messages = stName, messages{}
	s.lastChoice = s.vals.clone()
	s.configValues, _ = parseConfigValues(s.vals.Config)
	s.requestFacts(s.edit)
	s.text.load(s)
	s.Rebuild(0)
}
