package login

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// proxy sets the proxy: that of Arize's own settings, else that of the system.
func (s *settings) proxy() error {
	config := &s.login.network.proxy
	address, from, err := s.arizeProxy()
	if err != nil {
		return err
	}
	noProxy, noProxyFrom, err := s.either("network", "no_proxy", "NO_PROXY", "no_proxy")
	if err != nil {
		return err
	}
	config.http, config.https, config.except = address, address, noProxy
	if address == "" {
		var httpFrom string
		config.https, from = s.firstVariable("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
		config.http, httpFrom = s.firstVariable("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
		if strings.HasPrefix(s.login.BaseURL, "http://") {
			from = httpFrom
		}
		if from != "" && s.proxied() && (!isProxy(s.systemProxy()) || s.holdsKey(s.systemProxy())) {
			return badProxy(from, "") // it would be ignored silently, and the request sent without a proxy
		}
	}
	text := "none"
	switch inUse, err := s.login.Proxy(); {
	case err == nil && inUse != nil:
		text = proxyAddress(inUse)
	case from != "" && noProxyFrom != "":
		from = noProxyFrom
	case from != "":
		from = "a server on this machine"
	}
	s.record("proxy", text, cmp.Or(from, "default"))
	if strings.Contains(noProxy, "@") {
		noProxy = "set" // a proxy with its password in the wrong setting
	}
	if noProxy != "" {
		s.record("no proxy for", noProxy, noProxyFrom)
	}
	return nil
}

// arizeProxy returns the proxy of Arize's own settings, "" for none.
func (s *settings) arizeProxy() (value, from string, err error) {
	value, from = s.firstVariable("ARIZE_PROXY_URL")
	if value == "" || s.chosen() {
		profileURL, profileFrom, err := s.profileProxy()
		if err != nil {
			return "", "", err
		}
		if profileURL != "" {
			value, from = profileURL, profileFrom
		}
	}
	if value == "" {
		return "", "", nil
	}
	if !strings.Contains(value, "://") || !isProxy(value) || s.holdsKey(value) {
		return "", "", badProxy(from, "")
	}
	return value, from, nil
}

// profileProxy returns the proxy of the profile, "" if it uses that of the system
// (contract section 2: http:// only).
func (s *settings) profileProxy() (value, from string, err error) {
	mode, _, err := s.profileValue("network", "proxy_mode")
	if err != nil {
		return "", "", err
	}
	switch strings.ToLower(mode) {
	case "system":
		return "", "", nil
	case "", "url":
	default:
		return "", "", &Fault{Setting: "network.proxy_mode", From: s.profile.path, Why: "is " + quoteSafe(mode) + "; it must be system or url"}
	}
	if value, from, err = s.profileValue("network", "proxy_url"); err != nil {
		return "", "", err
	}
	switch {
	case value == "" && mode != "":
		return "", "", &Fault{Setting: "network.proxy_mode", From: s.profile.path, Why: "is url, but network.proxy_url is not set"}
	case value != "" && (!strings.HasPrefix(strings.ToLower(value), "http://") || !isProxy(value)):
		return "", "", badProxy("network.proxy_url", s.profile.path)
	}
	return value, from, nil
}

// badProxy returns a fault without the address, which may contain a password.
func badProxy(setting, from string) *Fault {
	return &Fault{Setting: setting, From: from, Why: "is not the address of a proxy", Next: "Use the form http://proxy.example.com:8080"}
}

// systemProxy returns the proxy of the system for the scheme of the API.
func (s *settings) systemProxy() string {
	if strings.HasPrefix(s.login.BaseURL, "http://") {
		return s.login.network.proxy.http
	}
	return s.login.network.proxy.https
}

// proxied reports whether requests to the API use a proxy if one is set.
func (s *settings) proxied() bool {
	target, err := url.Parse(s.login.BaseURL)
	if err != nil {
		return false
	}
	address, err := proxyRules{http: "http://any", https: "http://any", except: s.login.network.proxy.except}.forURL(target)
	return err == nil && address != nil
}

// isProxy reports whether an address can be that of a proxy; the scheme is optional,
// as usual in the variables of the system.
func isProxy(text string) bool {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	address, err := url.Parse(text)
	return err == nil && address.Hostname() != "" && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, address.Scheme)
}

// proxyAddress returns a proxy without its user: name and password may be secret.
func proxyAddress(address *url.URL) string { return address.Scheme + "://" + address.Host }

// Proxy returns the proxy for requests to the API, nil for none. It may contain a user
// and a password: show only its scheme and host.
func (l *Login) Proxy() (*url.URL, error) {
	target, err := url.Parse(l.BaseURL)
	if err != nil {
		return nil, err
	}
	return l.network.proxy.forURL(target)
}
