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

// values is everything the person can set, as typed. It outlives the form.
type values struct {
	preset     string
	start, end string
	spans      string
	override   bool

	experiments []api.Ref // all of the task's own means: not narrowed

	name, examples, filter, metadata string
	version                          []api.Ref // one; without an ID the latest
	exampleIDs, evalTasks            []api.Ref
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
	if id := ids(v.version); len(id) > 0 {
		return id[0]
	}
	return ""
}

// equal leaves the preset out: it only names what start and end say. Names of
// picks that have come along change nothing.
func (v values) equal(o values) bool {
	same := func(a, b []api.Ref) bool { return slices.Equal(ids(a), ids(b)) }
	return v.sameText(o) && v.override == o.override && same(v.experiments, o.experiments) &&
		same(v.version, o.version) && same(v.exampleIDs, o.exampleIDs) && same(v.evalTasks, o.evalTasks)
}

func (v values) sameText(o values) bool {
	a := [...]string{v.start, v.end, v.spans, v.name, v.examples, v.filter, v.metadata}
	b := [...]string{o.start, o.end, o.spans, o.name, o.examples, o.filter, o.metadata}
	return a == b
}

func (v values) clone() values {
	for _, p := range []*[]api.Ref{&v.experiments, &v.version, &v.exampleIDs, &v.evalTasks} {
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
		out = append(out, preset{p.Name, text.Clean(p.Name), p.From, p.To, ""})
	}
	if t.LastRunAt != nil {
		out = append(out, preset{"last", text.Lit("since the last run"), timewindow.Format(*t.LastRunAt), "now", ""})
	}
	for _, p := range trials() {
		label := text.Concat(text.Lit("trial: "), text.Clean(p.Name), text.Lit(", 100 spans"))
		out = append(out, preset{"trial " + p.Name, label, p.From, p.To, trialSpans})
	}
	if run.DataStart != nil && run.DataEnd != nil {
		out = append(out, preset{runKey, text.Lit("the window of that run"), timewindow.Format(*run.DataStart), timewindow.Format(*run.DataEnd), ""})
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
	v := values{spans: allSpans}
	switch familyOf(t) {
	case onProject:
		p := findPreset(presets(t, run), runKey)
		if p.key == freeKey {
			p = presets(t, run)[0]
		}
		v.preset, v.start, v.end = p.key, p.start, p.end
	case onDataset:
		for _, id := range t.ExperimentIDs {
			v.experiments = append(v.experiments, api.Ref{ID: id})
		}
	case experiment:
		v.name, v.version = experimentName(t.Name, now.In(zone)), []api.Ref{latest().Ref()}
	}
	return v
}

// asTrial makes the window of a run over spans a trial: the first window that is
// on offer for one, over few spans (contract section 8).
func (v values) asTrial(all []preset) values {
	for _, p := range all {
		if p.spans == trialSpans {
			v.preset, v.start, v.end, v.spans = p.key, p.start, p.end, p.spans
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
	was, p := findPreset(all, old), findPreset(all, v.preset)
	if old == freeKey {
		k.start, k.end = v.start, v.end
	}
	switch {
	case p.key != freeKey:
		v.start, v.end = p.start, p.end
	case k.start != "" || k.end != "":
		v.start, v.end = k.start, k.end
	}
	if was.spans != "" && v.spans == was.spans && k.spans != "" {
		v.spans = k.spans
	}
	if p.spans != "" {
		k.spans, v.spans = v.spans, p.spans
	}
}

// typed makes the window free when its text is no longer the preset's.
func (v *values) typed(all []preset) {
	p := findPreset(all, v.preset)
	if p.key != freeKey && (v.start != p.start || v.end != p.end) {
		v.preset = freeKey
	}
}
