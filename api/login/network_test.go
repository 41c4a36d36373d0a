package login

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func load(t *testing.T, variables vars, files map[string]string) (Login, error) {
	t.Helper()
	if variables == nil {
		variables = vars{}
	}
	variables["ARIZE_API_KEY"] = secret
	return Load(Request{Env: env(variables), Home: home(t, files)})
}

// get requests an address through the login's transport.
func get(t *testing.T, login Login, addr string) (int, error) {
	t.Helper()
	tr, err := login.Transport()
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, addr, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: tr}).Do(req)
	if err != nil {
		return 0, err
	}
	_ = resp.Body.Close()
	return resp.StatusCode, nil
}

func TestPrivateCA(t *testing.T) {
	srv := httptest.NewTLSServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) { writer.WriteHeader(204) }))
	defer srv.Close()
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		env   vars
		files vars
		ok    bool
	}{
		{"system", nil, nil, false},
		{"own variable", vars{"ARIZE_SSL_CA_CERT": bundle}, nil, true},
		{"before the others", vars{"ARIZE_SSL_CA_CERT": bundle, "REQUESTS_CA_BUNDLE": "/nowhere"}, nil, true},
		{"of requests", vars{"REQUESTS_CA_BUNDLE": bundle}, nil, true},
		{"profile", nil, vars{"config.toml": "[network]\nca_bundle=\"" + bundle + "\"\n"}, true},
		{"no check", vars{"ARIZE_REQUEST_VERIFY": "off"}, nil, true},
		{"no check in the profile", nil, vars{"config.toml": "[security]\nrequest_verify=false\n"}, true},
		{"check as text in the profile", nil, vars{"config.toml": "[security]\nrequest_verify=\"True\"\n"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			login, err := load(t, tc.env, tc.files)
			if err != nil {
				t.Fatal(err)
			}
			status, err := get(t, login, srv.URL)
			if tc.ok != (err == nil && status == 204) {
				t.Errorf("%d %v", status, err)
			}
			if !login.Verify() && len(login.Warnings) != 1 {
				t.Error("no warning about the disabled check")
			}
		})
	}
}

func TestManyRequestsShareTheirConnections(t *testing.T) {
	login, err := load(t, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	rt, err := login.Transport()
	if err != nil {
		t.Fatal(err)
	}
	if tr, ok := rt.(*http.Transport); !ok || tr.MaxIdleConnsPerHost != 16 || tr.TLSClientConfig != nil && tr.TLSClientConfig.RootCAs != nil {
		t.Errorf("%T: idle connections or an unexpected pool of certificates", rt)
	}
}

func TestTLSFaults(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, variables := range map[string]vars{
		"cannot be used while TLS":  {"ARIZE_SSL_CA_CERT": "/x.pem", "ARIZE_REQUEST_VERIFY": "0"},
		"cannot be read":            {"ARIZE_SSL_CA_CERT": "/nowhere/x.pem"},
		"contains no certificate":   {"ARIZE_SSL_CA_CERT": empty},
		"must be true or false":     {"ARIZE_REQUEST_VERIFY": "/ca.pem"},
		"is not the address of a p": {"ARIZE_PROXY_URL": "ftp://u:pass-word@p"},
	} {
		login, err := load(t, variables, nil)
		if err == nil {
			_, err = login.Transport()
		}
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "pass-word") {
			t.Errorf("%v: %v", variables, err)
		}
	}
}

func TestProxies(t *testing.T) {
	for _, tc := range []struct {
		name  string
		env   vars
		files vars
		host  string // of the proxy, "" none
	}{
		{"none", nil, nil, ""},
		{"own", vars{"ARIZE_PROXY_URL": "http://own:1", "HTTPS_PROXY": "http://sys:2"}, nil, "own:1"},
		{"system", vars{"HTTPS_PROXY": "http://sys:2"}, nil, "sys:2"},
		{"small letters", vars{"https_proxy": "http://sys:2"}, nil, "sys:2"},
		{"for all", vars{"ALL_PROXY": "http://all:3"}, nil, "all:3"},
		{"of plain http only", vars{"HTTP_PROXY": "http://sys:2"}, nil, ""},
		{"not for us", vars{"HTTPS_PROXY": "http://sys:2", "NO_PROXY": "example.com,.arize.com"}, nil, ""},
		{"not for us, small letters", vars{"HTTPS_PROXY": "http://sys:2", "no_proxy": "*"}, nil, ""},
		{"profile", nil, vars{"config.toml": "[network]\nproxy_mode=\"url\"\nproxy_url=\"http://prof:4\"\n"}, "prof:4"},
		{"profile takes the system's", vars{"HTTPS_PROXY": "http://sys:2"}, vars{"config.toml": "[network]\nproxy_mode=\"system\"\nproxy_url=\"http://prof:4\"\n"}, "sys:2"},
		{"profile, not for us", nil, vars{"config.toml": "[network]\nproxy_url=\"http://prof:4\"\nno_proxy=\"api.arize.com\"\n"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			login, err := load(t, tc.env, tc.files)
			if err != nil {
				t.Fatal(err)
			}
			address, err := login.Proxy()
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if address != nil {
				got = address.Host
			}
			if got != tc.host {
				t.Errorf("proxy %q, want %q", got, tc.host)
			}
		})
	}
}

// The transport uses the result of Proxy.
func TestRequestsGoThroughTheProxy(t *testing.T) {
	asked := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		asked <- request.URL.Host
		writer.WriteHeader(204)
	}))
	defer proxy.Close()
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	login, err := load(t, vars{"ARIZE_PROXY_URL": "http://u:pass-word@" + address.Host, "ARIZE_API_HOST": "api.example.com", "ARIZE_API_SCHEME": "http"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if status, err := get(t, login, "http://api.example.com/v2/spaces"); err != nil || status != 204 {
		t.Fatal(status, err)
	}
	if host := <-asked; host != "api.example.com" {
		t.Errorf("the proxy got a request for %s", host)
	}
}
