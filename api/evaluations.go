package api

import (
	"encoding/json"
	"slices"
	"sort"
	"strings"
)

// Evaluations returns what evaluators said about an output of an experiment, in the order
// of their names. The columns are eval.NAME.label, .score, .explanation and .metadata.KEY
// (contract section 6, Search), as keys with dots or nested.
func (r *Row) Evaluations() []Evaluation {
	found := map[string]*Evaluation{}
	at := func(name string) *Evaluation {
		if found[name] == nil {
			found[name] = &Evaluation{Name: name}
		}
		return found[name]
	}
	for raw, value := range members(r.Fields) {
		key := string(raw)
		if key == "eval" {
			var nested map[string]json.RawMessage
			_ = decode(value, &nested) // another type has no results
			for name, parts := range nested {
				var wire evaluationWire
				_ = decode(parts, &wire)
				wire.Name = name
				*at(name) = evaluation(wire)
			}
			continue
		}
		column, ok := strings.CutPrefix(key, "eval.")
		if name, part, isMetadata := strings.Cut(column, ".metadata"); ok && isMetadata {
			found := at(name)
			found.Metadata = appendMember(found.Metadata, strings.TrimPrefix(part, "."), value)
		} else if dot := strings.LastIndexByte(column, '.'); ok && dot > 0 {
			at(column[:dot]).set(column[dot+1:], value)
		}
	}
	var said []Evaluation
	for _, one := range found {
		if one.Label != "" || one.Score != nil || one.Explanation != "" {
			said = append(said, *one)
		}
	}
	sort.Slice(said, func(i, j int) bool { return said[i].Name < said[j].Name })
	return said
}

// set stores a part under its name on the wire; others and those of another type are ignored.
func (e *Evaluation) set(part string, value json.RawMessage) {
	switch part {
	case "label":
		_ = json.Unmarshal(value, &e.Label)
	case "explanation":
		_ = json.Unmarshal(value, &e.Explanation)
	case "score":
		var score lenientScore
		_ = json.Unmarshal(value, &score) // never fails
		e.Score = score.value
	}
}

// appendMember adds a member to a JSON object, which is nil at first. Without a key the
// value is the object.
func appendMember(object json.RawMessage, key string, value json.RawMessage) json.RawMessage {
	if key == "" {
		return value
	}
	name, _ := encode(key) // text always encodes
	if len(object) < 2 {
		object = json.RawMessage("{}")
	}
	body := slices.Clone(object[:len(object)-1])
	if len(body) > 1 {
		body = append(body, ',')
	}
	return append(append(append(append(body, name...), ':'), value...), '}')
}
