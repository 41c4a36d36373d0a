package newtask

import (
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/mapping"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// parseCache holds the last parsed texts. Parsing a megabyte takes tens of
// milliseconds, so each text is parsed once.
type parseCache struct {
	done, stale        bool
	evaluators, config string
	filters            string
	experiment         bool // which text is in use
	parsed             parsed
	doc                evaljson.Doc
	run                evaljson.RunConfig
	warnings           []evaljson.Fault // of the text in use
	named, configNamed []resolve.Named  // names in the texts in place of IDs
}

// parse parses the JSON texts. It reuses the result of the editor if that is
// current.
func (s *model) parse() *parsed {
	cache := &s.cache
	filters := strings.Join(s.vals.Wide, "\x00")
	if cache.done && !cache.stale && cache.evaluators == s.vals.Evaluators && cache.config == s.vals.Config && cache.filters == filters && cache.experiment == s.vals.experiment() {
		return &cache.parsed
	}
	*cache = parseCache{done: true, evaluators: s.vals.Evaluators, config: s.vals.Config, filters: filters, experiment: s.vals.experiment()}
	var found []evaljson.Fault
	if strings.TrimSpace(s.vals.Evaluators) != "" {
		cache.doc, found = s.parseEvaluators()
		cache.parsed.evaluators = cache.doc.Inputs()
		cache.parsed.evalFaults, cache.warnings = split(found)
		if cache.doc.Complete {
			cache.named = resolve.Evaluation(cache.doc)
		}
	}
	if strings.TrimSpace(s.vals.Config) != "" {
		cache.run, found = s.optionsSnapshot().ParseRunConfig([]byte(s.vals.Config))
		if named := resolve.OfConfig([]byte(s.vals.Config)); cache.run.Complete && named.Name != "" {
			cache.configNamed = []resolve.Named{named}
		}
		errs, warnings := split(found)
		cache.parsed.config = cache.run.Raw
		if cache.parsed.configFaults = errs; s.vals.experiment() {
			cache.warnings = warnings
		}
	}
	return &cache.parsed
}

func (s *model) parseEvaluators() (evaljson.Doc, []evaljson.Fault) {
	raw := []byte(s.vals.Evaluators)
	options := s.optionsSnapshot()
	found, doc, fresh := s.text.evaluators.Faults()
	if !fresh || s.text.evaluators.Stale() {
		doc, found = options.Parse(raw)
	}
	if wide := (&parsed{evaluators: doc.Inputs()}).wide(); wide && s.vals.wide() {
		request := builder{vals: &s.vals}
		options.Filters = request.filters()
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

// picksToText merges the picks into the text. Typed text stays, and a note names
// what is removed.
func (s *model) picksToText() {
	s.pull()
	if s.vals.experiment() || len(s.vals.Picks) == 0 && strings.TrimSpace(s.vals.Evaluators) == "" {
		return
	}
	s.parse()
	out, changes, fault := evaljson.Merge([]byte(s.vals.Evaluators), s.picksForText())
	if fault != nil {
		s.text.mergePending = true
		s.addNote(text.Clean("The evaluators JSON has an error; the picks are added when it is corrected: " + fault.String()))
		return
	}
	s.text.mergePending = false
	fresh := map[string]bool{}
	for _, change := range changes {
		if change.Kind == evaljson.Added {
			fresh[change.EvaluatorID] = true
		}
		if change.Kind == evaljson.Removed {
			if s.removed == nil {
				s.removed = map[string]string{}
			}
			s.removed[change.EvaluatorID] = change.Text
		}
		if change.Kind == evaljson.Removed && s.asFilledIn(change.EvaluatorID) {
			continue // nothing typed goes with it
		}
		if change.Kind != evaljson.VariableAdded || !fresh[change.EvaluatorID] && s.hasMappings(change.EvaluatorID) {
			s.setNote(change.EvaluatorID+"\x00"+change.Variable, s.changeText(&change))
		}
	}
	s.setEvaluators(s.putBack(out, fresh))
	s.rememberPaths()
}

// hasMappings reports whether the text has mappings of an evaluator, so that a new
// variable needs a note. A newly picked evaluator has none.
func (s *model) hasMappings(id string) bool {
	for _, evaluator := range s.cache.doc.Evaluators {
		if evaluator.Input.EvaluatorID == id {
			return len(evaluator.Mappings) > 0
		}
	}
	return false
}

// picksForText returns the picks to merge into the text. Evaluators that an edited
// task already has get no variables, so that they stay as they are.
func (s *model) picksForText() []evaljson.Pick {
	out := make([]evaljson.Pick, len(s.vals.Picks))
	for i, pick := range s.vals.Picks {
		out[i] = evaljson.Pick{ID: pick.ID, VersionID: pick.Version, Wide: s.wideEvaluator(pick.ID)}
		if vars, known := s.variables(pick.ID); known && !s.inTask(pick.ID) {
			out[i].Variables, out[i].Guesses = vars, s.guesses(vars)
		}
	}
	isName := s.isNamedPick()
	for _, ref := range s.cache.doc.Picks() { // what has no ID yet stays in the text
		if isName(ref.ID) {
			out = append(out, evaljson.Pick{ID: ref.ID, VersionID: ref.VersionID})
		}
	}
	return out
}

// guesses returns common paths for variables, preferring those in the samples.
func (s *model) guesses(vars []string) map[string]string {
	out := map[string]string{}
	kind := mapping.Spans
	if !s.vals.onSpans() {
		kind = mapping.ExperimentRuns
	}
	var known []mapping.Known
	if s.samples.key == s.sampleKey() { // not those of another target
		known = s.samples.known
	}
	for _, variable := range vars {
		if path := mapping.Guess(variable, kind, known); path != "" {
			out[variable] = path
		}
	}
	return out
}

func (s *model) changeText(change *evaljson.Change) text.Safe {
	name := s.evaluatorName(change.EvaluatorID)
	switch change.Kind {
	case evaljson.Removed:
		old := text.CleanN(strings.Join(strings.Fields(change.Text), " "), 200)
		return text.Concat(text.Lit("Removed from the JSON with its mappings: "), name, text.Lit(", which was "), old)
	case evaljson.VariableAdded:
		return text.Concat(text.Lit("Added to the JSON: the variable "), text.CleanN(change.Variable, 60), text.Lit(" of "), name)
	case evaljson.VersionChanged:
		return text.Concat(text.Lit("The JSON follows the version picked for "), name, text.Lit("."))
	case evaljson.Added: // the pick says so itself
	}
	return ""
}

// setEvaluators replaces the text from outside the editor.
func (s *model) setEvaluators(to string) {
	if to == s.vals.Evaluators {
		return
	}
	s.vals.Evaluators = to
	s.text.show(stJSON, to)
	s.Dirty = true
}

// textToPicks updates the picks from a text that was edited.
func (s *model) textToPicks() {
	s.parse()
	doc := s.cache.doc
	if s.vals.experiment() || strings.TrimSpace(s.vals.Evaluators) != "" && !doc.Complete {
		return
	}
	if s.text.mergePending {
		if s.picksToText(); s.text.mergePending {
			return
		}
		s.parse() // the picks take the order of the text
		doc = s.cache.doc
	}
	old := map[string]pick{}
	for _, pick := range s.vals.Picks {
		old[pick.ID] = pick
	}
	var now []pick
	isName := s.isNamedPick()
	for _, evaluatorRef := range doc.Picks() {
		if isName(evaluatorRef.ID) {
			continue
		}
		now = append(now, pick{Ref: api.Ref{ID: evaluatorRef.ID, Name: old[evaluatorRef.ID].Name}, Version: evaluatorRef.VersionID})
	}
	s.vals.Picks = now
	s.setNote("picks", s.picksNote())
}

// maxNamed is the maximum number of evaluators that a note names.
const maxNamed = 5

// nameFirst names the first evaluators of a list and counts the rest.
func (s *model) nameFirst(ids []string) string {
	var names []string
	for _, id := range ids[:min(len(ids), maxNamed)] {
		names = append(names, string(s.evaluatorName(id)))
	}
	out := strings.Join(names, ", ")
	if more := len(ids) - len(names); more > 0 {
		out += fmt.Sprintf(" … and %s more", text.Count(more))
	}
	return out
}

// syncTexts updates picks and configuration fields from the texts, when a step is
// left or typing pauses.
func (s *model) syncTexts() {
	s.fillNames()
	if s.vals.experiment() {
		s.configValues, _ = parseConfigValues(s.vals.Config)
		return
	}
	s.textToPicks()
	s.requestFacts(s.current == stJSON)
}

// ownFilters returns the filters of the evaluators in the text.
func (s *model) ownFilters() []string {
	if s.current != stFilters {
		return s.evaluatorFilters
	}
	var out []string
	for _, input := range s.parse().evaluators {
		out = append(out, input.QueryFilter)
	}
	return out
}

// afterEdit handles a change by a key: it notes what is set aside, updates the texts
// that hold the value, and validates again if faults are shown.
func (s *model) afterEdit() {
	s.Dirty, s.problem = true, nil
	s.pause = s.current == stName || s.current == stFilters
	s.setNote(string(s.samples.filterNote), "")
	field := s.Form.Focused()
	switch field.Key {
	case fType:
		s.addNote(typeChangeNote(&s.lastChoice, &s.vals))
	case fKind:
		s.addNote(targetChangeNote(&s.lastChoice, &s.vals))
	case fOwnFilter:
		s.setOwnFilter(field.Index, strings.TrimSpace(s.evaluatorFilters[field.Index]))
	default:
		if strings.HasPrefix(field.Key, fConfig+".") {
			s.configToText()
		}
	}
	if field.Key == fType || field.Key == fKind {
		s.lastChoice = s.vals.clone()
	}
	if s.faults != nil {
		s.revalidate()
	}
	s.describe()
}

// setOwnFilter sets the filter of an evaluator in the text; "" removes it.
func (s *model) setOwnFilter(evaluator int, filter string) {
	raw := []byte(s.vals.Evaluators)
	if filter == "" {
		s.setEvaluators(string(evaljson.Delete(raw, evaluator, "query_filter")))
	} else if out, err := evaljson.Set(raw, filter, evaluator, "query_filter"); err == nil {
		s.setEvaluators(string(out))
	}
}

// configToText writes the configuration fields into the text.
func (s *model) configToText() {
	before := evaljson.ReadObject([]byte(s.vals.Config))
	out, dropped, err := s.configValues.write(s.vals.Config)
	dropped = slices.DeleteFunc(dropped, func(key string) bool { return !writtenValue(before.Get(key)) }) // what a variant has by itself
	object := evaljson.ReadObject([]byte(out))
	s.droppedKeys = slices.DeleteFunc(append(s.droppedKeys, dropped...), func(key string) bool { return object.Get(key) != nil })
	slices.Sort(s.droppedKeys)
	s.droppedKeys = slices.Compact(s.droppedKeys)
	s.setNote("variant", "")
	if len(s.droppedKeys) > 0 {
		s.setNote("variant", text.Clean("Removed from the configuration, since this variant does not have them: "+strings.Join(s.droppedKeys, ", ")))
	}
	s.configErr = err
	if out != s.vals.Config {
		s.vals.Config = out
		s.text.show(stConfigJSON, out)
	}
}

func (s *model) collectConfig() {
	slot := pIntegration
	if s.configValues.Variant == string(api.AgentCall) {
		slot = pAgent
	}
	picker := s.pickers[slot]
	if picker == nil {
		return
	}
	if id := firstPick(picker.items).ID; id != s.configValues.Integration {
		s.configValues.Integration = id
		s.configToText()
	}
}

// revalidate updates the shown faults.
func (s *model) revalidate() {
	_, all := s.validate()
	s.faults = faultsThat(all, func(fault api.FieldFault) bool { return s.vals.stepFor(fault.Field) == s.current })
}

func faultsThat(all []api.FieldFault, fit func(api.FieldFault) bool) (out []api.FieldFault) {
	for _, fault := range all {
		if fit(fault) {
			out = append(out, fault)
		}
	}
	return out
}
