package newtask

import (
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/mapping"
	"ax-tui/ui/text"
)

// checked remembers what the texts were last read as; reading a megabyte takes
// tens of milliseconds, so it happens once for each text that is asked about.
type checked struct {
	done, stale        bool
	evaluators, config string
	filters            string
	p                  parsed
	doc                evaljson.Doc
	run                evaljson.RunConfig
	warnings           []evaljson.Fault // those of the text that is in use
}

// parse reads the JSON texts. What the editor has read already is taken over.
func (s *model) parse() parsed {
	c := &s.checked
	filters := strings.Join(s.vals.Wide, "\x00")
	if c.done && !c.stale && c.evaluators == s.vals.Evaluators && c.config == s.vals.Config && c.filters == filters {
		return c.p
	}
	*c = checked{done: true, evaluators: s.vals.Evaluators, config: s.vals.Config, filters: filters}
	var found []evaljson.Fault
	if strings.TrimSpace(s.vals.Evaluators) != "" {
		c.doc, found = s.parseEvaluators()
		c.p.evaluators = c.doc.Inputs()
		c.p.evalFaults, c.warnings = split(found)
	}
	if strings.TrimSpace(s.vals.Config) != "" {
		c.run, found = evaljson.ParseRunConfig([]byte(s.vals.Config))
		errs, warnings := split(found)
		if c.p.configFaults = errs; s.vals.experiment() {
			c.warnings = warnings
		}
	}
	return c.p
}

func (s *model) parseEvaluators() (evaljson.Doc, []evaljson.Fault) {
	raw := []byte(s.vals.Evaluators)
	options := s.optionsSnapshot()
	found, doc, fresh := s.text.evaluators.Faults()
	if !fresh || s.text.evaluators.Stale() {
		doc, found = options.Parse(raw)
	}
	if wide := (parsed{evaluators: doc.Inputs()}).wide(); wide && s.vals.wide() {
		b := builder{v: s.vals}
		options.Filters = b.filters()
		return options.Parse(raw)
	}
	return doc, found
}

func split(found []evaljson.Fault) (errs []string, warnings []evaljson.Fault) {
	for _, fault := range found {
		if fault.Severity == evaljson.Error {
			errs = append(errs, fault.String())
		} else {
			warnings = append(warnings, fault)
		}
	}
	return errs, warnings
}

// picksToText brings the picks into the text; what the text held by hand stays,
// and what is taken out is said.
func (s *model) picksToText() {
	s.pull()
	if s.vals.experiment() || len(s.vals.Picks) == 0 && strings.TrimSpace(s.vals.Evaluators) == "" {
		return
	}
	s.parse()
	out, changes, fault := evaljson.Merge([]byte(s.vals.Evaluators), s.mergePicks())
	if fault != nil {
		s.text.owed = true
		s.say(text.Clean("The evaluators JSON has a fault, so the picks wait until it is mended: " + fault.String()))
		return
	}
	s.text.owed = false
	fresh := map[string]bool{}
	for _, change := range changes {
		if change.Kind == evaljson.Added {
			fresh[change.EvaluatorID] = true
		}
		if change.Kind != evaljson.VariableAdded || !fresh[change.EvaluatorID] && s.held(change.EvaluatorID) {
			s.say(s.changeWords(change))
		}
	}
	s.setEvaluators(string(out))
}

// held reports an evaluator whose mappings were in the text before, so that a
// new variable is news. One that was only just picked has none yet.
func (s *model) held(id string) bool {
	for _, evaluator := range s.checked.doc.Evaluators {
		if evaluator.Input.EvaluatorID == id {
			return len(evaluator.Mappings) > 0
		}
	}
	return false
}

// mergePicks are the picks as the text takes them in. What a task that is
// changed has already stays as it is, so nothing is added to it.
func (s *model) mergePicks() []evaljson.Pick {
	out := make([]evaljson.Pick, len(s.vals.Picks))
	for i, pick := range s.vals.Picks {
		out[i] = evaljson.Pick{ID: pick.ID, VersionID: pick.Version, Wide: s.wideEvaluator(pick.ID)}
		if vars, known := s.variables(pick.ID); known && !s.had(pick.ID) {
			out[i].Variables, out[i].Guesses = vars, s.guesses(vars)
		}
	}
	return out
}

// guesses are usual paths for variables, rather one that the samples have.
func (s *model) guesses(vars []string) map[string]string {
	out := map[string]string{}
	kind := mapping.Spans
	if !s.vals.onSpans() {
		kind = mapping.ExperimentRuns
	}
	for _, v := range vars {
		if g := mapping.Guess(v, kind, s.samples.known); g != "" {
			out[v] = g
		}
	}
	return out
}

func (s *model) changeWords(change evaljson.Change) text.Safe {
	name := s.evaluatorName(change.EvaluatorID)
	switch change.Kind {
	case evaljson.Removed:
		was := text.CleanN(strings.Join(strings.Fields(change.Text), " "), 200)
		return text.Concat(text.Lit("Taken out of the JSON with its mappings: "), name, text.Lit(", which was "), was)
	case evaljson.VariableAdded:
		return text.Concat(text.Lit("Added to the JSON: the variable "), text.CleanN(change.Variable, 60), text.Lit(" of "), name)
	case evaljson.VersionChanged:
		return text.Concat(text.Lit("The JSON follows the version picked for "), name, text.Lit("."))
	case evaljson.Added: // the pick says so itself
	}
	return ""
}

// setEvaluators changes the text from outside the editor.
func (s *model) setEvaluators(to string) {
	if to == s.vals.Evaluators {
		return
	}
	s.vals.Evaluators = to
	s.text.show(stJSON, to)
	s.Dirty = true
}

// textToPicks lets the picks follow a text that was edited by hand.
func (s *model) textToPicks() {
	s.parse()
	doc := s.checked.doc
	if s.vals.experiment() || strings.TrimSpace(s.vals.Evaluators) != "" && !doc.Complete {
		return
	}
	if s.text.owed {
		s.picksToText()
		return
	}
	was := map[string]pick{}
	for _, pick := range s.vals.Picks {
		was[pick.ID] = pick
	}
	var now []pick
	var added, gone []string
	has := map[string]bool{}
	for _, evaluatorRef := range doc.Picks() {
		if _, ok := was[evaluatorRef.ID]; !ok {
			added = append(added, evaluatorRef.ID)
		}
		has[evaluatorRef.ID] = true
		now = append(now, pick{Ref: api.Ref{ID: evaluatorRef.ID, Name: was[evaluatorRef.ID].Name}, Version: evaluatorRef.VersionID})
	}
	for _, pick := range s.vals.Picks {
		if !has[pick.ID] {
			gone = append(gone, pick.ID)
		}
	}
	more, less := s.nameFew(added), s.nameFew(gone) // by the picks that go, too
	s.vals.Picks = now
	if len(added) > 0 {
		s.say(text.Clean("The picks follow the text, which has in addition: " + more))
	}
	if len(gone) > 0 {
		s.say(text.Clean("The picks follow the text, which has no longer: " + less))
	}
}

// mostNamed is how many evaluators a note names.
const mostNamed = 5

// nameFew names the first evaluators of a list and counts the rest.
func (s *model) nameFew(ids []string) string {
	var names []string
	for _, id := range ids[:min(len(ids), mostNamed)] {
		names = append(names, string(s.evaluatorName(id)))
	}
	out := strings.Join(names, ", ")
	if n := len(ids) - len(names); n > 0 {
		out += fmt.Sprintf(" … and %s more", text.Count(n))
	}
	return out
}

// settleTexts makes picks, plain questions and texts agree, when a step is left
// or typing in the editor rests.
func (s *model) settleTexts() {
	if s.vals.experiment() {
		s.plain, _ = readPlain(s.vals.Config)
		return
	}
	s.textToPicks()
	s.wantFacts(s.at == stJSON)
}

// ownFilters are the filters of the evaluators as the text has them.
func (s *model) ownFilters() []string {
	if s.at != stFilters {
		return s.own
	}
	var out []string
	for _, input := range s.parse().evaluators {
		out = append(out, input.QueryFilter)
	}
	return out
}

// edited follows a change by a key: what it sets aside is said, texts that hold
// the field's value are changed, and faults that were named are judged anew.
func (s *model) edited() {
	s.Dirty, s.problem = true, nil
	field := s.Form.Focused()
	switch field.Key {
	case fType:
		s.say(retyped(s.chosen, s.vals))
	case fKind:
		s.say(retargeted(s.chosen, s.vals))
	case fOwnFilter:
		s.setOwnFilter(field.Index, strings.TrimSpace(s.own[field.Index]))
	default:
		if strings.HasPrefix(field.Key, fConfig+".") {
			s.plainToText()
		}
	}
	if field.Key == fType || field.Key == fKind {
		s.chosen = s.vals.clone()
	}
	if s.faults != nil {
		s.rejudge()
	}
	s.describe()
}

// setOwnFilter writes the filter of an evaluator into the text; "" takes it out.
func (s *model) setOwnFilter(evaluator int, filter string) {
	raw := []byte(s.vals.Evaluators)
	if filter == "" {
		s.setEvaluators(string(evaljson.Delete(raw, evaluator, "query_filter")))
	} else if out, err := evaljson.Set(raw, filter, evaluator, "query_filter"); err == nil {
		s.setEvaluators(string(out))
	}
}

// plainToText writes the plain questions into the configuration.
func (s *model) plainToText() {
	out, dropped, err := s.plain.write(s.vals.Config)
	if len(dropped) > 0 {
		s.say(text.Clean("Taken out of the configuration, since this variant has no such key: " + strings.Join(dropped, ", ")))
	}
	s.plainFault = err
	if out != s.vals.Config {
		s.vals.Config = out
		s.text.show(stConfigJSON, out)
	}
}

func (s *model) collectConfig() {
	picker := s.pickers[pIntegration]
	if picker == nil || s.plain.Variant == string(api.AgentCall) {
		return
	}
	if id := first(picker.items).ID; id != s.plain.Integration {
		s.plain.Integration = id
		s.plainToText()
	}
}

// rejudge keeps the shown faults that are still there.
func (s *model) rejudge() {
	_, all := s.judge()
	s.faults = slices.DeleteFunc(all, func(fault api.FieldFault) bool { return s.vals.stepFor(fault.Field) != s.at })
}
