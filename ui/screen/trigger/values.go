package trigger

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/timewindow"
	"ax-tui/ui/text"
)

// family is the set of fields that a task needs.
type family int

const (
	onProject  family = iota // evaluation of a project's spans: a window
	onDataset                // evaluation of a dataset's experiments
	experiment               // a new experiment over a dataset
)

func familyOf(task *api.Task) family {
	switch {
	case task.Type == api.RunExperiment:
		return experiment
	case task.DatasetID != "" && task.ProjectID == "":
		return onDataset
	}
	return onProject
}

// values holds the fields as typed. It outlives the form and is saved as the
// draft; it contains no secrets.
type values struct {
	Preset   string `json:"preset,omitempty"`
	Start    string `json:"start,omitempty"`
	End      string `json:"end,omitempty"`
	Spans    string `json:"spans,omitempty"`
	Override bool   `json:"override,omitempty"`

	Experiments []api.Ref `json:"experiments,omitempty"` // all those of the task: no selection is sent

	Name       string    `json:"name,omitempty"`
	Examples   string    `json:"examples,omitempty"`
	Filter     string    `json:"filter,omitempty"`
	Metadata   string    `json:"metadata,omitempty"`
	Version    []api.Ref `json:"version,omitempty"` // one; the latest if it has no ID
	ExampleIDs []api.Ref `json:"example_ids,omitempty"`
	EvalTasks  []api.Ref `json:"eval_tasks,omitempty"`

	Focus int `json:"focus,omitempty"` // index of the field where a draft was left
}

// ids returns the IDs of picks, nil for none.
func ids(picks []api.Ref) []string {
	var out []string
	for _, ref := range picks {
		if ref.ID != "" {
			out = append(out, ref.ID)
		}
	}
	return out
}

// versionID returns the ID of the picked dataset version, "" for the latest.
func (v *values) versionID() string {
	if id := ids(v.Version); len(id) > 0 {
		return id[0]
	}
	return ""
}

// equal ignores the preset, which only names a start and an end, and the names of
// picks.
func (v *values) equal(other *values) bool {
	same := func(left, right []api.Ref) bool { return slices.Equal(ids(left), ids(right)) }
	return v.sameText(other) && v.Override == other.Override && same(v.Experiments, other.Experiments) &&
		same(v.Version, other.Version) && same(v.ExampleIDs, other.ExampleIDs) && same(v.EvalTasks, other.EvalTasks)
}

func (v *values) sameText(other *values) bool {
	left := [...]string{v.Start, v.End, v.Spans, v.Name, v.Examples, v.Filter, v.Metadata}
	right := [...]string{other.Start, other.End, other.Spans, other.Name, other.Examples, other.Filter, other.Metadata}
	return left == right
}

func (v *values) clone() values {
	out := *v
	for _, refs := range []*[]api.Ref{&out.Experiments, &out.Version, &out.ExampleIDs, &out.EvalTasks} {
		*refs = slices.Clone(*refs)
	}
	return out
}

// askAgain takes the limit and the override of an earlier request, which may be nil.
func (v *values) askAgain(asked *api.Trigger) {
	if asked == nil {
		return
	}
	if asked.MaxSpans > 0 {
		v.Spans = strconv.Itoa(asked.MaxSpans)
	}
	v.Override = asked.Override != nil && *asked.Override
}

// heal takes the changes of a cure.
func (v *values) heal(cure *diagnose.Cure) {
	if cure.Form != diagnose.TriggerForm {
		return
	}
	if cure.Start != "" || cure.End != "" {
		v.Preset, v.Start, v.End = customKey, cmp.Or(cure.Start, v.Start), cmp.Or(cure.End, v.End)
	}
	if cure.MaxSpans > 0 {
		v.Spans = strconv.Itoa(cure.MaxSpans)
	}
	v.Override = v.Override || cure.Override
}

// preset is a named window. Its times are written as a person would type them.
type preset struct {
	key        string
	label      text.Safe
	start, end string
	spans      string // "" leaves max spans unchanged
}

const (
	customKey = "free"
	repeatKey = "run"
	lastKey   = "last"
	allSpans  = "10000" // the server's default (contract section 6, Trigger)

	trialSpans = "100"
)

// presets returns the windows to choose from; run may be zero.
func presets(task *api.Task, run *api.Run) []preset {
	var out []preset
	for _, window := range timewindow.Presets() {
		out = append(out, preset{key: window.Name, label: text.Clean(window.Name), start: window.From, end: window.To})
	}
	if task.LastRunAt != nil {
		out = append(out, preset{key: lastKey, label: text.Lit("since the last run"), start: timewindow.Format(*task.LastRunAt), end: "now"})
	}
	for _, window := range trialPresets() {
		label := text.Concat(text.Lit("trial: "), text.Clean(window.Name), text.Lit(", 100 spans"))
		out = append(out, preset{key: "trial " + window.Name, label: label, start: window.From, end: window.To, spans: trialSpans})
	}
	if run.DataStart != nil && run.DataEnd != nil {
		out = append(out, preset{key: repeatKey, label: text.Lit("the window of the repeated run"), start: timewindow.Format(*run.DataStart), end: timewindow.Format(*run.DataEnd)})
	}
	return append(out, preset{key: customKey, label: text.Lit("custom: as typed below")})
}

// trialPresets returns the windows offered for a trial.
func trialPresets() (out []timewindow.Preset) {
	for _, preset := range timewindow.Presets() {
		if slices.Contains([]string{"24 h, ending 2 h ago", "last 24 h", "last 7 d"}, preset.Name) {
			out = append(out, preset)
		}
	}
	return out
}

func findPreset(all []preset, key string) preset {
	for _, preset := range all {
		if preset.key == key {
			return preset
		}
	}
	return preset{key: customKey}
}

// prefill returns the initial values.
func prefill(task *api.Task, run *api.Run, now time.Time, zone *time.Location) values {
	vals := values{Spans: allSpans}
	switch familyOf(task) {
	case onProject:
		preset := findPreset(presets(task, run), repeatKey)
		if preset.key == customKey {
			preset = presets(task, run)[0]
		}
		vals.Preset, vals.Start, vals.End = preset.key, preset.start, preset.end
	case onDataset:
		for _, id := range task.ExperimentIDs {
			vals.Experiments = append(vals.Experiments, api.Ref{ID: id})
		}
	case experiment:
		vals.Name, vals.Version = experimentName(task.Name, now.In(zone)), []api.Ref{latest().Ref()}
	}
	return vals
}

// toTrial changes the values to the first trial preset (contract section 8).
func (v *values) toTrial(all []preset) {
	for _, preset := range all {
		if preset.spans == trialSpans {
			v.Preset, v.Start, v.End, v.Spans = preset.key, preset.start, preset.end, preset.spans
			break
		}
	}
}

// experimentName returns a name that is probably unique in the dataset and follows
// contract section 6: at most 255 characters, no double quote, no backslash.
func experimentName(task string, now time.Time) string {
	name := strings.NewReplacer(`"`, "'", `\`, "/").Replace(string(text.CleanN(task, 200)))
	return strings.TrimSpace(name + " " + now.Format("2006-01-02 15:04:05"))
}

// overwritten holds the typed values that a preset has replaced.
type overwritten struct{ start, end, spans string }

// choose applies the picked preset in place of the previous one.
func (v *values) choose(all []preset, previous string, saved *overwritten) {
	old, preset := findPreset(all, previous), findPreset(all, v.Preset)
	if previous == customKey {
		saved.start, saved.end = v.Start, v.End
	}
	switch {
	case preset.key != customKey:
		v.Start, v.End = preset.start, preset.end
	case saved.start != "" || saved.end != "":
		v.Start, v.End = saved.start, saved.end
	}
	if old.spans != "" && v.Spans == old.spans && saved.spans != "" {
		v.Spans = saved.spans
	}
	if preset.spans != "" {
		saved.spans, v.Spans = v.Spans, preset.spans
	}
}

// releasePreset switches to the custom window when the text differs from the preset.
func (v *values) releasePreset(all []preset) {
	preset := findPreset(all, v.Preset)
	if preset.key != customKey && (v.Start != preset.start || v.End != preset.end) {
		v.Preset = customKey
	}
}
