package world

import (
	"cmp"
	"encoding/json"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"
)

// subject is what an evaluator judges: a span of a project, or with key a row of an
// experiment.
type subject struct {
	project          int
	slot             int64
	key              uint64
	talk             string // its topic
	output, expected string
	latency          time.Duration
	weak             bool // it comes from the model that does worse in this project
}

func hashOf(text string) uint64 {
	hash := fnv.New64a()
	hash.Write([]byte(text))
	return hash.Sum64()
}

// judge returns what a version of an evaluator says. The same version says the same
// of the same text again.
func (w *World) judge(version *EvaluatorVersion, evaluator *Evaluator, about subject) Evaluation {
	out := Evaluation{Name: evaluator.Name, scope: version.DataScope()}
	unit := about.slot / unitOf(out.scope)
	dice := streamOf(w.seed, domScore, hashOf(version.ID)^about.key, uint64(about.project)<<40|uint64(unit))
	if version.Code != nil {
		label, score := version.Code.verdict(about)
		out.Label, out.Score = label, &score
		return out
	}
	choices := map[string]float64{"pass": 1, "fail": 0}
	if version.Template != nil && version.Template.Choices != nil {
		choices = version.Template.Choices
	}
	labels := bestFirst(choices)
	habits := streamOf(w.seed, domScore, hashOf(version.ID), 1)
	worse := habits.between(6, 22) // percent
	if about.weak {
		worse = worse * 5 / 2
	}
	best := dice.n(100) >= worse
	out.Label = labels[0]
	if !best && len(labels) > 1 {
		out.Label = labels[1+dice.n(dice.between(1, len(labels)-1))] // the worst is the rarest
	}
	score := choices[out.Label]
	out.Score = &score
	if version.Template != nil && version.Template.IncludeExplanations {
		texts := w.activity().Explanations[about.talk]
		text := pick(&dice, texts.Worse)
		if best {
			text = pick(&dice, texts.Best)
		}
		out.Explanation = w.spoil(strings.ReplaceAll(text, "{label}", out.Label), dice.next())
	}
	return out
}

// bestFirst lists the labels of choices by their scores.
func bestFirst(choices map[string]float64) []string {
	labels := slices.Collect(maps.Keys(choices))
	sort.Slice(labels, func(i, j int) bool {
		return cmp.Or(cmp.Compare(choices[labels[j]], choices[labels[i]]), cmp.Compare(labels[i], labels[j])) < 0
	})
	return labels
}

// verdict is the label and the score of a code evaluator.
func (c *CodeConfig) verdict(about subject) (string, float64) {
	pass := func(ok bool, yes, no string) (string, float64) {
		if ok {
			return yes, 1
		}
		return no, 0
	}
	var param any
	if len(c.StaticParams) > 0 {
		param = c.StaticParams[0].Default
	}
	words, _ := param.([]any)
	found := 0
	for _, word := range words {
		if text, _ := word.(string); strings.Contains(about.output, text) {
			found++
		}
	}
	switch c.Managed {
	case "MATCHES_REGEX":
		text, _ := param.(string)
		matched, err := regexp.MatchString(text, about.output)
		return pass(matched && err == nil, "pass", "fail")
	case "JSON_PARSEABLE":
		return pass(json.Valid([]byte(about.output)), "pass", "fail")
	case "CONTAINS_ALL_KEYWORDS":
		return pass(found == len(words), "pass", "fail")
	case "CONTAINS_ANY_KEYWORD":
		return pass(found > 0, "pass", "fail")
	case "EXACT_MATCH":
		return pass(about.output == about.expected, "pass", "fail")
	}
	return c.customVerdict(about, pass)
}

// customVerdict does what the code of the custom evaluators says.
func (c *CodeConfig) customVerdict(about subject, pass func(bool, string, string) (string, float64)) (string, float64) {
	switch c.Name {
	case "Latency Budget":
		return pass(about.latency < 2*time.Second, "within", "over")
	case "Invoice Schema":
		found := 0
		for _, field := range []string{"number", "total", "currency", "due"} {
			if strings.Contains(about.output, `"`+field+`"`) {
				found++
			}
		}
		label, _ := pass(found == 4, "complete", "incomplete")
		return label, float64(found) / 4
	case "Answer Overlap":
		wanted, given := strings.Fields(strings.ToLower(about.expected)), strings.Fields(strings.ToLower(about.output))
		shared := 0
		for _, word := range wanted {
			if slices.Contains(given, word) {
				shared++
			}
		}
		share := float64(shared) / float64(max(1, len(wanted)))
		label, _ := pass(share >= 0.6, "overlaps", "differs")
		return label, share
	}
	return pass(len(about.output) < 80, "easy", "hard")
}
