package newtask

import (
	"encoding/json"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/mapping"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part/mappingview"
	"ax-tui/ui/text"
)

// mapped is the position of the mapping of a variable in the text.
type mapped struct {
	evaluator     int    // -1: in a run configuration
	evaluatorName string // name of the evaluator
	variable      string
	value         evaljson.Pos // of the path with its quotes; zero: no path
	length        int          // of the value, in bytes
}

// reportInput is the input of a report: the key of the sample rows, and the text.
type reportInput struct{ rows, text string }

// mappingReport shows which variables of a text are found in the sample rows.
type mappingReport struct {
	reportInput
	change int // preview.change that the report belongs to
	mapping.Report
	places []mapped // one per row of the report
}

// preview shows the report. An open preview has the keys; on wide screens it is
// always visible next to the text.
type preview struct {
	open   bool
	change int            // counts changes, so that only the last one is checked
	report *mappingReport // nil: nothing was checked yet
	row    int            // selected row
}

func (p *preview) move(by int) { p.row = min(max(p.row+by, 0), max(p.length()-1, 0)) }

// length returns the number of rows.
func (p *preview) length() int {
	if p.report == nil {
		return 0
	}
	return len(p.report.places)
}

// selected returns the selected row and its place in the text.
func (p *preview) selected() (row mapping.Row, at mapped, ok bool) {
	if p.row >= p.length() {
		return row, at, false
	}
	return p.report.Rows[p.row], p.report.places[p.row], true
}

// hasMapping reports whether this step has variables to check.
func (s *model) hasMapping() bool { return s.current == stJSON || s.current == stConfigJSON }

func (s *model) togglePreview() tea.Cmd {
	if !s.hasMapping() {
		return nil
	}
	s.preview.open = !s.preview.open
	return s.refresh()
}

// reportInput returns the input of a report made now.
func (s *model) reportInput() reportInput {
	if s.vals.experiment() {
		return reportInput{rows: s.samples.key, text: s.vals.Config}
	}
	return reportInput{rows: s.samples.key, text: s.vals.Evaluators}
}

// upToDate reports whether the report matches the current text and rows.
func (s *model) upToDate() bool {
	return s.preview.report != nil && s.samples.loaded && s.preview.report.reportInput == s.reportInput()
}

// brokenNote is shown while a text cannot be parsed.
const brokenNote = text.Safe("The mapping is checked again when the JSON is valid; until then the last check is shown.")

// hasSyntaxFault reports whether the text in use has a syntax fault, so that some
// of its mappings are unknown.
func (s *model) hasSyntaxFault() bool {
	s.parse()
	if s.vals.experiment() {
		return strings.TrimSpace(s.vals.Config) != "" && !json.Valid([]byte(s.vals.Config))
	}
	return strings.TrimSpace(s.vals.Evaluators) != "" && !s.cache.doc.Complete
}

// checkMappings checks every mapping in the samples, outside the update loop.
func (s *model) checkMappings() tea.Cmd {
	if !s.samples.loaded {
		return nil
	}
	s.parse()
	s.setNote(string(brokenNote), "")
	if s.hasSyntaxFault() { // a report on a part of the text would look complete
		s.addNote(brokenNote)
		return nil
	}
	groups, set, out := s.mappings(), s.samples.set, &mappingReport{reportInput: s.reportInput(), change: s.preview.change}
	return host.Ask(s.Tag(), "", func() (any, error) {
		var names []string
		for i, group := range groups {
			paths := map[string]string{}
			for variable, at := range group.variables {
				paths[variable] = at.path
			}
			found := mapping.Check(paths, &set)
			rows := out.Rows
			for _, row := range found.Rows {
				out.places = append(out.places, group.variables[row.Variable].place)
				row.Group = i
				rows = append(rows, row)
			}
			names = append(names, group.name)
			out.Report = found
			out.Rows, out.Groups = rows, names
		}
		return out, nil
	})()
}

// group is the mapping of one evaluator or of a run configuration.
type group struct {
	name      string
	variables map[string]variable
}

// variable is the path ("" for none) and the place of a variable.
type variable struct {
	path  string
	place mapped
}

// mappings returns the mappings of the text in use.
func (s *model) mappings() []group {
	if s.vals.experiment() {
		found := group{variables: map[string]variable{}}
		for _, name := range s.cache.run.Variables {
			found.variables[name] = variable{path: name, place: mapped{evaluator: -1, variable: name}}
		}
		return []group{found}
	}
	var groups []group
	for i, evaluator := range s.cache.doc.Evaluators[:min(len(s.cache.doc.Evaluators), maxLoaded)] {
		found := group{name: string(s.evaluatorName(evaluator.Input.EvaluatorID)), variables: map[string]variable{}}
		vars, _ := s.variables(evaluator.Input.EvaluatorID)
		for _, name := range vars {
			found.variables[name] = variable{place: mapped{evaluator: i, evaluatorName: found.name, variable: name}}
		}
		for _, entry := range evaluator.Mappings {
			at := mapped{evaluator: i, evaluatorName: found.name, variable: entry.Variable, value: entry.Value, length: entry.ValueLength}
			found.variables[entry.Variable] = variable{path: entry.Path, place: at}
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

// nearPathNumber returns the number of the near path that a key applies. The keys of
// the action have the order of the paths, after one that applies the first.
func (s *model) nearPathNumber(key string) int {
	entry, _ := s.env.Keys.Entry([]keymap.Scope{keymap.Mapping}, keymap.UsePath)
	return max(slices.Index(entry.Keys, key), 1)
}

// applyNearPath puts a near path into the text, by its number from 1.
func (s *model) applyNearPath(number int) tea.Cmd {
	s.pull()
	row, at, ok := s.preview.selected()
	switch {
	case !ok || s.preview.report.reportInput != s.reportInput():
		return host.Say(host.Info, text.Lit("The preview is being updated; try again in a moment."))
	case number > len(row.Near):
		return host.Say(host.Info, text.Lit("This variable has no near path with that number."))
	case at.evaluator < 0:
		return host.Say(host.Info, text.Lit("A run configuration has its columns in the text; change them there."))
	}
	raw, path := []byte(s.vals.Evaluators), row.Near[number-1].Path
	var err error
	if at.value.Known() {
		var quoted []byte
		if quoted, err = api.Body(path); err == nil {
			raw = slices.Concat(raw[:at.value.Offset], quoted, raw[at.value.Offset+at.length:])
		}
	} else {
		raw, err = evaljson.Set(raw, path, at.evaluator, "column_mappings", at.variable)
	}
	if err == nil {
		s.setEvaluators(string(raw))
	}
	return s.refresh()
}

// undo undoes a change of the text, or redoes it, while the preview is open.
func (s *model) undo(action keymap.Action) tea.Cmd {
	changed, cmd := s.text.of(s.current).Do(action)
	if !changed {
		return host.Say(host.Info, text.Lit("There is nothing to undo, or to do again."))
	}
	return tea.Batch(cmd, s.refresh())
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
		content.Advice = text.Concat(s.keyOf(keymap.Refresh), text.Lit(" tries again; the preview is optional."))
	case s.preview.report != nil && !s.samples.loading:
		content.State = mappingview.Ready
	case s.samples.key == "":
		content.Advice = text.Lit("Choose a target to see its sample data here.")
	default:
		content.State = mappingview.Loading
	}
	return mappingview.Draw(s.Styles, content, width, height)
}
