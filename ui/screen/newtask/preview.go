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
type reportInput struct{ rows, text string }

// mappingReport is where the variables of a text lead in sample rows.
type mappingReport struct {
	reportInput
	change int // that it was looked up for
	mapping.Report
	places []place // one for each row of the report
}

// preview shows the report. Open, it has the keys; on wide screens it is on
// show beside the text all the time.
type preview struct {
	open   bool
	change int            // counts changes, so that only the last one is looked up
	report *mappingReport // nil: nothing was looked up yet
	row    int            // row that is selected
}

func (p *preview) move(by int) { p.row = min(max(p.row+by, 0), max(p.length()-1, 0)) }

// length is how many rows there are.
func (p *preview) length() int {
	if p.report == nil {
		return 0
	}
	return len(p.report.places)
}

// selected is the row that the keys are about.
func (p *preview) selected() (row mapping.Row, at place, ok bool) {
	if p.row >= p.length() {
		return row, at, false
	}
	return p.report.Rows[p.row], p.report.places[p.row], true
}

// mapped reports whether this step has variables to look up.
func (s *model) hasMapping() bool { return s.current == stJSON || s.current == stConfigJSON }

func (s *model) togglePreview() tea.Cmd {
	if !s.hasMapping() {
		return nil
	}
	s.preview.open = !s.preview.open
	return s.refresh()
}

// subject is what a report would be made of now.
func (s *model) reportInput() reportInput {
	if s.vals.experiment() {
		return reportInput{rows: s.samples.key, text: s.vals.Config}
	}
	return reportInput{rows: s.samples.key, text: s.vals.Evaluators}
}

// upToDate reports that the report is about the texts and rows as they are now.
func (s *model) upToDate() bool {
	return s.preview.report != nil && s.samples.loaded && s.preview.report.reportInput == s.reportInput()
}

// brokenNote is said while a text cannot be read.
const brokenNote = text.Safe("The mapping is checked again when the JSON is mended; until then what is shown is from before.")

// broken reports that the text in use has a fault of syntax, so that not all
// of its mappings are known.
func (s *model) hasSyntaxFault() bool {
	s.parse()
	if s.vals.experiment() {
		return strings.TrimSpace(s.vals.Config) != "" && !json.Valid([]byte(s.vals.Config))
	}
	return strings.TrimSpace(s.vals.Evaluators) != "" && !s.cache.doc.Complete
}

// askReport looks every mapping up in the samples, beside the update loop.
func (s *model) checkMappings() tea.Cmd {
	if !s.samples.loaded {
		return nil
	}
	s.parse()
	s.removeNote(brokenNote)
	if s.hasSyntaxFault() { // what is left of the text would be counted as if it were all
		s.addNote(brokenNote)
		return nil
	}
	groups, set, out := s.mappings(), s.samples.set, &mappingReport{reportInput: s.reportInput(), change: s.preview.change}
	return host.Ask(s.Tag(), "", func() (*mappingReport, error) {
		for _, group := range groups {
			paths := map[string]string{}
			for variable, mapped := range group.variables {
				paths[variable] = mapped.path
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
		found := group{variables: map[string]variable{}}
		for _, name := range s.cache.run.Variables {
			found.variables[name] = variable{path: name, place: place{evaluator: -1, variable: name}}
		}
		return []group{found}
	}
	var groups []group
	for i, evaluator := range s.cache.doc.Evaluators[:min(len(s.cache.doc.Evaluators), maxLoaded)] {
		found := group{name: string(s.evaluatorName(evaluator.Input.EvaluatorID)), variables: map[string]variable{}}
		vars, _ := s.variables(evaluator.Input.EvaluatorID)
		for _, name := range vars {
			found.variables[name] = variable{place: place{evaluator: i, of: found.name, variable: name}}
		}
		for _, mapped := range evaluator.Mappings {
			at := place{evaluator: i, of: found.name, variable: mapped.Variable, value: mapped.Value, length: mapped.ValueLength}
			found.variables[mapped.Variable] = variable{path: mapped.Path, place: at}
		}
		groups = append(groups, found)
	}
	return groups
}

func (s *model) applyReport(report *mappingReport) {
	if report.change != s.preview.change {
		return
	}
	s.preview.report, s.Dirty = report, true
	s.preview.move(0)
	if s.current == stReview {
		s.fillReview()
	}
}

// nearNumber is which near path a key takes: the keys of the action stand in
// the order of the paths, after the one that takes the first.
func (s *model) nearPathNumber(key string) int {
	entry, _ := s.env.Keys.Entry([]keymap.Scope{keymap.Mapping}, keymap.TakeNear)
	return max(slices.Index(entry.Keys, key), 1)
}

// takeNear puts a near path into the text: the one with the number n, from 1.
func (s *model) applyNearPath(number int) tea.Cmd {
	s.pull()
	row, at, ok := s.preview.selected()
	switch {
	case !ok || s.preview.report.reportInput != s.reportInput():
		return host.Say(host.Info, text.Lit("The preview is being brought up to date; try again in a moment."))
	case number > len(row.Near):
		return host.Say(host.Info, text.Lit("There is no near path of that number for this variable."))
	case at.evaluator < 0:
		return host.Say(host.Info, text.Lit("A run configuration names its columns in the text itself; change it there."))
	}
	raw, path := []byte(s.vals.Evaluators), row.Near[number-1].Path
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

func (s *model) drawPreview(width, height int) string {
	content := mappingview.Content{Selected: -1, Zone: s.env.Zone}
	if s.preview.report != nil {
		content.Report = s.preview.report.Report
	}
	if s.preview.open {
		content.Selected = s.preview.row
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
	return mappingview.Draw(s.Styles, content, width, height)
}
