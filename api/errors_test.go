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
		{429, RateLimited, "Wait 17s"},
		{500, Server, "again"},
		{503, Server, "again"},
		{418, Unexpected, "address"},
		{599, Server, "again"},
	}
	for _, tc := range cases {
		_, c := newStage(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "17")
			say(tc.status, fmt.Sprintf(problem, tc.status))(w, r)
		}, func(o *Options) { o.Retries = -1 })
		_, err := c.GetTask(t.Context(), "a/b")
		e := mustFail(t, err)
		if e.Kind != tc.kind || e.Status != tc.status || e.RequestID != "req-1" || e.RetryAfter != 17*time.Second {
			t.Errorf("%d: %+v", tc.status, e)
		}
		if want := fmt.Sprintf("GET /v2/tasks/a%%2Fb: %d the detail goes on", tc.status); e.Error() != want {
			t.Errorf("got  %s\nwant %s", e.Error(), want)
		}
		if !strings.Contains(e.Advice(), tc.advice) || strings.Contains(e.Advice(), "!") {
			t.Errorf("%d: advice %q lacks %q", tc.status, e.Advice(), tc.advice)
		}
	}
}

func TestErrorBodiesOfAnyKind(t *testing.T) {
	for body, want := range map[string]string{
		`{"title":"T","status":400}`:             "400 T",
		`{"title":"","detail":"  "}`:             "400 bad request",
		`{"title":5,"detail":["x"],"status":{}}`: "400 bad request",
		`{"message":"gateway says"}`:             "400 gateway says",
		`{"detail":"Task not found."}`:           "400 Task not found",
		`{"detail":"It goes on ..."}`:            "400 It goes on ...",
		`{"detail":"."}`:                         "400 bad request",
		`<html><body>502</body></html>`:          "400 bad request",
		``:                                       "400 bad request",
		`[1]`:                                    "400 bad request",
		`"text"`:                                 "400 bad request",
	} {
		_, c := newStage(t, say(400, body))
		_, err := c.GetTask(t.Context(), "t")
		if got := mustFail(t, err).Error(); got != "GET /v2/tasks/t: "+want {
			t.Errorf("%s: %s", body, got)
		}
	}
}

// What this program says itself fits behind a colon and before another sentence.
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
		drop, say(200, `[]`), say(200, `{}`), say(200, `{`), say(204, ``), say(502, `<html>`),
		func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://other.invalid", http.StatusFound)
		},
	}
	for _, answer := range answers {
		_, c := newStage(t, answer, func(o *Options) { o.Retries = -1 })
		_, err := c.GetTask(t.Context(), "t")
		all = append(all, mustFail(t, err).Message())
	}
	_, c := newStage(t, drop, func(o *Options) { o.ReadOnly = true })
	all = append(all, mustFail(t, c.DeleteTask(t.Context(), "t")).Message())
	for _, text := range all {
		first, second := text[:1], text[1:2]
		abbreviation := second == strings.ToUpper(second) && second != " "
		if first != strings.ToLower(first) && !abbreviation || strings.HasSuffix(text, ".") || strings.Contains(text, "unknown error") {
			t.Errorf("%q", text)
		}
	}
}

func TestAnswersThatAreNotJSON(t *testing.T) {
	html := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<html>log in</html>`)
	}
	_, c := newStage(t, html)
	_, err := c.ListTasks(t.Context(), TaskQuery{})
	if e := mustFail(t, err); e.Kind != NotJSON || e.Status != 200 || !strings.Contains(e.Detail, "text/html") {
		t.Errorf("%+v", e)
	}
	if e := mustFail(t, c.DeleteTask(t.Context(), "t")); e.Kind != NotJSON || !e.Lost {
		t.Errorf("a log-in page is not a deletion: %+v", e)
	}
	_, c = newStage(t, say(200, `{"name":"no id here"}`))
	_, err = c.GetTask(t.Context(), "t")
	if e := mustFail(t, err); e.Kind != NotJSON {
		t.Errorf("%+v", e)
	}
	_, c = newStage(t, say(200, `{"id":"`+strings.Repeat("x", bodyLimit)+`"}`))
	_, err = c.GetTask(t.Context(), "t")
	if e := mustFail(t, err); e.Kind != NotJSON || !strings.Contains(e.Detail, "32 MiB") {
		t.Errorf("%+v", e)
	}
}

// Whatever the server echoes and however a value is printed: never the key.
func TestTheKeyNeverShows(t *testing.T) {
	const key = `ak-"q"+/secret==`
	quoted, _ := json.Marshal(key)
	echo := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", key)
		say(400, `{"title":`+string(quoted)+`,"detail":"Bearer `+strings.Trim(string(quoted), `"`)+` and `+url.QueryEscape(key)+`","request_id":`+string(quoted)+`}`)(w, r)
	}
	broken := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = io.WriteString(conn, "HTTP/9 "+key+"\r\n\r\n")
			_ = conn.Close()
		}
	}
	moved := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://other.invalid/"+key)
		w.WriteHeader(302)
	}
	var log bytes.Buffer
	for name, answer := range map[string]http.HandlerFunc{"echo": echo, "broken": broken, "moved": moved, "html": say(200, key)} {
		var options Options
		_, c := newStage(t, answer, func(o *Options) {
			o.Key, o.Logger = key, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			options = *o
		})
		_, err := c.GetTask(t.Context(), key)
		e := mustFail(t, err)
		var all bytes.Buffer
		for _, v := range []any{e, *e, err, c, options, &options, errors.Unwrap(err)} {
			_, _ = fmt.Fprintf(&all, "%v %+v %#v %s %q\n", v, v, v, v, v)
		}
		all.WriteString(e.Advice() + e.Title + e.Detail + e.Path + e.RequestID)
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
		{"", key, "BaseURL"},
		{"api.arize.com", key, "BaseURL"},
		{"ftp://x", key, "BaseURL"},
		{"https://", key, "BaseURL"},
		{"https://x?a=b", key, "BaseURL"},
		{"https://u:p@x", key, "BaseURL"},
		{"://", key, "BaseURL"},
		{base, "", "Key"},
		{base, "ak-\nbad", "Key"},
		{base, "Bearer ak-bad", "Key"},
		{base, "ak-bäd", "Key"},
	}
	for _, tc := range cases {
		_, err := New(Options{BaseURL: tc.base, Key: tc.key})
		if err == nil || !strings.Contains(err.Error(), "the "+tc.want+" setting") || tc.key != "" && strings.Contains(err.Error(), tc.key) {
			t.Errorf("%q %q: %v", tc.base, tc.key, err)
		}
	}
	if c, err := New(Options{BaseURL: base, Key: key}); err != nil || c.ReadOnly() {
		t.Error(err)
	}
}

func TestRedirects(t *testing.T) {
	var stolen []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		stolen = append(stolen, r.Method+" "+r.Header.Get("Authorization"))
	}))
	defer other.Close()
	to := func(where string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/moved") {
				say(200, `{"id":"found"}`)(w, r)
				return
			}
			http.Redirect(w, r, where, status)
		}
	}
	s, c := newStage(t, to("/moved", 307))
	if task, err := c.GetTask(t.Context(), "t"); err != nil || task.ID != "found" {
		t.Errorf("same host: %+v %v", task, err)
	}
	_, err := c.Trigger(t.Context(), "t", Trigger{})
	if e := mustFail(t, err); e.Status != 307 || e.Kind != Unexpected || len(s.asked()) != 3 {
		t.Errorf("a write must not be sent again: %+v, %d requests", e, len(s.asked()))
	}
	_, c = newStage(t, to(other.URL+"/moved", 302))
	_, err = c.GetTask(t.Context(), "t")
	if e := mustFail(t, err); e.Status != 302 || !strings.Contains(e.Detail, other.URL) {
		t.Errorf("other host: %+v", e)
	}
	_, _ = c.Trigger(t.Context(), "t", Trigger{})
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
	server := httptest.NewUnstartedServer(say(200, `{"id":"x"}`))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	server.StartTLS()
	defer server.Close()
	s := &stage{}
	c := newClient(t, s, server.URL)
	_, err := c.Trigger(t.Context(), "t", Trigger{})
	if e := mustFail(t, err); e.Kind != Network || e.Lost || !strings.Contains(e.Detail, "certificate") {
		t.Errorf("%+v", e)
	}
	_, err = c.GetTask(t.Context(), "t")
	if mustFail(t, err); len(s.slept()) != 0 {
		t.Errorf("retried a certificate: %v", s.slept())
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
		"of nobody":         !Is(other, Unexpected, Canceled) && !Lost(other),
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
	for _, c := range []struct {
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
		for _, f := range FieldsIn(c.err, words) {
			got += f.Field
		}
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
