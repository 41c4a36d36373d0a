package newtask

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/evaljson"
	"ax-tui/api/mapping"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// ref is the place of a variable's mapping in the text.
type ref struct {
	evaluator int
	of        string // what the evaluator is called
	variable  string
	value     evaljson.Pos // of the path with its quotes; zero: it has none
	length    int
	wide      bool
}

// preview shows where the variables of the text lead in the samples. Open, it
// has the keys; on wide screens it is on show beside the text all the time.
type preview struct {
	open   bool
	change int // counts changes, so that only the last one is looked up
	have   bool
	report mapping.Report
	refs   []ref  // one for each row of the report
	of     string // the text that was looked up last
	about  string // the rows and the text of the report
	at     int
}

func (p *preview) motion(a keymap.Action) {
	switch a {
	case keymap.Down:
		p.at = min(p.at+1, max(len(p.refs)-1, 0))
	case keymap.Up:
		p.at = max(p.at-1, 0)
	}
}

func (s *model) togglePreview() tea.Cmd {
	if !s.mapped() {
		return nil
	}
	s.preview.open = !s.preview.open
	return s.refresh()
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

// unsay takes back what is no longer so.
func (s *model) unsay(t text.Safe) {
	s.said = slices.DeleteFunc(s.said, func(x text.Safe) bool { return x == t })
}

// askReport looks every mapping up in the samples, beside the update loop.
func (s *model) askReport() tea.Cmd {
	if !s.samples.have {
		return nil
	}
	s.parse()
	s.unsay(mendFirst)
	if s.broken() { // what is left of the text would be counted as if it were all
		s.said = append(s.said, mendFirst)
		return nil
	}
	groups, refs := s.lookUps()
	set, a := s.samples.set, gotReport{Tag: s.Tag(), change: s.preview.change, refs: refs, about: s.about()}
	s.preview.of = s.vals.Evaluators
	return func() tea.Msg {
		for i, g := range groups {
			r := mapping.Check(g.paths, set)
			if len(groups) > 1 {
				for j := range r.Rows {
					r.Rows[j].Variable = g.name + ": " + r.Rows[j].Variable
				}
			}
			rows := append(a.report.Rows, r.Rows...)
			if i == 0 {
				a.report = r
			}
			a.report.Rows = rows
		}
		return a
	}
}

// group is the mapping of one evaluator.
type group struct {
	name  string
	paths map[string]string
}

// lookUps are the mappings of the text; refs stand in the order in which the
// report will have its rows, by variable within an evaluator.
func (s *model) lookUps() ([]group, []ref) {
	if s.vals.experiment() {
		g, refs := group{paths: map[string]string{}}, []ref(nil)
		for _, v := range s.checked.run.Variables {
			g.paths[v] = v
		}
		for _, v := range sortedKeys(g.paths) {
			refs = append(refs, ref{evaluator: -1, variable: v})
		}
		return []group{g}, refs
	}
	var groups []group
	var refs []ref
	for i, e := range s.checked.doc.Evaluators {
		if i == mostRead {
			break
		}
		g, at := group{name: string(s.evaluatorName(e.Input.EvaluatorID)), paths: map[string]string{}}, map[string]ref{}
		for _, m := range e.Mappings {
			g.paths[m.Variable] = m.Path
			at[m.Variable] = ref{i, g.name, m.Variable, m.Value, m.ValueLength, len(e.Input.QueryMappings) > 0}
		}
		vars, _ := s.variables(e.Input.EvaluatorID)
		for _, v := range vars {
			if _, ok := g.paths[v]; !ok {
				g.paths[v], at[v] = "", ref{evaluator: i, of: g.name, variable: v}
			}
		}
		groups = append(groups, g)
		for _, v := range sortedKeys(g.paths) {
			refs = append(refs, at[v])
		}
	}
	return groups, refs
}

func (s *model) tookReport(m gotReport) {
	if m.change != s.preview.change {
		return
	}
	s.preview.have, s.preview.report, s.preview.refs = true, m.report, m.refs
	s.preview.about = m.about
	s.preview.at = min(s.preview.at, max(len(m.refs)-1, 0))
	s.dirty = true
	if s.at == stReview {
		s.fillReview()
	}
}

// takeNear puts a near path into the text. The key is its number, or the key
// that takes the first.
func (s *model) takeNear(k tea.KeyMsg) tea.Cmd {
	s.pull()
	p := &s.preview
	if !p.have || p.at >= len(p.refs) || p.at >= len(p.report.Rows) || p.of != s.vals.Evaluators {
		return host.Say(host.Said, text.Lit("The preview is being brought up to date; try again in a moment."))
	}
	n, err := strconv.Atoi(k.String())
	if err != nil {
		n = 1
	}
	near, at := p.report.Rows[p.at].Near, p.refs[p.at]
	if n > len(near) {
		return host.Say(host.Said, text.Lit("There is no near path of that number for this variable."))
	}
	if at.evaluator < 0 {
		return host.Say(host.Said, text.Lit("A run configuration names its columns in the text itself; change it there."))
	}
	out, ok := s.vals.Evaluators, true
	if at.value.Known() {
		out = out[:at.value.Offset] + string(quoted(near[n-1].Path)) + out[at.value.Offset+at.length:]
	} else {
		out, ok = setMember(out, at.evaluator, near[n-1].Path, "column_mappings", at.variable)
	}
	if ok {
		s.setEvaluators(out)
	}
	return s.refresh()
}
