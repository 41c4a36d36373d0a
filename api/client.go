package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
)

// bodyLimit bounds an answer; a page of 500 spans stays far below.
const bodyLimit = 32 << 20

// Options set up a Client.
type Options struct {
	BaseURL  string        // https://api.arize.com; may carry a path prefix
	Key      string        `json:"-"` // sent as bearer token
	ReadOnly bool          // refuse every write before it is sent
	Timeout  time.Duration // per attempt; 0: 30 s
	Retries  int           // of reads; 0: 3, negative: none

	Now       func() time.Time  // nil: time.Now
	Rand      func() float64    // 0 <= x < 1, safe for concurrent use; nil: math/rand
	Logger    *slog.Logger      // nil: discard
	Transport http.RoundTripper // nil: the default one, which honours proxies of the environment
	// Sleep waits before a retry or a poll and ends early with the context's
	// error; nil: a timer.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Format prints the options without the key, whatever the verb.
func (o Options) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "api.Options{BaseURL:%q ReadOnly:%t}", o.BaseURL, o.ReadOnly)
}

// LogValue logs the options without the key.
func (o Options) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(o)) }

// Client speaks to one server with one key. It is safe for concurrent use.
type Client struct {
	rest      *resty.Client
	scrub     *scrubber
	dialect   dialect
	transport http.RoundTripper
	readOnly  bool
	now       func() time.Time
	rnd       func() float64
	sleep     func(context.Context, time.Duration) error
	log       *slog.Logger
}

// New makes a client. Errors name the setting at fault and never show the key.
func New(options Options) (*Client, error) {
	base, err := checkBase(options.BaseURL)
	if err != nil {
		return nil, err
	}
	if err := checkKey(options.Key); err != nil {
		return nil, err
	}
	if options.Timeout < 0 {
		return nil, errors.New("the Timeout setting is negative; leave it out for 30 s")
	}
	client := &Client{
		scrub: newScrubber(options.Key), transport: options.Transport, readOnly: options.ReadOnly,
		now: options.Now, rnd: options.Rand, sleep: options.Sleep, log: options.Logger,
	}
	client.defaults()
	client.rest = client.newResty(base, options)
	client.log.Debug("client made", "options", options)
	return client, nil
}

func (c *Client) defaults() {
	if c.now == nil {
		c.now = time.Now
	}
	if c.rnd == nil {
		c.rnd = rand.Float64
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	if c.log == nil {
		c.log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if c.transport == nil {
		c.transport = http.DefaultTransport
	}
}

// newResty sets the one resty client up. Its retries are off for every request
// that does not switch them on itself (see retry.go).
func (c *Client) newResty(base string, options Options) *resty.Client {
	timeout := options.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	rest := resty.NewWithClient(&http.Client{Transport: c.transport})
	rest.SetBaseURL(base).SetTimeout(timeout)
	// Not SetAuthToken, which would keep the key in a field that prints.
	bearer := "Bearer " + options.Key
	rest.SetPreRequestHook(func(_ *resty.Client, request *http.Request) error {
		request.Header.Set("Authorization", bearer)
		return nil
	})
	rest.SetHeader("Accept", "application/json, application/problem+json").SetHeader("User-Agent", "ax-tui")
	rest.SetLogger(quietLog{log: c.log, scrub: c.scrub}).SetDisableWarn(true).SetDebug(false)
	rest.SetResponseBodyLimit(bodyLimit)
	rest.SetRedirectPolicy(resty.RedirectPolicyFunc(followRedirect))
	c.setRetries(rest, options.Retries)
	return rest
}

// Legacy reports whether the client speaks the lower-case words now, because of
// what the server answered last (contract section 5).
func (c *Client) Legacy() bool { return c.dialect.legacy() }

// ReadOnly reports whether writes are refused.
func (c *Client) ReadOnly() bool { return c.readOnly }

// Format prints a name only, whatever the verb: what is inside is in use.
func (c *Client) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "api.Client") }

// Close gives idle connections back. The client can still be used.
func (c *Client) Close() { c.rest.GetClient().CloseIdleConnections() }

func checkBase(base string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(base))
	switch {
	case strings.TrimSpace(base) == "":
		return "", errors.New("the BaseURL setting is empty; give the address of the API, such as https://api.arize.com")
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return "", errors.New("the BaseURL setting is not an address that begins with https:// or http://")
	case u.User != nil:
		return "", errors.New("the BaseURL setting holds a user name or password; leave them out, the key goes into its own setting")
	case u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("the BaseURL setting holds a ? or #; give the address up to the path only")
	}
	return strings.TrimRight(u.String(), "/"), nil
}

func checkKey(key string) error {
	switch {
	case strings.TrimSpace(key) == "":
		return errors.New("the Key setting is empty; give an Arize API key")
	case strings.HasPrefix(strings.ToLower(key), "bearer "):
		return errors.New("the Key setting begins with the word Bearer; give the key alone")
	}
	for _, r := range key {
		if r <= ' ' || r > '~' {
			return errors.New("the Key setting holds a space, a line break or a character that a key cannot have")
		}
	}
	return nil
}

// followRedirect lets a read move within the same host only, never from https
// to http, so that no other party sees the key. A refused redirect comes back
// as the answer it is.
func followRedirect(req *http.Request, via []*http.Request) error {
	from := via[0].URL
	downgrade := from.Scheme == "https" && req.URL.Scheme != "https"
	if via[0].Method != http.MethodGet || downgrade || !sameHost(from, req.URL) || len(via) > 5 {
		return http.ErrUseLastResponse
	}
	return nil
}

// sameHost compares host and port; the default ports of http and https count as
// one, so that a server may move its readers to https.
func sameHost(left, right *url.URL) bool {
	port := func(u *url.URL) string {
		if p := u.Port(); p != "" && !(u.Scheme == "http" && p == "80") && !(u.Scheme == "https" && p == "443") {
			return p
		}
		return ""
	}
	return strings.EqualFold(left.Hostname(), right.Hostname()) && port(left) == port(right)
}

// sleep waits with a timer and obeys the context.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
