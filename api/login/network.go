package login

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// network is how the server is reached.
type network struct {
	insecure bool   // TLS certificates are not checked
	bundle   string // file of CA certificates; "" the system's
	from     string // of the bundle
	proxy    httpproxy.Config
}

// net reads TLS and proxy settings: the environment first, the profile after,
// also for a chosen profile.
func (s *settings) net() error {
	if err := s.verify(); err != nil {
		return err
	}
	if err := s.bundle(); err != nil {
		return err
	}
	n := &s.login.network
	if n.insecure && n.bundle != "" {
		return &Fault{Setting: n.from, Why: "a CA bundle and switched-off TLS checks exclude one another", Next: "Leave request_verify on, or take the bundle away."}
	}
	return s.proxy()
}

func (s *settings) verify() error {
	v, from := s.first("ARIZE_REQUEST_VERIFY")
	if v == "" {
		var err error
		if v, from, err = s.ofProfile("security", "request_verify"); err != nil {
			return err
		}
	}
	switch strings.ToLower(v) {
	case "", "1", "true", "yes", "on":
		s.tell("TLS check", "on", or(from, "default"))
	default: // a slip of the pen must not switch checks off
		return &Fault{Setting: from, Why: "must be true or false", Next: "For an own CA set ARIZE_SSL_CA_CERT to its file."}
	case "0", "false", "no", "off":
		s.login.network.insecure = true
		s.tell("TLS check", "off", from)
		s.login.Warnings = append(s.login.Warnings, "TLS certificates are not checked ("+from+"): anyone on the way can read the key")
	}
	return nil
}

func (s *settings) bundle() error {
	v, from := s.first("ARIZE_SSL_CA_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
	if v == "" {
		var err error
		if v, from, err = s.ofProfile("network", "ca_bundle"); err != nil {
			return err
		}
	}
	if from == "SSL_CERT_FILE" || from == "REQUESTS_CA_BUNDLE" {
		if s.login.network.insecure {
			v = "" // of the system, not of Arize: the person switched checks off knowingly
		}
	}
	s.login.network.bundle, s.login.network.from = v, from
	if v == "" {
		v, from = "the system's", "default"
	}
	s.tell("CA bundle", v, from)
	return nil
}

func (s *settings) proxy() error {
	c := &s.login.network.proxy
	mode, _, err := s.ofProfile("network", "proxy_mode")
	if err != nil {
		return err
	}
	own, from := s.first("ARIZE_PROXY_URL")
	if own == "" && (strings.EqualFold(mode, "url") || mode == "") {
		if own, from, err = s.ofProfile("network", "proxy_url"); err != nil {
			return err
		}
	}
	if own != "" {
		u, err := url.Parse(own)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" {
			return &Fault{Setting: or(from, "proxy_url"), Why: "is not an address of a proxy", Next: "Write it like http://proxy.example.com:8080"}
		}
		c.HTTPProxy, c.HTTPSProxy = own, own
	} else {
		all, _ := s.first("ALL_PROXY", "all_proxy")
		c.HTTPSProxy, from = s.first("HTTPS_PROXY", "https_proxy")
		if c.HTTPSProxy == "" && all != "" {
			c.HTTPSProxy, from = all, "ALL_PROXY"
		}
		c.HTTPProxy, _ = s.first("HTTP_PROXY", "http_proxy")
		c.HTTPProxy = or(c.HTTPProxy, all)
		if strings.HasPrefix(s.login.BaseURL, "http://") {
			_, from = s.first("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
		}
	}
	no, noFrom := s.first("NO_PROXY", "no_proxy")
	if no == "" {
		if no, noFrom, err = s.ofProfile("network", "no_proxy"); err != nil {
			return err
		}
	}
	c.NoProxy = no
	s.tell("proxy", s.proxyText(), or(from, "default"))
	if no != "" {
		s.tell("no proxy for", no, noFrom)
	}
	return nil
}

// proxyText names the proxy that the address would be reached through, never
// with its password.
func (s *settings) proxyText() string {
	u, err := s.login.Proxy()
	if err != nil || u == nil {
		return "none"
	}
	return u.Redacted()
}

// Proxy gives the proxy that the API is reached through, nil for none.
func (l Login) Proxy() (*url.URL, error) {
	u, err := url.Parse(l.BaseURL)
	if err != nil {
		return nil, err
	}
	return l.network.proxy.ProxyFunc()(u)
}

// Verify reports whether TLS certificates are checked.
func (l Login) Verify() bool { return !l.network.insecure }

// Bundle is the file of CA certificates, "" for the system's.
func (l Login) Bundle() string { return l.network.bundle }

// Transport is how requests travel: proxy, CA bundle and TLS checks as set,
// with room for the requests that one screen sends side by side. The error is
// a *Fault about the bundle.
func (l Login) Transport() (http.RoundTripper, error) {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport, nil
	}
	t = t.Clone()
	t.MaxIdleConnsPerHost = 16
	proxy := l.network.proxy.ProxyFunc()
	t.Proxy = func(r *http.Request) (*url.URL, error) { return proxy(r.URL) }
	conf, err := l.TLS()
	if err != nil {
		return nil, err
	}
	if conf != nil {
		t.TLSClientConfig = conf
	}
	return t, nil
}

// TLS gives the settings of TLS where they are not the default ones, else nil.
func (l Login) TLS() (*tls.Config, error) {
	n := l.network
	if n.insecure {
		return &tls.Config{InsecureSkipVerify: true}, nil //nolint:gosec // the person asked for it, and is warned
	}
	if n.bundle == "" || native(n.from) || strings.HasPrefix(l.BaseURL, "http://") {
		return nil, nil
	}
	pem, err := os.ReadFile(n.bundle)
	if err != nil {
		return nil, &Fault{Setting: n.from, Why: fmt.Sprintf("the CA bundle %s cannot be read: %s", n.bundle, reason(err))}
	}
	pool := x509.NewCertPool() // in place of the system's, as the official clients take it
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &Fault{Setting: n.from, Why: fmt.Sprintf("%s holds no certificate", n.bundle), Next: "It must be a PEM file."}
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// native reports whether Go reads the bundle by itself, which costs nothing
// before the first connection.
func native(from string) bool {
	return from == "SSL_CERT_FILE" && runtime.GOOS != "windows" && runtime.GOOS != "darwin"
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
