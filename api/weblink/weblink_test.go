package weblink

import (
	"context"
	"errors"
	"testing"

	"ax-tui/api"
)

// objects is a client with one of each; the space of the evaluator has no organization.
type objects struct {
	task     api.Task
	spaceErr error
}

func (o objects) GetTask(context.Context, string) (api.Task, error) { return o.task, nil }
func (o objects) GetProject(_ context.Context, id string) (api.Project, error) {
	return api.Project{ID: id, Name: "shop", SpaceID: "S/1="}, nil
}

func (o objects) GetDataset(context.Context, string) (api.Dataset, error) {
	return api.Dataset{}, errors.New("no access")
}

func (o objects) GetEvaluator(_ context.Context, id, _ string) (api.Evaluator, error) {
	return api.Evaluator{ID: id, Name: "judge", SpaceID: "S2"}, nil
}

func (o objects) GetSpace(_ context.Context, id string) (api.Space, error) {
	return map[string]api.Space{"S/1=": {OrganizationID: "O+1="}}[id], o.spaceErr
}

func TestPages(t *testing.T) {
	task := api.Task{ID: "T", ProjectID: "P/=", Evaluators: []api.TaskEvaluator{{EvaluatorID: "E", VersionID: "V="}}}
	app := App{Base: "https://app.arize.com"}
	project := "https://app.arize.com/organizations/O+1=/spaces/S%2F1=/projects/P%2F="
	pages, err := app.Pages(t.Context(), objects{task: task}, task)
	if err != nil || len(pages) != 1 || pages[0].URL != project || pages[0].Name != "shop" {
		t.Errorf("%+v %v", pages, err)
	}
	app.Organization = "OTHER"
	pages, err = app.Pages(t.Context(), objects{task: task}, task)
	if err != nil || len(pages) != 2 || pages[0].URL != project || pages[1].URL != "https://app.arize.com/organizations/OTHER/spaces/S2/evaluators/E?version=V%3D" {
		t.Errorf("%+v %v", pages, err)
	}
	pages, err = app.Pages(t.Context(), objects{task: task, spaceErr: errors.New("no access")}, task)
	if err != nil || len(pages) != 2 {
		t.Errorf("an organization that is known needs no space: %+v %v", pages, err)
	}
}

func TestWhyThereIsNoPage(t *testing.T) {
	app, judged := App{Base: "https://app.arize.com"}, api.Task{Evaluators: []api.TaskEvaluator{{EvaluatorID: "E"}}}
	for _, tc := range []struct {
		app    App
		client objects
		want   string
	}{
		{App{Organization: "O"}, objects{task: judged}, ErrNoApp.Error()},
		{app, objects{task: judged}, ErrNoOrganization.Error()},
		{app, objects{}, ErrNothing.Error()},
		{app, objects{task: api.Task{DatasetID: "D"}}, "no access"},
		{app, objects{task: judged, spaceErr: errors.New("no space")}, "no space"},
	} {
		if pages, err := tc.app.Pages(t.Context(), tc.client, api.Task{}); err == nil || err.Error() != tc.want {
			t.Errorf("%v: %v, want %s", pages, err, tc.want)
		}
	}
}
