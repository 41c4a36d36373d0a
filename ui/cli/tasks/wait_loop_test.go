package tasks

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ax-tui/api"
)

// script is a server without a network: each request for a run gets the next answer, the
// last one repeatedly.
type script struct {
	mu      sync.Mutex
	began   time.Time
	answers []string // a status word, an HTTP status, "hang", or an HTTP status with a Retry-After
	polls   []time.Duration
}

// RoundTrip implements http.RoundTripper.
func (s *script) RoundTrip(request *http.Request) (*http.Response, error) {
	id, isRun := strings.CutPrefix(request.URL.Path, "/v2/task-runs/")
	if !isRun {
		return response(request, 404, "", `{}`), nil
	}
	s.mu.Lock()
	s.polls = append(s.polls, time.Since(s.began).Round(time.Second))
	answer := s.answers[min(len(s.polls), len(s.answers))-1]
	s.mu.Unlock()
	var code int
	var wait string
	if fields, _ := fmt.Sscanf(answer, "%d %s", &code, &wait); fields > 0 {
		return response(request, code, wait, `{"title":"no","status":`+fmt.Sprint(code)+`}`), nil
	}
	if answer == "hang" {
		<-request.Context().Done()
		return nil, request.Context().Err()
	}
	return response(request, 200, "", `{"id":"`+id+`","status":"`+answer+`","num_successes":1,"num_errors":0,"num_skipped":0}`), nil
}

func response(request *http.Request, code int, wait, body string) *http.Response {
	header := http.Header{"Content-Type": {"application/json"}}
	if wait != "" {
		header.Set("Retry-After", wait)
	}
	return &http.Response{StatusCode: code, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: request}
}

// When a wait asks, how it ends, and what it says, in virtual time.
func TestWaitAsksAtItsPace(t *testing.T) {
	const run = "VGFza1J1bjoxOng="
	for name, tc := range map[string]struct {
		answers []string
		args    []string
		polls   string // the seconds at which it asked
		code    int
		says    string
	}{
		"until it ends":          {[]string{"PENDING", "RUNNING", "COMPLETED"}, nil, "0 5 10", OK, "done"},
		"over failures":          {[]string{"PENDING", "502", "503", "RUNNING", "FAILED"}, []string{"--poll-interval", "4m", "--timeout", "1h"}, "0 240 480 720 960", RunFailed, "the last poll failed"},
		"until the timeout":      {[]string{"RUNNING"}, []string{"--poll-interval", "7", "--timeout", "20"}, "0 7 14 20", TimedOut, "stopped waiting after 20 s; the run is still running"},
		"a key that is refused":  {[]string{"401"}, nil, "0", Auth, "401"},
		"a run that is refused":  {[]string{"403"}, nil, "0", API, "403"},
		"not a run":              {[]string{"400"}, nil, "0", API, "400"},
		"a run that is not told": {[]string{"404", "404", "RUNNING", "COMPLETED"}, nil, "0 2 4 9", OK, "it may just have been started"},
		"no run":                 {[]string{"404"}, nil, "0 2 4 6 8 10 12", API, "cannot watch the run"},
		"no run, short of time":  {[]string{"404"}, []string{"--timeout", "3"}, "0 2 3", API, "cannot watch the run"},
		"a run that goes away":   {[]string{"RUNNING", "404"}, nil, "0 5 7", API, "404"},
		"a server that hangs":    {[]string{"RUNNING", "hang"}, []string{"--timeout", "9"}, "0 5", TimedOut, "stopped waiting after 9 s, the run was running"},
		"a long Retry-After":     {[]string{"429 3600"}, []string{"--timeout", "2"}, "0", TimedOut, "the server asks to wait 60 s or longer"},
		"a short Retry-After":    {[]string{"429 17", "COMPLETED"}, nil, "0 17", OK, "the server asks to wait 17 s"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &script{began: time.Now(), answers: tc.answers}
				client, err := api.New(api.Options{BaseURL: "http://host", Key: "k", Transport: server})
				if err != nil {
					t.Fatal(err)
				}
				app, out, errs := newApp(0)
				app.Now = time.Now
				app.Open = func(context.Context) (*Conn, error) { return &Conn{Client: client}, nil }
				command := waitForRunCommand(app)
				command.SetArgs(append([]string{run, "-o", "json"}, tc.args...))
				command.SilenceErrors, command.SilenceUsage = true, true
				err = command.ExecuteContext(t.Context())
				printed := new(bytes.Buffer)
				if err != nil {
					PrintError(printed, err)
				}
				said := errs.String() + printed.String()
				var polls []string
				for _, at := range server.polls {
					polls = append(polls, fmt.Sprint(int(at.Seconds())))
				}
				if got := strings.Join(polls, " "); got != tc.polls || CodeOf(err) != tc.code || !strings.Contains(said, tc.says) {
					t.Errorf("it asked at %s and ended with %d, want %s and %d with %q:\n%s%s", got, CodeOf(err), tc.polls, tc.code, tc.says, said, out)
				}
			})
		})
	}
}

// Runs that have ended are read at once, however many there are.
func TestEndedRunsAreReadAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &script{began: time.Now(), answers: []string{"COMPLETED"}}
		client, err := api.New(api.Options{BaseURL: "http://host", Key: "k", Transport: server})
		if err != nil {
			t.Fatal(err)
		}
		app, _, errs := newApp(0)
		app.Now = time.Now
		app.Open = func(context.Context) (*Conn, error) { return &Conn{Client: client}, nil }
		command := waitForRunCommand(app)
		var ids []string
		for i := range 50 {
			ids = append(ids, fmt.Sprintf("run-%d", i))
		}
		command.SetArgs(ids)
		if err := command.ExecuteContext(t.Context()); err != nil || time.Since(server.began) > 0 || len(server.polls) != 50 {
			t.Errorf("%d requests in %v, %v\n%s", len(server.polls), time.Since(server.began), err, errs)
		}
	})
}
