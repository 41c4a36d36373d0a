package world

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// catalog is the small fixed part of the world.
type catalog struct {
	spaces       []Space
	projects     []Project
	datasets     []Dataset
	experiments  []Experiment // of the catalog only; runs make more
	evaluators   []Evaluator
	integrations []Integration

	space        map[string]string       // ID by plain name
	project      map[string]int          // index by plain name and by ID
	dataset      map[string]int          // the same
	exps         map[string][]int        // experiments by dataset ID
	expAt        map[string]int          // experiment by ID
	judge        map[string]*Evaluator   // by plain name and by ID
	llm          map[string]*Integration // the same
	applications map[string][]int        // APPLICATION projects by space ID
}

// Where the keys of spoilt texts begin, by kind (see text): each name and each
// description of a hostile world is spoilt in its own way.
const (
	keySpace       = 100
	keySpaceAbout  = 150
	keyProject     = 200
	keyIntegration = 300
	keyDataset     = 400
	keyExperiment  = 500
	keyEvaluator   = 700
	keyAbout       = 750
)

func (w *World) build() *catalog {
	c := &catalog{
		space: map[string]string{}, project: map[string]int{}, dataset: map[string]int{}, exps: map[string][]int{}, expAt: map[string]int{},
		judge: map[string]*Evaluator{}, llm: map[string]*Integration{}, applications: map[string][]int{},
	}
	for i, spacePattern := range w.data.Spaces {
		id := w.id(kindSpace, spacePattern.Number)
		c.space[spacePattern.Name] = id
		c.spaces = append(c.spaces, Space{
			ID: id, Name: w.text(spacePattern.Name, uint64(keySpace+i)), Description: w.text(spacePattern.About, uint64(keySpaceAbout+i)),
			CreatedAt: w.daysAgo(spacePattern.AgeDays), Private: spacePattern.Private, OrgID: w.id(kindOrg, 77),
		})
	}
	for i, projectPattern := range w.data.Projects {
		id, space := w.id(kindProject, projectPattern.Number), c.space[projectPattern.Space]
		c.project[projectPattern.Name], c.project[id] = i, i
		if projectPattern.Type == "APPLICATION" {
			c.applications[space] = append(c.applications[space], i)
		}
		c.projects = append(c.projects, Project{ID: id, Name: w.text(projectPattern.Name, uint64(keyProject+i)), SpaceID: space, Type: projectPattern.Type, CreatedAt: w.daysAgo(projectPattern.AgeDays)})
	}
	for i := range w.data.Datasets {
		w.addDataset(c, i)
	}
	c.integrations = make([]Integration, 0, len(w.data.Integrations)) // pointers into it must stay good
	for i, integrationPattern := range w.data.Integrations {
		at, scoping := w.daysAgo(integrationPattern.AgeDays), Scoping{SpaceID: c.space[integrationPattern.Space]}
		if integrationPattern.Space == "" {
			scoping.OrgID = c.spaces[0].OrgID
		}
		c.integrations = append(c.integrations, Integration{
			ID: w.id(kindIntegration, integrationPattern.Number), Name: w.text(integrationPattern.Name, uint64(keyIntegration+i)), Provider: integrationPattern.Provider, BaseURL: integrationPattern.URL,
			AuthType: integrationPattern.Auth, CreatedBy: w.user(integrationPattern.User), HasAPIKey: integrationPattern.Key, DefaultModels: integrationPattern.URL == "", FunctionCalling: integrationPattern.FunctionCalls, Models: integrationPattern.Models,
			SpaceID: scoping.SpaceID, Scopings: []Scoping{scoping}, CreatedAt: at, UpdatedAt: at.Add(240 * time.Hour),
		})
		made := &c.integrations[i]
		c.llm[integrationPattern.Name], c.llm[made.ID] = made, made
	}
	w.addEvaluators(c)
	return c
}

func (w *World) daysAgo(days float64) time.Time {
	return w.epoch.Add(-time.Duration(days * float64(24*time.Hour))).Truncate(time.Millisecond)
}

// addDataset makes the i-th dataset with its versions and three to six experiments.
func (w *World) addDataset(c *catalog, i int) {
	datasetPattern := w.data.Datasets[i]
	ds := Dataset{ID: w.id(kindDataset, datasetPattern.Number), Name: w.text(datasetPattern.Name, uint64(keyDataset+i)), SpaceID: c.space[datasetPattern.Space], CreatedAt: w.daysAgo(datasetPattern.AgeDays)}
	for v := datasetPattern.Versions; v > 0; v-- {
		at := ds.CreatedAt.Add(time.Duration(v-1) * 61 * time.Hour)
		ds.Versions = append(ds.Versions, DatasetVersion{ID: w.id(kindDatasetVersion, datasetPattern.Number*100+int64(v)), Name: "v" + strconv.Itoa(v), DatasetID: ds.ID, CreatedAt: at, UpdatedAt: at})
	}
	ds.UpdatedAt = ds.Versions[0].UpdatedAt
	c.dataset[datasetPattern.Name], c.dataset[ds.ID] = i, i
	c.datasets = append(c.datasets, ds)
	names := w.data.ExperimentNames
	dice := streamOf(w.seed, domCatalog, 1, uint64(i))
	for k := range 3 + dice.n(4) {
		experiment := Experiment{
			ID: w.id(kindExperiment, int64(52000+100*i+k)), Name: w.text(names[(3*i+k)%len(names)], uint64(keyExperiment+10*i+k)), SpaceID: ds.SpaceID, DatasetID: ds.ID,
			DatasetVersionID: ds.Versions[min(k, len(ds.Versions)-1)].ID, CreatedAt: ds.CreatedAt.Add(time.Duration(30+50*k) * time.Hour),
		}
		experiment.UpdatedAt = experiment.CreatedAt.Add(dice.dur(time.Minute, 40*time.Minute))
		c.exps[ds.ID] = append(c.exps[ds.ID], len(c.experiments))
		c.expAt[experiment.ID] = len(c.experiments)
		c.experiments = append(c.experiments, experiment)
	}
}

func (w *World) addEvaluators(c *catalog) {
	plain := map[string]string{}
	for i, evaluatorPattern := range w.data.Evaluators {
		dice := streamOf(w.seed, domCatalog, 2, uint64(i))
		evaluator := Evaluator{
			ID: w.id(kindEvaluator, evaluatorPattern.Number), Name: w.text(evaluatorPattern.Name, uint64(keyEvaluator+i)), Description: w.text(evaluatorPattern.About, uint64(keyAbout+i)),
			SpaceID: c.space[evaluatorPattern.Space], Type: evaluatorPattern.Type, CreatedAt: w.daysAgo(evaluatorPattern.AgeDays), CreatedBy: w.user(evaluatorPattern.User),
		}
		count := 1 + dice.n(4)
		for v := count; v > 0; v-- {
			evaluator.Versions = append(evaluator.Versions, w.version(c, &evaluator, i, v, count))
		}
		evaluator.UpdatedAt = evaluator.Versions[0].CreatedAt
		plain[evaluator.ID] = evaluatorPattern.Name
		c.evaluators = append(c.evaluators, evaluator)
	}
	slices.SortStableFunc(c.evaluators, func(left, right Evaluator) int { return right.UpdatedAt.Compare(left.UpdatedAt) })
	for i := range c.evaluators {
		evaluator := &c.evaluators[i]
		c.judge[evaluator.ID], c.judge[plain[evaluator.ID]] = evaluator, evaluator
	}
}

// version makes the v-th of count versions of the i-th evaluator; older ones
// differ in wording.
func (w *World) version(c *catalog, evaluator *Evaluator, i, v, count int) EvaluatorVersion {
	dice := streamOf(w.seed, domCatalog, 3, uint64(i*100+v))
	evaluatorPattern, messages := w.data.Evaluators[i], w.data.CommitMessages
	out := EvaluatorVersion{
		ID: w.id(kindEvaluatorVersion, int64(9000+100*i+v)), EvaluatorID: evaluator.ID, CommitHash: dice.word(40, hex), CreatedBy: evaluator.CreatedBy, Type: evaluator.Type,
		CommitMessage: messages[(v-1)%len(messages)], CreatedAt: evaluator.CreatedAt.Add(time.Duration(v-1)*9*24*time.Hour + time.Duration(i)*time.Hour),
	}
	switch {
	case evaluatorPattern.Template != nil:
		templateConfig := *evaluatorPattern.Template
		templateConfig.Name, templateConfig.IncludeExplanations, templateConfig.UseFunctionCalling, templateConfig.Direction, templateConfig.LLM.IntegrationID = evaluatorPattern.Name, true, true, "MAXIMIZE", c.llm[evaluatorPattern.Integration].ID
		temperature := 0.0
		if v < count {
			temperature = 0.2
		} else if evaluatorPattern.AskOneWord {
			templateConfig.Template += w.data.AskOneWord
		}
		templateConfig.LLM.Invocation, templateConfig.LLM.Provider = map[string]any{"temperature": temperature}, map[string]any{}
		out.Template = &templateConfig
	case evaluatorPattern.Code != nil:
		code := *evaluatorPattern.Code
		code.Name = evaluatorPattern.Name
		out.Code = &code
	case evaluatorPattern.Integration != "":
		out.Remote = &RemoteConfig{IntegrationID: c.llm[evaluatorPattern.Integration].ID}
	}
	return out
}

// variables lists what a version wants mapped, in order of appearance:
// single braces in templates, the declared ones in code (contract section 6).
func (v *EvaluatorVersion) variables() []string {
	if v.Code != nil {
		return v.Code.Variables
	}
	if v.Template == nil {
		return nil
	}
	var out []string
	for rest := v.Template.Template; ; {
		_, after, _ := strings.Cut(rest, "{")
		name, tail, ok := strings.Cut(after, "}")
		if !ok {
			return out
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
		rest = tail
	}
}

// DataScope is what a version looks at: SPAN, TRACE or SESSION; none set means spans.
func (v *EvaluatorVersion) DataScope() string {
	granularity := ""
	if v.Code != nil {
		granularity = v.Code.Granularity
	} else if v.Template != nil {
		granularity = v.Template.Granularity
	}
	return cmp.Or(granularity, "SPAN")
}

// Spaces lists every space, in the order in which they were made (the order
// of a real server is unknown, contract section 3). Like all lists of the
// catalog the result is shared: read it, do not change its elements.
func (w *World) Spaces() []Space { return slices.Clone(w.cat.spaces) }

// Projects lists every project, HARNESS ones too, oldest first (unknown on a real server).
func (w *World) Projects() []Project { return slices.Clone(w.cat.projects) }

// Datasets lists every dataset, newest first (contract section 3).
func (w *World) Datasets() []Dataset { return slices.Clone(w.cat.datasets) }

// Evaluators lists every evaluator, last updated first (contract section 3).
func (w *World) Evaluators() []Evaluator { return slices.Clone(w.cat.evaluators) }

// Integrations lists every model provider, oldest first (unknown on a real server).
func (w *World) Integrations() []Integration { return slices.Clone(w.cat.integrations) }
