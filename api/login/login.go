// Package login works out where the API is and with which key, from what the
// person has set.
//
// Today it reads the environment; profiles of the ax program come with line
// mode. It promises that no error holds the key. It imports the standard
// library only.
package login

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Login is one connection. The zero value is none.
type Login struct {
	Name    string // what the header calls it
	BaseURL string // scheme and host, with port where one was given
	Key     string // never to be shown
}

// ErrNoKey says that no key is set and what to do about it.
var ErrNoKey = errors.New("there is no API key. Set ARIZE_API_KEY, or look around without one: ax-tui --demo")

// FromEnv reads ARIZE_API_KEY, ARIZE_API_HOST, ARIZE_API_SCHEME and
// ARIZE_API_PORT (contract section 1). Without a host it is api.arize.com over
// https.
func FromEnv(env func(string) string) (Login, error) {
	l := Login{Name: "environment", Key: strings.TrimSpace(env("ARIZE_API_KEY"))}
	if l.Key == "" {
		return l, ErrNoKey
	}
	scheme := strings.ToLower(or(env("ARIZE_API_SCHEME"), "https"))
	if scheme != "http" && scheme != "https" {
		return l, fmt.Errorf("ARIZE_API_SCHEME is %q; it must be http or https", scheme)
	}
	host := or(env("ARIZE_API_HOST"), "api.arize.com")
	if strings.Contains(host, "/") || strings.ContainsAny(host, " \t@?#") {
		return l, fmt.Errorf("ARIZE_API_HOST is %q; give a host name alone, for example api.arize.com", host)
	}
	if port := env("ARIZE_API_PORT"); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return l, fmt.Errorf("ARIZE_API_PORT is %q; it must be a number from 1 to 65535", port)
		}
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		host = net.JoinHostPort(strings.Trim(host, "[]"), port)
	}
	l.BaseURL = (&url.URL{Scheme: scheme, Host: host}).String()
	return l, nil
}

func or(a, b string) string {
	if a = strings.TrimSpace(a); a != "" {
		return a
	}
	return b
}
