package world

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// catalog is the small constant part of the world.
type catalog struct {
	spaces       []*Space
	projects     []*Project
	datasets     []*Dataset
	experiments  []*Experiment // of the catalog only; runs create more
	evaluators   []*Evaluator
	integrations []*Integration
	connections  []*Connection

	space              map[string]string       // ID by name
	project            map[string]int          // index by name and by ID
	dataset            map[string]int          // the same
	datasetExperiments map[string][]int        // experiments by dataset ID
	experimentIndex    map[string]int          // experiment by ID
	evaluator          map[string]*Evaluator   // by name and by ID
	integration        map[string]*Integration // the same
	connection         map[string]string       // ID of an endpoint by name
	applications       map[string][]int        // APPLICATION projects by space ID
}

// The first key of hostile texts, by kind (see spoil): each name and description
// of a hostile world gets its own fragments.
const (
	keySpace          = 100
	keySpaceAbout     = 150
	keyProject        = 200
	keyIntegration    = 300
	keyConnection     = 350
	keyDataset        = 400
	keyExperiment     = 500
	keyEvaluator      = 700
	keyEvaluatorAbout = 750
)

func (w *World) build() *catalog {
	out := &catalog{
		space: map[string]string{}, project: map[string]int{}, dataset: map[string]int{}, datasetExperiments: map[string][]int{}, experimentIndex: map[string]int{},
		evaluator: map[string]*Evaluator{}, integration: map[string]*Integration{}, connection: map[string]string{}, applications: map[string][]int{},
	}
	for i, spacePattern := range w.data.Spaces {
		id := w.id(kindSpace, spacePattern.Number)
		out.space[spacePattern.Name] = id
		out.spaces = append(out.spaces, &Space{
			ID: id, Name: w.spoil(spacePattern.Name, uint64(keySpace+i)), Description: w.spoil(spacePattern.About, uint64(keySpaceAbout+i)),
			CreatedAt: w.daysAgo(spacePattern.AgeDays), Private: spacePattern.Private, OrgID: w.id(kindOrg, 77),
		})
	}
	for i, projectPattern := range w.data.Projects {
		id, space := w.id(kindProject, projectPattern.Number), out.space[projectPattern.Space]
		out.project[projectPattern.Name], out.project[id] = i, i
		if projectPattern.Type == "APPLICATION" {
			out.applications[space] = append(out.applications[space], i)
		}
		out.projects = append(out.projects, &Project{ID: id, Name: w.spoil(projectPattern.Name, uint64(keyProject+i)), SpaceID: space, Type: projectPattern.Type, CreatedAt: w.daysAgo(projectPattern.AgeDays)})
	}
	for i := range w.data.Datasets {
		w.addDataset(out, i)
	}
	for i, integrationPattern := range w.data.Integrations {
		at, scoping := w.daysAgo(integrationPattern.AgeDays), Scoping{SpaceID: out.space[integrationPattern.Space]}
		if integrationPattern.Space == "" {
			scoping.OrgID = out.spaces[0].OrgID
		}
		integration := &Integration{
			ID: w.id(kindIntegration, integrationPattern.Number), Name: w.spoil(integrationPattern.Name, uint64(keyIntegration+i)), Provider: integrationPattern.Provider, BaseURL: integrationPattern.URL,
			AuthType: integrationPattern.Auth, CreatedBy: w.user(integrationPattern.User), HasAPIKey: integrationPattern.Key, DefaultModels: integrationPattern.URL == "", FunctionCalling: integrationPattern.FunctionCalls, Models: integrationPattern.Models,
			SpaceID: scoping.SpaceID, Scopings: []Scoping{scoping}, CreatedAt: at, UpdatedAt: at.Add(240 * time.Hour),
		}
		out.integrations = append(out.integrations, integration)
		out.integration[integrationPattern.Name], out.integration[integration.ID] = integration, integration
	}
	w.addConnections(out)
	w.addEvaluators(out)
	return out
}

func (w *World) daysAgo(days float64) time.Time {
	return w.epoch.Add(-time.Duration(days * float64(24*time.Hour))).Truncate(time.Millisecond)
}

// addDataset makes the i-th dataset with its versions and three to six experiments.
func (w *World) addDataset(out *catalog, i int) {
	datasetPattern := w.data.Datasets[i]
	dataset := &Dataset{ID: w.id(kindDataset, datasetPattern.Number), Name: w.spoil(datasetPattern.Name, uint64(keyDataset+i)), SpaceID: out.space[datasetPattern.Space], CreatedAt: w.daysAgo(datasetPattern.AgeDays)}
	for number := datasetPattern.Versions; number > 0; number-- {
		at := dataset.CreatedAt.Add(time.Duration(number-1) * 61 * time.Hour)
		dataset.Versions = append(dataset.Versions, &DatasetVersion{ID: w.id(kindDatasetVersion, datasetPattern.Number*100+int64(number)), Name: "v" + strconv.Itoa(number), DatasetID: dataset.ID, CreatedAt: at, UpdatedAt: at})
	}
	dataset.UpdatedAt = dataset.Versions[0].UpdatedAt
	out.dataset[datasetPattern.Name], out.dataset[dataset.ID] = i, i
	out.datasets = append(out.datasets, dataset)
	names := w.data.ExperimentNames
	dice := streamOf(w.seed, domCatalog, 1, uint64(i))
	for k := range 3 + dice.n(4) {
		experiment := &Experiment{
			ID: w.id(kindExperiment, int64(52000+100*i+k)), Name: w.spoil(names[(3*i+k)%len(names)], uint64(keyExperiment+10*i+k)), SpaceID: dataset.SpaceID, DatasetID: dataset.ID,
			DatasetVersionID: dataset.Versions[min(k, len(dataset.Versions)-1)].ID, CreatedAt: dataset.CreatedAt.Add(time.Duration(30+50*k) * time.Hour),
		}
		experiment.UpdatedAt = experiment.CreatedAt.Add(dice.duration(time.Minute, 40*time.Minute))
		out.datasetExperiments[dataset.ID] = append(out.datasetExperiments[dataset.ID], len(out.experiments))
		out.experimentIndex[experiment.ID] = len(out.experiments)
		out.experiments = append(out.experiments, experiment)
	}
}

func (w *World) addEvaluators(out *catalog) {
	for i, evaluatorPattern := range w.data.Evaluators {
		dice := streamOf(w.seed, domCatalog, 2, uint64(i))
		evaluator := &Evaluator{
			ID: w.id(kindEvaluator, evaluatorPattern.Number), Name: w.spoil(evaluatorPattern.Name, uint64(keyEvaluator+i)), Description: w.spoil(evaluatorPattern.About, uint64(keyEvaluatorAbout+i)),
			SpaceID: out.space[evaluatorPattern.Space], Type: evaluatorPattern.Type, CreatedAt: w.daysAgo(evaluatorPattern.AgeDays), CreatedBy: w.user(evaluatorPattern.User),
		}
		count := 1 + dice.n(4)
		if evaluatorPattern.ChangedHours > 0 {
			count = max(count, 2)
		}
		for number := count; number > 0; number-- {
			evaluator.Versions = append(evaluator.Versions, w.version(out, evaluator, i, number, count))
		}
		evaluator.UpdatedAt = evaluator.Versions[0].CreatedAt
		out.evaluator[evaluator.ID], out.evaluator[evaluatorPattern.Name] = evaluator, evaluator
		out.evaluators = append(out.evaluators, evaluator)
	}
	sort.SliceStable(out.evaluators, func(i, j int) bool { return out.evaluators[i].UpdatedAt.After(out.evaluators[j].UpdatedAt) })
}

// version makes version number (from 1 to count) of the i-th evaluator; older ones
// differ in wording.
func (w *World) version(cat *catalog, evaluator *Evaluator, i, number, count int) *EvaluatorVersion {
	dice := streamOf(w.seed, domCatalog, 3, uint64(i*100+number))
	evaluatorPattern, messages := w.data.Evaluators[i], w.data.CommitMessages
	out := &EvaluatorVersion{
		ID: w.id(kindEvaluatorVersion, int64(9000+100*i+number)), EvaluatorID: evaluator.ID, CommitHash: dice.chars(40, hex), CreatedBy: evaluator.CreatedBy, Type: evaluator.Type,
		CommitMessage: messages[(number-1)%len(messages)], CreatedAt: evaluator.CreatedAt.Add(time.Duration(number-1)*9*24*time.Hour + time.Duration(i)*time.Hour),
	}
	changed := evaluatorPattern.ChangedHours > 0 && number == count
	if changed {
		out.CreatedAt, out.CommitMessage = w.daysAgo(evaluatorPattern.ChangedHours/24), "Cheaper model"
	}
	switch {
	case evaluatorPattern.Template != nil:
		templateConfig := *evaluatorPattern.Template
		if evaluatorPattern.ChangedHours > 0 && !changed {
			templateConfig.LLM.Model = evaluatorPattern.ModelBefore
		}
		templateConfig.Name, templateConfig.IncludeExplanations, templateConfig.UseFunctionCalling, templateConfig.Direction, templateConfig.LLM.IntegrationID = evaluatorPattern.Name, true, true, "MAXIMIZE", cat.integration[evaluatorPattern.Integration].ID
		temperature := 0.0
		if number < count {
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
		out.Remote = &RemoteConfig{IntegrationID: cat.connection[evaluatorPattern.Integration]}
	}
	return out
}

// variables lists the variables of a version: those in single braces in the order
// of a template, the declared ones of code (contract section 6).
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

// DataScope is the granularity of a version: SPAN (the default), TRACE or SESSION.
func (v *EvaluatorVersion) DataScope() string {
	granularity := ""
	if v.Code != nil {
		granularity = v.Code.Granularity
	} else if v.Template != nil {
		granularity = v.Template.Granularity
	}
	return cmp.Or(granularity, "SPAN")
}

// Spaces lists every space, oldest first (the order of a real server is unknown,
// contract section 3). As in all lists of the catalog, do not change what the
// elements point to: it is shared.
func (w *World) Spaces() []*Space { return slices.Clone(w.cat.spaces) }

// Projects lists every project, HARNESS ones too, oldest first (unknown on a real server).
func (w *World) Projects() []*Project { return slices.Clone(w.cat.projects) }

// Datasets lists every dataset, newest first (contract section 3).
func (w *World) Datasets() []*Dataset { return slices.Clone(w.cat.datasets) }

// Evaluators lists every evaluator, last updated first (contract section 3).
func (w *World) Evaluators() []*Evaluator { return slices.Clone(w.cat.evaluators) }

// Integrations lists every model provider, oldest first (unknown on a real server).
func (w *World) Integrations() []*Integration { return slices.Clone(w.cat.integrations) }
