package newtask

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/ui/test/driver"
)

// catalogue holds IDs of the embedded world.
type catalogue struct {
	project, dataset string
	experiments      []string
	span, wide       string // evaluators of the two shapes
	integration      string
}

func catalogueOf(t *testing.T, w *world.World) catalogue {
	t.Helper()
	space := w.Spaces()[0].ID
	var c catalogue
	for _, project := range w.Projects() {
		if project.SpaceID == space && c.project == "" {
			c.project = project.ID
		}
	}
	for _, dataset := range w.Datasets() {
		if dataset.Name == "golden-qa" {
			c.dataset = dataset.ID
		}
	}
	for _, experiment := range w.Experiments() {
		if experiment.DatasetID == c.dataset {
			c.experiments = append(c.experiments, experiment.ID)
		}
	}
	for _, evaluator := range w.Evaluators() {
		switch evaluator.Name {
		case "Relevance":
			c.span = evaluator.ID
		case "Trace Goal Reached":
			c.wide = evaluator.ID
		}
	}
	for _, integration := range w.Integrations() {
		if len(integration.Scopings) > 0 && integration.Scopings[0].SpaceID == space {
			c.integration = integration.ID
		}
	}
	if c.project == "" || c.dataset == "" || len(c.experiments) < 2 || c.span == "" || c.wide == "" {
		t.Fatalf("the world lacks something: %+v", c)
	}
	return c
}

// real draws states of the form over things that exist.
func (c catalogue) real(n *int) *rapid.Generator[values] {
	return rapid.Custom(func(rt *rapid.T) values {
		values := anyValues().Draw(rt, "values")
		*n++
		if values.kind() == api.CodeEvaluation { // whether an evaluator fits the type is for preflight, which knows it
			values.Type = string(api.TemplateEvaluation)
		}
		if strings.TrimSpace(values.Name) != "" {
			values.Name = fmt.Sprintf("%s %d", values.Name, *n)
		}
		values.Project.ID = rapid.SampledFrom([]string{"", c.project}).Draw(rt, "its project")
		values.Dataset.ID = rapid.SampledFrom([]string{"", c.dataset}).Draw(rt, "its dataset")
		for i := range values.Experiments {
			values.Experiments[i].ID = c.experiments[i]
		}
		if rapid.IntRange(0, 9).Draw(rt, "kind of text") > 2 {
			values.Evaluators = rapid.SampledFrom([]string{
				`[{"evaluator_id":"` + c.span + `","column_mappings":{"input":"attributes.input.value"}}]`,
				`[{"evaluator_id":"` + c.span + `","query_filter":"span_kind = 'LLM'"}]`,
				`[{"evaluator_id":"` + c.wide + `","query_mappings":[{"variable_name":"conversation","query_ids":[],"attribute_path":"attributes.input.value"}]}]`,
			}).Draw(rt, "its evaluators")
			values.Config = strings.ReplaceAll(values.Config, `"ai_integration_id":"SQ=="`, `"ai_integration_id":"`+c.integration+`"`)
			values.Config = strings.ReplaceAll(values.Config, `"integration_id":"SQ=="`, `"integration_id":"SW50ZWdyYXRpb246MTphYmNk"`)
			values.Config = strings.ReplaceAll(values.Config, `,"unknown":1`, "")
		}
		return values
	})
}

// What the form finds right, the embedded server takes, with the contract's
// judge between them.
func TestTheServerTakesWhatTheFormFindsRight(t *testing.T) {
	clk := driver.NewClock()
	w := world.New(world.Options{Seed: 7, Now: clk.Now})
	srv := fake.New(fake.Options{World: w, Key: "ak-test", Sleep: func(context.Context, time.Duration) {}})
	ln, err := fake.Listen(context.Background(), "127.0.0.1:0", contracttest.Wrap(t, srv))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := api.New(api.Options{BaseURL: ln.URL(), Key: "ak-test", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	all, n, taken := catalogueOf(t, w), 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		values := all.real(&n).Draw(rt, "state")
		req, faults := body(values, parsedOf(values))
		if len(faults) > 0 {
			return
		}
		if strings.Contains(values.Evaluators+values.Config, "RQ==") || strings.Contains(values.Config, `"SQ=="`) {
			return // no such evaluator or integration
		}
		if _, err := client.CreateTask(t.Context(), req); err != nil {
			raw, _ := api.Body(req)
			rt.Fatalf("%v\n%s", err, raw)
		}
		taken++
	})
	if taken == 0 {
		t.Fatal("no state was right; the test shows nothing")
	}
}
