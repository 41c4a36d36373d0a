// Package weblink finds the pages of the Arize web app that show what a task is about.
// Only pages that are documented are built: those of projects, datasets and evaluators.
// None of a task or a run is (contract section 6, links).
package weblink

import (
	"context"
	"errors"
	"net/url"

	"ax-tui/api"
)

// Client is the part of the API that is needed.
type Client interface {
	GetTask(ctx context.Context, id string) (api.Task, error)
	GetProject(ctx context.Context, id string) (api.Project, error)
	GetDataset(ctx context.Context, id string) (api.Dataset, error)
	GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
	GetSpace(ctx context.Context, id string) (api.Space, error)
}

// App is the web app: its address, and the organization of spaces of which the server
// does not tell it. Either may be "".
type App struct{ Base, Organization string }

// Page is a page of the web app.
type Page struct {
	Kind, Name string // "project", "support-bot"
	Version    bool   // of a version of the evaluator
	URL        string
}

// Errors of Pages.
var (
	ErrNoApp          = errors.New("the address of the web app is not known")
	ErrNoOrganization = errors.New("the server does not tell the organization of the space")
	ErrNothing        = errors.New("the task has neither a project nor a dataset nor evaluators")
)

// maxEvaluators limits how many evaluators of a task are loaded.
const maxEvaluators = 8

// Pages returns the pages of what a task evaluates and of its evaluators. A part that
// cannot be loaded is left out; when there is no page at all, the error says why.
func (a App) Pages(ctx context.Context, client Client, task api.Task) ([]Page, error) {
	if a.Base == "" {
		return nil, ErrNoApp
	}
	finder := finder{app: a, client: client, organizations: map[string]string{}, err: ErrNothing}
	task, err := client.GetTask(ctx, task.ID) // a list may not hold all of it
	if err != nil {
		return nil, err
	}
	if task.ProjectID != "" {
		project, err := client.GetProject(ctx, task.ProjectID)
		finder.add(ctx, Page{Kind: "project", Name: project.Name}, project.SpaceID, task.ProjectID, "", err)
	}
	if task.DatasetID != "" {
		dataset, err := client.GetDataset(ctx, task.DatasetID)
		finder.add(ctx, Page{Kind: "dataset", Name: dataset.Name}, dataset.SpaceID, task.DatasetID, "", err)
	}
	for _, used := range task.Evaluators[:min(len(task.Evaluators), maxEvaluators)] {
		evaluator, err := client.GetEvaluator(ctx, used.EvaluatorID, used.VersionID)
		page := Page{Kind: "evaluator", Name: evaluator.Name, Version: used.VersionID != ""}
		finder.add(ctx, page, evaluator.SpaceID, used.EvaluatorID, used.VersionID, err)
	}
	if len(finder.pages) == 0 {
		return nil, finder.err
	}
	return finder.pages, nil
}

type finder struct {
	app           App
	client        Client
	organizations map[string]string // by ID of the space
	pages         []Page
	err           error // why there is no page
}

// add adds the page of an object of a space, unless err is set or its organization is not known.
func (f *finder) add(ctx context.Context, page Page, space, id, version string, err error) {
	if err == nil {
		page.URL, err = f.address(ctx, page.Kind, space, id)
	}
	if err != nil {
		f.err = err
		return
	}
	if version != "" {
		page.URL += "?version=" + url.QueryEscape(version)
	}
	f.pages = append(f.pages, page)
}

func (f *finder) address(ctx context.Context, kind, space, id string) (string, error) {
	if space == "" {
		return "", errors.New("the server does not tell the space of the " + kind)
	}
	organization, known := f.organizations[space]
	if !known {
		found, err := f.client.GetSpace(ctx, space)
		organization = found.OrganizationID
		if organization == "" {
			organization = f.app.Organization
		}
		if organization == "" && err != nil {
			return "", err
		}
		f.organizations[space] = organization
	}
	if organization == "" {
		return "", ErrNoOrganization
	}
	return f.app.Base + "/organizations/" + url.PathEscape(organization) + "/spaces/" + url.PathEscape(space) + "/" + kind + "s/" + url.PathEscape(id), nil
}
