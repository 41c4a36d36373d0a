package newtask

import (
	"encoding/json"
	"slices"

	"ax-tui/api/evaljson"
)

// putBack puts the text of an evaluator that was unmarked and is marked again as it was,
// with its mappings.
func (s *model) putBack(raw []byte, fresh map[string]bool) string {
	for id := range fresh {
		old, ok := s.removed[id]
		if !ok {
			continue
		}
		delete(s.removed, id)
		s.setNote(id+"\x00", "")
		doc, _ := s.optionsSnapshot().Parse(raw)
		for i, evaluator := range doc.Evaluators {
			if evaluator.Input.EvaluatorID != id {
				continue
			}
			if out, err := evaljson.Set(raw, json.RawMessage(old), i); err == nil {
				raw = out
			}
		}
	}
	return string(raw)
}

// rememberPaths records which paths the text has as they were filled in.
func (s *model) rememberPaths() {
	if s.parse(); s.paths == nil {
		s.paths = map[string]map[string]string{}
	}
	for _, evaluator := range s.cache.doc.Evaluators {
		id := evaluator.Input.EvaluatorID
		vars, known := s.variables(id)
		if !known || s.inTask(id) {
			continue
		}
		usual := s.guesses(vars)
		for _, entry := range evaluator.Mappings {
			if entry.Path == usual[entry.Variable] {
				if s.paths[id] == nil {
					s.paths[id] = map[string]string{}
				}
				s.paths[id][entry.Variable] = entry.Path
			}
		}
	}
}

// asFilledIn reports whether the text has an evaluator only as it was filled in by itself.
func (s *model) asFilledIn(id string) bool {
	for _, evaluator := range s.cache.doc.Evaluators {
		if input := evaluator.Input; input.EvaluatorID == id {
			typed := slices.ContainsFunc(evaluator.Mappings, func(entry evaljson.Mapping) bool { return s.paths[id][entry.Variable] != entry.Path })
			return !typed && input.QueryFilter == "" && input.VersionID == "" && len(input.QueryMappings) == 0
		}
	}
	return false
}

// followTarget fills in unchanged paths again, after the target or its samples have
// changed.
func (s *model) followTarget() {
	if len(s.paths) == 0 || s.vals.experiment() {
		return
	}
	s.pull()
	s.parse()
	if !s.cache.doc.Complete {
		return
	}
	raw := []byte(s.vals.Evaluators)
	for i, evaluator := range s.cache.doc.Evaluators {
		filled := s.paths[evaluator.Input.EvaluatorID]
		for _, entry := range evaluator.Mappings {
			usual := s.guesses([]string{entry.Variable})[entry.Variable]
			if was, ok := filled[entry.Variable]; !ok || was != entry.Path || usual == entry.Path {
				continue
			}
			if out, err := evaljson.Set(raw, usual, i, "column_mappings", entry.Variable); err == nil && len(evaluator.Input.QueryMappings) == 0 {
				raw, filled[entry.Variable] = out, usual
			}
		}
	}
	s.setEvaluators(string(raw))
}
