package world

import (
	"slices"
	"strings"
	"time"
)

// The spaces by name, used as keys of the tables.
const (
	search   = "Search Quality"
	payments = "Payments Assistant"
	tokyo    = "東京 検索チーム"
	sandbox  = "Sandbox 🧪"
)

// catalog is the small fixed part of the world.
type catalog struct {
	spaces       []Space
	projects     []Project
	datasets     []Dataset
	experiments  []Experiment // of the catalog only; runs make more
	evaluators   []Evaluator
	integrations []Integration

	spaceID   map[string]string     // by plain name
	project   map[string]int        // index by plain name and by ID
	dataset   map[string]int        // the same
	exps      map[string][]int      // experiments by dataset ID
	expAt     map[string]int        // experiment by ID
	judge     map[string]*Evaluator // by plain name and by ID
	llm       map[string]*Integration
	types     [len(rows)]TaskType // by row
	lowRow    [len(rows)]string   // names in lower case, for the name filter
	lowPlace  [len(places)]string
	lowHabit  [len(habits)]string
	inSpace   map[string][]int // APPLICATION projects by space ID
	plainName []string         // of projects, not spoilt
}

func (w *World) build() *catalog {
	c := &catalog{spaceID: map[string]string{}, project: map[string]int{}, dataset: map[string]int{}, exps: map[string][]int{}, expAt: map[string]int{},
		judge: map[string]*Evaluator{}, llm: map[string]*Integration{}, inSpace: map[string][]int{}}
	w.addSpaces(c)
	w.addProjects(c)
	w.addDatasets(c)
	w.addIntegrations(c)
	w.addEvaluators(c)
	for i := range rows {
		c.types[i], c.lowRow[i] = c.typeOf(&rows[i]), strings.ToLower(rows[i].name)
	}
	for i := range places {
		c.lowPlace[i] = strings.ToLower(places[i])
	}
	for i := range habits {
		c.lowHabit[i] = strings.ToLower(habits[i])
	}
	return c
}

func (w *World) daysAgo(days float64) time.Time {
	return w.epoch.Add(-time.Duration(days * float64(24*time.Hour))).Truncate(time.Millisecond)
}

func (w *World) addSpaces(c *catalog) {
	for i, s := range [...]struct {
		name, about string
		private     bool
	}{
		{search, "Search, retrieval and the support bot", false},
		{payments, "Refunds, disputes and invoices", false},
		{tokyo, "日本語の検索とカスタマー対応", false},
		{sandbox, "", true},
	} {
		id := w.id(kindSpace, int64(1201+i))
		c.spaceID[s.name] = id
		c.spaces = append(c.spaces, Space{ID: id, Name: w.text(s.name, uint64(100+i)), Description: w.text(s.about, uint64(150+i)),
			CreatedAt: w.daysAgo(900 - 70*float64(i)), Private: s.private, OrgID: w.id(kindOrg, 77)})
	}
}

// flow says how the spans of a project look: one every gap, keys dotted or nested.
type flow struct {
	name, space, kind string
	gap               time.Duration
	dotted            bool
}

var flows = [...]flow{
	{"support-bot", search, "APPLICATION", 900 * time.Millisecond, false},
	{"docs-rag", search, "APPLICATION", 2 * time.Second, true},
	{"query-rewriter", search, "APPLICATION", 3 * time.Second, false},
	{"support-bot-harness", search, "HARNESS", 40 * time.Second, false},
	{"prompt-lab-traces", search, "EXPERIMENT", 30 * time.Second, true},
	{"payments-agent", payments, "APPLICATION", 1500 * time.Millisecond, true},
	{"dispute-triage", payments, "APPLICATION", 5 * time.Second, false},
	{"invoice-extractor", payments, "APPLICATION", 4 * time.Second, true},
	{"ivr-voice", payments, "APPLICATION", 6 * time.Second, false},
	{"refund-regression-harness", payments, "HARNESS", 60 * time.Second, false},
	{"shop-search-jp", tokyo, "APPLICATION", 2500 * time.Millisecond, false},
	{"カスタマー対応ボット", tokyo, "APPLICATION", 4 * time.Second, true},
	{"legacy-chat-2023", tokyo, "", 20 * time.Second, false},
	{"playground", sandbox, "APPLICATION", 15 * time.Second, false},
	{"very-long-project-name-of-a-migration-from-the-old-tracing-pipeline-to-the-new-collector-eu-west-1a-do-not-delete", sandbox, "APPLICATION", 30 * time.Second, true},
}

func (w *World) addProjects(c *catalog) {
	for i, f := range flows {
		id := w.id(kindProject, int64(34020+7*i))
		c.project[f.name], c.project[id] = i, i
		c.plainName = append(c.plainName, f.name)
		space := c.spaceID[f.space]
		if f.kind == "APPLICATION" {
			c.inSpace[space] = append(c.inSpace[space], i)
		}
		c.projects = append(c.projects, Project{ID: id, Name: w.text(f.name, uint64(200+i)), SpaceID: space, Type: f.kind, CreatedAt: w.daysAgo(420 - 21.3*float64(i))})
	}
}

func (w *World) addIntegrations(c *catalog) {
	var plain []string
	for i, x := range [...]struct {
		name, provider, url, auth, space string
		key                              bool
		models                           []string
	}{
		{"OpenAI production", "OPEN_AI", "", "DEFAULT", "", true, []string{"gpt-4o", "gpt-4o-mini", "o4-mini"}},
		{"Claude (Anthropic)", "ANTHROPIC", "", "DEFAULT", search, true, []string{"claude-sonnet-4-5", "claude-haiku-4-5"}},
		{"Azure EU", "AZURE_OPEN_AI", "https://eu-judges.example.com/openai", "DEFAULT", payments, true, []string{"gpt-4o", "gpt-4o-mini"}},
		{"Gemini Vertex", "VERTEX_AI", "", "DEFAULT", search, true, []string{"gemini-2.5-flash", "gemini-2.5-pro"}},
		{"Bedrock 東京", "AWS_BEDROCK", "", "DEFAULT", tokyo, true, []string{"anthropic.claude-sonnet-4", "anthropic.claude-haiku-4"}},
		{"Legacy proxy", "CUSTOM", "https://llm-proxy.example.com/v1", "PROXY_WITH_HEADERS", payments, false, []string{"gpt-4o"}},
		{"NIM on our cluster", "NVIDIA_NIM", "https://nim.example.com/v1", "BEARER_TOKEN", sandbox, true, []string{"llama-3.3-70b-instruct"}},
	} {
		at := w.daysAgo(300 - 20*float64(i))
		c.integrations = append(c.integrations, Integration{ID: w.id(kindIntegration, int64(511+i)), Name: w.text(x.name, uint64(300+i)), Provider: x.provider, BaseURL: x.url,
			AuthType: x.auth, CreatedBy: w.user(i % 4), HasAPIKey: x.key, DefaultModels: x.url == "", FunctionCalling: i%3 != 2, Models: x.models,
			SpaceID: c.spaceID[x.space], CreatedAt: at, UpdatedAt: at.Add(240 * time.Hour)})
		plain = append(plain, x.name)
	}
	for i := range c.integrations { // only now: a growing slice moves its elements
		c.llm[plain[i]], c.llm[c.integrations[i].ID] = &c.integrations[i], &c.integrations[i]
	}
}

func (w *World) addDatasets(c *catalog) {
	for i, x := range sheets {
		n := int64(8100 + 13*i)
		ds := Dataset{ID: w.id(kindDataset, n), Name: w.text(x.name, uint64(400+i)), SpaceID: c.spaceID[x.space], CreatedAt: w.daysAgo(20 + 17*float64(i))}
		for v := x.versions; v > 0; v-- {
			at := ds.CreatedAt.Add(time.Duration(v-1) * 61 * time.Hour)
			ds.Versions = append(ds.Versions, DatasetVersion{ID: w.id(kindDatasetVersion, n*100+int64(v)), Name: versionName(v), DatasetID: ds.ID, CreatedAt: at, UpdatedAt: at})
		}
		ds.UpdatedAt = ds.Versions[0].UpdatedAt
		c.dataset[x.name], c.dataset[ds.ID] = i, i
		c.datasets = append(c.datasets, ds)
		w.addExperiments(c, ds, i)
	}
}

func (w *World) addExperiments(c *catalog, ds Dataset, i int) {
	d := roll(w.seed, domCatalog, 1, uint64(i))
	for k := range 3 + d.n(4) {
		e := Experiment{ID: w.id(kindExperiment, int64(52000+100*i+k)), Name: w.text(trials[(3*i+k)%len(trials)], uint64(500+10*i+k)), SpaceID: ds.SpaceID, DatasetID: ds.ID,
			DatasetVersionID: ds.Versions[min(k, len(ds.Versions)-1)].ID, CreatedAt: ds.CreatedAt.Add(time.Duration(30+50*k) * time.Hour)}
		e.UpdatedAt = e.CreatedAt.Add(d.dur(time.Minute, 40*time.Minute))
		c.exps[ds.ID] = append(c.exps[ds.ID], len(c.experiments))
		c.expAt[e.ID] = len(c.experiments)
		c.experiments = append(c.experiments, e)
	}
}

func versionName(v int) string { return "v" + string(rune('0'+v)) }

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
