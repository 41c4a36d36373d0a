package fake

import (
	"net/http"

	"ax-tui/api/fake/world"
)

func (s *Server) listEvaluators(c *call) (int, any, error) {
	sc, err := s.scope(c)
	if err != nil {
		return 0, nil, err
	}
	name := c.query.Get("name")
	return list(s, c, listing[world.Evaluator, wireEvaluator]{
		rows: s.w.Evaluators(), high: maxLimit, wire: c.d.evaluator,
		keep:  func(x world.Evaluator) bool { return sc.has(x.SpaceID) && contains(x.Name, name) },
		place: func(x world.Evaluator) world.Position { return byTime(x.UpdatedAt, x.ID) },
		pack: func(l []wireEvaluator, p pagination) any {
			return struct {
				Items []wireEvaluator `json:"evaluators"`
				P     pagination      `json:"pagination"`
			}{l, p}
		},
	})
}

// getEvaluator answers with the newest version inside, or the one that
// version_id names (contract section 6, evaluators).
func (s *Server) getEvaluator(c *call) (int, any, error) {
	id := c.id("evaluator_id")
	e, ok := s.evaluator(id)
	if !ok {
		return 0, nil, s.missing("evaluator", "evaluator_id", id)
	}
	v, err := s.versionOf(e, c.query.Get("version_id"))
	if err != nil {
		return 0, nil, err
	}
	out, ver := c.d.evaluator(e), c.d.version(v)
	out.Version = &ver
	return http.StatusOK, out, nil
}

// versionOf is the named version of an evaluator; "" is the newest.
func (s *Server) versionOf(e world.Evaluator, id string) (world.EvaluatorVersion, error) {
	if id == "" && len(e.Versions) > 0 {
		return e.Versions[0], nil
	}
	v, ok := findBy(e.Versions, id, func(x world.EvaluatorVersion) string { return x.ID })
	if !ok {
		return v, s.missing("version of this evaluator", "version_id", id)
	}
	return v, nil
}

func (s *Server) listVersions(c *call) (int, any, error) {
	id := c.id("evaluator_id")
	e, ok := s.evaluator(id)
	if !ok {
		return 0, nil, s.missing("evaluator", "evaluator_id", id)
	}
	return list(s, c, listing[world.EvaluatorVersion, wireVersion]{
		rows: e.Versions, high: maxLimit, wire: c.d.version,
		place: func(x world.EvaluatorVersion) world.Position { return byTime(x.CreatedAt, x.ID) },
		pack: func(l []wireVersion, p pagination) any {
			return struct {
				Items []wireVersion `json:"evaluator_versions"`
				P     pagination    `json:"pagination"`
			}{l, p}
		},
	})
}

func (s *Server) getVersion(c *call) (int, any, error) {
	return one(s, "evaluator version", "version_id", c.id("version_id"), s.evaluatorVersion, c.d.version)
}

func (s *Server) listIntegrations(c *call) (int, any, error) {
	sc, err := s.scope(c)
	if err != nil {
		return 0, nil, err
	}
	name := c.query.Get("name")
	return list(s, c, listing[world.Integration, wireIntegration]{
		rows: s.w.Integrations(), high: maxLimit, wire: s.wireIntegration(c.d),
		// One that is scoped to the organization serves every space.
		keep: func(x world.Integration) bool {
			return (x.SpaceID == "" || sc.has(x.SpaceID)) && contains(x.Name, name)
		},
		place: func(x world.Integration) world.Position { return byTime(x.CreatedAt, x.ID) },
		pack: func(l []wireIntegration, p pagination) any {
			return struct {
				Items []wireIntegration `json:"ai_integrations"`
				P     pagination        `json:"pagination"`
			}{l, p}
		},
	})
}

func (s *Server) getIntegration(c *call) (int, any, error) {
	return one(s, "AI integration", "integration_id", c.id("integration_id"), s.integration, s.wireIntegration(c.d))
}

// wireIntegration writes integrations of this world's organization.
func (s *Server) wireIntegration(d dialect) func(world.Integration) wireIntegration {
	org := ""
	if spaces := s.w.Spaces(); len(spaces) > 0 {
		org = spaces[0].OrgID
	}
	return func(i world.Integration) wireIntegration { return d.integration(i, org) }
}
