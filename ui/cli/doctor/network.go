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
	"ax-tui/api/login"
	"ax-tui/ui/cli/tasks"
)

// stopped is why checks are skipped after the context ended.
const stopped = "stopped"

// networkCheck holds what the checks have found about the connection to the server.
type networkCheck struct {
	Options
	target, proxy *url.URL // proxy is nil if none is used
	addrs         []string // of the proxy if there is one, else of the server
	conn          net.Conn
	firstErr      *api.Error // of the first request, nil if it succeeded
	lists         listings
}

// network checks the connection to the server step by step and skips what depends
// on a failed step.
func (o *Options) network(ctx context.Context) (report Report) {
	network, skipReason := &networkCheck{Options: *o}, ""
	if o.LoginErr != nil || o.Client == nil && o.ClientErr == nil {
		skipReason = "no login"
	}
	for _, step := range []struct {
		name   string
		run    func(*networkCheck, context.Context) Check
		onFail string // why the rest is skipped if this one fails
	}{
		{name: "address", run: (*networkCheck).checkAddress, onFail: "invalid address"},
		{name: "proxy", run: (*networkCheck).checkProxy, onFail: "invalid proxy setting"},
		{name: "name", run: (*networkCheck).checkName, onFail: "cannot reach the server"},
		{name: "connection", run: (*networkCheck).checkConnection, onFail: "cannot reach the server"},
		{name: "TLS", run: (*networkCheck).checkTLS, onFail: "TLS failed"},
		{name: "server", run: (*networkCheck).checkServer, onFail: "the server did not respond"},
		{name: "clock", run: (*networkCheck).checkClock},
		{name: "key", run: (*networkCheck).checkKey, onFail: "the key is refused"},
		{name: "space", run: (*networkCheck).checkSpace},
		{name: "reads", run: (*networkCheck).checkReads},
		{name: "dialect", run: (*networkCheck).checkDialect},
		{name: "writes", run: (*networkCheck).checkWrites},
	} {
		check := Check{State: Skipped, Found: skipReason}
		if skipReason == "" {
			if check = step.run(network, ctx); check.State == Fail {
				skipReason = step.onFail
			}
			if check.State == Fail && ctx.Err() != nil { // it failed because it was stopped
				skipReason = stopped
				check = Check{State: Skipped, Found: skipReason}
			}
		}
		check.Name = step.name
		report = append(report, check)
	}
	return report
}

func (n *networkCheck) checkClock(ctx context.Context) Check {
	return clockCheck(n.serverTime(ctx))
}

func (n *networkCheck) checkAddress(context.Context) Check {
	address, err := url.Parse(n.Login.BaseURL)
	if err != nil {
		err = errors.New("cannot parse the address")
	}
	if err = cmp.Or(n.ClientErr, err); err != nil {
		return Check{State: Fail, Found: err.Error(), Next: seeConfig, code: tasks.Usage}
	}
	n.target = address
	return Check{State: OK, Found: n.Login.BaseURL}
}

// checkProxy reports the proxy without its user and password.
func (n *networkCheck) checkProxy(context.Context) Check {
	proxy, err := n.Login.Proxy()
	if err != nil { // the error text would contain the password
		return Check{State: Fail, Found: "cannot parse the proxy address", Next: "Write it like http://proxy.example.com:8080", code: tasks.Usage}
	}
	check := Check{State: OK, Found: "none"}
	if n.proxy = proxy; proxy != nil {
		check.Found = proxy.Scheme + "://" + proxy.Host
	}
	for _, value := range n.Login.Values {
		if value.Name == "proxy" && value.From != "" && value.From != "default" {
			check.Found += ", from " + value.From
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

// checkName resolves the host of the proxy if there is one, else of the server.
func (n *networkCheck) checkName(ctx context.Context) Check {
	host := cmp.Or(n.proxy, n.target).Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		n.addrs = []string{host}
		return Check{State: OK, Found: host + " is an IP address"}
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	addrs, err := n.LookupHost(ctx, host)
	if err == nil && len(addrs) == 0 {
		err = errors.New("it has no address")
	}
	if err != nil {
		return Check{State: Fail, Found: "cannot resolve " + host + ": " + shortError(err), Next: "Check the host, the DNS and the VPN.", code: tasks.API}
	}
	const maxShown = 3
	n.addrs = addrs
	check := Check{State: OK, Found: host + " resolves to " + strings.Join(addrs[:min(maxShown, len(addrs))], ", ")}
	if more := len(addrs) - maxShown; more > 0 {
		check.Found += fmt.Sprintf(" and %d more", more)
	}
	return check
}

// checkConnection tries the addresses one after another; each gets an equal share
// of probeTimeout.
func (n *networkCheck) checkConnection(ctx context.Context) Check {
	port, start := port(cmp.Or(n.proxy, n.target)), n.Now()
	var firstErr error
	for _, addr := range n.addrs {
		ctx, cancel := context.WithTimeout(ctx, probeTimeout/time.Duration(len(n.addrs)))
		conn, err := n.Dial(ctx, "tcp", net.JoinHostPort(addr, port))
		cancel()
		if err != nil {
			firstErr = cmp.Or(firstErr, err)
			continue
		}
		n.conn = conn
		check := Check{State: OK, Found: fmt.Sprintf("connected to port %s in %s", port, formatMillis(n.Now().Sub(start)))}
		if firstErr != nil {
			check.State, check.Next = Warn, "Some server addresses do not respond, so connecting may be slow. Check IPv6 and the VPN."
			check.Found += " at " + addr + ", after another address failed: " + shortError(firstErr)
		}
		return check
	}
	return Check{State: Fail, Found: "port " + port + ": " + shortError(firstErr), Next: "Check the port, the firewall and the proxy.", code: tasks.API}
}

func formatMillis(elapsed time.Duration) string {
	return fmt.Sprintf("%d ms", max(0, elapsed).Milliseconds())
}

// shortError formats a network error without the addresses, which the report
// already shows.
func shortError(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("no response within %d s", int(probeTimeout.Seconds()))
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.Err
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}

// expiryWarning is how long before its expiry a certificate causes a warning.
const expiryWarning = 14 * 24 * time.Hour

// checkTLS does a TLS handshake like the client, and closes the connection.
func (n *networkCheck) checkTLS(ctx context.Context) Check {
	defer func() { _ = n.conn.Close() }()
	switch http := n.target.Scheme == "http"; {
	case http && login.IsLocal(n.target.Hostname()):
		return Check{State: OK, Found: "not needed on this machine"}
	case http:
		return Check{State: Warn, Found: "not used: the key is sent unencrypted", Next: "Use https, unless the server is on this machine."}
	case n.proxy != nil:
		return Check{State: Skipped, Found: "a proxy is in between; see the server check"}
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
	state := conn.ConnectionState()
	check := Check{State: OK, Found: tls.VersionName(state.Version)}
	if len(state.PeerCertificates) > 0 {
		n.checkCertificate(&check, state.PeerCertificates[0])
	}
	if !n.Login.Verify() {
		check.State, check.Next = Warn, "Certificates are not verified. Turn on request_verify, or set a CA bundle."
		return check
	}
	check.Found += ", trusted by " + cmp.Or(n.Login.Bundle(), "the system's CAs")
	return check
}

func (o *Options) checkCertificate(check *Check, certificate *x509.Certificate) {
	check.Found += fmt.Sprintf(", issued by %s, valid until %s", cmp.Or(certificate.Issuer.CommonName, certificate.Issuer.String()), certificate.NotAfter.UTC().Format("2006-01-02 MST"))
	if certificate.NotAfter.Sub(o.Now()) < expiryWarning {
		check.State, check.Next = Warn, "The certificate expires soon. Tell the operator of the server, or see the clock check below."
	}
}

// tlsAdvice says what to do about a failed handshake.
func tlsAdvice(err error) string {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return "If your company signs certificates itself, set ARIZE_SSL_CA_CERT to its CA file."
	case errors.As(err, &host):
		return "The certificate is for another host. Check the address, and whether a proxy is in between."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "The certificate has expired or is not yet valid. Check this machine's clock; if it is right, tell the operator of the server."
	case errors.As(err, &plain):
		return "This port does not speak TLS. Check the port, or set ARIZE_API_SCHEME to http for plain HTTP."
	}
	return "If your company signs certificates itself, set ARIZE_SSL_CA_CERT to its CA file; otherwise check the address and the proxy."
}
