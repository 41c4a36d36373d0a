package api

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
)

const (
	firstRetryWait = 250 * time.Millisecond // first wait, doubled each time
	maxRetryWait   = 5 * time.Second        // longest wait without a Retry-After
	maxRetryAfter  = 60 * time.Second       // longest Retry-After that is waited for
)

type noRetryKey struct{}

// NoRetry returns a context whose requests are tried once and fail at once,
// without a wait. Watches use it for every read: the polling rule sets their
// pace and needs the Error.RetryAfter of a 429, which retries would hide. (A query
// word of the wrong dialect is still retried in the other one; contract section 5.)
func NoRetry(ctx context.Context) context.Context { return context.WithValue(ctx, noRetryKey{}, true) }

// TriedOnce reports whether ctx is one of NoRetry.
func TriedOnce(ctx context.Context) bool { return ctx.Value(noRetryKey{}) != nil }

// setRetries makes resty retry nothing by default: once a condition is set only
// conditions decide, and this one is always false. Reads add mayRetry. The wait
// happens in c.sleep, so resty's own wait is set to the minimum.
//
//nolint:contextcheck // resty passes the context of the waiting request
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
		asked := retryAfter(resp.Header(), c.now())
		wait := retryWait(resp.Request.Attempt, asked, c.rnd())
		if c.onWait != nil {
			c.onWait(RetryWait{For: wait, Asked: asked == wait, Status: resp.StatusCode()})
		}
		return 1, c.sleep(resp.Request.Context(), wait)
	})
}

// RetryWait is a wait between two attempts of one read.
type RetryWait struct {
	For    time.Duration
	Asked  bool // the server asked for it
	Status int  // of the failed attempt; 0: no response
}

// mayRetry is the retry condition of reads.
func (c *Client) mayRetry(resp *resty.Response, err error) bool {
	if resp == nil || resp.Request.Context().Err() != nil {
		return false
	}
	if err != nil {
		// A timeout has taken half a minute already: retry once only.
		var netErr net.Error
		timedOutAgain := errors.As(err, &netErr) && netErr.Timeout() && resp.Request.Attempt > 1
		return !timedOutAgain && !errors.Is(err, resty.ErrResponseBodyTooLarge) && !tlsFault(err)
	}
	switch resp.StatusCode() {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return retryAfter(resp.Header(), c.now()) <= c.maxWait
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryWait returns the wait before the next attempt: half to all of a doubling step,
// or what the server requested if that is longer. attempt counts from 1; 0 <= rnd < 1.
func retryWait(attempt int, asked time.Duration, rnd float64) time.Duration {
	step := firstRetryWait << min(max(attempt-1, 0), 10)
	step = min(step, maxRetryWait)
	return max(min(asked, maxRetryAfter), step/2+time.Duration(rnd*float64(step/2)))
}

// retryAfter parses the Retry-After header: seconds, or an HTTP date, which is one of
// the server's clock. 0 means that there is none that makes sense.
func retryAfter(header http.Header, now time.Time) time.Duration {
	const most = 1e9 // seconds; a Duration holds no more than nine times that
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds > 0 && !math.IsInf(seconds, 0) {
		return time.Duration(min(seconds, most) * float64(time.Second))
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now))
}

// AskedWait says in words how long a wait the server requested, an Error.RetryAfter,
// which does not tell a minute from more.
func AskedWait(retryAfter time.Duration) string {
	words := fmt.Sprintf("%d s", (retryAfter+time.Second-1)/time.Second)
	if retryAfter >= maxRetryAfter {
		words += " or longer"
	}
	return words
}
