package login

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// valueOf returns the value of a setting and its source.
func valueOf(login Login, name string) string {
	for _, value := range login.Values {
		if value.Name == name {
			return value.Text + " <- " + value.From
		}
	}
	return "-"
}

// withoutPath returns an error without the folder of the test.
func withoutPath(err error) string {
	return regexp.MustCompile(`\([^()]*config\.toml\)`).ReplaceAllString(err.Error(), "(PATH)")
}

// The environment takes precedence, except over a profile selected by name.
func TestPrecedenceOfNetworkSettings(t *testing.T) {
	full := keyProfile + "[security]\nrequest_verify=true\n[network]\nproxy_mode=\"url\"\nproxy_url=\"http://prof:4\"\nno_proxy=\"a.example.com\"\nca_bundle=\"~/ca.pem\"\n"
	network := vars{"ARIZE_REQUEST_VERIFY": "off", "ARIZE_SSL_CA_CERT": "", "ARIZE_PROXY_URL": "http://env:1", "NO_PROXY": "b.example.com"}
	ca := vars{"ARIZE_SSL_CA_CERT": "/env.pem", "ARIZE_PROXY_URL": "http://env:1", "NO_PROXY": "b.example.com"}
	dir := home(t, vars{"profiles/full.toml": full, "profiles/bare.toml": keyProfile, "profiles/system.toml": keyProfile + "[network]\nproxy_mode=\"system\"\n", ".active_profile": "full"})
	for _, tc := range []struct {
		profile string
		env     vars
		want    vars
	}{
		{"full", network, vars{"TLS check": "on <- profile full", "proxy": "http://prof:4 <- profile full", "no proxy for": "a.example.com <- profile full"}},
		{"full", ca, vars{"CA bundle": "HOME/ca.pem <- profile full"}},
		{"bare", network, vars{"TLS check": "off <- ARIZE_REQUEST_VERIFY", "proxy": "http://env:1 <- ARIZE_PROXY_URL"}},
		{"bare", ca, vars{"CA bundle": "/env.pem <- ARIZE_SSL_CA_CERT"}},
		{"system", network, vars{"proxy": "http://env:1 <- ARIZE_PROXY_URL"}},
		{"", ca, vars{
			"CA bundle": "/env.pem <- ARIZE_SSL_CA_CERT", "proxy": "http://env:1 <- ARIZE_PROXY_URL",
			"no proxy for": "b.example.com <- NO_PROXY", "TLS check": "on <- profile full",
		}},
		{"bare", vars{"https_proxy": "http://tok@sys:2"}, vars{"proxy": "http://sys:2 <- https_proxy"}},
		{"bare", vars{"all_proxy": "sys:2"}, vars{"proxy": "http://sys:2 <- all_proxy"}},
		{"bare", vars{"HTTPS_PROXY": "http://sys:2", "NO_PROXY": "*"}, vars{"proxy": "none <- NO_PROXY"}},
		{"bare", vars{"HTTPS_PROXY": "http://u:%zz@sys:2", "NO_PROXY": "arize.com"}, vars{"proxy": "none <- NO_PROXY"}},
		{"bare", nil, vars{"proxy": "none <- default"}},
	} {
		login, err := Load(Request{Profile: tc.profile, Env: env(tc.env), Home: dir})
		for name, want := range tc.want {
			if got := strings.ReplaceAll(valueOf(login, name), dir, "HOME"); err != nil || got != want {
				t.Errorf("%q %v: %s is %s, want %s (%v)", tc.profile, tc.env, name, got, want, err)
			}
		}
	}
	login, err := Load(Request{Env: env(network), Home: dir})
	if err == nil || !strings.Contains(err.Error(), "profile full and ARIZE_REQUEST_VERIFY") {
		t.Errorf("bundle of the profile, checks off in the environment: %v %v", login, err)
	}
}

func TestFaultsOfTheNetwork(t *testing.T) {
	for _, tc := range []struct {
		env  vars
		text string
		want string
	}{
		{nil, "[network]\nproxy_mode=\"none\"\n", `network.proxy_mode (PATH): is "none"; it must be system or url`},
		{nil, "[network]\nproxy_mode=\"url\"\n", "network.proxy_mode (PATH): is url, but network.proxy_url is not set"},
		{nil, "[network]\nproxy_url=\"https://p:1\"\n", "network.proxy_url (PATH): is not the address of a proxy. Use the form http://"},
		{nil, "[network]\nproxy_url=\"${P}\"\n", "network.proxy_url (PATH): it refers to ${P}, which is not set"},
		{vars{"ARIZE_PROXY_URL": "http://p:1"}, "[network]\nproxy_url=\"${P}\"\n", "ok"}, // not needed
		{nil, "[security]\nrequest_verify=\"perhaps\"\n", "security.request_verify (PATH): must be true or false"},
		{vars{"ARIZE_PROXY_URL": "p:1"}, "", "ARIZE_PROXY_URL: is not the address of a proxy"},
		{vars{"HTTPS_PROXY": "http://u:pass word@p:1"}, "", "HTTPS_PROXY: is not the address of a proxy"},
		{vars{"HTTPS_PROXY": "ftp://p"}, "", "HTTPS_PROXY: is not the address of a proxy"},
		{vars{"HTTP_PROXY": "ftp://p"}, "", "ok"}, // of plain http only
		{vars{"HTTPS_PROXY": "ftp://p", "ARIZE_API_HOST": "127.0.0.1:1"}, "", "ok"},
		{vars{"HTTPS_PROXY": "socks5://p:1"}, "", "ok"},
	} {
		_, err := load(t, tc.env, vars{"config.toml": tc.text})
		got := "ok"
		if err != nil {
			var fault *Fault
			if !errors.As(err, &fault) {
				t.Errorf("%v %q: not a fault: %v", tc.env, tc.text, err)
			}
			got = withoutPath(err)
		}
		if !strings.HasPrefix(got, tc.want) {
			t.Errorf("%v %q: %q, want %q", tc.env, tc.text, got, tc.want)
		}
	}
}

func TestHostsAndReferences(t *testing.T) {
	for _, tc := range []struct {
		env, files vars
		want       string
	}{
		{vars{"ARIZE_API_HOST": "h:abc"}, nil, "ARIZE_API_HOST: is not a host name"},
		{vars{"ARIZE_API_HOST": "h:70000"}, nil, "ARIZE_API_HOST: has an invalid port"},
		{vars{"ARIZE_SINGLE_HOST": "h:"}, nil, "ARIZE_SINGLE_HOST: has an invalid port"},
		{vars{"ARIZE_API_HOST": "h\x1b[31m"}, nil, "ARIZE_API_HOST: is not a host name"},
		{vars{"ARIZE_API_HOST": "[fe80::1%25eth0]"}, nil, "ARIZE_API_HOST: is not a host name"},
		{vars{"ARIZE_API_HOST": "[::1]:99"}, nil, "https://[::1]:99"},
		{vars{"ARIZE_BASE_DOMAIN": "https://x.example.com"}, nil, "ARIZE_BASE_DOMAIN: is an address"},
		{nil, vars{"config.toml": "[routing]\nregion=\"EU\"\napi_host=\"${NOPE}\"\n"}, "https://api.eu-west-1a.arize.com"},
		{nil, vars{"config.toml": "[routing]\nregion=\"${A}\"\nbase_domain=\"${B}\"\n"}, "routing.region (PATH): it refers to ${A}"},
		{vars{"ARIZE_REGION": "EU"}, vars{"config.toml": "[routing]\nsingle_host=\"h\"\nbase_domain=\"${B}\"\n"}, "https://api.eu-west-1a.arize.com"},
		{nil, vars{"config.toml": "[auth]\napi_key=\"${NOPE}\"\nauth_method=\"${NOPE}\"\n"}, "https://api.arize.com"},
		{nil, vars{"config.toml": "[routing]\nregion=\"mars\"\n"}, `profile default, routing.region (PATH): there is no region "mars"`},
	} {
		login, err := load(t, tc.env, tc.files)
		got := login.BaseURL
		if err != nil {
			got = withoutPath(err)
		}
		if !strings.HasPrefix(got, tc.want) {
			t.Errorf("%v %v: %q, want %q", tc.env, tc.files, got, tc.want)
		}
	}
}

func TestWithoutAHome(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "profiles"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "profiles", "here.toml"), []byte(keyProfile), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if login, err := Load(Request{Profile: "here"}); err == nil || login.Key != "" || !strings.HasPrefix(err.Error(), "HOME: is not set") {
		t.Errorf("the current folder is not a home folder: %v", err)
	}
	if _, err := Load(Request{}); !errors.Is(err, ErrNoKey) {
		t.Errorf("%v", err)
	}
	if _, err := Save(Request{}, "x", secret, ""); err == nil || !strings.HasPrefix(err.Error(), "HOME: is not set") {
		t.Errorf("%v", err)
	}
	if login, err := Load(Request{Env: env(vars{"ARIZE_API_KEY": secret})}); err != nil || login.Key != secret {
		t.Errorf("the environment is enough: %v", err)
	}
}

func TestUnreadableChoiceIsNotTheDefault(t *testing.T) {
	dir := home(t, vars{"config.toml": keyProfile, "profiles/x.toml": keyProfile, ".active_profile/x": ""}) // a folder instead of a file
	if login, err := Load(Request{Home: dir}); err == nil || login.Key != "" || !strings.Contains(err.Error(), ".active_profile: cannot be read") {
		t.Errorf("%v %v", login, err)
	}
	if login, err := Load(Request{Home: dir, Profile: "x"}); err != nil || login.Name != "x" {
		t.Errorf("chosen: %v", err)
	}
	if list := Profiles(Request{Home: dir}); len(list) != 2 || list[0].Err != nil || list[1].Err != nil {
		t.Errorf("%+v", list)
	}
}

func TestTheTokenHasExpired(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for _, text := range []string{"2026-03-01T10:00:00", "\"2026-03-01T10:00:00\"", "\"2026-03-01 10:00:00+00:00\"", "\"2026-03-01T11:00:00.000000+01:00\""} {
		dir := home(t, vars{"config.toml": "[auth.oauth]\naccess_token=\"t\"\nexpires_at=" + text + "\n"})
		login, err := Load(Request{Home: dir})
		if err != nil || login.Key != "t" || login.Expired(at.Add(-time.Second)) || !login.Expired(at) {
			t.Errorf("%s: expires %v, %v", text, login.Expires, err)
		}
	}
}

func TestSaveRefuses(t *testing.T) {
	dir := home(t, vars{"config.toml": keyProfile})
	request := Request{Home: dir}
	for _, tc := range []struct{ name, key, where, want string }{
		{"a", " \n", "", "key: is missing"},
		{"a", "ak one", "", "key: contains a space"},
		{"a", "ak${HOME}", "", "key: contains ${"},
		{"a", secret, "ftp://h", "address: must begin with https:// or http://"},
		{"a", secret, "https://h/v2", "address: is not a host name"},
		{"default", secret, "", filepath.Join(dir, ".arize", "config.toml") + ": is already the profile default"},
	} {
		if _, err := Save(request, tc.name, tc.key, tc.where); err == nil || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("%v: %v", tc, err)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, ".arize", "*", "*"))
	if err != nil || len(left) != 0 {
		t.Errorf("a refused profile leaves %q", left)
	}
	path, err := Save(request, "a", "\t"+secret+"\n", " EU ")
	if err != nil {
		t.Fatal(err)
	}
	if login, err := Load(Request{Home: dir, Profile: "a"}); err != nil || login.Key != secret || login.BaseURL != "https://api.eu-west-1a.arize.com" || login.Path != path {
		t.Errorf("%v %v", login, err)
	}
	if _, err := Save(request, "b", secret, ""); err != nil {
		t.Fatal(err)
	}
	if login, err := Load(request); err != nil || login.Name != "a" {
		t.Errorf("the second saved profile must not become active: %v %v", login, err)
	}
	for _, folder := range []string{"", "profiles"} {
		if err := os.RemoveAll(filepath.Join(dir, ".arize", folder, "a.toml")); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ = filepath.Glob(filepath.Join(dir, ".arize", "profiles", ".*")); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestEntered(t *testing.T) {
	for _, tc := range []struct{ key, where, want string }{
		{" k\n", "", "https://api.arize.com"},
		{"k", "ca", "https://api.ca-central-1a.arize.com"},
		{"k", " HTTPS://h.example.com:8443/ ", "https://h.example.com:8443"},
		{"", "", "key: is missing"},
		{"a\nb", "", "key: contains a space, a line break"},
		{"schlüssel", "", "key: contains a space, a line break or a character"},
		{"k", "mars", "region: there is no region"},
		{"k", "ftp://h", "address: must begin"},
	} {
		login, err := Entered(Request{Env: env(vars{"ARIZE_REQUEST_VERIFY": "off"})}, tc.key, tc.where)
		got := login.BaseURL
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, tc.want) || err == nil && (login.Key != "k" || login.Verify() || valueOf(login, "address") != tc.want+" <- entered") || err != nil && login.Key != "" {
			t.Errorf("%v: %q %v", tc, got, login.Values)
		}
	}
}
