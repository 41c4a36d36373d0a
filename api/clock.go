package api

import (
	"net/http"
	"sync/atomic"
	"time"
)

// clockTolerance is the difference of two clocks that is not worth a correction.
const clockTolerance = 5 * time.Second

// serverClock compares the clock of the server with that of this machine, by the Date of
// its responses.
type serverClock struct{ ahead atomic.Int64 }

// learn takes in a Date. It has whole seconds and was written between sent and
// received, so only a difference beyond both is one of the clocks. What is stored is a
// lower bound: a time of this machine becomes none that is too late.
func (c *serverClock) learn(header http.Header, sent, received time.Time) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil || header.Get("Age") != "" {
		return
	}
	ahead := date.Sub(received)
	if ahead < clockTolerance && sent.Sub(date)-time.Second < clockTolerance {
		ahead = 0
	}
	c.ahead.Store(int64(ahead))
}

// ServerAhead returns how far the clock of the server is ahead of that of this
// machine, negative if it is behind; 0 when they differ by less than 5 s or before the
// first response. Add it to the time of this machine before comparing with a time of
// the server.
func (c *Client) ServerAhead() time.Duration { return time.Duration(c.clock.ahead.Load()) }

// timed is the transport of a Client: it measures how long each request takes, to
// learn the clock of the server.
type timed struct {
	http.RoundTripper
	client *Client
}

// RoundTrip sends a request.
func (t timed) RoundTrip(request *http.Request) (*http.Response, error) {
	sent := t.client.now()
	response, err := once(t.RoundTripper, t.CloseIdleConnections, request)
	if err != nil {
		return response, err
	}
	if isJSON(response.Header.Get("Content-Type"), nil) { // a gateway has a clock of its own
		t.client.clock.learn(response.Header, sent, t.client.now())
	}
	if response.StatusCode < http.StatusOK { // 101, after which the connection is no longer one of HTTP
		_ = response.Body.Close()
		response.Body = http.NoBody
	}
	if _, err := response.Location(); err != nil && response.Header["Location"] != nil {
		response.Header.Set("Location", "") // an unreadable one would be an error instead of a response
	}
	return response, nil
}

// CloseIdleConnections closes those of the real transport.
func (t timed) CloseIdleConnections() {
	if closer, ok := t.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}
