package fake

import (
	"net/http"

	"ax-tui/api/fake/world"
)

// listing describes one paged GET over rows that the world gives as a slice.
type listing[T, W any] struct {
	rows  []T
	high  int                    // largest limit
	keep  func(T) bool           // nil keeps all
	place func(T) world.Position // nil keeps the order of rows, which then must never change
	wire  func(T) W
	pack  func([]W, pagination) any
}

// list answers a listing.
func list[T, W any](s *Server, c *call, l listing[T, W]) (int, any, error) {
	limit, after, err := s.window(c, l.high, "")
	if err != nil {
		return 0, nil, err
	}
	kept := make([]T, 0, len(l.rows))
	for _, r := range l.rows {
		if l.keep == nil || l.keep(r) {
			kept = append(kept, r)
		}
	}
	if c.plan.emptyPage {
		return http.StatusOK, l.pack([]W{}, s.pages(c, "", after, len(kept) > 0)), nil
	}
	var next world.Position
	var more bool
	if l.place == nil {
		kept, next, more = seqPage(kept, after, limit)
	} else {
		kept, next, more = slicePage(kept, l.place, after, limit)
	}
	out := make([]W, 0, len(kept))
	for _, r := range kept {
		out = append(out, l.wire(r))
	}
	return http.StatusOK, l.pack(out, s.pages(c, "", next, more)), nil
}

// one answers the get of a thing.
func one[T, W any](s *Server, what, field, id string, find func(string) (T, bool), wire func(T) W) (int, any, error) {
	v, ok := find(id)
	if !ok {
		return 0, nil, s.missing(what, field, id)
	}
	return http.StatusOK, wire(v), nil
}

func (s *Server) listSpaces(c *call) (int, any, error) {
	org, name := c.query.Get("org_id"), c.query.Get("name")
	rows := s.w.Spaces()
	if org != "" {
		if _, ok := findBy(rows, org, func(x world.Space) string { return x.OrgID }); !ok {
			if err := s.missingScope(c, "organization", "org_id", org); err != nil {
				return 0, nil, err
			}
		}
	}
	return list(s, c, listing[world.Space, wireSpace]{
		rows: rows, high: maxLimit, wire: c.d.space,
		keep:  func(x world.Space) bool { return (org == "" || x.OrgID == org) && contains(x.Name, name) },
		place: func(x world.Space) world.Position { return byTime(x.CreatedAt, x.ID) },
		pack: func(l []wireSpace, p pagination) any {
			return struct {
				Items []wireSpace `json:"spaces"`
				P     pagination  `json:"pagination"`
			}{l, p}
		},
	})
}

func (s *Server) getSpace(c *call) (int, any, error) {
	return one(s, "space", "space_id", c.id("space_id"), s.space, c.d.space)
}

func (s *Server) listProjects(c *call) (int, any, error) {
	sc, err := s.scope(c)
	if err != nil {
		return 0, nil, err
	}
	kind, err := c.queryEnum("project_type", projectTypes())
	if err != nil {
		return 0, nil, err
	}
	name := c.query.Get("name")
	keep := func(x world.Project) bool {
		// Without project_type HARNESS projects stay away (contract section 3).
		fits := x.Type == kind || kind == "" && x.Type != "HARNESS"
		return fits && sc.has(x.SpaceID) && contains(x.Name, name)
	}
	return list(s, c, listing[world.Project, wireProject]{
		rows: s.w.Projects(), high: maxLimit, wire: c.d.project, keep: keep,
		place: func(x world.Project) world.Position { return byTime(x.CreatedAt, x.ID) },
		pack: func(l []wireProject, p pagination) any {
			return struct {
				Items []wireProject `json:"projects"`
				P     pagination    `json:"pagination"`
			}{l, p}
		},
	})
}

func (s *Server) getProject(c *call) (int, any, error) {
	return one(s, "project", "project_id", c.id("project_id"), s.project, c.d.project)
}

func (s *Server) listDatasets(c *call) (int, any, error) {
	sc, err := s.scope(c)
	if err != nil {
		return 0, nil, err
	}
	name := c.query.Get("name")
	return list(s, c, listing[world.Dataset, wireDataset]{
		rows: s.w.Datasets(), high: maxLimit,
		wire: func(x world.Dataset) wireDataset {
			x.Versions = nil // versions come with a get only
			return c.d.dataset(x)
		},
		keep:  func(x world.Dataset) bool { return sc.has(x.SpaceID) && contains(x.Name, name) },
		place: func(x world.Dataset) world.Position { return byTime(x.CreatedAt, x.ID) },
		pack: func(l []wireDataset, p pagination) any {
			return struct {
				Items []wireDataset `json:"datasets"`
				P     pagination    `json:"pagination"`
			}{l, p}
		},
	})
}

func (s *Server) getDataset(c *call) (int, any, error) {
	return one(s, "dataset", "dataset_id", c.id("dataset_id"), s.dataset, c.d.dataset)
}

func (s *Server) listExamples(c *call) (int, any, error) {
	id := c.id("dataset_id")
	ds, ok := s.dataset(id)
	if !ok {
		return 0, nil, s.missing("dataset", "dataset_id", id)
	}
	if v := c.query.Get("dataset_version_id"); v != "" && !hasVersion(ds, v) {
		return 0, nil, s.missing("version of this dataset", "dataset_version_id", v)
	}
	rows, _ := s.w.Examples(id)
	return list(s, c, listing[world.Example, map[string]any]{
		rows: rows, high: maxLarge, wire: example,
		pack: func(l []map[string]any, p pagination) any {
			return struct {
				Items []map[string]any `json:"examples"`
				P     pagination       `json:"pagination"`
			}{l, p}
		},
	})
}

func hasVersion(d world.Dataset, id string) bool {
	_, ok := findBy(d.Versions, id, func(v world.DatasetVersion) string { return v.ID })
	return ok
}

func (s *Server) listExperiments(c *call) (int, any, error) {
	sc, err := s.scope(c)
	if err != nil {
		return 0, nil, err
	}
	dataset, name := c.query.Get("dataset_id"), c.query.Get("name")
	if dataset != "" {
		if _, ok := s.dataset(dataset); !ok {
			if err := s.missingScope(c, "dataset", "dataset_id", dataset); err != nil {
				return 0, nil, err
			}
		}
	}
	return list(s, c, listing[world.Experiment, wireExperiment]{
		rows: s.w.Experiments(), high: maxLimit, wire: c.d.experiment,
		keep: func(x world.Experiment) bool {
			return (dataset == "" || x.DatasetID == dataset) && sc.has(x.SpaceID) && contains(x.Name, name)
		},
		place: func(x world.Experiment) world.Position { return byTime(x.CreatedAt, x.ID) },
		pack: func(l []wireExperiment, p pagination) any {
			return struct {
				Items []wireExperiment `json:"experiments"`
				P     pagination       `json:"pagination"`
			}{l, p}
		},
	})
}

func (s *Server) getExperiment(c *call) (int, any, error) {
	return one(s, "experiment", "experiment_id", c.id("experiment_id"), s.experiment, c.d.experiment)
}

func (s *Server) listExperimentRuns(c *call) (int, any, error) {
	id := c.id("experiment_id")
	rows, ok := s.w.ExperimentRuns(id)
	if !ok {
		return 0, nil, s.missing("experiment", "experiment_id", id)
	}
	return list(s, c, listing[world.ExperimentRun, map[string]any]{
		rows: rows, high: maxLarge, wire: experimentRun,
		pack: func(l []map[string]any, p pagination) any {
			return struct {
				Items []map[string]any `json:"experiment_runs"`
				P     pagination       `json:"pagination"`
			}{l, p}
		},
	})
}
