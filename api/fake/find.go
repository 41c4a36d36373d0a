package fake

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"ax-tui/api/fake/world"
)

// looksLikeID is the test of the official SDKs: standard base64 of something
// with a colon in it.
func looksLikeID(s string) bool {
	b, err := base64.StdEncoding.DecodeString(s)
	return err == nil && strings.Contains(string(b), ":")
}

// missing is the refusal of an ID that leads nowhere: 400 when it cannot be an
// ID at all, else 404. Missing and unreadable are not told apart, on purpose.
func (s *Server) missing(what, field, id string) *problem {
	if !looksLikeID(id) {
		return refuse(s.choices.MalformedID, "%s %q is not an ID. IDs come from the lists.", field, id)
	}
	return refuse(http.StatusNotFound, "There is no %s with the %s %q, or this key may not read it.", what, field, id)
}

// idOf reads an ID, which cannot be empty.
func (s *Server) idOf(f *fields, key string) (string, bool) {
	id, ok := f.str(key)
	if ok && id == "" {
		f.fail(s.choices.MalformedID, key, "must not be empty. IDs come from the lists.")
	}
	return id, ok
}

// idsOf reads a list of IDs, none of them empty.
func (s *Server) idsOf(f *fields, key string) ([]string, bool) {
	ids, ok := f.strings(key)
	for i, id := range ids {
		if id == "" {
			f.fail(s.choices.MalformedID, index(key, i), "must not be empty. IDs come from the lists.")
		}
	}
	return ids, ok
}

// foreign refuses an ID that is not what it should be: one that cannot be an
// ID at all as everywhere, another with 422.
func (s *Server) foreign(f *fields, key, id, what string) {
	if !looksLikeID(id) {
		f.fail(s.choices.MalformedID, key, "%q is not an ID. IDs come from the lists.", id)
	}
	f.wrong(key, "%q is not %s.", id, what)
}

// findBy is the first item with the ID.
func findBy[T any](items []T, id string, of func(T) string) (found T, ok bool) {
	for _, it := range items {
		if of(it) == id {
			return it, true
		}
	}
	return found, false
}

func (s *Server) space(id string) (world.Space, bool) {
	return findBy(s.w.Spaces(), id, func(x world.Space) string { return x.ID })
}

func (s *Server) project(id string) (world.Project, bool) {
	return findBy(s.w.Projects(), id, func(x world.Project) string { return x.ID })
}

func (s *Server) dataset(id string) (world.Dataset, bool) {
	return findBy(s.w.Datasets(), id, func(x world.Dataset) string { return x.ID })
}

func (s *Server) experiment(id string) (world.Experiment, bool) {
	return findBy(s.w.Experiments(), id, func(x world.Experiment) string { return x.ID })
}

func (s *Server) evaluator(id string) (world.Evaluator, bool) {
	return findBy(s.w.Evaluators(), id, func(x world.Evaluator) string { return x.ID })
}

func (s *Server) integration(id string) (world.Integration, bool) {
	return findBy(s.w.Integrations(), id, func(x world.Integration) string { return x.ID })
}

// evaluatorVersion is the version with the ID, of whichever evaluator.
func (s *Server) evaluatorVersion(id string) (world.EvaluatorVersion, bool) {
	for _, e := range s.w.Evaluators() {
		if v, ok := findBy(e.Versions, id, func(x world.EvaluatorVersion) string { return x.ID }); ok {
			return v, true
		}
	}
	return world.EvaluatorVersion{}, false
}

// scope is what space_id and space_name narrow a list to.
type scope struct {
	all bool     // no narrowing
	ids []string // the spaces otherwise; empty matches nothing
}

func (sc scope) has(spaceID string) bool { return sc.all || slices.Contains(sc.ids, spaceID) }

// scope reads space_id and space_name. A space_id that is missing is 404 since
// July 2026 and an empty list before; a space_name may match several or none.
func (s *Server) scope(c *call) (scope, error) {
	id, name := c.query.Get("space_id"), c.query.Get("space_name")
	if id == "" && name == "" {
		return scope{all: true}, nil
	}
	out := scope{}
	for _, sp := range s.w.Spaces() {
		if (id == "" || sp.ID == id) && contains(sp.Name, name) {
			out.ids = append(out.ids, sp.ID)
		}
	}
	if id != "" {
		if _, ok := s.space(id); !ok {
			return out, s.missingScope(c, "space", "space_id", id)
		}
	}
	return out, nil
}

// missingScope is the refusal of a list under something that is not there, or
// nil where the list is to be empty instead.
func (s *Server) missingScope(c *call, what, field, id string) error {
	if s.choices.MissingScopeEmpty || c.d.legacy {
		return nil
	}
	return s.missing(what, field, id)
}

// queryEnum reads an enum filter in the dialect; "" when it is not given.
func (c *call) queryEnum(key string, upper []string) (string, error) {
	raw, ok := c.query.Values[key]
	if !ok {
		return "", nil
	}
	if i := slices.Index(c.d.all(upper...), raw[0]); i >= 0 {
		return upper[i], nil
	}
	return "", refuse(http.StatusBadRequest, "%s must be one of %s; %q is not.", key, strings.Join(c.d.all(upper...), ", "), raw[0])
}
