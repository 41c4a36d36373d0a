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
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// server asks for one space: reachability and key by one answer.
func (n *networkCheck) checkServer(ctx context.Context) Check {
	began := n.Now()
	ctx, cancel := context.WithTimeout(api.NoRetry(ctx), probeTimeout)
	defer cancel()
	_, err := n.Client.ListSpaces(ctx, api.SpaceQuery{Limit: 1})
	n.firstErr = asAPIError(err)
	if err != nil && !api.Is(err, api.Auth, api.Forbidden, api.NotFound, api.Invalid, api.Unprocessable, api.RateLimited, api.Conflict) {
		// A redirect or a page of a proxy is no answer of the API.
		return Check{State: Fail, Found: n.firstErr.Message(), Next: n.firstErr.Advice(), code: tasks.API}
	}
	return Check{State: OK, Found: "answers in " + formatMillis(n.Now().Sub(began))}
}

// failed gives the failure of the client, nil for none. What is no *api.Error
// is told as one, so that nothing unknown passes for well.
func asAPIError(err error) *api.Error {
	if apiErr, ok := errors.AsType[*api.Error](err); ok || err == nil {
		return apiErr
	}
	return &api.Error{Detail: err.Error()}
}

// key judges the first answer. That spaces may not be listed says nothing
// against the key (contract section 3: 403 and 404 are the same there).
func (n *networkCheck) checkKey(context.Context) Check {
	apiErr := n.firstErr
	switch taken := apiErr == nil || apiErr.Kind == api.Forbidden || apiErr.Kind == api.NotFound; {
	case taken && n.Login.Expired(n.Now()):
		return Check{State: Warn, Found: "accepted, although its time is over by this machine's clock", Next: "Look at the clock above, or run: ax auth login"}
	case taken:
		return Check{State: OK, Found: "accepted"}
	case apiErr.Kind == api.Auth && n.Login.OAuth:
		return Check{State: Fail, Found: "refused: " + apiErr.Message(), Next: "The access token is not taken. Run: ax auth login", code: tasks.Auth}
	case apiErr.Kind == api.Auth:
		return Check{State: Fail, Found: "refused: " + apiErr.Message(), Next: "Check the key. " + apiErr.Advice(), code: tasks.Auth}
	}
	return Check{State: Warn, Found: "cannot be told: " + apiErr.Message(), Next: apiErr.Advice()}
}

// date is the server's clock at this moment, zero when it tells none. Any
// answer tells it, so the key is not sent along, and no other host is asked.
func (o Options) serverTime(ctx context.Context) (server, here time.Time) {
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
	asked := o.Now()
	resp, err := client.Do(req)
	if err != nil {
		return server, here
	}
	_ = resp.Body.Close()
	server, _ = http.ParseTime(resp.Header.Get("Date"))
	return server, asked.Add(o.Now().Sub(asked) / 2)
}

// skewMost is how far two clocks may differ: windows are given in minutes.
const maxSkew = 30 * time.Second

// clock compares. A Date is cut to whole seconds, so half a second is added.
func clockCheck(server, here time.Time) Check {
	if server.IsZero() {
		return Check{State: Skipped, Found: "the server tells no time"}
	}
	check := Check{State: OK}
	skew := here.Sub(server.Add(time.Second / 2))
	switch offset := text.Dur(skew.Abs().Round(time.Second)); {
	case skew.Abs() < time.Second:
		check.Found = "as the server's, to the second"
	case skew > 0:
		check.Found = offset + " ahead of the server's"
	default:
		check.Found = offset + " behind the server's"
	}
	if skew.Abs() > maxSkew {
		check.State, check.Next = Warn, "Set this machine's clock: windows that end now would end at another time."
	}
	return check
}

// listing is how reading one list came out.
type listing struct {
	name  string
	err   *api.Error // nil: it may be read
	count int        // items seen
}

type listings []listing

// reads tries every list that the program reads, side by side: one item each.
func (n *networkCheck) checkReads(ctx context.Context) Check {
	client, out := n.Client, make(listings, 6)
	var wg sync.WaitGroup
	wg.Go(func() { out[0] = loadFirst(ctx, "spaces", client.ListSpaces, api.SpaceQuery{Limit: 1}) })
	wg.Go(func() { out[1] = loadFirst(ctx, "tasks", client.ListTasks, api.TaskQuery{Limit: 1}) })
	wg.Go(func() { out[2] = loadFirst(ctx, "projects", client.ListProjects, api.ProjectQuery{Limit: 1}) })
	wg.Go(func() { out[3] = loadFirst(ctx, "datasets", client.ListDatasets, api.DatasetQuery{Limit: 1}) })
	wg.Go(func() { out[4] = loadFirst(ctx, "evaluators", client.ListEvaluators, api.EvaluatorQuery{Limit: 1}) })
	wg.Go(func() {
		out[5] = loadFirst(ctx, "integrations", client.ListIntegrations, api.IntegrationQuery{Limit: 1})
	})
	wg.Wait()
	n.lists = out
	return out.check()
}

// first tries one list.
func loadFirst[Q any, T api.Listed](ctx context.Context, name string, list func(context.Context, Q) (api.Page[T], error), query Q) listing {
	ctx, cancel := context.WithTimeout(api.NoRetry(ctx), probeTimeout)
	defer cancel()
	page, err := list(ctx, query)
	return listing{name: name, err: asAPIError(err), count: len(page.Items)}
}

// check tells what may be read, what may not, and what could not be told.
func (l listings) check() Check {
	var may, not, unsure []string
	var why *api.Error
	for _, one := range l {
		switch {
		case one.err == nil:
			may = append(may, one.name)
		case one.err.Kind == api.Forbidden || one.err.Kind == api.NotFound || one.err.Kind == api.Auth:
			not = append(not, fmt.Sprintf("%s (%d)", one.name, one.err.Status))
		default:
			unsure = append(unsure, fmt.Sprintf("%s (%s)", one.name, one.err.Kind))
			if why == nil {
				why = one.err
			}
		}
	}
	check := Check{State: OK}
	var parts, next []string
	if len(may) > 0 {
		parts = append(parts, "may list "+strings.Join(may, ", "))
	}
	if len(not) > 0 {
		parts = append(parts, "may not list "+strings.Join(not, ", "))
		next = append(next, "Ask for the permission, or for a key of the right space.")
	}
	if len(unsure) > 0 {
		parts = append(parts, "cannot be told: "+strings.Join(unsure, ", "))
		next = append(next, why.Advice())
	}
	if len(next) > 0 {
		check.State, check.Next = Warn, strings.Join(next, " ")
	}
	check.Found = strings.Join(parts, "; ")
	return check
}

// words tells which of the two dialects the server was heard to speak
// (contract section 5).
func (n *networkCheck) checkDialect(context.Context) Check {
	check := Check{State: OK, Found: "not heard, for there is no task to tell by; the newest are sent"}
	switch {
	case n.Client.Legacy():
		check.Found = "of servers before July 2026, in lower case"
	case slices.ContainsFunc(n.lists, func(item listing) bool { return item.name == "tasks" && item.count > 0 }):
		check.Found = "of servers since July 2026, in upper case"
	}
	return check
}

func (n *networkCheck) checkWrites(context.Context) Check {
	check := Check{
		State: Skipped,
		Found: "a check changes nothing. They need PROJECT_EVAL_TASK_* and EXPERIMENT_EVAL_TASK_* with CREATE, UPDATE, DELETE",
	}
	if n.Client.ReadOnly() {
		check.Found += "; read-only is set, so this program refuses them itself"
	}
	return check
}
