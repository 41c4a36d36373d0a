package checkup

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"ax-tui/api"
	"ax-tui/ui/line/core"
	"ax-tui/ui/text"
)

// network looks at the way to the server, step by step; what needs a step that
// failed is skipped.
func (o Options) network(ctx context.Context) Report {
	names := []string{"address", "name", "connection", "TLS", "server", "clock", "key", "reads", "writes"}
	if o.LoginErr != nil || o.Client == nil {
		why := "there is no login"
		if o.ClientErr != nil {
			return append(Report{{Name: "address", State: Fail, Found: o.ClientErr.Error(), Next: "See what is set where: ax-tui config show", code: core.Usage}}, skip(names[1:], "the address cannot be used")...)
		}
		return skip(names, why)
	}
	u, err := url.Parse(o.Login.BaseURL)
	if err != nil {
		return skip(names, "the address cannot be read")
	}
	r := Report{{Name: "address", State: OK, Found: o.Login.BaseURL}}
	proxy, _ := o.Login.Proxy()
	if proxy != nil {
		r[0].Found += ", through the proxy " + proxy.Redacted()
		u = proxy
	}
	conn, steps := dial(ctx, u)
	r = append(r, steps...)
	if conn == nil {
		return append(r, skip(names[len(r):], "the server is not reached")...)
	}
	_ = conn.Close()
	r = append(r, o.tls(ctx, proxy != nil))
	if r[len(r)-1].State == Fail {
		return append(r, skip(names[len(r):], "TLS failed")...)
	}
	return append(r, o.server(ctx)...)
}

func skip(names []string, why string) (out Report) {
	for _, n := range names {
		out = append(out, Check{Name: n, State: Skipped, Found: why})
	}
	return out
}

// dial looks the name up and connects.
func dial(ctx context.Context, u *url.URL) (net.Conn, Report) {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80"}[u.Scheme]
		if port == "" {
			port = "443"
		}
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	host := u.Hostname()
	addrs, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return nil, Report{{Name: "name", State: Fail, Found: host + " is not found: " + short(err), Next: "Check the host, the DNS and the VPN.", code: core.API}}
	}
	r := Report{{Name: "name", State: OK, Found: fmt.Sprintf("%s is %s", host, addrs[0])}}
	began := time.Now()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, append(r, Check{Name: "connection", State: Fail, Found: "port " + port + ": " + short(err), Next: "Check the port, the firewall and the proxy.", code: core.API})
	}
	return conn, append(r, Check{Name: "connection", State: OK, Found: fmt.Sprintf("port %s in %d ms", port, time.Since(began).Milliseconds())})
}

func short(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.Err
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}

// tls shakes hands as the client would.
func (o Options) tls(ctx context.Context, proxied bool) Check {
	c := Check{Name: "TLS", State: OK}
	u, err := url.Parse(o.Login.BaseURL)
	switch {
	case err != nil:
		return c
	case u.Scheme == "http":
		c.State, c.Found, c.Next = Warn, "not used: the key travels in the clear", "Use https, unless the server is on this machine."
		if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() {
			c.State, c.Found = OK, "not needed on this machine"
		}
		return c
	case proxied:
		c.State, c.Found = Skipped, "the proxy is in between; see server"
		return c
	}
	conf, err := o.Login.TLS()
	if err != nil {
		c.State, c.Found, c.Next, c.code = Fail, err.Error(), "Check the CA bundle.", core.Usage
		return c
	}
	if conf == nil {
		conf = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	d := tls.Dialer{Config: conf}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		c.State, c.Found, c.code = Fail, short(err), core.API
		c.Next = "If your company signs certificates itself, set ARIZE_SSL_CA_CERT to its CA file."
		return c
	}
	defer func() { _ = conn.Close() }()
	if t, ok := conn.(*tls.Conn); ok {
		s := t.ConnectionState()
		c.Found = tls.VersionName(s.Version)
		if len(s.PeerCertificates) > 0 {
			p := s.PeerCertificates[0]
			c.Found += fmt.Sprintf(", issued by %s, until %s", p.Issuer.CommonName, p.NotAfter.UTC().Format("2006-01-02 MST"))
		}
	}
	if !o.Login.Verify() {
		c.State, c.Next = Warn, "Certificates are not checked. Switch request_verify on, or set a CA bundle."
	}
	return c
}

// server asks for one space: reachability, clock and key in one answer.
func (o Options) server(ctx context.Context) Report {
	var date time.Time
	began := time.Now()
	ctx1, cancel := context.WithTimeout(api.NoRetry(ctx), within)
	defer cancel()
	_, err := o.Client.ListSpaces(ctx1, api.SpaceQuery{Limit: 1})
	took := time.Since(began)
	date = o.date(ctx)
	var e *api.Error
	errors.As(err, &e)
	if e != nil && (e.Status == 0 || e.Kind == api.NotJSON || e.Kind == api.Server) {
		return append(
			Report{{Name: "server", State: Fail, Found: e.Message(), Next: e.Advice(), code: core.API}},
			skip([]string{"clock", "key", "reads", "writes"}, "the server did not answer")...,
		)
	}
	r := Report{{Name: "server", State: OK, Found: fmt.Sprintf("answers in %d ms", took.Milliseconds())}, o.clock(date)}
	if e != nil && e.Kind == api.Auth {
		next := "Check the key. " + e.Advice()
		if o.Login.OAuth {
			next = "The access token is not taken. Run: ax auth login"
		}
		return append(append(r, Check{Name: "key", State: Fail, Found: "refused: " + e.Message(), Next: next, code: core.Auth}), skip([]string{"reads", "writes"}, "the key is refused")...)
	}
	r = append(r, Check{Name: "key", State: OK, Found: "accepted"})
	return append(r, o.reads(ctx), Check{
		Name: "writes", State: Skipped,
		Found: "a check changes nothing. They need PROJECT_EVAL_TASK_* and EXPERIMENT_EVAL_TASK_* with CREATE, UPDATE, DELETE",
	})
}

// date is the server's clock, zero when it tells none. Any answer tells it, so
// the key is not sent along.
func (o Options) date(ctx context.Context) time.Time {
	transport, err := o.Login.Transport()
	if err != nil {
		return time.Time{}
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, o.Login.BaseURL+"/v2/spaces?limit=1", nil)
	if err != nil {
		return time.Time{}
	}
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return time.Time{}
	}
	_ = resp.Body.Close()
	t, _ := http.ParseTime(resp.Header.Get("Date"))
	return t
}

// skewMost is how far two clocks may differ: windows are given in minutes.
const skewMost = 30 * time.Second

func (o Options) clock(server time.Time) Check {
	c := Check{Name: "clock", State: OK}
	if server.IsZero() {
		c.State, c.Found = Skipped, "the server tells no time"
		return c
	}
	skew := o.Now().Sub(server).Round(time.Second)
	c.Found = text.Dur(skew.Abs()) + " from the server's"
	if skew.Abs() > skewMost {
		c.State, c.Next = Warn, "Set this machine's clock: windows that end now would end at another time."
	}
	return c
}

// reads tries every list that the program reads.
func (o Options) reads(ctx context.Context) Check {
	const one = 1
	lists := []struct {
		name string
		ask  func(context.Context) error
	}{
		{"spaces", func(ctx context.Context) error {
			_, err := o.Client.ListSpaces(ctx, api.SpaceQuery{Limit: one})
			return err
		}},
		{"tasks", func(ctx context.Context) error {
			_, err := o.Client.ListTasks(ctx, api.TaskQuery{Limit: one})
			return err
		}},
		{"projects", func(ctx context.Context) error {
			_, err := o.Client.ListProjects(ctx, api.ProjectQuery{Limit: one})
			return err
		}},
		{"datasets", func(ctx context.Context) error {
			_, err := o.Client.ListDatasets(ctx, api.DatasetQuery{Limit: one})
			return err
		}},
		{"evaluators", func(ctx context.Context) error {
			_, err := o.Client.ListEvaluators(ctx, api.EvaluatorQuery{Limit: one})
			return err
		}},
		{"integrations", func(ctx context.Context) error {
			_, err := o.Client.ListIntegrations(ctx, api.IntegrationQuery{Limit: one})
			return err
		}},
	}
	var may, mayNot string
	for _, l := range lists {
		ctx, cancel := context.WithTimeout(api.NoRetry(ctx), within)
		err := l.ask(ctx)
		cancel()
		var e *api.Error
		if errors.As(err, &e) {
			mayNot += fmt.Sprintf(", %s (%s)", l.name, e.Kind)
			continue
		}
		may += ", " + l.name
	}
	c := Check{Name: "reads", State: OK}
	if may != "" {
		c.Found = "may list" + may[1:]
	}
	if mayNot != "" {
		c.State, c.Next = Warn, "Ask for the permission, or for a key of the right space."
		if c.Found != "" {
			c.Found += "; "
		}
		c.Found += "not" + mayNot[1:]
	}
	return c
}
