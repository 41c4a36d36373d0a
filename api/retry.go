package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
)

const (
	retryBase   = 250 * time.Millisecond // first wait, doubled each time
	retryMost   = 5 * time.Second        // longest wait of our own
	retryPolite = 60 * time.Second       // longest Retry-After that is waited for
)

type noRetryKey struct{}

// NoRetry marks a context so that its requests are tried once and fail at once,
// without a wait inside. Watches use it for every read: the polling rule paces
// them and hears of a 429 by Error.RetryAfter, of which a second pace inside
// would hide up to three. (A query word of the wrong dialect is not a matter of
// pace and is still tried in the other one; contract section 5.)
func NoRetry(ctx context.Context) context.Context { return context.WithValue(ctx, noRetryKey{}, true) }

// setRetries tells resty to repeat nothing by itself: once a condition is set
// only conditions decide, and this one never says yes. Reads bring their own.
// The waiting is done by our sleep, so resty's own wait is made nothing.
//
//nolint:contextcheck // resty hands over the context of the request that waits
func (c *Client) setRetries(rest *resty.Client, retries int) {
	switch {
	case retries == 0:
		retries = 3
	case retries < 0:
		retries = 0
	}
	rest.SetRetryCount(retries).SetRetryWaitTime(1).SetRetryMaxWaitTime(1)
	rest.AddRetryCondition(func(*resty.Response, error) bool { return false })
	rest.SetRetryAfter(func(_ *resty.Client, resp *resty.Response) (time.Duration, error) {
		wait := retryWait(resp.Request.Attempt, retryAfter(resp.Header(), c.now()), c.rnd())
		return 1, c.sleep(resp.Request.Context(), wait)
	})
}

// mayRetry is the condition that reads bring along.
func (c *Client) mayRetry(resp *resty.Response, err error) bool {
	if resp == nil || resp.Request.Context().Err() != nil {
		return false
	}
	if err != nil {
		// A time-out has cost a person half a minute already: one more try.
		var slow net.Error
		tired := errors.As(err, &slow) && slow.Timeout() && resp.Request.Attempt > 1
		return !tired && !errors.Is(err, resty.ErrResponseBodyTooLarge) && !certificateFault(err)
	}
	switch resp.StatusCode() {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return retryAfter(resp.Header(), c.now()) <= retryPolite
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryWait gives the time before the next try: what the server asked for, or
// half to all of a doubling step. attempt counts from 1; rnd is 0 <= x < 1.
func retryWait(attempt int, asked time.Duration, rnd float64) time.Duration {
	if asked > 0 {
		return min(asked, retryPolite)
	}
	step := retryBase << min(max(attempt-1, 0), 10)
	step = min(step, retryMost)
	return step/2 + time.Duration(rnd*float64(step/2))
}

// retryAfter reads the header: whole seconds or an HTTP date. 0 means that the
// server did not say; a time that is over already means very soon.
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if text == "" {
		return 0
	}
	const soon, far = time.Millisecond, 24 * time.Hour
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		if !(seconds > 0) {
			return soon
		}
		if seconds > far.Seconds() {
			return far
		}
		return max(soon, time.Duration(seconds*float64(time.Second)))
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(soon, at.Sub(now)), far)
	}
	return 0
}
