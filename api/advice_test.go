package api

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// The advice is about the cause, not about the class of the error.
func TestAdviceFitsTheCause(t *testing.T) {
	plan := `{"title":"Forbidden","detail":"limit reached","status":403,"entitlement":"online_tasks","required_plan":"PRO","limit":5,"current_count":5}`
	page := func(status int) http.HandlerFunc {
		return func(writer http.ResponseWriter, _ *http.Request) {
			writer.Header().Set("Content-Type", "text/html")
			respondRaw(writer, status, "<html>something</html>")
		}
	}
	for name, tc := range map[string]struct {
		answer      http.HandlerFunc
		want, lacks string
		message     string
	}{
		"plan":                  {answer: respond(403, plan), want: "needs plan PRO; 5 of 5 used", lacks: "ermission", message: "limit reached"},
		"plan, nothing counted": {answer: respond(403, `{"entitlement":"agents"}`), want: "needs a plan with agents", lacks: "used", message: "forbidden"},
		"permission":            {answer: respond(403, `{"detail":"no"}`), want: "permission", lacks: "plan", message: "no"},
		"403 of a firewall":     {answer: page(403), want: "another server answers", lacks: "permission", message: "forbidden"},
		"404 of another server": {answer: page(404), want: "another server answers", lacks: "ID", message: "not found"},
		"404":                   {answer: respond(404, `{"detail":"gone"}`), want: "Check the ID", message: "gone"},
		"the proxy's log-in":    {answer: respond(407, `who are you?`), want: "proxy asks for a user name", lacks: "API address", message: "who are you?"},
		"a redirect nowhere":    {answer: respond(302, ``), want: "API address and the proxy", message: "without saying where"},
		"304":                   {answer: respond(304, ``), want: "API address and the proxy", message: "nothing has changed"},
		"an unreadable place": {answer: func(writer http.ResponseWriter, request *http.Request) {
			writer.Header().Set("Location", "http://[::bad")
			respond(307, ``)(writer, request)
		}, want: "API address and the proxy", message: "an address that cannot be read"},
		"a plain 500":             {answer: respond(500, `disk full`), want: "again", message: "disk full"},
		"a page of a gateway 502": {answer: page(502), want: "again", lacks: "another server", message: "bad gateway"},
	} {
		stage, client := newStage(t, tc.answer, func(options *Options) { options.Retries = -1 })
		_, err := client.GetTask(t.Context(), "t")
		apiErr := mustFail(t, err)
		if advice := apiErr.Advice(); !strings.Contains(advice, tc.want) || tc.lacks != "" && strings.Contains(advice, tc.lacks) {
			t.Errorf("%s: advice %q, want %q without %q", name, advice, tc.want, tc.lacks)
		}
		if message := apiErr.Message(); !strings.Contains(message, tc.message) {
			t.Errorf("%s: message %q, want %q", name, message, tc.message)
		}
		if foreign := strings.Contains(tc.want, "another server"); foreign != (apiErr.Kind == Unexpected && apiErr.Status >= 400) {
			t.Errorf("%s: kind %s", name, apiErr.Kind)
		}
		if len(stage.calls()) != 1 {
			t.Errorf("%s: %d requests", name, len(stage.calls()))
		}
	}
}

func respondRaw(writer http.ResponseWriter, status int, body string) {
	writer.WriteHeader(status)
	_, _ = writer.Write([]byte(body))
}

// An https address of a server without TLS is not a problem of certificates, and
// nothing was sent.
func TestHTTPSToAPlainPort(t *testing.T) {
	plain := httptest.NewServer(respond(200, `{}`))
	defer plain.Close()
	stage := &stage{}
	client := newClient(t, stage, strings.Replace(plain.URL, "http://", "https://", 1))
	_, err := client.GetTask(t.Context(), "t")
	apiErr := mustFail(t, err)
	if !strings.Contains(apiErr.Message(), "speaks http") || strings.Contains(apiErr.Message(), "certificate") || !strings.Contains(apiErr.Advice(), "port") {
		t.Errorf("%s %s", apiErr.Message(), apiErr.Advice())
	}
	_, err = client.Trigger(t.Context(), "t", Trigger{})
	if Lost(err) || len(stage.waits()) != 0 {
		t.Errorf("%v, waits %v", err, stage.waits())
	}
	// Other bytes than TLS are no problem of certificates either.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("220 mail.example ESMTP\r\n"))
			_ = conn.Close()
		}
	}()
	client = newClient(t, stage, (&url.URL{Scheme: "https", Host: listener.Addr().String()}).String(), func(options *Options) {
		options.Transport = &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	})
	_, err = client.GetTask(t.Context(), "t")
	if apiErr := mustFail(t, err); strings.Contains(apiErr.Message(), "certificate") {
		t.Error(apiErr.Message())
	}
}
