package login

import (
	"errors"
	"strings"
	"testing"
)

func TestFromEnv(t *testing.T) {
	cases := []struct {
		env  map[string]string
		want string
		err  string
	}{
		{map[string]string{"ARIZE_API_KEY": "ak-1"}, "https://api.arize.com", ""},
		{map[string]string{"ARIZE_API_KEY": "ak-1", "ARIZE_API_HOST": "127.0.0.1:8080", "ARIZE_API_SCHEME": "http"}, "http://127.0.0.1:8080", ""},
		{map[string]string{"ARIZE_API_KEY": "ak-1", "ARIZE_API_HOST": "127.0.0.1:8080", "ARIZE_API_SCHEME": "HTTP", "ARIZE_API_PORT": "9"}, "http://127.0.0.1:9", ""},
		{map[string]string{"ARIZE_API_KEY": "ak-1", "ARIZE_API_HOST": "::1", "ARIZE_API_PORT": "9"}, "https://[::1]:9", ""},
		{map[string]string{"ARIZE_API_KEY": "ak-1", "ARIZE_API_SCHEME": "ftp"}, "", "ARIZE_API_SCHEME"},
		{map[string]string{"ARIZE_API_KEY": "ak-1", "ARIZE_API_HOST": "https://x.y"}, "", "ARIZE_API_HOST"},
		{map[string]string{"ARIZE_API_KEY": "ak-1", "ARIZE_API_PORT": "70000"}, "", "ARIZE_API_PORT"},
	}
	for _, c := range cases {
		l, err := FromEnv(func(k string) string { return c.env[k] })
		switch {
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "ak-1")):
			t.Errorf("%v: error %v, want one that names %s and not the key", c.env, err, c.err)
		case c.err == "" && (err != nil || l.BaseURL != c.want):
			t.Errorf("%v: %q %v, want %q", c.env, l.BaseURL, err, c.want)
		}
	}
	if _, err := FromEnv(func(string) string { return "" }); !errors.Is(err, ErrNoKey) {
		t.Errorf("without a key: %v", err)
	}
}
