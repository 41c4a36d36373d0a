package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// checkServer lists one space: the response shows whether the server is reachable
// and, for checkKey, whether it accepts the key.
func (n *networkCheck) checkServer(ctx context.Context) Check {
	start := n.Now()
	ctx, cancel := probe(ctx)
	defer cancel()
	_, err := n.Client.ListSpaces(ctx, api.SpaceQuery{Limit: 1})
	n.firstErr = asAPIError(err)
	if err != nil && !api.Is(err, api.Auth, api.Forbidden, api.NotFound, api.Invalid, api.Unprocessable, api.RateLimited, api.Conflict) {
		// A redirect or a page of a proxy is not a response of the API.
		return Check{State: Fail, Found: n.firstErr.Message(), Next: n.firstErr.Advice(), code: tasks.API}
	}
	return Check{State: OK, Found: "responded in " + formatMillis(n.Now().Sub(start))}
}

// probe returns the context of one request, which is not sent again: a check shows
// what the first response is.
func probe(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(api.NoRetry(ctx), probeTimeout)
}

// asAPIError returns err as *api.Error, nil for nil. Any other error is wrapped in
// one, so that it is not taken for success.
func asAPIError(err error) *api.Error {
	if apiErr, ok := errors.AsType[*api.Error](err); ok || err == nil {
		return apiErr
	}
	return &api.Error{Detail: err.Error()}
}

// checkKey looks at the response to the first request. A key that may not list
// spaces can still be valid (contract section 3: 403 and 404 mean the same there).
func (n *networkCheck) checkKey(context.Context) Check {
	apiErr := n.firstErr
	switch accepted := apiErr == nil || api.Is(apiErr, api.Forbidden, api.NotFound); {
	case accepted && n.Login.Expired(n.Now()):
		return Check{State: Warn, Found: "accepted, but expired by this machine's clock", Next: "See the clock check above, or run: ax auth login"}
	case accepted:
		return Check{State: OK, Found: "accepted"}
	case apiErr.Kind == api.Auth:
		_, advice := n.Login.Refused(n.Now())
		return Check{State: Fail, Found: "refused: " + apiErr.Message(), Next: advice, code: tasks.Auth}
	}
	return Check{State: Warn, Found: "unknown: " + apiErr.Message(), Next: apiErr.Advice()}
}

// checkSpace looks for the default space among those that the key can see.
func (n *networkCheck) checkSpace(ctx context.Context) Check {
	ctx, cancel := probe(ctx)
	defer cancel()
	return n.spaceCheck(resolve.CheckSpace(ctx, n.Client, n.Space()))
}

// serverTime returns the time of the server, zero if it sent none, and of this
// machine at the same moment. Any response has a Date header, so the request
// carries no key and does not follow redirects.
func (o *Options) serverTime(ctx context.Context) (server, here time.Time) {
	transport, err := o.Login.Transport()
	if err != nil {
		return server, here
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, o.Login.BaseURL+"/v2/spaces?limit=1", nil)
	if err != nil {
		return server, here
	}
	sent := o.Now()
	resp, err := client.Do(req)
	if err != nil {
		return server, here
	}
	_ = resp.Body.Close()
	server, _ = http.ParseTime(resp.Header.Get("Date"))
	return server, sent.Add(o.Now().Sub(sent) / 2)
}

// maxSkew is the accepted difference between the clocks. Windows are set to the
// minute, so half of one does not matter.
const maxSkew = 30 * time.Second

// clockCheck compares the clocks. A Date header is truncated to whole seconds, so
// half a second is added.
func clockCheck(server, here time.Time) Check {
	if server.IsZero() {
		return Check{State: Skipped, Found: "no response with a date"}
	}
	check := Check{State: OK}
	skew := here.Sub(server.Add(time.Second / 2))
	switch offset := text.Dur(skew.Abs().Round(time.Second)); {
	case skew.Abs() < time.Second:
		check.Found = "in sync with the server, to the second"
	case skew > 0:
		check.Found = offset + " ahead of the server"
	default:
		check.Found = offset + " behind the server"
	}
	if skew.Abs() > maxSkew {
		check.State, check.Next = Warn, "Set this machine's clock; otherwise windows that end now end at the wrong time."
	}
	return check
}

// listing is the result of loading one list.
type listing struct {
	name  string
	err   *api.Error // nil if the key may list it
	count int        // of items loaded
}

type listings []listing

// checkReads loads one item of every list that the program uses, concurrently.
func (n *networkCheck) checkReads(ctx context.Context) Check {
	client := n.Client
	loads := []struct {
		name string
		load func(context.Context) (api.Page[api.Listed], error)
	}{
		{"spaces", func(ctx context.Context) (api.Page[api.Listed], error) {
			return api.Untyped(client.ListSpaces(ctx, api.SpaceQuery{Limit: 1}))
		}},
		{"tasks", func(ctx context.Context) (api.Page[api.Listed], error) {
			return api.Untyped(client.ListTasks(ctx, api.TaskQuery{Limit: 1}))
		}},
		{"projects", func(ctx context.Context) (api.Page[api.Listed], error) {
			return api.Untyped(client.ListProjects(ctx, api.ProjectQuery{Limit: 1}))
		}},
		{"datasets", func(ctx context.Context) (api.Page[api.Listed], error) {
			return api.Untyped(client.ListDatasets(ctx, api.DatasetQuery{Limit: 1}))
		}},
		{"evaluators", func(ctx context.Context) (api.Page[api.Listed], error) {
			return api.Untyped(client.ListEvaluators(ctx, api.EvaluatorQuery{Limit: 1}))
		}},
		{"integrations", func(ctx context.Context) (api.Page[api.Listed], error) {
			return api.Untyped(client.ListIntegrations(ctx, api.IntegrationQuery{Limit: 1}))
		}},
	}
	n.lists = make(listings, len(loads))
	var wg sync.WaitGroup
	for i, list := range loads {
		wg.Go(func() {
			ctx, cancel := probe(ctx)
			defer cancel()
			page, err := list.load(ctx)
			n.lists[i] = listing{name: list.name, err: asAPIError(err), count: len(page.Items)}
		})
	}
	wg.Wait()
	return n.lists.check()
}

// check reports which lists the key may read, which it may not, and which are
// unknown because the request failed.
func (l listings) check() Check {
	var allowed, denied, unknown []string
	var firstErr *api.Error // of an unknown list
	for _, list := range l {
		switch {
		case list.err == nil:
			allowed = append(allowed, list.name)
		case api.Is(list.err, api.Forbidden, api.NotFound, api.Auth):
			denied = append(denied, fmt.Sprintf("%s (%d)", list.name, list.err.Status))
		default:
			unknown = append(unknown, fmt.Sprintf("%s (%s)", list.name, list.err.Kind))
			if firstErr == nil {
				firstErr = list.err
			}
		}
	}
	check := Check{State: OK}
	var parts, next []string
	if len(allowed) > 0 {
		parts = append(parts, "may list "+strings.Join(allowed, ", "))
	}
	if len(denied) > 0 {
		parts = append(parts, "may not list "+strings.Join(denied, ", "))
		next = append(next, "Ask for the permission, or use a key of the right space.")
	}
	if len(unknown) > 0 {
		parts = append(parts, "unknown: "+strings.Join(unknown, ", "))
		next = append(next, firstErr.Advice())
	}
	if len(next) > 0 {
		check.State, check.Next = Warn, strings.Join(next, " ")
	}
	check.Found = strings.Join(parts, "; ")
	return check
}

// checkDialect reports which of the two spellings of enum words the server uses
// (contract section 5).
func (n *networkCheck) checkDialect(context.Context) Check {
	check := Check{State: OK, Found: "unknown, because there are no tasks; upper case is sent"}
	switch {
	case n.Client.Legacy():
		check.Found = "lower case, as servers before July 2026"
	case slices.ContainsFunc(n.lists, func(item listing) bool { return item.name == "tasks" && item.count > 0 }):
		check.Found = "upper case, as servers since July 2026"
	}
	return check
}

func (n *networkCheck) checkWrites(context.Context) Check {
	check := Check{
		State: Skipped,
		Found: "checks never write. Writes need the permissions PROJECT_EVAL_TASK_* and EXPERIMENT_EVAL_TASK_* with CREATE, UPDATE, DELETE",
	}
	if n.Client.ReadOnly() {
		check.Found += "; read-only mode is on, so ax-tui refuses them itself"
	}
	return check
}
