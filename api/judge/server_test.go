package judge_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/api/judge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// gone answers that some paths do not exist, and counts the requests for others.
type gone struct {
	http.Handler
	path string
}

func (g *gone) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if g.path != "" && strings.Contains(request.URL.Path, g.path) {
		response.Header().Set("Content-Type", "application/problem+json")
		response.WriteHeader(http.StatusNotFound)
		_, _ = response.Write([]byte(`{"title":"Not Found","status":404}`))
		return
	}
	g.Handler.ServeHTTP(response, request)
}

// Each evaluator costs one request and each integration another; what is gone says so.
func TestRead(t *testing.T) {
	checker := contracttest.Wrap(t, fake.New(fake.Options{World: world.New(world.Options{Seed: 7}), Key: "ak-test"}))
	missing := &gone{Handler: checker}
	server := httptest.NewServer(missing)
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	page, err := client.ListTasks(t.Context(), api.TaskQuery{Name: "Relevance Monitor", Limit: 1})
	if err != nil || len(page.Items) == 0 {
		t.Fatal(page, err)
	}
	task := page.Items[0]
	judges, err := judge.Read(t.Context(), client, &task)
	if err != nil || len(judges) != len(task.Evaluators) {
		t.Fatal(judges, err)
	}
	for i := range judges {
		one := &judges[i]
		if one.Err != nil || one.More || one.Access.Words() != "there" || one.Access.Name == "" || one.Now().Index != 0 {
			t.Errorf("%s: %+v", one.Used.Name, one.Access)
		}
		for k := 1; k < len(one.Versions); k++ {
			if one.Versions[k].CreatedAt.After(one.Versions[k-1].CreatedAt) {
				t.Errorf("%s: versions are not newest first", one.Used.Name)
			}
		}
	}
	seen := checker.Seen()
	if seen["list_evaluator_versions 200"] != len(task.Evaluators) || seen["get_integration 200"] > len(task.Evaluators) {
		t.Errorf("requests: %v", seen)
	}
	missing.path = "integrations"
	if judges, err = judge.Read(t.Context(), client, &task); err != nil || !strings.Contains(judges[0].Access.Words(), "not found") || judges[0].Err != nil {
		t.Errorf("integration gone: %v %v", judges[0].Access, err)
	}
	missing.path = "/versions"
	if judges, err = judge.Read(t.Context(), client, &task); err != nil || !api.Is(judges[0].Err, api.NotFound) || judges[0].Access.Words() != "" {
		t.Errorf("evaluator gone: %v %v", judges[0].Err, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = judge.Read(ctx, client, &task); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
