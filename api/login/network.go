package login

import (
	"cmp"
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
	unsafe   string // the setting that says so
	bundle   string // file of CA certificates; "" the system's
	from     string // of the bundle
	proxy    httpproxy.Config
}

// net reads TLS and proxy settings: the environment first, the profile after.
// For a chosen profile it is the other way round, so that no variable can switch
// off the checks that it asks for.
func (s *settings) net() error {
	if err := s.verify(); err != nil {
		return err
	}
	if err := s.bundle(); err != nil {
		return err
	}
	network := &s.login.network
	if network.insecure && network.bundle != "" {
		return &Fault{Setting: network.from + " and " + network.unsafe, Why: "a CA bundle and switched-off TLS checks exclude one another", Next: "Leave request_verify on, or take the bundle away."}
	}
	return s.proxy()
}

func (s *settings) verify() error {
	value, from, err := s.either("security", "request_verify", "ARIZE_REQUEST_VERIFY")
	if err != nil {
		return err
	}
	switch strings.ToLower(value) {
	case "", "1", "true", "yes", "on":
		s.tell("TLS check", "on", cmp.Or(from, "default"))
	case "0", "false", "no", "off":
		s.login.network.insecure, s.login.network.unsafe = true, from
		s.tell("TLS check", "off", from)
		s.login.Warnings = append(s.login.Warnings, "TLS certificates are not checked ("+from+"): anyone on the way can read the key")
	default: // a slip of the pen must not switch checks off
		fault := &Fault{Setting: from, Why: "must be true or false", Next: "For an own CA set ARIZE_SSL_CA_CERT to its file."}
		if from != "ARIZE_REQUEST_VERIFY" {
			fault.Setting, fault.From = "security.request_verify", s.profile.path
		}
		return fault
	}
	return nil
}

func (s *settings) bundle() error {
	path, from, err := s.either("network", "ca_bundle", "ARIZE_SSL_CA_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
	if err != nil {
		return err
	}
	if path = tilde(path, s.home); s.misplaced(path) {
		return &Fault{Setting: from, Why: "holds the key; it must be the name of a file"}
	}
	if from == "SSL_CERT_FILE" || from == "REQUESTS_CA_BUNDLE" {
		if s.login.network.insecure {
			path = "" // of the system, not of Arize: the person switched checks off knowingly
		}
	}
	s.login.network.bundle, s.login.network.from = path, from
	if path == "" {
		path, from = "the system's", "default"
	}
	s.tell("CA bundle", path, from)
	return nil
}

// Verify reports whether TLS certificates are checked.
func (l Login) Verify() bool { return !l.network.insecure }

// Bundle is the file of CA certificates, "" for the system's.
func (l Login) Bundle() string { return l.network.bundle }

// Transport is how requests travel: proxy, CA bundle and TLS checks as set,
// with room for the requests that one screen sends side by side. The error is
// a *Fault about the bundle.
func (l Login) Transport() (http.RoundTripper, error) {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport, nil
	}
	transport = transport.Clone()
	transport.MaxIdleConnsPerHost = 16
	proxy := l.network.proxy.ProxyFunc()
	transport.Proxy = func(request *http.Request) (*url.URL, error) { return proxy(request.URL) }
	conf, err := l.TLS()
	if err != nil {
		return nil, err
	}
	if conf != nil {
		transport.TLSClientConfig = conf
	}
	return transport, nil
}

// TLS gives the settings of TLS where they are not the default ones, else nil.
func (l Login) TLS() (*tls.Config, error) {
	network := l.network
	if network.insecure {
		return &tls.Config{InsecureSkipVerify: true}, nil //nolint:gosec // the person asked for it, and is warned
	}
	if network.bundle == "" || native(network.from) || strings.HasPrefix(l.BaseURL, "http://") {
		return nil, nil
	}
	pem, err := os.ReadFile(network.bundle)
	if err != nil {
		return nil, &Fault{Setting: network.from, Why: fmt.Sprintf("the CA bundle %s cannot be read: %s", network.bundle, reason(err))}
	}
	pool := x509.NewCertPool() // in place of the system's, as the official clients take it
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &Fault{Setting: network.from, Why: fmt.Sprintf("%s holds no certificate", network.bundle), Next: "It must be a PEM file."}
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// native reports whether Go reads the bundle by itself, which costs nothing
// before the first connection.
func native(from string) bool {
	return from == "SSL_CERT_FILE" && runtime.GOOS != "windows" && runtime.GOOS != "darwin"
}
