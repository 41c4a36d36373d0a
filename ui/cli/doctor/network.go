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
type way struct {
	Options
	to, proxy *url.URL // proxy nil: none
	addrs     []string // of the proxy, or else of the server
	conn      net.Conn
	first     *api.Error // what the first request came to, nil: it was answered
	lists     listings
}

// network looks at the way to the server, step by step; what needs a step that
// failed is skipped.
func (o Options) network(ctx context.Context) (report Report) {
	w, why := &way{Options: o}, ""
	if o.LoginErr != nil || o.Client == nil && o.ClientErr == nil {
		why = "there is no login"
	}
	for _, step := range []struct {
		name string
		look func(context.Context) Check
		lost string // why the rest is skipped when it fails
	}{
		{name: "address", look: w.address, lost: "the address cannot be used"},
		{name: "proxy", look: w.findProxy, lost: "the proxy setting cannot be used"},
		{name: "name", look: w.lookUp, lost: "the server is not reached"},
		{name: "connection", look: w.connect, lost: "the server is not reached"},
		{name: "TLS", look: w.tls, lost: "TLS failed"},
		{name: "server", look: w.server, lost: "the server did not answer"},
		{name: "clock", look: func(ctx context.Context) Check { return clock(w.date(ctx)) }},
		{name: "key", look: w.key, lost: "the key is refused"},
		{name: "reads", look: w.reads},
		{name: "words", look: w.words},
		{name: "writes", look: w.writes},
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

func (w *way) address(context.Context) Check {
	u, err := url.Parse(w.Login.BaseURL)
	if err != nil {
		err = errors.New("the address cannot be read")
	}
	if err = cmp.Or(w.ClientErr, err); err != nil {
		return Check{State: Fail, Found: err.Error(), Next: seeConfig, code: tasks.Usage}
	}
	w.to = u
	return Check{State: OK, Found: w.Login.BaseURL}
}

// findProxy tells which proxy is used, never its user or password.
func (w *way) findProxy(context.Context) Check {
	p, err := w.Login.Proxy()
	if err != nil { // the text of the error would hold the password
		return Check{State: Fail, Found: "the address of the proxy cannot be read", Next: "Write it like http://proxy.example.com:8080", code: tasks.Usage}
	}
	check := Check{State: OK, Found: "none"}
	if w.proxy = p; p != nil {
		check.Found = p.Scheme + "://" + p.Host
	}
	for _, value := range w.Login.Values {
		if value.Name == "proxy" && value.From != "" && value.From != "default" {
			check.Found += ", by " + value.From
		}
	}
	return check
}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	switch u.Scheme {
	case "http":
		return "80"
	case "socks5", "socks5h":
		return "1080"
	}
	return "443"
}

// lookUp finds the addresses of the proxy, or else of the server.
func (w *way) lookUp(ctx context.Context) Check {
	host := cmp.Or(w.proxy, w.to).Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		w.addrs = []string{host}
		return Check{State: OK, Found: host + " is an address itself"}
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	addrs, err := w.LookupHost(ctx, host)
	if err == nil && len(addrs) == 0 {
		err = errors.New("it has no address")
	}
	if err != nil {
		return Check{State: Fail, Found: host + " is not found: " + short(err), Next: "Check the host, the DNS and the VPN.", code: tasks.API}
	}
	const most = 3
	w.addrs = addrs
	check := Check{State: OK, Found: host + " is " + strings.Join(addrs[:min(most, len(addrs))], ", ")}
	if n := len(addrs) - most; n > 0 {
		check.Found += fmt.Sprintf(" and %d more", n)
	}
	return check
}

// connect tries the addresses in turn; each has its share of the time.
func (w *way) connect(ctx context.Context) Check {
	port, began := portOf(cmp.Or(w.proxy, w.to)), w.Now()
	var last error
	for _, a := range w.addrs {
		ctx, cancel := context.WithTimeout(ctx, within/time.Duration(len(w.addrs)))
		conn, err := w.Dial(ctx, "tcp", net.JoinHostPort(a, port))
		cancel()
		if err != nil {
			last = cmp.Or(last, err)
			continue
		}
		w.conn = conn
		check := Check{State: OK, Found: fmt.Sprintf("port %s in %s", port, took(w.Now().Sub(began)))}
		if last != nil {
			check.State, check.Next = Warn, "Some addresses of the server do not answer; connecting may be slow. Check IPv6 and the VPN."
			check.Found += " at " + a + ", after another address failed: " + short(last)
		}
		return check
	}
	return Check{State: Fail, Found: "port " + port + ": " + short(last), Next: "Check the port, the firewall and the proxy.", code: tasks.API}
}

func took(d time.Duration) string { return fmt.Sprintf("%d ms", max(0, d).Milliseconds()) }

// short is an error of the network without the addresses, which are told
// already.
func short(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("no answer within %d s", int(within.Seconds()))
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
const soon = 14 * 24 * time.Hour

// tls shakes hands on the connection, which it ends, as the client would.
func (w *way) tls(ctx context.Context) Check {
	defer func() { _ = w.conn.Close() }()
	ip := net.ParseIP(w.to.Hostname())
	switch http := w.to.Scheme == "http"; {
	case http && (ip != nil && ip.IsLoopback() || w.to.Hostname() == "localhost"):
		return Check{State: OK, Found: "not needed on this machine"}
	case http:
		return Check{State: Warn, Found: "not used: the key travels in the clear", Next: "Use https, unless the server is on this machine."}
	case w.proxy != nil:
		return Check{State: Skipped, Found: "the proxy is in between; see server"}
	}
	conf, err := w.Login.TLS()
	if err != nil {
		return Check{State: Fail, Found: err.Error(), Next: "Check the CA bundle.", code: tasks.Usage}
	}
	if conf == nil {
		conf = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	conf = conf.Clone()
	conf.ServerName = w.to.Hostname()
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	conn := tls.Client(w.conn, conf)
	if err := conn.HandshakeContext(ctx); err != nil {
		return Check{State: Fail, Found: short(err), Next: mendTLS(err), code: tasks.API}
	}
	connectionState := conn.ConnectionState()
	check := Check{State: OK, Found: tls.VersionName(connectionState.Version)}
	if len(connectionState.PeerCertificates) > 0 {
		w.certificate(&check, connectionState.PeerCertificates[0])
	}
	if !w.Login.Verify() {
		check.State, check.Next = Warn, "Certificates are not checked. Switch request_verify on, or set a CA bundle."
		return check
	}
	check.Found += ", trusted by " + cmp.Or(w.Login.Bundle(), "the system's CAs")
	return check
}

func (o Options) certificate(check *Check, certificate *x509.Certificate) {
	check.Found += fmt.Sprintf(", issued by %s, until %s", cmp.Or(certificate.Issuer.CommonName, certificate.Issuer.String()), certificate.NotAfter.UTC().Format("2006-01-02 MST"))
	if certificate.NotAfter.Sub(o.Now()) < soon {
		check.State, check.Next = Warn, "The certificate ends soon. Tell whoever runs the server, or see the clock below."
	}
}

// mendTLS says what to do about a handshake that failed.
func mendTLS(err error) string {
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
