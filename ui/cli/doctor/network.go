package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/ui/cli/tasks"
)

// stopped is why the rest was not tried after the context ended.
const stopped = "it was stopped"

// way is the way to the server as far as it is known.
type networkCheck struct {
	Options
	target, proxy *url.URL // proxy nil: none
	addrs         []string // of the proxy, or else of the server
	conn          net.Conn
	firstErr      *api.Error // what the first request came to, nil: it was answered
	lists         listings
}

// network looks at the way to the server, step by step; what needs a step that
// failed is skipped.
func (o Options) network(ctx context.Context) (report Report) {
	network, why := &networkCheck{Options: o}, ""
	if o.LoginErr != nil || o.Client == nil && o.ClientErr == nil {
		why = "there is no login"
	}
	for _, step := range []struct {
		name string
		look func(context.Context) Check
		lost string // why the rest is skipped when it fails
	}{
		{"address", network.checkAddress, "the address cannot be used"},
		{"proxy", network.checkProxy, "the proxy setting cannot be used"},
		{"name", network.checkName, "the server is not reached"},
		{"connection", network.checkConnection, "the server is not reached"},
		{"TLS", network.checkTLS, "TLS failed"},
		{"server", network.checkServer, "the server did not answer"},
		{"clock", func(ctx context.Context) Check { return clockCheck(network.serverTime(ctx)) }, ""},
		{"key", network.checkKey, "the key is refused"},
		{"reads", network.checkReads, ""},
		{"words", network.checkDialect, ""},
		{"writes", network.checkWrites, ""},
	} {
		check := Check{State: Skipped, Found: why}
		if why == "" {
			if check = step.look(ctx); check.State == Fail {
				why = step.lost
			}
			if check.State == Fail && ctx.Err() != nil { // it failed because it was stopped
				why = stopped
				check = Check{State: Skipped, Found: why}
			}
		}
		check.Name = step.name
		report = append(report, check)
	}
	return report
}

func (n *networkCheck) checkAddress(context.Context) Check {
	address, err := url.Parse(n.Login.BaseURL)
	if err != nil {
		err = errors.New("the address cannot be read")
	}
	if err = cmp.Or(n.ClientErr, err); err != nil {
		return Check{State: Fail, Found: err.Error(), Next: seeConfig, code: tasks.Usage}
	}
	n.target = address
	return Check{State: OK, Found: n.Login.BaseURL}
}

// findProxy tells which proxy is used, never its user or password.
func (n *networkCheck) checkProxy(context.Context) Check {
	proxy, err := n.Login.Proxy()
	if err != nil { // the text of the error would hold the password
		return Check{State: Fail, Found: "the address of the proxy cannot be read", Next: "Write it like http://proxy.example.com:8080", code: tasks.Usage}
	}
	check := Check{State: OK, Found: "none"}
	if n.proxy = proxy; proxy != nil {
		check.Found = proxy.Scheme + "://" + proxy.Host
	}
	for _, value := range n.Login.Values {
		if value.Name == "proxy" && value.From != "" && value.From != "default" {
			check.Found += ", by " + value.From
		}
	}
	return check
}

func port(address *url.URL) string {
	if port := address.Port(); port != "" {
		return port
	}
	switch address.Scheme {
	case "http":
		return "80"
	case "socks5", "socks5h":
		return "1080"
	}
	return "443"
}

// lookUp finds the addresses of the proxy, or else of the server.
func (n *networkCheck) checkName(ctx context.Context) Check {
	host := cmp.Or(n.proxy, n.target).Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		n.addrs = []string{host}
		return Check{State: OK, Found: host + " is an address itself"}
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	addrs, err := n.LookupHost(ctx, host)
	if err == nil && len(addrs) == 0 {
		err = errors.New("it has no address")
	}
	if err != nil {
		return Check{State: Fail, Found: host + " is not found: " + shortError(err), Next: "Check the host, the DNS and the VPN.", code: tasks.API}
	}
	const most = 3
	n.addrs = addrs
	check := Check{State: OK, Found: host + " is " + strings.Join(addrs[:min(most, len(addrs))], ", ")}
	if more := len(addrs) - most; more > 0 {
		check.Found += fmt.Sprintf(" and %d more", more)
	}
	return check
}

// connect tries the addresses in turn; each has its share of the time.
func (n *networkCheck) checkConnection(ctx context.Context) Check {
	port, began := port(cmp.Or(n.proxy, n.target)), n.Now()
	var last error
	for _, addr := range n.addrs {
		ctx, cancel := context.WithTimeout(ctx, probeTimeout/time.Duration(len(n.addrs)))
		conn, err := n.Dial(ctx, "tcp", net.JoinHostPort(addr, port))
		cancel()
		if err != nil {
			last = cmp.Or(last, err)
			continue
		}
		n.conn = conn
		check := Check{State: OK, Found: fmt.Sprintf("port %s in %s", port, formatMillis(n.Now().Sub(began)))}
		if last != nil {
			check.State, check.Next = Warn, "Some addresses of the server do not answer; connecting may be slow. Check IPv6 and the VPN."
			check.Found += " at " + addr + ", after another address failed: " + shortError(last)
		}
		return check
	}
	return Check{State: Fail, Found: "port " + port + ": " + shortError(last), Next: "Check the port, the firewall and the proxy.", code: tasks.API}
}

func formatMillis(elapsed time.Duration) string {
	return fmt.Sprintf("%d ms", max(0, elapsed).Milliseconds())
}

// short is an error of the network without the addresses, which are told
// already.
func shortError(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("no answer within %d s", int(probeTimeout.Seconds()))
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.Err
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}

// soon is how long before its end a certificate is worth a word.
const expiryWarning = 14 * 24 * time.Hour

// tls shakes hands on the connection, which it ends, as the client would.
func (n *networkCheck) checkTLS(ctx context.Context) Check {
	defer func() { _ = n.conn.Close() }()
	ip := net.ParseIP(n.target.Hostname())
	switch http := n.target.Scheme == "http"; {
	case http && (ip != nil && ip.IsLoopback() || n.target.Hostname() == "localhost"):
		return Check{State: OK, Found: "not needed on this machine"}
	case http:
		return Check{State: Warn, Found: "not used: the key travels in the clear", Next: "Use https, unless the server is on this machine."}
	case n.proxy != nil:
		return Check{State: Skipped, Found: "the proxy is in between; see server"}
	}
	conf, err := n.Login.TLS()
	if err != nil {
		return Check{State: Fail, Found: err.Error(), Next: "Check the CA bundle.", code: tasks.Usage}
	}
	if conf == nil {
		conf = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	conf = conf.Clone()
	conf.ServerName = n.target.Hostname()
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	conn := tls.Client(n.conn, conf)
	if err := conn.HandshakeContext(ctx); err != nil {
		return Check{State: Fail, Found: shortError(err), Next: tlsAdvice(err), code: tasks.API}
	}
	connectionState := conn.ConnectionState()
	check := Check{State: OK, Found: tls.VersionName(connectionState.Version)}
	if len(connectionState.PeerCertificates) > 0 {
		n.checkCertificate(&check, connectionState.PeerCertificates[0])
	}
	if !n.Login.Verify() {
		check.State, check.Next = Warn, "Certificates are not checked. Switch request_verify on, or set a CA bundle."
		return check
	}
	check.Found += ", trusted by " + cmp.Or(n.Login.Bundle(), "the system's CAs")
	return check
}

func (o Options) checkCertificate(check *Check, certificate *x509.Certificate) {
	check.Found += fmt.Sprintf(", issued by %s, until %s", cmp.Or(certificate.Issuer.CommonName, certificate.Issuer.String()), certificate.NotAfter.UTC().Format("2006-01-02 MST"))
	if certificate.NotAfter.Sub(o.Now()) < expiryWarning {
		check.State, check.Next = Warn, "The certificate ends soon. Tell whoever runs the server, or see the clock below."
	}
}

// mendTLS says what to do about a handshake that failed.
func tlsAdvice(err error) string {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return "If your company signs certificates itself, set ARIZE_SSL_CA_CERT to its CA file."
	case errors.As(err, &host):
		return "The certificate is of another host. Check the address, and whether a proxy stands in between."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "The certificate is over or not valid yet. Check this machine's clock; if it is right, tell whoever runs the server."
	case errors.As(err, &plain):
		return "This port does not speak TLS. Check the port, or set ARIZE_API_SCHEME to http if that is meant."
	}
	return "If your company signs certificates itself, set ARIZE_SSL_CA_CERT to its CA file; else check the address and the proxy."
}
