package mapping_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/api/mapping"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestDemoSpans: in every project, with nested or dotted keys, the guessed paths
// of LLM spans are found, and for a typo the correct path is suggested first.
func TestDemoSpans(t *testing.T) {
	server := httptest.NewServer(fake.New(fake.Options{World: world.New(world.Options{Seed: 7}), Key: "ak-test"}))
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	projects, err := client.ListProjects(t.Context(), api.ProjectQuery{})
	if err != nil {
		t.Fatal(err)
	}
	nested, dotted := 0, 0
	for _, project := range projects.Items {
		page, err := client.ListSpans(t.Context(), api.SpanQuery{ProjectID: project.ID, Filter: "span_kind = 'LLM'", Limit: 30})
		if err != nil || len(page.Items) == 0 {
			continue // the key may not read the project, or it has no spans
		}
		var set mapping.Set
		for _, span := range page.Items {
			set.Samples = append(set.Samples, mapping.FromSpan(span))
			nested += strings.Count(string(span.Attributes), `"llm":`)
			dotted += strings.Count(string(span.Attributes), `"llm.`)
		}
		known := mapping.Paths(set.Samples)
		const output = "attributes.llm.output_messages.0.message.content"
		report := mapping.Check(map[string]string{
			"input": mapping.Guess("input", mapping.Spans, known), "output": mapping.Guess("output", mapping.Spans, known),
			"typo": "attributes.llm.output_message.0.message.contents",
		}, &set)
		for _, row := range report.Rows[:2] {
			if row.Found != report.Samples {
				t.Errorf("%s: %s at %s is found in %d of %d", project.Name, row.Variable, row.Path, row.Found, report.Samples)
			}
		}
		if typo := report.Rows[2]; typo.Found > 0 || len(typo.Near) == 0 || typo.Near[0].Path != output {
			t.Errorf("%s: suggestions for the typo are %v", project.Name, fmt.Sprint(typo.Near))
		}
	}
	if nested == 0 || dotted == 0 {
		t.Errorf("the demo writes %d nested keys and %d with dots", nested, dotted)
	}
}
