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
	project, dataset   string
	experiments        []string
	span, wide         string // evaluators of the two shapes
	integration, agent string
}

func catalogueOf(t *testing.T, fakeWorld *world.World) catalogue {
	t.Helper()
	space := fakeWorld.Spaces()[0].ID
	var ids catalogue
	for _, project := range fakeWorld.Projects() {
		if project.SpaceID == space && ids.project == "" {
			ids.project = project.ID
		}
	}
	for _, dataset := range fakeWorld.Datasets() {
		if dataset.Name == "golden-qa" {
			ids.dataset = dataset.ID
		}
	}
	for _, experiment := range fakeWorld.Experiments() {
		if experiment.DatasetID == ids.dataset {
			ids.experiments = append(ids.experiments, experiment.ID)
		}
	}
	for _, evaluator := range fakeWorld.Evaluators() {
		switch evaluator.Name {
		case "Relevance":
			ids.span = evaluator.ID
		case "Trace Goal Reached":
			ids.wide = evaluator.ID
		}
	}
	for _, integration := range fakeWorld.Integrations() {
		if len(integration.Scopings) > 0 && integration.Scopings[0].SpaceID == space {
			ids.integration = integration.ID
		}
	}
	for _, connection := range fakeWorld.Connections() {
		if connection.Type == "AGENT" {
			ids.agent = connection.ID
		}
	}
	if ids.project == "" || ids.agent == "" || ids.dataset == "" || len(ids.experiments) < 2 || ids.span == "" || ids.wide == "" {
		t.Fatalf("the world lacks something: %+v", ids)
	}
	return ids
}

// existing draws states of the form with IDs that exist.
func (c catalogue) existing(count *int) *rapid.Generator[values] {
	return rapid.Custom(func(rt *rapid.T) values {
		values := anyValues().Draw(rt, "values")
		*count++
		if values.kind() == api.CodeEvaluation { // preflight checks whether an evaluator fits the type
			values.Type = string(api.TemplateEvaluation)
		}
		if strings.TrimSpace(values.Name) != "" {
			values.Name = fmt.Sprintf("%s %d", values.Name, *count)
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
			values.Config = strings.ReplaceAll(values.Config, `"integration_id":"SQ=="`, `"integration_id":"`+c.agent+`"`)
			values.Config = strings.ReplaceAll(values.Config, `,"unknown":1`, "")
		}
		return values
	})
}

// The embedded server, wrapped in the contract check, accepts every request that the
// form finds valid.
func TestServerAcceptsValidForms(t *testing.T) {
	clk := driver.NewClock()
	fakeWorld := world.New(world.Options{Seed: 7, Now: clk.Now})
	srv := fake.New(fake.Options{World: fakeWorld, Key: "ak-test", Sleep: func(context.Context, time.Duration) {}})
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
	all, count, taken := catalogueOf(t, fakeWorld), 0, 0
	try := func(rt rapid.TB, values values) {
		req, faults := body(&values, parsedOf(values))
		if len(faults) > 0 {
			return
		}
		if strings.Contains(values.Evaluators+values.Config, "RQ==") || strings.Contains(values.Config, `"SQ=="`) {
			return // no such evaluator or integration
		}
		if _, err := client.CreateTask(t.Context(), *req); err != nil {
			raw, _ := api.Body(req)
			rt.Fatalf("%v\n%s", err, raw)
		}
		taken++
	}
	states := all.existing(&count)
	for seed := range 2000 { // few states are valid: of a handful drawn by chance perhaps none
		try(t, states.Example(seed))
	}
	if taken < 10 {
		t.Fatalf("%d states were valid", taken)
	}
	rapid.Check(t, func(rt *rapid.T) { try(rt, states.Draw(rt, "state")) })
}
