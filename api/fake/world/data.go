package world

import (
	"embed"
	"encoding/json"
	"strconv"
	"strings"
)

// files are the data of the demo account: names, prompts, texts, ages and numbers.
//
//go:embed data
var files embed.FS

// patterns are the data of a world as in its files. Ages are in days before the
// opening, numbers are those in the IDs, references are names, users count from 0.
type patterns struct {
	Spaces          []spacePattern
	Projects        []projectPattern
	Datasets        []datasetPattern
	ExperimentNames []string // used in turn by the experiments of the datasets
	Integrations    []integrationPattern
	Endpoints       []endpointPattern

	AskOneWord     string // the end of a prompt that asks for a single word
	BaseImport     string // the only import that custom code may have
	CommitMessages []string
	Evaluators     []evaluatorPattern

	Tasks             []taskPattern `json:"-"` // from tasks.tsv
	NamePlaces        []string      // with NameKinds, suffixes for further tasks: "Tone of Voice · EU nightly"
	NameKinds         []string
	RunConfigurations map[string]RunConfig
	VariablePaths     map[string]string // path of a variable in a span, "" for none; others are keys of the metadata
	KnownAttributes   []string          // prefixes of the attributes of spans

	Hostile    []string // text that must not reach a terminal unescaped or that breaks width calculations
	taskCount  int64    // len(Tasks)
	names      taskNames
	lowerNames taskNames // for the name filter
}

// activity is the data of runs and spans.
type activity struct {
	Habits     map[habit][]share
	Endings    map[ending]endingPattern
	Talks      map[string]talk
	Failures   []reason // of FAILED runs, some long, some with several lines
	Complaints []reason // of COMPLETED runs with errors
	SpanErrors []string
	SpanTiers  []string
	SpanModels []string
	// Explanations of judges by the topic of the spans.
	Explanations map[string]explanations
}

type spacePattern struct {
	Number      int64
	Name, About string
	AgeDays     float64
	Private     bool
	NoMetadata  bool // evaluations say neither their task nor their run
}

type projectPattern struct {
	Number            int64
	Name, Space, Type string
	AgeDays           float64
	SpanEveryMS       int
	SilentDays        float64 // days since the last span; 0: there is traffic
	Talk              string  // topic of its spans
	Dotted            bool    // spans have keys with dots instead of nested keys
}

type datasetPattern struct {
	Number         int64
	Name, Space    string
	AgeDays        float64
	Versions, Rows int
	Talk           string
	Unanswered     bool                // its experiments have no rows yet
	Outputs        map[string][]string // further columns of the rows of its experiments, with their values in turn
}

// answers is how many rows the experiments of the catalog have.
func (d *datasetPattern) answers() int {
	if d.Unanswered {
		return 0
	}
	return d.Rows
}

type integrationPattern struct {
	Number                           int64
	Name, Provider, URL, Auth, Space string // Space "": the whole organization
	AgeDays                          float64
	User                             int
	Key, FunctionCalls               bool
	Models                           []string
}

// endpointPattern is an agent or an evaluator of another system.
type endpointPattern struct {
	Number                 int64
	Name, About, Type, URL string
	AgeDays                float64
	User                   int
	Headers                bool
	Inputs                 map[string]any // properties of the schema of its requests
}

type evaluatorPattern struct {
	Number                   int64
	Name, About, Space, Type string
	AgeDays                  float64
	User                     int
	ChangedHours             float64 // since the newest version, which has another model; 0: long ago
	ModelBefore              string  // the model of the older ones then
	Integration              string  // of template evaluators; an endpoint for remote ones
	AskOneWord               bool    // the newest version ends with patterns.AskOneWord
	Template                 *TemplateConfig
	Code                     *CodeConfig
}

// taskPattern is the pattern of one task. The first tasks are the patterns in
// order, newest first; later ones repeat them with a name suffix and other
// projects of the same space.
type taskPattern struct {
	Name             string
	Type             TaskType
	Project, Dataset string // exactly one
	Habit            habit
	Runs             int      // finished runs at the opening
	Continuous       bool     // started every few minutes
	Evaluators       []string // of the same space and type; none for RUN_EXPERIMENT
	RunConfiguration string   // of RUN_EXPERIMENT
	Filter           string   // query filter of the task, "" for none
	Active           bool     // the newest run is active at the opening
	Silent           bool     // continuous, but no run was started for a day or since the last span
}

// endingPattern is the data of an ending; habits.go has the rest.
type endingPattern struct {
	Status Status
	WorkMS [2]int // range of the running time; zeros: by volume
	Reason string
}

// taskNames are the parts of the names of tasks.
type taskNames struct{ tasks, places, kinds []string }

// reason is a failure reason. {errors} stands for the number of errors, {labels},
// {best} and {worst} for the choices of the evaluator.
type reason struct {
	Text      string
	From      []string // types of tasks, of experiments, or "dataset"; none: all
	Talk, Not string   // the topic that it needs, or that it does not fit
	Errors    int      // of a run that ended with it, if it had as many rows; 0: a few
	Only      bool     // and nothing else
	Nothing   bool     // no row was written
}

// explanations are texts of judges, for the best label and for the others; {label}
// stands for it.
type explanations struct{ Best, Worse []string }

// talk has the inputs and outputs of spans and examples on one topic.
type talk struct{ Asks, Answers []string }

// loadPatterns loads the data. It panics on an error: the files are part of the program.
func loadPatterns(hostile bool) *patterns {
	out := &patterns{}
	names := []string{"catalog", "evaluators", "tasks"}
	if hostile {
		names = append(names, "hostile")
	}
	for _, name := range names {
		loadJSON(name, out)
	}
	for line := range strings.Lines(string(loadFile("tasks.tsv"))) {
		if !strings.HasPrefix(line, "#") {
			out.Tasks = append(out.Tasks, parseTask(strings.Split(strings.TrimSpace(line), "\t")))
		}
	}
	out.taskCount = int64(len(out.Tasks))
	out.names = taskNames{places: out.NamePlaces, kinds: out.NameKinds}
	for i := range out.Tasks {
		out.names.tasks = append(out.names.tasks, out.Tasks[i].Name)
	}
	out.lowerNames = taskNames{tasks: lowerAll(out.names.tasks), places: lowerAll(out.NamePlaces), kinds: lowerAll(out.NameKinds)}
	return out
}

func loadFile(name string) []byte {
	text, err := files.ReadFile("data/" + name)
	if err != nil {
		panic("world: " + err.Error())
	}
	return text
}

func loadJSON(name string, into any) {
	if err := json.Unmarshal(loadFile(name+".json"), into); err != nil {
		panic("world: " + name + ": " + err.Error())
	}
}

func loadActivity() *activity {
	out := &activity{}
	loadJSON("activity", out)
	return out
}

// parseTask parses a line of tasks.tsv; "-" is an empty field. It is not JSON,
// which would cost every start of the program a third of a millisecond.
func parseTask(fields []string) taskPattern {
	for i, field := range fields {
		if field == "-" {
			fields[i] = ""
		}
	}
	out := taskPattern{
		Name: fields[0], Type: TaskType(fields[1]), Habit: habit(fields[3]), Continuous: strings.Contains(fields[5], "continuous"),
		Active: strings.Contains(fields[5], "active"), Silent: strings.Contains(fields[5], "silent"), RunConfiguration: fields[7], Filter: fields[8],
	}
	out.Runs, _ = strconv.Atoi(fields[4])
	if fields[6] != "" {
		out.Evaluators = strings.Split(fields[6], "|")
	}
	if dataset, ok := strings.CutPrefix(fields[2], "#"); ok {
		out.Dataset = dataset
	} else {
		out.Project = fields[2]
	}
	return out
}

func lowerAll(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = strings.ToLower(text)
	}
	return out
}
