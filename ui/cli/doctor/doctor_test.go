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

// runDoctor runs all checks with these environment variables.
func runDoctor(t *testing.T, vars map[string]string, now time.Time) Report {
	t.Helper()
	env := func(name string) string { return vars[name] }
	options := Options{
		Settings: Settings{Env: env}, Now: func() time.Time { return now }, TTY: [3]bool{true, true, true}, Width: 80,
		LookPath: func(string) (string, error) { return "", errors.New("none") }, LookupHost: net.DefaultResolver.LookupHost, Dial: (&net.Dialer{}).DialContext,
	}
	options.Config, options.ConfigErr = config.Load(env)
	if options.Login, options.LoginErr = login.Load(login.Request{Env: env}); options.LoginErr == nil {
		transport, err := options.Login.Transport()
		if options.ClientErr = err; err == nil {
			options.Client, options.ClientErr = api.New(api.Options{BaseURL: options.Login.BaseURL, Key: options.Login.Key, Transport: transport, Retries: -1})
		}
	}
	return Run(t.Context(), options)
}

func findCheck(t *testing.T, report Report, name string) Check {
	t.Helper()
	for _, check := range report {
		if check.Name == name {
			return check
		}
	}
	t.Fatalf("no check %q", name)
	return Check{}
}

func TestTLSWithAPrivateCA(t *testing.T) {
	srv := httptest.NewTLSServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		_, _ = writer.Write([]byte(`{"spaces":[],"tasks":[],"projects":[],"datasets":[],"evaluators":[],"integrations":[],"pagination":{"has_more":false}}`))
	}))
	defer srv.Close()
	host := strings.TrimPrefix(srv.URL, "https://")
	vars := map[string]string{"ARIZE_API_KEY": "ak-secret", "ARIZE_API_HOST": host, "TERM": "xterm", "LANG": "C.UTF-8"}
	report := runDoctor(t, vars, time.Now())
	if check := findCheck(t, report, "TLS"); check.State != Fail || !strings.Contains(check.Next, "ARIZE_SSL_CA_CERT") || report.Code() != tasks.API {
		t.Errorf("%+v, exit %d", check, report.Code())
	}
	if check := findCheck(t, report, "key"); check.State != Skipped {
		t.Errorf("%+v", check)
	}
	vars["ARIZE_SSL_CA_CERT"] = filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	if err := os.WriteFile(vars["ARIZE_SSL_CA_CERT"], block, 0o600); err != nil {
		t.Fatal(err)
	}
	report = runDoctor(t, vars, time.Now().Add(-time.Hour))
	for name, want := range map[string]State{"TLS": OK, "server": OK, "key": OK, "reads": OK, "clock": Warn, "writes": Skipped} {
		if check := findCheck(t, report, name); check.State != want {
			t.Errorf("%+v, want %s", check, want)
		}
	}
	if report.Code() != 0 {
		t.Errorf("exit %d", report.Code())
	}
	var buffer bytes.Buffer
	if err := report.JSON(&buffer); err != nil || strings.Contains(buffer.String(), "ak-secret") {
		t.Errorf("%v %s", err, buffer.String())
	}
}

func TestDumbTerminal(t *testing.T) {
	report := runDoctor(t, map[string]string{"TERM": "dumb", "LANG": "C"}, time.Now())
	for _, name := range []string{"terminal", "characters", "clipboard"} {
		if check := findCheck(t, report, name); check.State != Warn || check.Next == "" {
			t.Errorf("%+v", check)
		}
	}
	if report.Code() != tasks.Auth {
		t.Errorf("exit %d without a key", report.Code())
	}
	var buffer bytes.Buffer
	if err := report.Text(&buffer, 0, true); err != nil || !strings.Contains(buffer.String(), "FAIL login") {
		t.Errorf("%v\n%s", err, buffer.String())
	}
}
