package login

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"time"

	"ax-tui/api/settingsfile"
)

// network holds the TLS and proxy settings.
type network struct {
	insecure     bool   // TLS certificates are not checked
	insecureFrom string // the setting that disables the check
	bundle       string // file of CA certificates; "" the system's
	bundleFrom   string // source of bundle
	proxy        proxyRules
}

// networkSettings sets TLS and proxy: the environment takes precedence over the
// profile. For a profile selected by name it is the reverse, so that no variable can
// disable the checks that it requires.
func (s *settings) networkSettings() error {
	if err := s.tlsCheck(); err != nil {
		return err
	}
	if err := s.caBundle(); err != nil {
		return err
	}
	network := &s.login.network
	if network.insecure && network.bundle != "" {
		return &Fault{Setting: network.bundleFrom + " and " + network.insecureFrom, Why: "a CA bundle cannot be used while TLS checks are off", Next: "Turn request_verify on, or remove the bundle."}
	}
	s.warnAboutHTTP()
	return s.proxy()
}

// warnAboutHTTP warns about a key that is sent unencrypted to another machine.
func (s *settings) warnAboutHTTP() {
	address, err := url.Parse(s.login.BaseURL)
	if err == nil && address.Scheme == "http" && !IsLocal(address.Hostname()) {
		s.login.Warnings = append(s.login.Warnings, "the key is sent unencrypted to "+address.Host+", over http: others on the network can read it")
	}
}

// IsLocal reports whether a host is this machine.
func IsLocal(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || host == "localhost"
}

func (s *settings) tlsCheck() error {
	value, from, err := s.either("security", "request_verify", "ARIZE_REQUEST_VERIFY")
	if err != nil {
		return err
	}
	switch strings.ToLower(value) {
	case "", "1", "true", "yes", "on":
		s.record("TLS check", "on", cmp.Or(from, "default"))
	case "0", "false", "no", "off":
		s.login.network.insecure, s.login.network.insecureFrom = true, from
		s.record("TLS check", "off", from)
		s.login.Warnings = append(s.login.Warnings, "TLS certificates are not checked ("+from+"): others on the network can read the key")
	default: // a typo must not disable the checks
		fault := &Fault{Setting: from, Why: "must be true or false", Next: "For a private CA set ARIZE_SSL_CA_CERT to its file."}
		if from != "ARIZE_REQUEST_VERIFY" {
			fault.Setting, fault.From = "security.request_verify", s.profile.path
		}
		return fault
	}
	return nil
}

func (s *settings) caBundle() error {
	path, from, err := s.either("network", "ca_bundle", "ARIZE_SSL_CA_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
	if err != nil {
		return err
	}
	if path = expandHome(path, s.home); s.holdsKey(path) {
		return &Fault{Setting: from, Why: "contains the key; it must be the name of a file"}
	}
	if from == "SSL_CERT_FILE" || from == "REQUESTS_CA_BUNDLE" {
		if s.login.network.insecure {
			path = "" // a setting of the system, not of Arize: turning the checks off takes precedence
		}
	}
	s.login.network.bundle, s.login.network.bundleFrom = path, from
	if path != "" && readByGo(from) {
		if _, _, err := settingsfile.Read(path, maxBundle); err != nil {
			s.login.Warnings = append(s.login.Warnings, from+": the CA bundle "+path+" cannot be read: "+reason(err)+"; it is left out")
		}
	}
	if path == "" {
		path, from = "the system's", "default"
	}
	s.record("CA bundle", path, from)
	return nil
}

// Verify reports whether TLS certificates are checked.
func (l *Login) Verify() bool { return !l.network.insecure }

// Bundle returns the file of CA certificates, "" for those of the system.
func (l *Login) Bundle() string { return l.network.bundle }

// idleTimeout is how long a connection is kept that is not used, shorter than servers and
// load balancers usually do: a request on one that they have just closed fails.
const idleTimeout = 30 * time.Second

// Transport returns a transport with proxy, CA bundle and TLS checks as set, and with
// enough idle connections for the concurrent requests of a screen. The error is a
// *Fault about the bundle.
func (l Login) Transport() (http.RoundTripper, error) {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport, nil
	}
	transport = transport.Clone()
	transport.MaxIdleConnsPerHost = 16
	transport.IdleConnTimeout = idleTimeout
	transport.Proxy = func(request *http.Request) (*url.URL, error) { return l.network.proxy.forURL(request.URL) }
	config, err := l.TLS()
	if err != nil {
		return nil, err
	}
	if config != nil {
		transport.TLSClientConfig = config
	}
	return transport, nil
}

// maxBundle bounds a file of CA certificates; those of a system are below 1 MB.
const maxBundle = 16 << 20

// TLS returns the TLS settings, nil for the default ones.
func (l *Login) TLS() (*tls.Config, error) {
	network := l.network
	if network.insecure {
		return &tls.Config{InsecureSkipVerify: true}, nil // requested by the user, with a warning
	}
	if network.bundle == "" || readByGo(network.bundleFrom) || strings.HasPrefix(l.BaseURL, "http://") {
		return nil, nil
	}
	pem, _, err := settingsfile.Read(network.bundle, maxBundle)
	if err != nil {
		return nil, &Fault{Setting: network.bundleFrom, Why: fmt.Sprintf("the CA bundle %s cannot be read: %s", network.bundle, reason(err))}
	}
	pool := x509.NewCertPool() // instead of the system's, as in the official clients
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &Fault{Setting: network.bundleFrom, Why: fmt.Sprintf("%s contains no certificate", network.bundle), Next: "It must be a PEM file."}
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// readByGo reports whether the Go runtime loads the bundle itself, only at the first
// connection.
func readByGo(from string) bool {
	return from == "SSL_CERT_FILE" && runtime.GOOS != "windows" && runtime.GOOS != "darwin"
}
