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

// opened is a client of the embedded server.
func opened(t *testing.T) *api.Client {
	t.Helper()
	server := httptest.NewServer(fake.New(fake.Options{World: world.New(world.Options{Seed: 7}), Key: "ak-test"}))
	t.Cleanup(server.Close)
	c, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// judges fetches the template and code evaluators of a space with their newest
// versions.
func judges(ctx context.Context, t *testing.T, c *api.Client, spaceID string) []api.Evaluator {
	t.Helper()
	page, err := c.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: spaceID, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var out []api.Evaluator
	for _, e := range page.Items {
		if e, err = c.GetEvaluator(ctx, e.ID, ""); err != nil {
			t.Fatal(err)
		}
		if preflight.FactsOf(e).Granularity != "" { // of the newer kinds nothing is known to judge by
			out = append(out, e)
		}
	}
	return out
}

// request makes a task of two evaluators whose variables are all mapped.
func request(name string, kind api.TaskType, projectID string, wide bool, pair ...api.Evaluator) (api.CreateTask, []preflight.EvaluatorFacts) {
	t := api.CreateTask{Name: name, Type: kind, ProjectID: projectID}
	if wide {
		t.QueryFilters = &api.QueryFilters{Filters: []api.NamedFilter{{ID: "A", Filter: "span_kind = 'LLM'"}}}
	}
	var facts []preflight.EvaluatorFacts
	for _, e := range pair {
		f := preflight.FactsOf(e)
		facts = append(facts, f)
		in := api.EvaluatorInput{EvaluatorID: e.ID}
		if wide {
			in.QueryMappings = []api.QueryMapping{{VariableName: "input", QueryIDs: []string{}, AttributePath: "attributes.input.value"}}
		} else {
			in.Mappings = map[string]string{"input": "attributes.input.value"}
		}
		for _, v := range f.Variables {
			if wide {
				in.QueryMappings = append(in.QueryMappings, api.QueryMapping{VariableName: v, QueryIDs: []string{}, AttributePath: "attributes.input.value"})
			} else {
				in.Mappings[v] = "attributes.input.value"
			}
		}
		t.Evaluators = append(t.Evaluators, in)
	}
	return t, facts
}

// TestFaultsAreRefused: what is called a fault the server refuses, and what it
// refuses was at least warned of.
func TestFaultsAreRefused(t *testing.T) {
	ctx, c := t.Context(), opened(t)
	spaces, err := c.ListSpaces(ctx, api.SpaceQuery{})
	if err != nil {
		t.Fatal(err)
	}
	faults, fine, n := 0, 0, 0
	for _, space := range spaces.Items {
		projects, err := c.ListProjects(ctx, api.ProjectQuery{SpaceID: space.ID})
		if err != nil || len(projects.Items) == 0 {
			continue // a space that may not be read has no tasks to make
		}
		all := judges(ctx, t, c, space.ID)
		for i, a := range all {
			for _, wide := range []bool{false, true} {
				for _, kind := range []api.TaskType{api.TemplateEvaluation, api.CodeEvaluation} {
					n++
					b := all[(i+1+n%max(len(all)-1, 1))%len(all)]
					req, facts := request(fmt.Sprintf("Try %d", n), kind, projects.Items[0].ID, wide, a, b)
					if b.ID == a.ID || len(req.Check()) > 0 {
						continue
					}
					found := preflight.Check(preflight.Input{Create: req, Evaluators: facts, SpaceID: space.ID, Trial: true})
					faulty, warned := grade(found)
					_, err := c.CreateTask(ctx, req)
					var refused *api.Error
					if err != nil && !errors.As(err, &refused) {
						t.Fatal(err)
					}
					switch {
					case faulty && err == nil:
						t.Errorf("%s with %s and %s: the server takes it, found %v", kind, a.Name, b.Name, found)
					case !faulty && !warned && err != nil:
						t.Errorf("%s with %s and %s: nothing was found, the server says %v", kind, a.Name, b.Name, err)
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

// grade tells whether there is a fault, and a warning about the evaluators.
func grade(found []preflight.Finding) (faulty, warned bool) {
	for _, f := range found {
		faulty = faulty || f.Severity == preflight.Fault
		warned = warned || f.Severity == preflight.Warning
	}
	return faulty, warned
}
