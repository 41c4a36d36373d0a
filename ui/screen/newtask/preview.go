package newtask

import (
	"encoding/json"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/api/mapping"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part/mappingview"
	"ax-tui/ui/text"
)

// place is where the mapping of a variable stands in the text.
type place struct {
	evaluator int    // -1: in a run configuration
	of        string // what the evaluator is called
	variable  string
	value     evaljson.Pos // of the path with its quotes; zero: it has none
	length    int          // bytes of the value
}

// subject is what a report is made of: sample rows, and the text in use.
type subject struct{ rows, text string }

// lookedUp is where the variables of a text lead in sample rows.
type lookedUp struct {
	subject
	change int // that it was looked up for
	mapping.Report
	places []place // one for each row of the report
}

// preview shows the report. Open, it has the keys; on wide screens it is on
// show beside the text all the time.
type preview struct {
	open   bool
	change int       // counts changes, so that only the last one is looked up
	report *lookedUp // nil: nothing was looked up yet
	at     int       // row that is selected
}

func (p *preview) move(by int) { p.at = min(max(p.at+by, 0), max(p.length()-1, 0)) }

// length is how many rows there are.
func (p *preview) length() int {
	if p.report == nil {
		return 0
	}
	return len(p.report.places)
}

// selected is the row that the keys are about.
func (p *preview) selected() (row mapping.Row, at place, ok bool) {
	if p.at >= p.length() {
		return row, at, false
	}
	return p.report.Rows[p.at], p.report.places[p.at], true
}

// mapped reports whether this step has variables to look up.
func (s *model) mapped() bool { return s.at == stJSON || s.at == stConfigJSON }

func (s *model) togglePreview() tea.Cmd {
	if !s.mapped() {
		return nil
	}
	s.preview.open = !s.preview.open
	return s.refresh()
}

// subject is what a report would be made of now.
func (s *model) subject() subject {
	if s.vals.experiment() {
		return subject{rows: s.samples.key, text: s.vals.Config}
	}
	return subject{rows: s.samples.key, text: s.vals.Evaluators}
}

// upToDate reports that the report is about the texts and rows as they are now.
func (s *model) upToDate() bool {
	return s.preview.report != nil && s.samples.have && s.preview.report.subject == s.subject()
}

// mendFirst is said while a text cannot be read.
const mendFirst = text.Safe("The mapping is checked again when the JSON is mended; until then what is shown is from before.")

// broken reports that the text in use has a fault of syntax, so that not all
// of its mappings are known.
func (s *model) broken() bool {
	s.parse()
	if s.vals.experiment() {
		return strings.TrimSpace(s.vals.Config) != "" && !json.Valid([]byte(s.vals.Config))
	}
	return strings.TrimSpace(s.vals.Evaluators) != "" && !s.checked.doc.Complete
}

// askReport looks every mapping up in the samples, beside the update loop.
func (s *model) askReport() tea.Cmd {
	if !s.samples.have {
		return nil
	}
	s.parse()
	s.unsay(mendFirst)
	if s.broken() { // what is left of the text would be counted as if it were all
		s.say(mendFirst)
		return nil
	}
	groups, set, out := s.mappings(), s.samples.set, &lookedUp{subject: s.subject(), change: s.preview.change}
	return host.Ask(s.Tag(), "", func() (*lookedUp, error) {
		for _, group := range groups {
			paths := map[string]string{}
			for variable, m := range group.variables {
				paths[variable] = m.path
			}
			found := mapping.Check(paths, set)
			rows := out.Rows
			for _, row := range found.Rows {
				out.places = append(out.places, group.variables[row.Variable].place)
				if len(groups) > 1 {
					row.Variable = group.name + ": " + row.Variable
				}
				rows = append(rows, row)
			}
			out.Report = found
			out.Rows = rows
		}
		return out, nil
	})()
}

// group is the mapping of one evaluator, or that of a run configuration.
type group struct {
	name      string
	variables map[string]variable
}

// variable is the path of a variable, "" for none, and its place.
type variable struct {
	path  string
	place place
}

// mappings are those of the text that is in use.
func (s *model) mappings() []group {
	if s.vals.experiment() {
		g := group{variables: map[string]variable{}}
		for _, v := range s.checked.run.Variables {
			g.variables[v] = variable{path: v, place: place{evaluator: -1, variable: v}}
		}
		return []group{g}
	}
	var groups []group
	for i, evaluator := range s.checked.doc.Evaluators[:min(len(s.checked.doc.Evaluators), mostRead)] {
		g := group{name: string(s.evaluatorName(evaluator.Input.EvaluatorID)), variables: map[string]variable{}}
		vars, _ := s.variables(evaluator.Input.EvaluatorID)
		for _, v := range vars {
			g.variables[v] = variable{place: place{evaluator: i, of: g.name, variable: v}}
		}
		for _, m := range evaluator.Mappings {
			at := place{evaluator: i, of: g.name, variable: m.Variable, value: m.Value, length: m.ValueLength}
			g.variables[m.Variable] = variable{path: m.Path, place: at}
		}
		groups = append(groups, g)
	}
	return groups
}

func (s *model) tookReport(report *lookedUp) {
	if report.change != s.preview.change {
		return
	}
	s.preview.report, s.Dirty = report, true
	s.preview.move(0)
	if s.at == stReview {
		s.fillReview()
	}
}

// nearNumber is which near path a key takes: the keys of the action stand in
// the order of the paths, after the one that takes the first.
func (s *model) nearNumber(key string) int {
	entry, _ := s.env.Keys.Entry([]keymap.Scope{keymap.Mapping}, keymap.TakeNear)
	return max(slices.Index(entry.Keys, key), 1)
}

// takeNear puts a near path into the text: the one with the number n, from 1.
func (s *model) takeNear(n int) tea.Cmd {
	s.pull()
	row, at, ok := s.preview.selected()
	switch {
	case !ok || s.preview.report.subject != s.subject():
		return host.Say(host.Info, text.Lit("The preview is being brought up to date; try again in a moment."))
	case n > len(row.Near):
		return host.Say(host.Info, text.Lit("There is no near path of that number for this variable."))
	case at.evaluator < 0:
		return host.Say(host.Info, text.Lit("A run configuration names its columns in the text itself; change it there."))
	}
	raw, path := []byte(s.vals.Evaluators), row.Near[n-1].Path
	var err error
	if at.value.Known() {
		var quoted []byte
		if quoted, err = json.Marshal(path); err == nil {
			raw = slices.Replace(raw, at.value.Offset, at.value.Offset+at.length, quoted...)
		}
	} else {
		raw, err = evaljson.Set(raw, path, at.evaluator, "column_mappings", at.variable)
	}
	if err == nil {
		s.setEvaluators(string(raw))
	}
	return s.refresh()
}

func (s *model) drawPreview(w, h int) string {
	content := mappingview.Content{Selected: -1, Zone: s.env.Zone}
	if s.preview.report != nil {
		content.Report = s.preview.report.Report
	}
	if s.preview.open {
		content.Selected = s.preview.at
	}
	switch {
	case s.samples.failed != nil:
		content.State, content.Problem = mappingview.Failed, host.Reason(s.samples.failed)
		content.Advice = text.Concat(s.keyOf(keymap.Refresh), text.Lit(" tries again; the form does not need the preview."))
	case s.preview.report != nil && !s.samples.loading:
		content.State = mappingview.Ready
	case s.samples.key == "":
		content.Advice = text.Lit("Choose a target first; sample data of it is shown here.")
	default:
		content.State = mappingview.Loading
	}
	return mappingview.Draw(s.Styles, content, w, h)
}
