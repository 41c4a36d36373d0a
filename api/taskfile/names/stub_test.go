package names_test

import (
	"context"
	"errors"

	"ax-tui/api"
)

var errDown = errors.New("the network is down")

// closedClient fails to load a project.
type closedClient struct{ *api.Client }

func (closedClient) GetProject(context.Context, string) (api.Project, error) {
	return api.Project{}, errDown
}
