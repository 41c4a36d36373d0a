package doctor

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/ui/cli/tasks"
)

const secret = "ak-secret-key"

// hosts is a resolver with fixed addresses.
type hosts map[string][]string

func (b hosts) LookupHost(_ context.Context, host string) ([]string, error) {
	if addrs, ok := b[host]; ok {
		return addrs, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// dialer maps addresses to test servers; unknown ones refuse the connection.
type dialer map[string]string

func (r dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(address)
	to, ok := r[host]
	if !ok || to == "" {
		return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("connection refused")}
	}
	return (&net.Dialer{}).DialContext(ctx, network, to)
}

// optionsOf returns options for these environment variables and a key.
func optionsOf(t *testing.T, vars map[string]string) Options {
	t.Helper()
	all := map[string]string{"ARIZE_API_KEY": secret, "ARIZE_API_SCHEME": "http", "TERM": "xterm", "LANG": "C.UTF-8"}
	for name, value := range vars {
		all[name] = value
	}
	env := func(name string) string { return all[name] }
	options := Options{
		Settings: Settings{Env: env}, Now: time.Now, TTY: [3]bool{true, true, true}, Width: 80, Height: 24,
		LookPath: func(string) (string, error) { return "", errors.New("none") }, LookupHost: net.DefaultResolver.LookupHost, Dial: (&net.Dialer{}).DialContext,
	}
	if options.Login, options.LoginErr = login.Load(login.Request{Env: env}); options.LoginErr == nil {
		transport, err := options.Login.Transport()
		if err != nil {
			t.Fatal(err)
		}
		if options.Client, err = api.New(api.Options{BaseURL: options.Login.BaseURL, Key: options.Login.Key, Transport: transport, Retries: -1}); err != nil {
			t.Fatal(err)
		}
	}
	return options
}

// startServer starts a server that answers by path and returns its variables.
func startServer(t *testing.T, answer func(writer http.ResponseWriter, path string)) map[string]string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		if request.Method != http.MethodGet {
			t.Errorf("a check sent %s", request.Method)
		}
		answer(writer, request.URL.Path)
	}))
	t.Cleanup(srv.Close)
	return map[string]string{"ARIZE_API_HOST": strings.TrimPrefix(srv.URL, "http://")}
}

func writeLists(writer http.ResponseWriter, tasks string) {
	writer.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(writer, `{"spaces":[],"tasks":[%s],"projects":[],"datasets":[],"evaluators":[],"integrations":[],"pagination":{"has_more":false}}`, tasks)
}

func writeProblem(writer http.ResponseWriter, status int) {
	writer.Header().Set("Content-Type", "application/problem+json")
	writer.WriteHeader(status)
	_, _ = fmt.Fprintf(writer, `{"title":"No","status":%d}`, status)
}

// checkPrinted checks what holds for every report: four members, advice, no secrets.
func checkPrinted(t *testing.T, report Report) {
	t.Helper()
	var buffer, table bytes.Buffer
	if err := report.JSON(&buffer); err != nil {
		t.Fatal(err)
	}
	var got struct {
		OK     bool
		Checks []map[string]any
	}
	if err := json.Unmarshal(buffer.Bytes(), &got); err != nil || len(got.Checks) != len(report) || got.OK != (report.Code() == 0) {
		t.Errorf("%v %s", err, buffer.String())
	}
	for _, check := range got.Checks {
		if len(check) != 4 {
			t.Errorf("not four members: %v", check)
		}
		if state := State(check["state"].(string)); (state == Warn || state == Fail) && check["next"] == "" {
			t.Errorf("no advice: %v", check)
		}
	}
	if err := report.Text(&table, 80, false); err != nil {
		t.Fatal(err)
	}
	all := buffer.String() + table.String()
	for _, bad := range []string{secret, "hunter1", "hunter2", "\x1b", `\u001b`, "\u202e"} {
		if strings.Contains(all, bad) {
			t.Errorf("%q is printed:\n%s", bad, all)
		}
	}
}

func TestServerResponses(t *testing.T) {
	const task = `{"id":"T","name":"x","type":%q}`
	for _, tt := range []struct {
		name   string
		answer func(writer http.ResponseWriter, path string)
		code   int
		want   map[string]string // check: state and a part of what was found
	}{
		{
			"no problem", func(writer http.ResponseWriter, _ string) { writeLists(writer, fmt.Sprintf(task, "CODE_EVALUATION")) }, 0,
			map[string]string{"key": "ok accepted", "reads": "ok may list spaces, tasks,", "dialect": "ok upper case", "clock": "ok ", "TLS": "ok not needed"},
		},
		{
			"an older server", func(writer http.ResponseWriter, _ string) { writeLists(writer, fmt.Sprintf(task, "code_evaluation")) }, 0,
			map[string]string{"dialect": "ok lower case"},
		},
		{"an empty account", func(writer http.ResponseWriter, _ string) { writeLists(writer, "") }, 0, map[string]string{"dialect": "ok unknown"}},
		{
			"401", func(writer http.ResponseWriter, _ string) { writeProblem(writer, 401) }, tasks.Auth,
			map[string]string{"server": "ok responded", "clock": "ok ", "key": "fail refused: No", "reads": "skipped the key is refused", "writes": "skipped the key is refused"},
		},
		{"spaces may not be listed", func(writer http.ResponseWriter, path string) {
			if path == "/v2/spaces" {
				writeProblem(writer, 403)
				return
			}
			writeLists(writer, "")
		}, 0, map[string]string{"key": "ok accepted", "reads": "warn may list tasks, projects, datasets, evaluators, integrations; may not list spaces (403)"}},
		{"one list is broken", func(writer http.ResponseWriter, path string) {
			if path == "/v2/datasets" {
				writeProblem(writer, 503)
				return
			}
			writeLists(writer, "")
		}, 0, map[string]string{"reads": "warn may list spaces, tasks, projects, evaluators, integrations; unknown: datasets (server error)"}},
		{
			"429", func(writer http.ResponseWriter, _ string) { writeProblem(writer, 429) }, 0,
			map[string]string{"server": "ok responded", "key": "warn unknown: No", "reads": "warn unknown: spaces (too many requests)"},
		},
		{
			"5xx", func(writer http.ResponseWriter, _ string) { writeProblem(writer, 502) }, tasks.API,
			map[string]string{"server": "fail No", "clock": "skipped the server did not respond", "writes": "skipped the server did not respond"},
		},
		{
			"a log-in page", func(writer http.ResponseWriter, _ string) {
				writer.Header().Set("Location", "http://127.0.0.1:1/login")
				writer.WriteHeader(302)
			}, tasks.API,
			map[string]string{"server": "fail ", "key": "skipped the server did not respond"},
		},
		{"control characters", func(writer http.ResponseWriter, _ string) {
			writer.Header().Set("Content-Type", "application/problem+json")
			writer.WriteHeader(401)
			_, _ = writer.Write([]byte(`{"title":"a\u001b[2Jb\u202ec","status":401}`))
		}, tasks.Auth, map[string]string{"key": "fail refused: a"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			report := Run(t.Context(), optionsOf(t, startServer(t, tt.answer)))
			for name, want := range tt.want {
				if got := findCheck(t, report, name); !strings.HasPrefix(string(got.State)+" "+got.Found, want) {
					t.Errorf("%+v, want %s: %s", got, name, want)
				}
			}
			if report.Code() != tt.code {
				t.Errorf("exit %d, want %d", report.Code(), tt.code)
			}
			checkPrinted(t, report)
		})
	}
}

func TestNamesAndConnections(t *testing.T) {
	here := startServer(t, func(writer http.ResponseWriter, _ string) { writeLists(writer, "") })["ARIZE_API_HOST"]
	for _, tt := range []struct {
		name  string
		book  hosts
		roads dialer
		code  int
		want  map[string]string
	}{
		{"no such name", nil, nil, tasks.API, map[string]string{"name": "fail cannot resolve arize.test: no such host", "connection": "skipped cannot reach the server", "writes": "skipped"}},
		{"a name without an address", hosts{"arize.test": nil}, nil, tasks.API, map[string]string{"name": "fail cannot resolve arize.test: it has no address"}},
		{"connection refused", hosts{"arize.test": {"192.0.2.1"}}, nil, tasks.API, map[string]string{"name": "ok arize.test resolves to 192.0.2.1", "connection": "fail port 80: connection refused", "TLS": "skipped"}},
		{
			"the second address answers",
			hosts{"arize.test": {"2001:db8::1", "192.0.2.1", "192.0.2.2", "192.0.2.3"}},
			dialer{"192.0.2.1": here},
			tasks.API,
			map[string]string{"name": "ok arize.test resolves to 2001:db8::1, 192.0.2.1, 192.0.2.2 and 1 more", "connection": "warn connected to port 80 in ", "TLS": "warn not used: the key is sent unencrypted"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			options := optionsOf(t, map[string]string{"ARIZE_API_HOST": "arize.test"})
			options.LookupHost, options.Dial = tt.book.LookupHost, tt.roads.DialContext
			options.Client = unreachableClient(t, options)
			report := Run(t.Context(), options)
			for name, want := range tt.want {
				if got := findCheck(t, report, name); !strings.HasPrefix(string(got.State)+" "+got.Found, want) {
					t.Errorf("%+v, want %s: %s", got, name, want)
				}
			}
			if report.Code() != tt.code {
				t.Errorf("exit %d, want %d", report.Code(), tt.code)
			}
			checkPrinted(t, report)
		})
	}
}

// unreachableClient returns a client that connects to nothing, so that no test
// resolves a real name.
func unreachableClient(t *testing.T, options Options) *api.Client {
	t.Helper()
	client, err := api.New(api.Options{BaseURL: options.Login.BaseURL, Key: options.Login.Key, Retries: -1, Transport: unreachable{}})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("unreachable")
}

func TestProxyIsReportedWithoutItsUser(t *testing.T) {
	var mu sync.Mutex
	asked := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		mu.Lock()
		asked++
		mu.Unlock()
		if request.URL.Host != "arize.test" {
			t.Errorf("asked for %s", request.URL)
		}
		writeLists(writer, "")
	}))
	defer proxy.Close()
	at := strings.TrimPrefix(proxy.URL, "http://")
	options := optionsOf(t, map[string]string{"ARIZE_API_HOST": "arize.test", "ARIZE_PROXY_URL": "http://hunter1:hunter2@" + at})
	report := Run(t.Context(), options)
	if check := findCheck(t, report, "proxy"); check.State != OK || !strings.Contains(check.Found, at) || !strings.Contains(check.Found, "ARIZE_PROXY_URL") {
		t.Errorf("%+v", check)
	}
	for _, name := range []string{"name", "connection", "server", "key", "reads"} {
		if check := findCheck(t, report, name); check.State != OK {
			t.Errorf("%+v", check)
		}
	}
	checkPrinted(t, report)
	if asked == 0 {
		t.Error("the proxy was not used")
	}
}

func TestNoProxyIsReported(t *testing.T) {
	vars := startServer(t, func(writer http.ResponseWriter, _ string) { writeLists(writer, "") })
	vars["ARIZE_PROXY_URL"], vars["NO_PROXY"] = "http://192.0.2.1:8080", "127.0.0.1"
	if check := findCheck(t, Run(t.Context(), optionsOf(t, vars)), "proxy"); check.State != OK || check.Found != "none, from NO_PROXY" {
		t.Errorf("%+v", check)
	}
}

// TestTLSAdvice: each failed handshake has its advice.
func TestTLSAdvice(t *testing.T) {
	for want, err := range map[string]error{
		"ARIZE_SSL_CA_CERT": x509.UnknownAuthorityError{},
		"another host":      x509.HostnameError{Certificate: &x509.Certificate{}, Host: "a"},
		"clock":             x509.CertificateInvalidError{Reason: x509.Expired},
		"check the address": errors.New("odd"),
	} {
		if got := tlsAdvice(fmt.Errorf("tls: %w", err)); !strings.Contains(got, want) {
			t.Errorf("%v: %s", err, got)
		}
	}
	vars := startServer(t, func(writer http.ResponseWriter, _ string) { writeLists(writer, "") })
	vars["ARIZE_API_SCHEME"] = "https" // on a server that speaks plain HTTP
	report := Run(t.Context(), optionsOf(t, vars))
	if check := findCheck(t, report, "TLS"); check.State != Fail || !strings.Contains(check.Next, "does not speak TLS") {
		t.Errorf("%+v", check)
	}
	checkPrinted(t, report)
}

func TestCertificateThatExpiresSoon(t *testing.T) {
	end := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	for left, want := range map[time.Duration]State{15 * 24 * time.Hour: OK, 13 * 24 * time.Hour: Warn} {
		options := Options{Now: func() time.Time { return end.Add(-left) }}
		check := Check{State: OK}
		options.checkCertificate(&check, &x509.Certificate{NotAfter: end})
		if check.State != want || !strings.Contains(check.Found, "until 2026-03-10 UTC") {
			t.Errorf("%s left: %+v", left, check)
		}
	}
}

func TestClockCheck(t *testing.T) {
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		here  time.Duration
		state State
		found string
	}{
		{0, OK, "in sync with the server, to the second"},
		{900 * time.Millisecond, OK, "in sync with the server, to the second"}, // a Date header has whole seconds
		{-20 * time.Second, OK, "21 s behind the server"},
		{30 * time.Second, OK, "30 s ahead of the server"},
		{40 * time.Second, Warn, "40 s ahead of the server"},
		{-time.Hour, Warn, "1 h behind the server"},
	} {
		got := clockCheck(at, at.Add(tt.here))
		if got.State != tt.state || got.Found != tt.found {
			t.Errorf("%s: %+v, want %s, %s", tt.here, got, tt.state, tt.found)
		}
	}
	if got := clockCheck(time.Time{}, at); got.State != Skipped {
		t.Errorf("%+v", got)
	}
}

func TestCancelledChecksAreSkipped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	options := optionsOf(t, startServer(t, func(writer http.ResponseWriter, _ string) {
		stop()
		writeProblem(writer, 500)
	}))
	report := Run(ctx, options)
	for _, name := range []string{"server", "clock", "key", "reads", "dialect", "writes"} {
		if check := findCheck(t, report, name); check.State != Skipped || check.Found != stopped {
			t.Errorf("%+v", check)
		}
	}
	if report.Code() != 0 {
		t.Errorf("exit %d: a cancelled check counts as failed", report.Code())
	}
	checkPrinted(t, report)
}

func TestExpiredLogin(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	options := Options{Settings: Settings{Login: login.Login{OAuth: true, Expires: now.Add(-time.Hour)}}, Now: func() time.Time { return now }}
	if check := (&networkCheck{Options: options, firstErr: &api.Error{Kind: api.Auth}}).checkKey(t.Context()); check.State != Fail || !strings.Contains(check.Next, "ax auth login") || check.code != tasks.Auth {
		t.Errorf("%+v", check)
	}
	if check := (&networkCheck{Options: options}).checkKey(t.Context()); check.State != Warn || !strings.Contains(check.Next, "ax auth login") {
		t.Errorf("%+v", check)
	}
	if check := loginCheck(&options); check.State != Warn || !strings.Contains(check.Next, "ax auth login") {
		t.Errorf("%+v", check)
	}
}
