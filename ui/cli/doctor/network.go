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

	"ax-tui/ui/cli/tasks"
)

// stopped is why the rest was not tried after the context ended.
const stopped = "it was stopped"

// network looks at the way to the server, step by step; what needs a step that
// failed is skipped.
func (o Options) network(ctx context.Context) Report {
	names := []string{"address", "proxy", "name", "connection", "TLS", "server", "clock", "key", "reads", "words", "writes"}
	r, why := o.steps(ctx), "there is no login"
	if n := len(r); n > 0 {
		why = map[string]string{
			"address": "the address cannot be used", "proxy": "the proxy setting cannot be used", "name": "the server is not reached",
			"connection": "the server is not reached", "TLS": "TLS failed", "server": "the server did not answer", "key": "the key is refused",
		}[r[n-1].Name]
		if r[n-1].State == Fail && ctx.Err() != nil {
			r = r[:n-1] // it failed because it was stopped
		}
	}
	if ctx.Err() != nil {
		why = stopped
	}
	for _, name := range names[len(r):] {
		r = append(r, Check{Name: name, State: Skipped, Found: why})
	}
	return r
}

// steps takes the way to the server; the last check is the one that failed, if
// any. None: there is no login.
func (o Options) steps(ctx context.Context) (r Report) {
	if o.LoginErr != nil || o.Client == nil && o.ClientErr == nil {
		return nil
	}
	address := Check{Name: "address", State: OK, Found: o.Login.BaseURL}
	u, err := url.Parse(o.Login.BaseURL)
	if err != nil {
		err = errors.New("the address cannot be read")
	}
	if err = cmp.Or(o.ClientErr, err); err != nil {
		address.State, address.Found, address.Next, address.code = Fail, err.Error(), "See what is set where: ax-tui config show", tasks.Usage
		return Report{address}
	}
	proxy, c := o.proxy()
	if r = append(r, address, c); c.State == Fail {
		return r
	}
	to := cmp.Or(proxy, u)
	addrs, c := o.lookUp(ctx, to.Hostname())
	if r = append(r, c); c.State == Fail {
		return r
	}
	conn, c := o.connect(ctx, addrs, portOf(to))
	if r = append(r, c); c.State == Fail {
		return r
	}
	c = o.tls(ctx, conn, u, proxy != nil)
	_ = conn.Close()
	if r = append(r, c); c.State == Fail {
		return r
	}
	return append(r, o.server(ctx)...)
}

// proxy tells which proxy is used, never its user or password.
func (o Options) proxy() (*url.URL, Check) {
	c := Check{Name: "proxy", State: OK, Found: "none"}
	p, err := o.Login.Proxy()
	if err != nil { // the text of the error would hold the password
		c.State, c.Found, c.Next, c.code = Fail, "the address of the proxy cannot be read", "Write it like http://proxy.example.com:8080", tasks.Usage
		return nil, c
	}
	if p != nil {
		c.Found = p.Scheme + "://" + p.Host
	}
	for _, v := range o.Login.Values {
		if v.Name == "proxy" && v.From != "" && v.From != "default" {
			c.Found += ", by " + v.From
		}
	}
	return p, c
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

// lookUp finds the addresses of a host.
func (o Options) lookUp(ctx context.Context, host string) ([]string, Check) {
	c := Check{Name: "name", State: OK, Found: host + " is an address itself"}
	if _, err := netip.ParseAddr(host); err == nil {
		return []string{host}, c
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	addrs, err := o.LookupHost(ctx, host)
	if err == nil && len(addrs) == 0 {
		err = errors.New("it has no address")
	}
	if err != nil {
		c.State, c.Found, c.Next, c.code = Fail, host+" is not found: "+short(err), "Check the host, the DNS and the VPN.", tasks.API
		return nil, c
	}
	const most = 3
	c.Found = host + " is " + strings.Join(addrs[:min(most, len(addrs))], ", ")
	if n := len(addrs) - most; n > 0 {
		c.Found += fmt.Sprintf(" and %d more", n)
	}
	return addrs, c
}

// connect tries the addresses in turn; each has its share of the time.
func (o Options) connect(ctx context.Context, addrs []string, port string) (net.Conn, Check) {
	c := Check{Name: "connection", State: OK}
	began := o.Now()
	var last error
	for _, a := range addrs {
		ctx, cancel := context.WithTimeout(ctx, within/time.Duration(len(addrs)))
		conn, err := o.Dial(ctx, "tcp", net.JoinHostPort(a, port))
		cancel()
		if err != nil {
			last = cmp.Or(last, err)
			continue
		}
		c.Found = fmt.Sprintf("port %s in %s", port, took(o.Now().Sub(began)))
		if last != nil {
			c.State, c.Next = Warn, "Some addresses of the server do not answer; connecting may be slow. Check IPv6 and the VPN."
			c.Found += " at " + a + ", after another address failed: " + short(last)
		}
		return conn, c
	}
	c.State, c.Found, c.Next, c.code = Fail, "port "+port+": "+short(last), "Check the port, the firewall and the proxy.", tasks.API
	return nil, c
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

// tls shakes hands on the connection as the client would.
func (o Options) tls(ctx context.Context, conn net.Conn, u *url.URL, proxied bool) Check {
	c := Check{Name: "TLS", State: OK}
	switch {
	case u.Scheme == "http":
		c.State, c.Found, c.Next = Warn, "not used: the key travels in the clear", "Use https, unless the server is on this machine."
		if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() || u.Hostname() == "localhost" {
			c.State, c.Found, c.Next = OK, "not needed on this machine", ""
		}
		return c
	case proxied:
		c.State, c.Found = Skipped, "the proxy is in between; see server"
		return c
	}
	conf, err := o.Login.TLS()
	if err != nil {
		c.State, c.Found, c.Next, c.code = Fail, err.Error(), "Check the CA bundle.", tasks.Usage
		return c
	}
	if conf == nil {
		conf = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	conf = conf.Clone()
	conf.ServerName = u.Hostname()
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	t := tls.Client(conn, conf)
	if err := t.HandshakeContext(ctx); err != nil {
		c.State, c.code = Fail, tasks.API
		c.Found, c.Next = short(err), mendTLS(err)
		return c
	}
	s := t.ConnectionState()
	c.Found = tls.VersionName(s.Version)
	if len(s.PeerCertificates) > 0 {
		o.certificate(&c, s.PeerCertificates[0])
	}
	if !o.Login.Verify() {
		c.State, c.Next = Warn, "Certificates are not checked. Switch request_verify on, or set a CA bundle."
		return c
	}
	c.Found += ", trusted by " + cmp.Or(o.Login.Bundle(), "the system's CAs")
	return c
}

func (o Options) certificate(c *Check, p *x509.Certificate) {
	c.Found += fmt.Sprintf(", issued by %s, until %s", cmp.Or(p.Issuer.CommonName, p.Issuer.String()), p.NotAfter.UTC().Format("2006-01-02 MST"))
	if p.NotAfter.Sub(o.Now()) < soon {
		c.State, c.Next = Warn, "The certificate ends soon. Tell whoever runs the server, or see the clock below."
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
