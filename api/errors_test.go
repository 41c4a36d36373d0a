package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestErrorsSayWhatToDo(t *testing.T) {
	problem := `{"title":"The title","status":%d,"detail":"the detail\n  goes on","request_id":"req-1","extra":{"a":[1]}}`
	cases := []struct {
		status int
		kind   Kind
		advice string
	}{
		{400, Invalid, "fields"},
		{401, Auth, "key"},
		{403, Forbidden, "permission"},
		{404, NotFound, "ID"},
		{409, Conflict, "runs"},
		{422, Unprocessable, "field"},
		{429, RateLimited, "wait 17 s"},
		{500, Server, "wait 17 s"},
		{503, Server, "wait 17 s"},
		{418, Unexpected, "address"},
		{599, Server, "again"},
	}
	for _, tc := range cases {
		_, client := newStage(t, func(writer http.ResponseWriter, request *http.Request) {
			writer.Header().Set("Retry-After", "17")
			respond(tc.status, fmt.Sprintf(problem, tc.status))(writer, request)
		}, func(options *Options) { options.Retries = -1 })
		_, err := client.GetTask(t.Context(), "a/b")
		apiErr := mustFail(t, err)
		if apiErr.Kind != tc.kind || apiErr.Status != tc.status || apiErr.RequestID != "req-1" || apiErr.RetryAfter != 17*time.Second {
			t.Errorf("%d: %+v", tc.status, apiErr)
		}
		if want := fmt.Sprintf("GET /v2/tasks/a%%2Fb: %d the detail goes on", tc.status); apiErr.Error() != want {
			t.Errorf("got  %s\nwant %s", apiErr.Error(), want)
		}
		if !strings.Contains(apiErr.Advice(), tc.advice) || strings.Contains(apiErr.Advice(), "!") {
			t.Errorf("%d: advice %q lacks %q", tc.status, apiErr.Advice(), tc.advice)
		}
	}
}

func TestErrorBodiesOfAnyKind(t *testing.T) {
	for body, want := range map[string]string{
		`{"title":"T","status":400}`:                                        "400 T",
		`{"title":"","detail":"  "}`:                                        "400 bad request",
		`{"title":5,"detail":["x",{"loc":["body"],"msg":"y"}],"status":{}}`: "400 x; y",
		`{"message":"gateway says"}`:                                        "400 gateway says",
		`{"detail":"Task not found."}`:                                      "400 Task not found",
		`{"detail":"It goes on ..."}`:                                       "400 It goes on ...",
		`{"detail":"."}`:                                                    "400 bad request",
		`<html><body>502</body></html>`:                                     "400 bad request",
		``:                                                                  "400 bad request",
		`[1]`:                                                               "400 bad request",
		`"text"`:                                                            "400 text",
		`{"error":{"code":7,"message":"no quota"}}`:                         "400 no quota",

		`{"errors":[{"reason":"one"},{"detail":"two"}]}`:              "400 one; two",
		`{"detail":"no","error_code":"X-1"}`:                          "400 no (X-1)",
		"Client sent an HTTP request to an HTTPS server.\n":           "400 Client sent an HTTP request to an HTTPS server",
		"<html><head><title>Blocked by Example</title></head></html>": "400 Blocked by Example",
		"<html><head><title>400 Bad Request</title></head></html>":    "400 bad request",
		"\xff\x00": "400 bad request",
	} {
		_, client := newStage(t, respond(400, body))
		_, err := client.GetTask(t.Context(), "t")
		if got := mustFail(t, err).Error(); got != "GET /v2/tasks/t: "+want {
			t.Errorf("%s: %s", body, got)
		}
	}
}

// Messages of this program can follow a colon and precede another sentence.
func TestOwnWordsFitIntoASentence(t *testing.T) {
	var all []string
	for k := Unexpected; k <= Check; k++ {
		all = append(all, (&Error{Kind: k}).Message())
	}
	for status := 300; status < 600; status++ {
		if http.StatusText(status) != "" && status != http.StatusTeapot {
			all = append(all, (&Error{Status: status}).Message())
		}
	}
	answers := []http.HandlerFunc{
		drop, respond(200, `[]`), respond(200, `{}`), respond(200, `{`), respond(204, ``), respond(502, `<html>`),
		func(writer http.ResponseWriter, request *http.Request) {
			http.Redirect(writer, request, "http://other.invalid", http.StatusFound)
		},
	}
	for _, answer := range answers {
		_, client := newStage(t, answer, func(options *Options) { options.Retries = -1 })
		_, err := client.GetTask(t.Context(), "t")
		all = append(all, mustFail(t, err).Message())
	}
	_, client := newStage(t, drop, func(options *Options) { options.ReadOnly = true })
	all = append(all, mustFail(t, client.DeleteTask(t.Context(), "t")).Message())
	for _, text := range all {
		first, second := text[:1], text[1:2]
		abbreviation := second == strings.ToUpper(second) && second != " "
		if first != strings.ToLower(first) && !abbreviation || strings.HasSuffix(text, ".") || strings.Contains(text, "unknown error") {
			t.Errorf("%q", text)
		}
	}
}

func TestAnswersThatAreNotJSON(t *testing.T) {
	html := func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(writer, `<html>log in</html>`)
	}
	_, client := newStage(t, html)
	_, err := client.ListTasks(t.Context(), TaskQuery{})
	if apiErr := mustFail(t, err); apiErr.Kind != NotJSON || apiErr.Status != 200 || !strings.Contains(apiErr.Detail, "text/html") {
		t.Errorf("%+v", apiErr)
	}
	if apiErr := mustFail(t, client.DeleteTask(t.Context(), "t")); apiErr.Kind != Unexpected || !apiErr.Lost {
		t.Errorf("a log-in page is not a deletion: %+v", apiErr)
	}
	_, client = newStage(t, respond(200, `{"name":"no id here"}`))
	_, err = client.GetTask(t.Context(), "t")
	if apiErr := mustFail(t, err); apiErr.Kind != NotJSON {
		t.Errorf("%+v", apiErr)
	}
	_, client = newStage(t, respond(200, `{"id":"`+strings.Repeat("x", bodyLimit)+`"}`))
	_, err = client.GetTask(t.Context(), "t")
	if apiErr := mustFail(t, err); apiErr.Kind != NotJSON || !strings.Contains(apiErr.Detail, "32 MiB") {
		t.Errorf("%+v", apiErr)
	}
	_, err = client.GetRun(t.Context(), "r") // read every few seconds, so the bound is lower
	if apiErr := mustFail(t, err); apiErr.Kind != NotJSON || !strings.Contains(apiErr.Detail, "4 MiB") {
		t.Errorf("%+v", apiErr)
	}
}

// No response and no way to print a value shows the key.
func TestTheKeyNeverShows(t *testing.T) {
	const key = `ak-"q"+/secret==`
	quoted, _ := json.Marshal(key)
	echo := func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("X-Request-Id", key)
		respond(400, `{"title":`+string(quoted)+`,"detail":"Bearer `+strings.Trim(string(quoted), `"`)+` and `+url.QueryEscape(key)+`","request_id":`+string(quoted)+`}`)(writer, request)
	}
	broken := func(writer http.ResponseWriter, _ *http.Request) {
		conn, _, err := writer.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = io.WriteString(conn, "HTTP/9 "+key+"\r\n\r\n")
			_ = conn.Close()
		}
	}
	moved := func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Location", "http://other.invalid/"+key)
		writer.WriteHeader(302)
	}
	var log bytes.Buffer
	for name, answer := range map[string]http.HandlerFunc{"echo": echo, "broken": broken, "moved": moved, "html": respond(200, key)} {
		var options Options
		_, client := newStage(t, answer, func(changed *Options) {
			changed.Key, changed.Logger = key, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			options = *changed
		})
		_, err := client.GetTask(t.Context(), key)
		apiErr := mustFail(t, err)
		var all bytes.Buffer
		for _, value := range []any{apiErr, *apiErr, err, client, options, &options, errors.Unwrap(err)} {
			_, _ = fmt.Fprintf(&all, "%v %+v %#v %s %q\n", value, value, value, value, value)
		}
		all.WriteString(apiErr.Advice() + apiErr.Title + apiErr.Detail + apiErr.Path + apiErr.RequestID)
		slog.New(slog.NewTextHandler(&all, nil)).Info("x", "options", options, "error", err)
		slog.New(slog.NewJSONHandler(&all, nil)).Info("x", "options", options, "error", err)
		all.Write(log.Bytes())
		for _, form := range []string{key, strings.Trim(string(quoted), `"`), url.QueryEscape(key), url.PathEscape(key), "secret"} {
			if i := strings.Index(all.String(), form); i >= 0 {
				t.Errorf("%s: %q shows in …%s", name, form, all.String()[max(0, i-200):i+len(form)])
			}
		}
	}
	if log.Len() == 0 {
		t.Error("nothing was logged, so nothing was proved")
	}
}

func TestNewNamesTheFault(t *testing.T) {
	const base, key = "https://api.arize.com", "ak-good"
	cases := []struct{ base, key, want string }{
		{"", key, "the BaseURL setting"},
		{"api.arize.com", key, "the BaseURL setting"},
		{"ftp://x", key, "the BaseURL setting"},
		{"https://", key, "the BaseURL setting"},
		{"https://x?a=b", key, "the BaseURL setting"},
		{"https://u:p@x", key, "the BaseURL setting"},
		{"://", key, "the BaseURL setting"},
		{base, "", "the API key"},
		{base, "ak-\nbad", "the API key"},
		{base, "Bearer ak-bad", "the API key"},
		{base, "ak-bäd", "the API key"},
	}
	for _, tc := range cases {
		_, err := New(Options{BaseURL: tc.base, Key: tc.key})
		if err == nil || !strings.Contains(err.Error(), tc.want) || tc.key != "" && strings.Contains(err.Error(), tc.key) {
			t.Errorf("%q %q: %v", tc.base, tc.key, err)
		}
	}
	if client, err := New(Options{BaseURL: base, Key: key}); err != nil || client.ReadOnly() {
		t.Error(err)
	}
}

func TestRedirects(t *testing.T) {
	var stolen []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		stolen = append(stolen, request.Method+" "+request.Header.Get("Authorization"))
	}))
	defer other.Close()
	to := func(where string, status int) http.HandlerFunc {
		return func(writer http.ResponseWriter, request *http.Request) {
			if strings.HasSuffix(request.URL.Path, "/moved") {
				respond(200, `{"id":"t","name":"found"}`)(writer, request)
				return
			}
			http.Redirect(writer, request, where, status)
		}
	}
	stage, client := newStage(t, to("/moved", 307))
	if task, err := client.GetTask(t.Context(), "t"); err != nil || task.Name != "found" {
		t.Errorf("same host: %+v %v", task, err)
	}
	_, err := client.Trigger(t.Context(), "t", Trigger{})
	if apiErr := mustFail(t, err); apiErr.Status != 307 || apiErr.Kind != Unexpected || len(stage.calls()) != 3 {
		t.Errorf("a write must not be sent again: %+v, %d requests", apiErr, len(stage.calls()))
	}
	_, client = newStage(t, to(other.URL+"/moved", 302))
	_, err = client.GetTask(t.Context(), "t")
	if apiErr := mustFail(t, err); apiErr.Status != 302 || !strings.Contains(apiErr.Detail, other.URL) {
		t.Errorf("other host: %+v", apiErr)
	}
	_, _ = client.Trigger(t.Context(), "t", Trigger{})
	if len(stolen) != 0 {
		t.Errorf("the other host got %v", stolen)
	}
}

func TestNoWayBackFromHTTPS(t *testing.T) {
	ask := func(from, method, target string) error {
		first, _ := http.NewRequest(method, from, nil)
		next, _ := http.NewRequest(method, target, nil)
		return followRedirect(next, []*http.Request{first})
	}
	for _, tc := range []struct {
		from, method, target string
		ok                   bool
	}{
		{"https://h/a", "GET", "https://h/b", true},
		{"https://h/a", "GET", "https://H:443/b", true},
		{"http://h/a", "GET", "https://h/b", true},
		{"https://h/a", "GET", "http://h/b", false},
		{"https://h/a", "GET", "https://h:8443/b", false},
		{"https://h/a", "GET", "https://x.h/b", false},
		{"http://h:80/a", "GET", "http://h:81/b", false},
		{"https://h/a", "POST", "https://h/b", false},
	} {
		if err := ask(tc.from, tc.method, tc.target); (err == nil) != tc.ok {
			t.Errorf("%s %s -> %s: %v", tc.method, tc.from, tc.target, err)
		}
	}
}

func TestCertificateThatIsNotTrusted(t *testing.T) {
	server := httptest.NewUnstartedServer(respond(200, `{"id":"x"}`))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	server.StartTLS()
	defer server.Close()
	waits := &stage{}
	client := newClient(t, waits, server.URL)
	_, err := client.Trigger(t.Context(), "t", Trigger{})
	if apiErr := mustFail(t, err); apiErr.Kind != Network || apiErr.Lost || !strings.Contains(apiErr.Detail, "certificate") {
		t.Errorf("%+v", apiErr)
	}
	_, err = client.GetTask(t.Context(), "t")
	if mustFail(t, err); len(waits.waits()) != 0 {
		t.Errorf("retried a certificate: %v", waits.waits())
	}
}

func TestErrorsAreAsked(t *testing.T) {
	lost := fmt.Errorf("wrapped: %w", &Error{Kind: Timeout, Lost: true, Detail: "No answer."})
	gone := &Error{Kind: NotFound}
	other := errors.New("something else")
	for what, ok := range map[string]bool{
		"kind":              Is(gone, Conflict, NotFound),
		"no kind":           !Is(gone),
		"another kind":      !Is(gone, Canceled),
		"nil":               !Is(nil, Unexpected, Canceled) && !Lost(nil) && Advice(nil) == "",
		"unrelated":         !Is(other, Unexpected, Canceled) && !Lost(other),
		"a canceled one":    Is(context.Canceled, Canceled) && Is(&Error{Kind: Canceled}, Canceled),
		"lost":              Lost(lost) && !Lost(gone),
		"reason":            Reason(lost) == "No answer" && Reason(other) == "something else",
		"advice":            Advice(gone) == gone.Advice() && Advice(other) == "",
		"no fields of none": FieldsIn(other, map[string]string{"else": "x"}) == nil,
	} {
		if !ok {
			t.Error(what)
		}
	}
}

func TestFieldsThatARefusalNames(t *testing.T) {
	words := map[string]string{"name": "name", "evaluator": "evaluators", "evaluator_version_id": "evaluators", "query filter": "query_filter"}
	for _, tc := range []struct {
		err  *Error
		want string
	}{
		{&Error{Kind: Unprocessable, Detail: "evaluator_version_id: no such name"}, "evaluators"},
		{&Error{Kind: NotFound, Detail: "The Evaluator is not there"}, "evaluators"},
		{&Error{Kind: Invalid, Detail: "bad query filter"}, "query_filter"},
		{&Error{Kind: Invalid, Detail: "bad"}, ""},
		{&Error{Kind: Server, Detail: "name"}, ""},
		{&Error{Kind: Check, Detail: "name", Faults: []FieldFault{{Field: "type"}}}, "type"},
	} {
		got := ""
		for _, fault := range FieldsIn(tc.err, words) {
			got += fault.Field
		}
		if got != tc.want {
			t.Errorf("%v: %q, want %q", tc.err, got, tc.want)
		}
	}
}
