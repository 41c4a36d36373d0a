package world

import (
	"embed"
	"encoding/json"
	"strconv"
	"strings"
)

// files are the contents of the demo account: names, prompts, texts, ages and
// numbers. What happens in it is decided by code and by the seed.
//
//go:embed data
var files embed.FS

// patterns are the data of one world as its files hold them. Ages are in days
// before the opening, numbers are those inside the IDs, names lead from one
// pattern to another, users count from 0.
type patterns struct {
	Spaces          []spacePattern
	Projects        []projectPattern
	Datasets        []datasetPattern
	ExperimentNames []string // taken in turn by the experiments of the datasets
	Integrations    []integrationPattern

	AskOneWord     string // the last words of a prompt that asks for a single word
	BaseImport     string // the only import that custom code may have
	CommitMessages []string
	Evaluators     []evaluatorPattern

	Tasks             []taskPattern `json:"-"` // from tasks.tsv
	NamePlaces        []string      // with NameKinds they make further names out of the tasks: "Tone of Voice · EU nightly"
	NameKinds         []string
	RunConfigurations map[string]RunConfig
	VariablePaths     map[string]string // where a variable is found in a span, "" nowhere; a missing one is a key of the metadata
	KnownAttributes   []string          // beginnings of the attributes that spans have

	Hostile    []string // what a terminal must never receive as it is, and what breaks careless width counting
	taskCount  int64    // len(Tasks)
	names      taskNames
	lowerNames taskNames // for the name filter
}

// activity is the data of runs and spans.
type activity struct {
	Habits     map[habit][]share
	Endings    map[ending]endingPattern
	Talks      map[string]talk
	Failures   []string // reasons of FAILED runs, some long, some of several lines
	Complaints []string // reasons of COMPLETED runs with errors
	SpanErrors []string
	SpanTiers  []string
	SpanModels []string
}

type spacePattern struct {
	Number      int64
	Name, About string
	AgeDays     float64
	Private     bool
}

type projectPattern struct {
	Number            int64
	Name, Space, Type string
	AgeDays           float64
	SpanEveryMS       int
	Talk              string // what its spans are about
	Dotted            bool   // the keys of its spans are written out with dots instead of nested
}

type datasetPattern struct {
	Number         int64
	Name, Space    string
	AgeDays        float64
	Versions, Rows int
	Talk           string
}

type integrationPattern struct {
	Number                           int64
	Name, Provider, URL, Auth, Space string // Space "": the whole organization
	AgeDays                          float64
	User                             int
	Key, FunctionCalls               bool
	Models                           []string
}

type evaluatorPattern struct {
	Number                   int64
	Name, About, Space, Type string
	AgeDays                  float64
	User                     int
	Integration              string // of templates and remote ones
	AskOneWord               bool   // the newest version ends with patterns.AskOneWord
	Template                 *TemplateConfig
	Code                     *CodeConfig
}

// taskPattern is the pattern of one task. The first tasks are the patterns as
// they stand, in the order of the first page; later ones are the same again
// with a qualifier and other projects of the same space.
type taskPattern struct {
	Name             string
	Type             TaskType
	Project, Dataset string // one of them
	Habit            habit
	Runs             int      // finished runs before the world opened
	Continuous       bool     // started every few minutes
	Evaluators       []string // of the same space and type; none of RUN_EXPERIMENT
	RunConfiguration string   // of RUN_EXPERIMENT
	Filter           string   // query filter of the task, "" for none
	Active           bool     // the newest run is under way when the world opens
}

// endingPattern is how runs with an ending look; habits.go decides the rest.
type endingPattern struct {
	Status Status
	WorkMS [2]int // how long they work, from and to; zeros: as long as the volume takes
	Reason string
}

// taskNames is what the names of tasks are made of.
type taskNames struct{ tasks, places, kinds []string }

// talk is what is asked and answered in spans and examples.
type talk struct{ Asks, Answers []string }

// readPatterns reads the data. It panics on a fault: the files are part of the program.
func readPatterns(hostile bool) *patterns {
	p := &patterns{}
	names := []string{"catalog", "evaluators", "tasks"}
	if hostile {
		names = append(names, "hostile")
	}
	for _, name := range names {
		readJSON(name, p)
	}
	for line := range strings.Lines(string(readFile("tasks.tsv"))) {
		if !strings.HasPrefix(line, "#") {
			p.Tasks = append(p.Tasks, readTask(strings.Split(strings.TrimSpace(line), "\t")))
		}
	}
	p.taskCount = int64(len(p.Tasks))
	p.names = taskNames{places: p.NamePlaces, kinds: p.NameKinds}
	for i := range p.Tasks {
		p.names.tasks = append(p.names.tasks, p.Tasks[i].Name)
	}
	p.lowerNames = taskNames{tasks: lowerAll(p.names.tasks), places: lowerAll(p.NamePlaces), kinds: lowerAll(p.NameKinds)}
	return p
}

func readFile(name string) []byte {
	text, err := files.ReadFile("data/" + name)
	if err != nil {
		panic("world: " + err.Error())
	}
	return text
}

func readJSON(name string, into any) {
	if err := json.Unmarshal(readFile(name+".json"), into); err != nil {
		panic("world: " + name + ": " + err.Error())
	}
}

func readActivity() *activity {
	a := &activity{}
	readJSON("activity", a)
	return a
}

// readTask reads a line of tasks.tsv; "-" is nothing. JSON would cost every
// start of the program a third of a millisecond.
func readTask(fields []string) taskPattern {
	for i, field := range fields {
		if field == "-" {
			fields[i] = ""
		}
	}
	out := taskPattern{
		Name: fields[0], Type: TaskType(fields[1]), Habit: habit(fields[3]), Continuous: strings.Contains(fields[5], "continuous"),
		Active: strings.Contains(fields[5], "active"), RunConfiguration: fields[7], Filter: fields[8],
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
