package preflight_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/api/preflight"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newClient returns a client of the embedded server.
func newClient(t *testing.T) *api.Client {
	t.Helper()
	server := httptest.NewServer(fake.New(fake.Options{World: world.New(world.Options{Seed: 7}), Key: "ak-test"}))
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// loadEvaluators loads the template and code evaluators of a space with their newest
// versions.
func loadEvaluators(ctx context.Context, t *testing.T, client *api.Client, spaceID string) []api.Evaluator {
	t.Helper()
	page, err := client.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: spaceID, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var out []api.Evaluator
	for _, evaluator := range page.Items {
		if evaluator, err = client.GetEvaluator(ctx, evaluator.ID, ""); err != nil {
			t.Fatal(err)
		}
		if preflight.FactsOf(&evaluator).Granularity != "" { // harness and remote evaluators have none
			out = append(out, evaluator)
		}
	}
	return out
}

// request returns a task with two evaluators whose variables are all mapped.
func request(name string, kind api.TaskType, projectID string, wide bool, pair ...api.Evaluator) (api.CreateTask, []preflight.EvaluatorFacts) {
	input := api.CreateTask{Name: name, Type: kind, ProjectID: projectID}
	if wide {
		input.QueryFilters = &api.QueryFilters{Filters: []api.NamedFilter{{ID: "A", Filter: "span_kind = 'LLM'"}}}
	}
	var facts []preflight.EvaluatorFacts
	for _, evaluator := range pair {
		evaluatorFacts := preflight.FactsOf(&evaluator)
		facts = append(facts, evaluatorFacts)
		in := api.EvaluatorInput{EvaluatorID: evaluator.ID}
		if wide {
			in.QueryMappings = []api.QueryMapping{{VariableName: "input", QueryIDs: []string{}, AttributePath: "attributes.input.value"}}
		} else {
			in.Mappings = map[string]string{"input": "attributes.input.value"}
		}
		for _, variable := range evaluatorFacts.Variables {
			if wide {
				in.QueryMappings = append(in.QueryMappings, api.QueryMapping{VariableName: variable, QueryIDs: []string{}, AttributePath: "attributes.input.value"})
			} else {
				in.Mappings[variable] = "attributes.input.value"
			}
		}
		input.Evaluators = append(input.Evaluators, in)
	}
	return input, facts
}

// The server refuses every fault, and every refusal has at least a warning.
func TestFaultsAreRefused(t *testing.T) {
	ctx, client := t.Context(), newClient(t)
	spaces, err := client.ListSpaces(ctx, api.SpaceQuery{})
	if err != nil {
		t.Fatal(err)
	}
	faults, fine, count := 0, 0, 0
	for _, space := range spaces.Items {
		projects, err := client.ListProjects(ctx, api.ProjectQuery{SpaceID: space.ID})
		if err != nil || len(projects.Items) == 0 {
			continue // no tasks can be created in an unreadable space
		}
		all := loadEvaluators(ctx, t, client, space.ID)
		for i, evaluator := range all {
			for _, wide := range []bool{false, true} {
				for _, kind := range []api.TaskType{api.TemplateEvaluation, api.CodeEvaluation} {
					count++
					second := all[(i+1+count%max(len(all)-1, 1))%len(all)]
					req, facts := request(fmt.Sprintf("Try %d", count), kind, projects.Items[0].ID, wide, evaluator, second)
					if second.ID == evaluator.ID || len(req.Check()) > 0 {
						continue
					}
					found := preflight.Check(&preflight.Input{Create: req, Evaluators: facts, SpaceID: space.ID, Trial: true})
					faulty, warned := severities(found)
					_, err := client.CreateTask(ctx, req)
					var refused *api.Error
					if err != nil && !errors.As(err, &refused) {
						t.Fatal(err)
					}
					switch {
					case faulty && err == nil:
						t.Errorf("%s with %s and %s: the server takes it, found %v", kind, evaluator.Name, second.Name, found)
					case !faulty && !warned && err != nil:
						t.Errorf("%s with %s and %s: nothing was found, the server says %v", kind, evaluator.Name, second.Name, err)
					case faulty:
						faults++
					case err == nil:
						fine++
					}
				}
			}
		}
	}
	if faults < 10 || fine < 5 {
		t.Errorf("only %d faults and %d good tasks were tried", faults, fine)
	}
}

// severities reports whether there is a fault and whether there is a warning.
func severities(found []preflight.Finding) (faulty, warned bool) {
	for _, finding := range found {
		faulty = faulty || finding.Severity == preflight.Fault
		warned = warned || finding.Severity == preflight.Warning
	}
	return faulty, warned
}
