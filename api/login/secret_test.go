package login

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const password, user = "pass-word", "proxy-user"

// printedForms returns everything that printing a login and its errors can show.
func printedForms(login Login, err error) string {
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "login", login, "err", err)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "login", login, "err", err)
	js, jerr := json.Marshal(struct {
		L   Login
		P   *Login
		Err error
	}{login, &login, err})
	in := struct{ L Login }{login}
	return fmt.Sprintf("%v %+v %#v %s %q %x|%v %+v %#v|%v %v|%v %+v|%v|%s", login, login, login, login, login, login, &login, in, in, login.Values, login.Warnings, err, err, jerr, js) + log.String()
}

// findSecret returns the first secret in a text with its surroundings, "" for none.
func findSecret(text string) string {
	for _, word := range []string{secret, password, user, fmt.Sprintf("%x", secret)} {
		if i := strings.Index(strings.ToLower(text), word); i >= 0 {
			return text[max(0, i-100):min(len(text), i+60)]
		}
	}
	return ""
}

// For any settings, valid or not, nothing printed contains the key, or the user and
// the password of a proxy.
func TestNoOutputContainsASecret(t *testing.T) {
	dir := home(t, vars{
		"profiles/a.toml": keyProfile + "[network]\nproxy_mode=\"${M:url}\"\nproxy_url=\"http://" + user + ":pass-word@p:1\"\n",
		"profiles/b.toml": "[auth]\napi_key=\"" + secret + "\"\nx=[",
		"profiles/c.toml": "[auth.oauth]\naccess_token=\"" + secret + "\"\nexpires_at=1\n[routing]\nregion=\"${ARIZE_API_KEY:nowhere}\"\n",
		"profiles/d.toml": "[auth]\napi_key=\"${" + secret + "}\"\n[network]\nproxy_url=\"${P:socks5://proxy-user@h}\"\n",
		"profiles/e.toml": "[auth]\nauth_method=\"" + secret + "\"\napi_key = \"" + secret,
		"profiles/f.toml": "[auth]\napi_key=\"" + secret + "\"\n[security]\nrequest_verify=\"" + secret + "\"\n",
	})
	values := []string{
		"", "", "1", "EU", "true", "off", "http", "url", secret, strings.ToUpper(secret) + ".example.com", "https://" + secret, "http://" + secret + ":80", "https://proxy-user:pass-word@h/x", "proxy-user:pass-word@h", "proxy-user@h:1",
		"http://proxy-user:pass-word@p:80", "http://proxy-user:pass-word@p:8%zz", "http://proxy-user:pass-word x@p", "ftp://proxy-user:pass-word@p", "ak-${" + secret,
	}
	names := []string{
		"ARIZE_REGION", "ARIZE_SINGLE_HOST", "ARIZE_SINGLE_PORT", "ARIZE_BASE_DOMAIN", "ARIZE_API_HOST", "ARIZE_API_SCHEME", "ARIZE_API_PORT",
		"ARIZE_PROXY_URL", "HTTPS_PROXY", "http_proxy", "all_proxy", "no_proxy", "ARIZE_REQUEST_VERIFY", "M", "P",
	}
	rapid.Check(t, func(t *rapid.T) {
		variables := vars{"ARIZE_API_KEY": rapid.SampledFrom([]string{"", secret, secret + "\n"}).Draw(t, "key")}
		for i := range rapid.IntRange(0, 3).Draw(t, "settings") { // few, since the first fault hides all others
			name := rapid.SampledFrom(names).Draw(t, fmt.Sprint("name", i))
			variables[name] = rapid.SampledFrom(values).Draw(t, name)
		}
		if name := rapid.SampledFrom([]string{"", "ARIZE_SSL_CA_CERT", "ARIZE_SPACE"}).Draw(t, "misplaced"); name != "" {
			variables[name] = secret
		}
		request := Request{Env: env(variables), Home: dir, Profile: rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e", "f"}).Draw(t, "profile")}
		login, err := Load(request)
		all := printedForms(login, err)
		login, err = Entered(request, secret, rapid.SampledFrom(values).Draw(t, "where"))
		all += printedForms(login, err)
		_, err = login.Transport()
		if all += printedForms(login, err); findSecret(all) != "" {
			t.Fatalf("shown: %q", findSecret(all))
		}
	})
	if all := fmt.Sprintf("%+v", Profiles(Request{Home: dir})); findSecret(all) != "" {
		t.Errorf("the list of profiles shows %q", findSecret(all))
	}
	if _, err := Save(Request{Home: dir}, "g", secret, "https://proxy-user:pass-word@h"); err == nil || findSecret(err.Error()) != "" {
		t.Errorf("saving: %v", err)
	}
}

// The error of the transport does not contain the password either.
func TestAnUnreachableProxyKeepsItsPassword(t *testing.T) {
	login, err := load(t, vars{"ARIZE_PROXY_URL": "http://" + user + ":" + password + "@127.0.0.1:1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := login.Transport()
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.example.com/v2/spaces", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: tr}).Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	if err == nil || findSecret(err.Error()) != "" || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("%v", err)
	}
}

// The error names the setting, and the value is not used.
func TestTheKeyInAnotherSetting(t *testing.T) {
	for _, name := range []string{"ARIZE_API_HOST", "ARIZE_SINGLE_HOST", "ARIZE_BASE_DOMAIN", "ARIZE_SPACE", "ARIZE_SSL_CA_CERT", "REQUESTS_CA_BUNDLE"} {
		login, err := load(t, vars{name: strings.ToUpper(secret)}, nil)
		if err == nil || !strings.HasPrefix(err.Error(), name+": contains the key; it must be") || findSecret(printedForms(login, err)) != "" {
			t.Errorf("%s: %v %v", name, login, err)
		}
	}
	for _, name := range []string{"ARIZE_PROXY_URL", "HTTPS_PROXY", "ALL_PROXY"} {
		login, err := load(t, vars{name: "http://" + secret}, nil)
		if err == nil || !strings.HasPrefix(err.Error(), name+": is not the address of a proxy") || findSecret(printedForms(login, err)) != "" {
			t.Errorf("%s: %v %v", name, login, err)
		}
	}
}

func TestOtherFormsOfALiteralKey(t *testing.T) {
	for value, want := range (vars{"ak-x": "1", "${K}": "0", "${K:}": "0", "${A}${B:}": "0", "${K:ak-x}": "1", "ak-x${K}": "1", "${K": "1", "": "0"}) {
		if got := map[bool]string{true: "1", false: "0"}[hasLiteral(value)]; got != want {
			t.Errorf("%q contains literal text: %s", value, got)
		}
	}
}

// No content of a profile causes a panic.
func FuzzProfile(f *testing.F) {
	for _, text := range []string{keyProfile, "[auth.oauth]\naccess_token='t'\nexpires_at=2026-01-01", "[routing]\nregion=\"${", "auth=1", "\x00", "[auth]\napi_key=['a']"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := home(t, vars{"config.toml": text})
		_, err := Load(Request{Home: dir})
		if err != nil && strings.ContainsRune(err.Error(), '\n') {
			t.Errorf("more than one line: %q", err)
		}
		if list := Profiles(Request{Home: dir}); len(list) != 1 || list[0].Path != filepath.Join(dir, ".arize", "config.toml") {
			t.Errorf("%v", list)
		}
	})
}
