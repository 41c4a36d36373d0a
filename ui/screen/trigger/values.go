package trigger

import (
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/timewindow"
	"ax-tui/ui/text"
)

// family is what kind of questions a task has.
type family int

const (
	onProject  family = iota // evaluation of a project's spans: a window
	onDataset                // evaluation of a dataset's experiments
	experiment               // a new experiment over a dataset
)

func familyOf(t api.Task) family {
	switch {
	case t.Type == api.RunExperiment:
		return experiment
	case t.DatasetID != "" && t.ProjectID == "":
		return onDataset
	}
	return onProject
}

// values is everything the person can set, as typed. It outlives the form, is
// what a draft holds, and holds no secret.
type values struct {
	Preset   string `json:"preset,omitempty"`
	Start    string `json:"start,omitempty"`
	End      string `json:"end,omitempty"`
	Spans    string `json:"spans,omitempty"`
	Override bool   `json:"override,omitempty"`

	Experiments []api.Ref `json:"experiments,omitempty"` // all of the task's own means: not narrowed

	Name       string    `json:"name,omitempty"`
	Examples   string    `json:"examples,omitempty"`
	Filter     string    `json:"filter,omitempty"`
	Metadata   string    `json:"metadata,omitempty"`
	Version    []api.Ref `json:"version,omitempty"` // one; without an ID the latest
	ExampleIDs []api.Ref `json:"example_ids,omitempty"`
	EvalTasks  []api.Ref `json:"eval_tasks,omitempty"`
}

// ids gives the IDs of picks, nil for none.
func ids(picks []api.Ref) []string {
	var out []string
	for _, x := range picks {
		if x.ID != "" {
			out = append(out, x.ID)
		}
	}
	return out
}

// versionID is the version of the dataset that is picked, "" for the latest.
func (v values) versionID() string {
	if id := ids(v.Version); len(id) > 0 {
		return id[0]
	}
	return ""
}

// equal leaves the preset out: it only names what start and end say. Names of
// picks that have come along change nothing.
func (v values) equal(o values) bool {
	same := func(a, b []api.Ref) bool { return slices.Equal(ids(a), ids(b)) }
	return v.sameText(o) && v.Override == o.Override && same(v.Experiments, o.Experiments) &&
		same(v.Version, o.Version) && same(v.ExampleIDs, o.ExampleIDs) && same(v.EvalTasks, o.EvalTasks)
}

func (v values) sameText(o values) bool {
	a := [...]string{v.Start, v.End, v.Spans, v.Name, v.Examples, v.Filter, v.Metadata}
	b := [...]string{o.Start, o.End, o.Spans, o.Name, o.Examples, o.Filter, o.Metadata}
	return a == b
}

func (v values) clone() values {
	for _, p := range []*[]api.Ref{&v.Experiments, &v.Version, &v.ExampleIDs, &v.EvalTasks} {
		*p = slices.Clone(*p)
	}
	return v
}

// preset is a window under a name. Its times are written as a person would.
type preset struct {
	key        string
	label      text.Safe
	start, end string
	spans      string // "" leaves max spans alone
}

const (
	freeKey  = "free"
	runKey   = "run"
	allSpans = "10000" // the server's default (contract section 6, Trigger)

	trialSpans = "100"
)

// presets are the windows on offer for a task; run may be zero.
func presets(t api.Task, run api.Run) []preset {
	var out []preset
	for _, p := range timewindow.Presets() {
		out = append(out, preset{key: p.Name, label: text.Clean(p.Name), start: p.From, end: p.To})
	}
	if t.LastRunAt != nil {
		out = append(out, preset{key: "last", label: text.Lit("since the last run"), start: timewindow.Format(*t.LastRunAt), end: "now"})
	}
	for _, p := range trials() {
		label := text.Concat(text.Lit("trial: "), text.Clean(p.Name), text.Lit(", 100 spans"))
		out = append(out, preset{key: "trial " + p.Name, label: label, start: p.From, end: p.To, spans: trialSpans})
	}
	if run.DataStart != nil && run.DataEnd != nil {
		out = append(out, preset{key: runKey, label: text.Lit("the window of that run"), start: timewindow.Format(*run.DataStart), end: timewindow.Format(*run.DataEnd)})
	}
	return append(out, preset{key: freeKey, label: text.Lit("free: as written below")})
}

// trials are the windows that are offered for a run over few spans.
func trials() []timewindow.Preset {
	return slices.DeleteFunc(timewindow.Presets(), func(p timewindow.Preset) bool {
		return !slices.Contains([]string{"24 h, ending 2 h ago", "last 24 h", "last 7 d"}, p.Name)
	})
}

func findPreset(all []preset, key string) preset {
	for _, p := range all {
		if p.key == key {
			return p
		}
	}
	return preset{key: freeKey}
}

// prefill is what the form opens with.
func prefill(t api.Task, run api.Run, now time.Time, zone *time.Location) values {
	v := values{Spans: allSpans}
	switch familyOf(t) {
	case onProject:
		p := findPreset(presets(t, run), runKey)
		if p.key == freeKey {
			p = presets(t, run)[0]
		}
		v.Preset, v.Start, v.End = p.key, p.start, p.end
	case onDataset:
		for _, id := range t.ExperimentIDs {
			v.Experiments = append(v.Experiments, api.Ref{ID: id})
		}
	case experiment:
		v.Name, v.Version = experimentName(t.Name, now.In(zone)), []api.Ref{latest().Ref()}
	}
	return v
}

// asTrial makes the window of a run over spans a trial: the first window that is
// on offer for one, over few spans (contract section 8).
func (v values) asTrial(all []preset) values {
	for _, p := range all {
		if p.spans == trialSpans {
			v.Preset, v.Start, v.End, v.Spans = p.key, p.start, p.end, p.spans
			break
		}
	}
	return v
}

// experimentName is likely unique in the dataset and keeps the rules of
// contract section 6: at most 255 characters, no double quote, no backslash.
func experimentName(task string, now time.Time) string {
	name := strings.NewReplacer(`"`, "'", `\`, "/").Replace(string(text.CleanN(task, 200)))
	return strings.TrimSpace(name + " " + now.Format("2006-01-02 15:04:05"))
}

// kept remembers what a preset has written over, so that nothing typed is lost.
type kept struct{ start, end, spans string }

// choose applies the preset that the person has picked, coming from old.
func (v *values) choose(all []preset, old string, k *kept) {
	was, p := findPreset(all, old), findPreset(all, v.Preset)
	if old == freeKey {
		k.start, k.end = v.Start, v.End
	}
	switch {
	case p.key != freeKey:
		v.Start, v.End = p.start, p.end
	case k.start != "" || k.end != "":
		v.Start, v.End = k.start, k.end
	}
	if was.spans != "" && v.Spans == was.spans && k.spans != "" {
		v.Spans = k.spans
	}
	if p.spans != "" {
		k.spans, v.Spans = v.Spans, p.spans
	}
}

// typed makes the window free when its text is no longer the preset's.
func (v *values) typed(all []preset) {
	p := findPreset(all, v.Preset)
	if p.key != freeKey && (v.Start != p.start || v.End != p.end) {
		v.Preset = freeKey
	}
}
