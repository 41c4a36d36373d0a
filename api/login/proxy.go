package login

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// proxy settles how the server is reached: a proxy of Arize's own settings,
// else what the system says for every program.
func (s *settings) proxy() error {
	config := &s.login.network.proxy
	own, from, err := s.ownProxy()
	if err != nil {
		return err
	}
	no, noFrom, err := s.either("network", "no_proxy", "NO_PROXY", "no_proxy")
	if err != nil {
		return err
	}
	config.HTTPProxy, config.HTTPSProxy, config.NoProxy = own, own, no
	if own == "" {
		var other string
		config.HTTPSProxy, from = s.first("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
		config.HTTPProxy, other = s.first("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
		if strings.HasPrefix(s.login.BaseURL, "http://") {
			from = other
		}
		if from != "" && s.wouldProxy() && (!isProxy(s.systemProxy()) || s.misplaced(s.systemProxy())) {
			return badProxy(from, "") // it would be passed over in silence, and the server asked directly
		}
	}
	text := "none"
	switch address, err := s.login.Proxy(); {
	case err == nil && address != nil:
		text = bareProxy(address)
	case from != "" && noFrom != "":
		from = noFrom
	case from != "":
		from = "a server on this machine"
	}
	s.tell("proxy", text, cmp.Or(from, "default"))
	if strings.Contains(no, "@") {
		no = "set" // a proxy with its password, in the wrong setting
	}
	if no != "" {
		s.tell("no proxy for", no, noFrom)
	}
	return nil
}

// ownProxy is the proxy that is set for Arize alone, "" for none.
func (s *settings) ownProxy() (value, from string, err error) {
	value, from = s.first("ARIZE_PROXY_URL")
	if value == "" || s.chosen() {
		fromProfile, pFrom, err := s.profileProxy()
		if err != nil {
			return "", "", err
		}
		if fromProfile != "" {
			value, from = fromProfile, pFrom
		}
	}
	if value == "" {
		return "", "", nil
	}
	if !strings.Contains(value, "://") || !isProxy(value) || s.misplaced(value) {
		return "", "", badProxy(from, "")
	}
	return value, from, nil
}

// profileProxy is the proxy of the profile, "" where it leaves that to the
// system (contract section 2: http:// alone).
func (s *settings) profileProxy() (value, from string, err error) {
	mode, _, err := s.ofProfile("network", "proxy_mode")
	if err != nil {
		return "", "", err
	}
	switch strings.ToLower(mode) {
	case "system":
		return "", "", nil
	case "", "url":
	default:
		return "", "", &Fault{Setting: "network.proxy_mode", From: s.profile.path, Why: "is " + shown(mode) + "; system and url are known"}
	}
	if value, from, err = s.ofProfile("network", "proxy_url"); err != nil {
		return "", "", err
	}
	switch {
	case value == "" && mode != "":
		return "", "", &Fault{Setting: "network.proxy_mode", From: s.profile.path, Why: "is url, and network.proxy_url is not set"}
	case value != "" && (!strings.HasPrefix(strings.ToLower(value), "http://") || !isProxy(value)):
		return "", "", badProxy("network.proxy_url", s.profile.path)
	}
	return value, from, nil
}

// badProxy does not repeat the address: it may hold a password.
func badProxy(setting, from string) *Fault {
	return &Fault{Setting: setting, From: from, Why: "is not an address of a proxy", Next: "Write it like http://proxy.example.com:8080"}
}

// systemProxy is what the system says for the scheme of the API.
func (s *settings) systemProxy() string {
	if strings.HasPrefix(s.login.BaseURL, "http://") {
		return s.login.network.proxy.HTTPProxy
	}
	return s.login.network.proxy.HTTPSProxy
}

// wouldProxy reports whether the API is asked through a proxy if there is one.
func (s *settings) wouldProxy() bool {
	target, err := url.Parse(s.login.BaseURL)
	if err != nil {
		return false
	}
	config := httpproxy.Config{HTTPProxy: "http://any", HTTPSProxy: "http://any", NoProxy: s.login.network.proxy.NoProxy}
	address, err := config.ProxyFunc()(target)
	return err == nil && address != nil
}

// isProxy reports whether an address can be a proxy's; the scheme may be left
// out, as is usual in the variables of the system.
func isProxy(text string) bool {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	address, err := url.Parse(text)
	return err == nil && address.Hostname() != "" && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, address.Scheme)
}

// bareProxy is a proxy without its user: both name and password may be secret.
func bareProxy(address *url.URL) string { return address.Scheme + "://" + address.Host }

// Proxy gives the proxy that the API is reached through, nil for none. It may
// hold a user and a password: show only its scheme and host.
func (l Login) Proxy() (*url.URL, error) {
	target, err := url.Parse(l.BaseURL)
	if err != nil {
		return nil, err
	}
	return l.network.proxy.ProxyFunc()(target)
}
