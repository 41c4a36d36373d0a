package preflight

import (
	"strings"
	"testing"

	"ax-tui/api"
)

func TestLabelsThatAreNoChoice(t *testing.T) {
	for _, tt := range []struct{ template, choices, want string }{
		{`Reply "relevant" or "irrelevant".`, "irrelevant relevant", ""},
		{`Reply "relevant", "partly" or "irrelevant."`, "irrelevant relevant", "partly"},
		{`Reply 'Relevant' or 'maybe'; don't say 'why'.`, "relevant", "maybe why"},
		{`Reply “good” or “so so”.`, "bad good", "so so"},
		{"「丁寧」または「失礼」とだけ答えてください。", "丁寧", "失礼"},
		{"The customer said \"hello\".\nReply \"good\" or \"bad\".", "bad good", ""},
		{`Reply "yes" or {"label": "no"}`, "yes", "label no"},
		{`Is it correct? Don't guess, it's "important".`, "correct incorrect", ""},
		{`"good" is "` + strings.Repeat("x", 50) + `"`, "good", ""},
		{`Reply "good" or "`, "good", ""},
		{`Reply "good" or "{other}"`, "good", ""},
	} {
		if got := strings.Join(strangeLabels(tt.template, strings.Fields(tt.choices)), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.template, got, tt.want)
		}
	}
}

func TestVersion(t *testing.T) {
	facts := EvaluatorFacts{Name: "Tone", Template: `{output} for {audience}: "warm", "cold" or "mixed"`, Variables: []string{"output", "audience"}}
	used := api.EvaluatorInput{Mappings: map[string]string{"output": "attributes.output.value"}}
	var got []string
	for _, finding := range Version(used, facts) {
		got = append(got, finding.String())
	}
	if want := []string{
		"column_mappings: Tone reads audience, not mapped; rows are likely to be skipped; map every variable of the evaluator",
		"evaluator_id: Tone has no classification choices; runs of such an evaluator fail; add the choices that its template asks for",
	}; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("found %q", got)
	}
	facts.Choices = []string{"cold", "warm"}
	findings := Version(used, facts)
	if last := findings[len(findings)-1]; !strings.Contains(last.Message, `asks for "mixed", which is none of its choices (cold, warm)`) {
		t.Errorf("found %v", last)
	}
}

func FuzzStrangeLabels(f *testing.F) {
	f.Add(`Reply "good" or 'bad' or 「語」`, "good")
	f.Fuzz(func(t *testing.T, template, choice string) {
		for _, found := range strangeLabels(template, []string{choice}) {
			if found == "" || len(found) > maxLabel || !strings.Contains(template, found) {
				t.Errorf("%q", found)
			}
		}
	})
}
