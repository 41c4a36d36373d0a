package login

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const secret = "ak-very-secret"

// home returns a home folder with files, whose paths are relative to ~/.arize.
func home(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, ".arize", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

type vars = map[string]string

const keyProfile = "[auth]\napi_key = \"" + secret + "\"\n"

func TestAddressOfTheEnvironment(t *testing.T) {
	for _, tc := range []struct {
		env  vars
		want string // address, or what the error says
	}{
		{vars{}, "https://api.arize.com"},
		{vars{"ARIZE_REGION": "eu-west-1a"}, "https://api.eu-west-1a.arize.com"},
		{vars{"ARIZE_REGION": "eu"}, "https://api.eu-west-1a.arize.com"},
		{vars{"ARIZE_REGION": "US"}, "https://api.us-east-1b.arize.com"},
		{vars{"ARIZE_REGION": "CA"}, "https://api.ca-central-1a.arize.com"},
		{vars{"ARIZE_REGION": "us-central-1a"}, "https://api.us-central-1a.arize.com"},
		{vars{"ARIZE_REGION": "mars"}, `ARIZE_REGION: there is no region "mars"; the regions are us-central-1a`},
		{vars{"ARIZE_SINGLE_HOST": "arize.example.com"}, "https://arize.example.com"},
		{vars{"ARIZE_SINGLE_HOST": "arize.example.com", "ARIZE_SINGLE_PORT": "8443"}, "https://arize.example.com:8443"},
		{vars{"ARIZE_SINGLE_PORT": "8443"}, "https://api.arize.com:8443"},
		{vars{"ARIZE_SINGLE_PORT": "0"}, "https://api.arize.com"},
		{vars{"ARIZE_BASE_DOMAIN": "pc.example.com"}, "https://api.pc.example.com"},
		{vars{"ARIZE_API_HOST": "127.0.0.1:8080", "ARIZE_API_SCHEME": "HTTP"}, "http://127.0.0.1:8080"},
		{vars{"ARIZE_API_HOST": "127.0.0.1:8080", "ARIZE_API_SCHEME": "http", "ARIZE_API_PORT": "9"}, "http://127.0.0.1:9"},
		{vars{"ARIZE_API_HOST": "::1", "ARIZE_API_PORT": "9"}, "https://[::1]:9"},
		{vars{"ARIZE_API_HOST": "::1"}, "https://[::1]"},
		{vars{"ARIZE_API_HOST": "ignored.example.com", "ARIZE_REGION": "EU"}, "https://api.eu-west-1a.arize.com"},
		{vars{"ARIZE_API_SCHEME": "ftp"}, `ARIZE_API_SCHEME: is "ftp"; it must be http or https`},
		{vars{"ARIZE_API_HOST": "https://x.example.com/v2"}, "ARIZE_API_HOST: is an address; set only the host, for example x.example.com"},
		{vars{"ARIZE_API_HOST": "a b"}, "ARIZE_API_HOST: is not a host name"},
		{vars{"ARIZE_API_PORT": "70000"}, `ARIZE_API_PORT: is "70000"`},
		{vars{"ARIZE_REGION": "EU", "ARIZE_SINGLE_HOST": "x"}, "ARIZE_REGION and ARIZE_SINGLE_HOST: they exclude each other"},
		{vars{"ARIZE_REGION": "EU", "ARIZE_SINGLE_PORT": "1"}, "ARIZE_REGION and ARIZE_SINGLE_PORT: they exclude each other"},
		{vars{"ARIZE_REGION": "EU", "ARIZE_BASE_DOMAIN": "x"}, "ARIZE_REGION and ARIZE_BASE_DOMAIN: they exclude each other"},
		{vars{"ARIZE_SINGLE_HOST": "y", "ARIZE_BASE_DOMAIN": "x"}, "ARIZE_SINGLE_HOST and ARIZE_BASE_DOMAIN: they exclude each other"},
	} {
		tc.env["ARIZE_API_KEY"] = secret + "\n"
		login, err := Load(Request{Env: env(tc.env), Home: t.TempDir()})
		got := login.BaseURL
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, tc.want) || err == nil && (login.Key != secret || login.Name != "environment") || strings.Contains(got, secret) {
			t.Errorf("%v: %q, key of %d, want %q", tc.env, got, len(login.Key), tc.want)
		}
	}
}

func TestProfiles(t *testing.T) {
	eu := keyProfile + "[routing]\nregion = \"EU\"\napi_host = \"api.arize.com\"\n"
	for _, tc := range []struct {
		name    string
		files   map[string]string
		profile string
		env     vars
		want    string // name address key's first letters, or what the error says
	}{
		{"default", vars{"profiles/default.toml": eu}, "", nil, "default https://api.eu-west-1a.arize.com ak-very"},
		{"old place", vars{"config.toml": keyProfile}, "", nil, "default https://api.arize.com ak-very"},
		{"both places", vars{"config.toml": keyProfile, "profiles/default.toml": eu}, "", nil, "default https://api.eu-west-1a.arize.com ak-very"},
		{"active", vars{"profiles/prod.toml": eu, ".active_profile": " prod\n", "config.toml": keyProfile}, "", nil, "prod https://api.eu-west-1a.arize.com ak-very"},
		{"active is gone", vars{".active_profile": "prod"}, "", nil, `names the profile "prod", which is not there. Choose one with: ax profiles use NAME`},
		{"active is gone, a key", vars{".active_profile": "prod"}, "", vars{"ARIZE_API_KEY": "ak-env"}, "environment https://api.arize.com ak-env"},
		{"chosen", vars{"profiles/prod.toml": eu, "config.toml": keyProfile}, "prod", nil, "prod https://api.eu-west-1a.arize.com ak-very"},
		{"chosen before the environment", vars{"profiles/prod.toml": eu}, "prod", vars{"ARIZE_API_KEY": "ak-env", "ARIZE_API_HOST": "evil.example.com"}, "prod https://api.eu-west-1a.arize.com ak-very"},
		{"chosen is gone", vars{"profiles/a.toml": eu, "config.toml": keyProfile}, "b", nil, `there is no profile "b"; there are a, default. List them with: ax profiles list`},
		{"chosen has a bad name", nil, "../../etc/passwd", nil, `"../../etc/passwd" is not a valid profile name`},
		{"key of the environment, place of the profile", vars{"profiles/default.toml": eu}, "", vars{"ARIZE_API_KEY": "ak-env"}, "default https://api.eu-west-1a.arize.com ak-env"},
		{"place of the environment", vars{"profiles/default.toml": eu}, "", vars{"ARIZE_SINGLE_HOST": "h.example.com"}, "default https://h.example.com ak-very"},
		{"scheme of the environment", vars{"profiles/default.toml": keyProfile + "[routing]\napi_host=\"h\"\n"}, "", vars{"ARIZE_API_SCHEME": "http", "ARIZE_API_PORT": "81"}, "default http://h:81 ak-very"},
		{"reference", vars{"config.toml": "[auth]\napi_key=\"${K}\"\n[routing]\nregion=\"${R:EU}\"\n"}, "", vars{"K": "ak-k"}, "default https://api.eu-west-1a.arize.com ak-k"},
		{"reference without a value", vars{"config.toml": "[auth]\napi_key=\"${K}\"\n"}, "", nil, "it refers to ${K}, which is not set. Set the variable"},
		{"no key", vars{"config.toml": "[routing]\nregion=\"EU\"\n"}, "", nil, "the profile default has no key: there is no API key"},
		{"two places", vars{"config.toml": keyProfile + "[routing]\nregion=\"EU\"\nsingle_host=\"h\"\n"}, "", nil, "config.toml): they exclude each other. Set only one"},
		{"not TOML", vars{"config.toml": "[auth]\napi_key = \"" + secret + "\n"}, "", nil, "config.toml:2:"},
		{"nothing", nil, "", nil, "there is no API key"},
		{"own folder", vars{"x/profiles/default.toml": eu}, "", vars{"ARIZE_DIRECTORY": "~/.arize/x"}, "default https://api.eu-west-1a.arize.com ak-very"},
		{"odd method", vars{"config.toml": "[auth]\nauth_method=\"magic\"\n"}, "", nil, `is "magic"; it must be api-key or oauth`},
		{"logged out", vars{"config.toml": "[auth]\nauth_method=\"oauth\"\n"}, "", nil, "the profile default is logged out. Run: ax auth login"},
		{"unknown keys", vars{"config.toml": keyProfile + "[wonder]\nx=1\n[routing]\nflight_port=\"443\"\nsingle_port=8443\n"}, "", nil, "default https://api.arize.com:8443 ak-very"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			login, err := Load(Request{Profile: tc.profile, Env: env(tc.env), Home: home(t, tc.files)})
			got := fmt.Sprintf("%s %s %.7s", login.Name, login.BaseURL, login.Key)
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, tc.want) || strings.Contains(got, secret) || strings.Contains(got, "\n") {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

func TestNoKeyIsNoKey(t *testing.T) {
	for _, files := range []map[string]string{nil, {"config.toml": ""}, {"config.toml": "[auth]\nauth_method=\"oauth\"\n"}} {
		if _, err := Load(Request{Home: home(t, files)}); !errors.Is(err, ErrNoKey) {
			t.Errorf("%v: %v", files, err)
		}
	}
}

func TestOAuth(t *testing.T) {
	text := "[auth]\nauth_method=\"oauth\"\napi_key=\"left over\"\n[auth.oauth]\naccess_token=\"" + secret + "\"\nrefresh_token=\"r\"\nexpires_at=%s\n"
	for _, at := range []string{"2026-03-01T10:00:00Z", "\"2026-03-01T10:00:00Z\"", "1772359200", "1772359200.5", "\"1772359200\""} {
		login, err := Load(Request{Home: home(t, vars{"config.toml": fmt.Sprintf(text, at)})})
		want := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
		if err != nil || login.Key != secret || !login.OAuth || !login.Expires.Equal(want) {
			t.Fatalf("%s: %v %v %v", at, login.OAuth, login.Expires, err)
		}
		if login.Expired(want.Add(-time.Second)) || !login.Expired(want) {
			t.Errorf("%s: expired at the wrong time", at)
		}
	}
	login, err := Load(Request{Home: home(t, vars{"config.toml": "[auth.oauth]\naccess_token=\"t\"\n"})})
	if err != nil || !login.OAuth || login.Expired(time.Now()) {
		t.Errorf("guessed: %v %v", login.OAuth, err)
	}
}

// A refused key is reported with its source, in one sentence.
func TestRefusedKey(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	token := "[auth.oauth]\naccess_token=\"t\"\nexpires_at=%d\n"
	for _, tc := range []struct {
		files map[string]string
		env   vars
		want  string
	}{
		{nil, vars{"ARIZE_API_KEY": "ak-env"}, "|Check the key in ARIZE_API_KEY."},
		{vars{"config.toml": keyProfile}, vars{"ARIZE_API_KEY": "ak-env"}, "|Check the key in ARIZE_API_KEY; the key of the profile default was not used."},
		{vars{"config.toml": keyProfile}, nil, "|Check the key of the profile default."},
		{vars{"config.toml": fmt.Sprintf(token, now.Unix()+1)}, nil, "|Run: ax auth login"},
		{vars{"config.toml": fmt.Sprintf(token, now.Unix()-60)}, nil, "the access token of the profile default expired at 2026-03-10 11:59 UTC|Run: ax auth login"},
	} {
		login, err := Load(Request{Home: home(t, tc.files), Env: env(tc.env)})
		reason, advice := login.Refused(now)
		if got := reason + "|" + advice; got != tc.want || err != nil {
			t.Errorf("%s, want %s: %v", got, tc.want, err)
		}
		if expired := login.ErrExpired(now); (expired != nil) != (reason != "") {
			t.Errorf("%s: expired: %v", tc.want, expired)
		}
	}
}

func TestSpaceAndFormat(t *testing.T) {
	login, err := Load(Request{Home: home(t, vars{"config.toml": keyProfile + "[output]\nformat=\"JSON\"\n"}), Env: env(vars{"ARIZE_SPACE": " Search ", "ARIZE_SPACE_ID": "no"})})
	if err != nil || login.Space != "Search" || login.Format != "json" {
		t.Errorf("%q %q %v", login.Space, login.Format, err)
	}
}

func TestOthersMayReadTheKey(t *testing.T) {
	dir := home(t, vars{"config.toml": keyProfile, "profiles/ref.toml": "[auth]\napi_key=\"${K}\"\n"})
	path := filepath.Join(dir, ".arize", "config.toml")
	if login, _ := Load(Request{Home: dir}); len(login.Notes) != 0 {
		t.Errorf("0600: %q", login.Notes)
	}
	for _, file := range []string{path, filepath.Join(dir, ".arize", "profiles", "ref.toml")} {
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if login, _ := Load(Request{Home: dir}); len(login.Notes) != 1 || !strings.Contains(login.Notes[0], "chmod 600 "+path) {
		t.Errorf("0644: %q", login.Notes)
	}
	if login, _ := Load(Request{Home: dir, Profile: "ref", Env: env(vars{"K": "k"})}); len(login.Notes) != 0 {
		t.Errorf("a reference is not a secret: %q", login.Notes)
	}
}

func TestListAndSave(t *testing.T) {
	dir := home(t, vars{"profiles/b.toml": "[auth.oauth]\naccess_token=\"t\"\n[routing]\nregion=\"EU\"\n", "profiles/a.toml": "[", "config.toml": keyProfile})
	request := Request{Home: dir}
	path, err := Save(request, "mine", secret, "https://arize.example.com")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if _, err := Save(request, "mine", "other", ""); err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("replaced: %v", err)
	}
	for _, bad := range []string{"", "../x", ".hidden", "a/b"} {
		if _, err := Save(request, bad, secret, ""); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := Save(request, "x", secret, "mars"); err == nil {
		t.Error("an unknown region is accepted")
	}
	var got []string
	for _, profile := range Profiles(request) {
		got = append(got, fmt.Sprint(profile.Name, " ", profile.Host, " ", profile.Auth, " ", profile.Active, " ", profile.Err != nil))
	}
	want := []string{"a  none false true", "b api.eu-west-1a.arize.com ax auth login false false", "default api.arize.com API key false false", "mine arize.example.com API key true false"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
	if login, err := Load(request); err != nil || login.Name != "mine" || login.Key != secret {
		t.Errorf("the saved profile must become active: %v %v", login, err)
	}
}

func BenchmarkLoad(b *testing.B) {
	dir := b.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".arize", "profiles"), 0o700); err != nil {
		b.Fatal(err)
	}
	text := keyProfile + "[routing]\nregion=\"EU\"\n[transport]\nstream_max_workers = 8\n[security]\nrequest_verify = true\n[output]\nformat = \"table\"\n"
	if err := os.WriteFile(filepath.Join(dir, ".arize", "profiles", "default.toml"), []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Load(Request{Home: dir}); err != nil {
			b.Fatal(err)
		}
	}
}

// The web app is on a host of its own (contract section 1); a host of the REST API alone
// does not tell where.
func TestWebApp(t *testing.T) {
	for _, tc := range []struct {
		env  vars
		want string
	}{
		{vars{}, "https://app.arize.com"},
		{vars{"ARIZE_REGION": "EU"}, "https://app.eu-west-1a.arize.com"},
		{vars{"ARIZE_API_HOST": "api.us-east-1b.arize.com", "ARIZE_API_PORT": "443"}, "https://app.us-east-1b.arize.com"},
		{vars{"ARIZE_SINGLE_HOST": "arize.example.com", "ARIZE_SINGLE_PORT": "8443"}, "https://arize.example.com:8443"},
		{vars{"ARIZE_BASE_DOMAIN": "pc.example.com"}, "https://app.pc.example.com"},
		{vars{"ARIZE_API_HOST": "api.example.com"}, ""},
	} {
		tc.env["ARIZE_API_KEY"] = secret
		if login, err := Load(Request{Env: env(tc.env), Home: t.TempDir()}); err != nil || login.Web != tc.want {
			t.Errorf("%v: %q %v, want %q", tc.env, login.Web, err, tc.want)
		}
	}
	for where, want := range map[string]string{"": "https://app.arize.com", "CA": "https://app.ca-central-1a.arize.com", "https://api.arize.com": "https://app.arize.com", "http://x.example.com": ""} {
		if login, err := Entered(Request{Env: env(vars{}), Home: t.TempDir()}, secret, where); err != nil || login.Web != want {
			t.Errorf("%q: %q %v, want %q", where, login.Web, err, want)
		}
	}
}
