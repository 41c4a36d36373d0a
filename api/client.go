package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
)

// bodyLimit is the largest response in bytes; a page of 500 spans stays far below.
const bodyLimit = 32 << 20

// runLimit is the same for a run, which is read every few seconds.
const runLimit = 4 << 20

// Options set up a Client.
type Options struct {
	BaseURL  string        // https://api.arize.com; may carry a path prefix
	Key      string        `json:"-"` // sent as a bearer token
	ReadOnly bool          // refuse every write before it is sent
	Timeout  time.Duration // per attempt; 0: 30 s
	Retries  int           // of reads; 0: 3, negative: none

	// MaxWait is the longest Retry-After that a read waits for before it fails; 0: 60 s.
	MaxWait time.Duration

	// Refused returns what the caller knows about a key that the server has refused
	// (401): the reason, "" if unknown, and what to do; nil: nothing.
	Refused   func() (reason, advice string)
	Now       func() time.Time  // nil: time.Now
	Rand      func() float64    // 0 <= x < 1, safe for concurrent use; nil: math/rand
	Logger    *slog.Logger      // nil: discard
	Transport http.RoundTripper // nil: http.DefaultTransport, which uses the proxy variables of the environment
	// Sleep waits before a retry or a poll and ends early with the context's
	// error; nil: a timer.
	Sleep func(ctx context.Context, wait time.Duration) error
	// OnWait is called before a read that failed waits for its next attempt, from the
	// goroutine of the request; nil: not called.
	OnWait func(RetryWait)
}

// Format prints the options without the key for every verb.
func (o Options) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "api.Options{BaseURL:%q ReadOnly:%t}", o.BaseURL, o.ReadOnly)
}

// LogValue logs the options without the key.
func (o Options) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(o)) }

// Client talks to one server with one key. It is safe for concurrent use.
type Client struct {
	rest      *resty.Client
	scrub     *scrubber
	dialect   dialect
	clock     serverClock
	settling  settling
	transport http.RoundTripper
	readOnly  bool
	refused   func() (reason, advice string)
	now       func() time.Time
	rnd       func() float64
	sleep     func(context.Context, time.Duration) error
	onWait    func(RetryWait)
	maxWait   time.Duration
	log       *slog.Logger

	wholeSpans atomic.Bool // the server does not know columns of spans
}

// New makes a client. An error names the invalid setting and never shows the key.
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
		scrub: newScrubber(options.Key), transport: options.Transport, readOnly: options.ReadOnly, refused: options.Refused,
		now: options.Now, rnd: options.Rand, sleep: options.Sleep, onWait: options.OnWait, maxWait: cmp.Or(options.MaxWait, maxRetryAfter), log: options.Logger,
	}
	client.defaults()
	client.rest = client.newResty(base, &options)
	client.log.Debug("client made", "options", options)
	go prepareDecoding()
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
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.transport == nil {
		c.transport = http.DefaultTransport
	}
}

// newResty makes the resty client. Its retries are off for every request
// that does not enable them itself (see retry.go).
func (c *Client) newResty(base string, options *Options) *resty.Client {
	timeout := options.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	rest := resty.NewWithClient(&http.Client{Transport: timed{c.transport, c}})
	rest.SetBaseURL(base).SetTimeout(timeout)
	// Not SetAuthToken, which keeps the key in a field that printing shows.
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

// Legacy reports whether the client sends the lower-case words now, because of
// the server's last responses (contract section 5).
func (c *Client) Legacy() bool { return c.dialect.legacy() }

// ReadOnly reports whether writes are refused.
func (c *Client) ReadOnly() bool { return c.readOnly }

// Format prints only a name for every verb: the fields may be in use by other goroutines.
func (c *Client) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "api.Client") }

// Close closes idle connections. The client can still be used.
func (c *Client) Close() { c.rest.GetClient().CloseIdleConnections() }

func checkBase(base string) (string, error) {
	address, err := url.Parse(strings.TrimSpace(base))
	switch {
	case strings.TrimSpace(base) == "":
		return "", errors.New("the BaseURL setting is empty; set the address of the API, such as https://api.arize.com")
	case err != nil, address.Scheme != "http" && address.Scheme != "https", address.Hostname() == "":
		return "", errors.New("the BaseURL setting must begin with https:// or http://")
	case address.User != nil:
		return "", errors.New("the BaseURL setting contains a user name or password; remove them and set the key separately")
	case address.RawQuery != "" || address.Fragment != "":
		return "", errors.New("the BaseURL setting contains ? or #; set only the address up to the path")
	}
	return strings.TrimRight(address.String(), "/"), nil
}

func checkKey(key string) error {
	switch {
	case strings.TrimSpace(key) == "":
		return errors.New("the API key is empty; set it in ARIZE_API_KEY or in a profile")
	case strings.HasPrefix(strings.ToLower(key), "bearer "):
		return errors.New("the API key begins with the word Bearer; set only the key, in ARIZE_API_KEY or in the profile")
	}
	for _, char := range key {
		if char <= ' ' || char > '~' {
			return errors.New("the API key contains a space, a line break or a character that a key cannot have; copy it again into ARIZE_API_KEY or the profile")
		}
	}
	return nil
}

// followRedirect follows the redirect of a read within the same host only, never
// from https to http, so that no other server sees the key. A redirect that is
// not followed is returned as the response.
func followRedirect(req *http.Request, via []*http.Request) error {
	from := via[0].URL
	downgrade := from.Scheme == "https" && req.URL.Scheme != "https"
	if via[0].Method != http.MethodGet || downgrade || !sameHost(from, req.URL) || len(via) > 5 {
		return http.ErrUseLastResponse
	}
	return nil
}

// sameHost compares host and port; the default ports of http and https are
// equal, so that a server may redirect readers to https.
func sameHost(left, right *url.URL) bool {
	port := func(address *url.URL) string {
		if port := address.Port(); port != "" && !(address.Scheme == "http" && port == "80") && !(address.Scheme == "https" && port == "443") {
			return port
		}
		return ""
	}
	return strings.EqualFold(left.Hostname(), right.Hostname()) && port(left) == port(right)
}

// sleep waits with a timer or until the context ends.
func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
