package world

import (
	"slices"
	"strings"
	"time"
)

func (w *World) addEvaluators(c *catalog) {
	plain := map[string]string{}
	for i, j := range judges() {
		d := roll(w.seed, domCatalog, 2, uint64(i))
		e := Evaluator{ID: w.id(kindEvaluator, int64(2300+11*i)), Name: w.text(j.name, uint64(700+i)), Description: w.text(j.about, uint64(750+i)),
			SpaceID: c.spaceID[j.space], CreatedAt: w.daysAgo(260 - 7*float64(i)), CreatedBy: w.user(i % 5)}
		count := 1 + d.n(4)
		for v := count; v > 0; v-- {
			e.Versions = append(e.Versions, w.version(c, &e, j, i, v, count))
		}
		e.Type, e.UpdatedAt = e.Versions[0].Type, e.Versions[0].CreatedAt
		plain[e.ID] = j.name
		c.evaluators = append(c.evaluators, e)
	}
	slices.SortStableFunc(c.evaluators, func(a, b Evaluator) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	for i := range c.evaluators {
		e := &c.evaluators[i]
		c.judge[e.ID], c.judge[plain[e.ID]] = e, e
	}
}

var commits = [...]string{"First version", "Ask for a single word", "Clearer wording after review", "Newer model", "Explain the labels"}

// version makes the v-th of count versions; older ones differ in wording or model.
func (w *World) version(c *catalog, e *Evaluator, j judge, i, v, count int) EvaluatorVersion {
	d := roll(w.seed, domCatalog, 3, uint64(i*100+v))
	out := EvaluatorVersion{ID: w.id(kindEvaluatorVersion, int64(9000+100*i+v)), EvaluatorID: e.ID, CommitHash: d.word(40, hex), CreatedBy: e.CreatedBy,
		CommitMessage: commits[(v-1)%len(commits)], CreatedAt: e.CreatedAt.Add(time.Duration(v-1)*9*24*time.Hour + time.Duration(i)*time.Hour)}
	old := v < count
	switch j.kind {
	case "T":
		out.Type, out.Template = "TEMPLATE", templateOf(c, j, old)
	case "M":
		out.Type = "CODE"
		out.Code = &CodeConfig{Kind: "MANAGED", Name: j.name, Managed: j.body, Variables: j.vars, StaticParams: j.params, Granularity: j.granularity}
	case "C":
		out.Type = "CODE"
		out.Code = &CodeConfig{Kind: "CUSTOM", Name: j.name, Code: j.body, Imports: j.imports, Variables: j.vars, StaticParams: j.params, Granularity: j.granularity}
	case "H":
		out.Type = "HARNESS"
	case "R":
		out.Type, out.IntegrationID = "REMOTE", c.llm[j.integration].ID
	}
	return out
}

func templateOf(c *catalog, j judge, old bool) *TemplateConfig {
	t := &TemplateConfig{Name: j.name, Template: j.body, IncludeExplanations: true, UseFunctionCalling: j.kind == "T", Choices: j.choices, Direction: "MAXIMIZE",
		Granularity: j.granularity, IntegrationID: c.llm[j.integration].ID, Model: j.model}
	if old {
		t.Template = strings.TrimSuffix(j.body, askOneWord)
		t.Temperature = 0.2
	}
	return t
}

// variables lists what a version wants mapped, in order of appearance:
// single braces in templates, the declared ones in code (contract section 6).
func (v *EvaluatorVersion) variables() []string {
	if v.Code != nil {
		return v.Code.Variables
	}
	if v.Template == nil {
		return nil
	}
	var out []string
	for rest := v.Template.Template; ; {
		_, after, ok := strings.Cut(rest, "{")
		if !ok {
			return out
		}
		name, tail, ok := strings.Cut(after, "}")
		if !ok {
			return out
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
		rest = tail
	}
}

func (v *EvaluatorVersion) granularity() string {
	switch {
	case v.Code != nil:
		return v.Code.Granularity
	case v.Template != nil:
		return v.Template.Granularity
	}
	return ""
}
