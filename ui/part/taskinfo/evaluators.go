package taskinfo

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// evaluators lists each evaluator with its version, its filter and where every
// variable comes from.
func (f Facts) evaluators(p *page) {
	p.list("Evaluators", len(f.Task.Evaluators), func(i int) {
		e := f.Task.Evaluators[i]
		p.fact(strconv.Itoa(i+1), text.Concat(evaluatorName(e), ", ", Version(e)))
		if e.QueryFilter != nil && *e.QueryFilter != "" {
			p.block("  filter", *e.QueryFilter+f.alsoTask())
		}
		p.mappings(e)
	})
}

// alsoTask reminds that both filters must hold (contract section 6, Tasks).
func (f Facts) alsoTask() string {
	if f.Task.QueryFilter != nil && *f.Task.QueryFilter != "" {
		return "  (and the task's filter)"
	}
	return ""
}

// Version is the version a task uses of an evaluator: "latest version", or the
// end of the ID it is pinned to (contract section 6, Get).
func Version(e api.TaskEvaluator) text.Safe {
	if e.VersionID == "" {
		return "latest version"
	}
	return text.Concat("pinned to version ", Tail(e.VersionID))
}

// mappings has one line a variable, sorted, so that two looks read the same.
func (p *page) mappings(e api.TaskEvaluator) {
	for _, v := range slices.Sorted(maps.Keys(e.Mappings)) {
		p.mapping(v, e.Mappings[v], "")
	}
	for _, m := range e.QueryMappings {
		p.mapping(m.VariableName, m.AttributePath, queryLetters(m.QueryIDs))
	}
	if len(e.Mappings)+len(e.QueryMappings) == 0 {
		p.fact("  mappings", "none")
	}
}

func (p *page) mapping(variable, path string, from text.Safe) {
	arrow := text.Safe(" " + p.st.Glyphs.Arrow + " ")
	p.fact("  maps", text.Concat(text.CleanN(variable, 120), arrow, text.CleanN(path, 600), from))
}

// queryLetters says from which of the named filters a variable is taken; no
// letter means any of them (contract section 6).
func queryLetters(ids []string) text.Safe {
	if len(ids) == 0 {
		return "  (from any query)"
	}
	return text.Concat("  (from query ", text.CleanN(strings.Join(ids, ", "), 60), ")")
}
