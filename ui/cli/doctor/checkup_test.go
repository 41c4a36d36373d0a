package doctor

import (
	"bytes"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// examined is a check-up of a server with these variables.
func examined(t *testing.T, vars map[string]string, now time.Time) Report {
	t.Helper()
	env := func(n string) string { return vars[n] }
	o := Options{
		Settings: Settings{Env: env}, Now: func() time.Time { return now }, TTY: [3]bool{true, true, true}, Width: 80,
		LookPath: func(string) (string, error) { return "", errors.New("none") }, LookupHost: net.DefaultResolver.LookupHost, Dial: (&net.Dialer{}).DialContext,
	}
	o.Config, o.ConfigErr = config.Load(env)
	if o.Login, o.LoginErr = login.Load(login.Request{Env: env}); o.LoginErr == nil {
		transport, err := o.Login.Transport()
		if o.ClientErr = err; err == nil {
			o.Client, o.ClientErr = api.New(api.Options{BaseURL: o.Login.BaseURL, Key: o.Login.Key, Transport: transport, Retries: -1})
		}
	}
	return Run(t.Context(), o)
}

func state(t *testing.T, r Report, name string) Check {
	t.Helper()
	for _, c := range r {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("there is no check %q", name)
	return Check{}
}

func TestTLSOfAnOwnCA(t *testing.T) {
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"spaces":[],"tasks":[],"projects":[],"datasets":[],"evaluators":[],"ai_integrations":[],"pagination":{"has_more":false}}`))
	}))
	defer srv.Close()
	host := strings.TrimPrefix(srv.URL, "https://")
	vars := map[string]string{"ARIZE_API_KEY": "ak-secret", "ARIZE_API_HOST": host, "TERM": "xterm", "LANG": "C.UTF-8"}
	r := examined(t, vars, time.Now())
	if c := state(t, r, "TLS"); c.State != Fail || !strings.Contains(c.Next, "ARIZE_SSL_CA_CERT") || r.Code() != tasks.API {
		t.Errorf("%+v, exit %d", c, r.Code())
	}
	if c := state(t, r, "key"); c.State != Skipped {
		t.Errorf("%+v", c)
	}
	vars["ARIZE_SSL_CA_CERT"] = filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	if err := os.WriteFile(vars["ARIZE_SSL_CA_CERT"], block, 0o600); err != nil {
		t.Fatal(err)
	}
	r = examined(t, vars, time.Now().Add(-time.Hour))
	for name, want := range map[string]State{"TLS": OK, "server": OK, "key": OK, "reads": OK, "clock": Warn, "writes": Skipped} {
		if c := state(t, r, name); c.State != want {
			t.Errorf("%+v, want %s", c, want)
		}
	}
	if r.Code() != 0 {
		t.Errorf("exit %d", r.Code())
	}
	var b bytes.Buffer
	if err := r.JSON(&b); err != nil || strings.Contains(b.String(), "ak-secret") {
		t.Errorf("%v %s", err, b.String())
	}
}

func TestTheTerminal(t *testing.T) {
	r := examined(t, map[string]string{"TERM": "dumb", "LANG": "C"}, time.Now())
	for _, name := range []string{"terminal", "characters", "clipboard"} {
		if c := state(t, r, name); c.State != Warn || c.Next == "" {
			t.Errorf("%+v", c)
		}
	}
	if r.Code() != tasks.Auth {
		t.Errorf("no key exits %d", r.Code())
	}
	var b bytes.Buffer
	if err := r.Text(&b, 0, true); err != nil || !strings.Contains(b.String(), "FAIL login") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
