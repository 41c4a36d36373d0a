// Package fake is the embedded Arize AX REST server: an http.Handler over a
// make-believe account (package world), with faults that can be switched on
// while it runs. The demo serves it on a loopback port; tests mount it the
// same way, so time-outs, cancelling and broken connections are real.
//
// It promises that what goes over the wire follows testdata/openapi.yaml to
// the letter: field names, null or absent, status codes, headers and problem
// bodies. Requests are read strictly. Where the real service is not documented
// the server follows assumptions.go, so that an answer can be changed in one
// place when the truth is known.
//
// It imports the standard library and package world only. The shape of the
// wire stands in the tags of world's types; neither may ever import package
// api: client and server share no type, so that both cannot be wrong together.
package fake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ax-tui/api/fake/world"
)

// Options make a server. Only World is needed.
type Options struct {
	World  *world.World
	Key    string // the one API key that is accepted; "" accepts any non-empty bearer token
	Faults Faults // what goes wrong from the start; none by default
	// Legacy speaks the lower-case dialect of contract section 5 both ways, as
	// servers up to July 2026 did. A "legacy" fault does the same.
	Legacy bool
	// Sleep waits for d or until ctx ends; nil means a timer.
	Sleep func(ctx context.Context, d time.Duration)
	// Rand draws from [0,1) for the shares of faults; nil means math/rand. The
	// server calls it under a lock.
	Rand func() float64
	// OnRequest sees every request before it is answered; nil in the product.
	OnRequest func(RequestInfo)
}

// RequestInfo is one request as it came in, for tests.
type RequestInfo struct {
	Method string
	Path   string // escaped path with query, as sent
	Body   []byte
	Header http.Header
}

// Server is the Arize server. Make it with New; it is safe for concurrent use.
type Server struct {
	w      *world.World
	o      Options
	mux    *http.ServeMux
	faults atomic.Pointer[Faults]
	secret []byte // binds cursors to their query
	serial atomic.Uint64

	drawMu sync.Mutex // guards o.Rand
	// writes makes "look, then change" one step: two creates of one name must not both win.
	writes sync.Mutex
}

// New opens a server over a world. It panics without a world: that is a
// programmer's fault, not a user's.
func New(options Options) *Server {
	if options.World == nil {
		panic("fake: Options.World is missing")
	}
	if options.Sleep == nil {
		options.Sleep = sleep
	}
	if options.Rand == nil {
		options.Rand = rand.Float64
	}
	key := sha256.Sum256([]byte("cursor " + options.Key))
	server := &Server{w: options.World, o: options, mux: http.NewServeMux(), secret: key[:]}
	server.SetFaults(options.Faults)
	server.routes()
	return server
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// SetFaults replaces the faults from the next request on.
func (s *Server) SetFaults(faults Faults) { s.faults.Store(&faults) }

// draw takes a random number under the lock.
func (s *Server) draw() float64 {
	s.drawMu.Lock()
	defer s.drawMu.Unlock()
	return s.o.Rand()
}

// call is one request on its way through a handler. The first fault wins: a
// handler reads all it needs in a row and asks once whether it failed.
type call struct {
	r       *http.Request
	body    []byte
	query   url.Values
	d       dialect
	effects effects // of the faults drawn for this request
	fault   *problem
}

// pathValue is a part of the path, unescaped.
func (c *call) pathValue(name string) string { return c.r.PathValue(name) }

// refuse notes a fault, unless there is one already.
func (c *call) refuse(status int, format string, args ...any) {
	if c.fault == nil {
		c.fault = refuse(status, format, args...)
	}
}

// failed reports whether a fault was found.
func (c *call) failed() bool { return c.fault != nil }

// handler answers a call with a value to be written as JSON; nil means no
// body. What it gives after a fault is not looked at.
type handler func(c *call) any

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	id := s.requestID()
	writer.Header().Set("X-Request-Id", id)
	body, err := io.ReadAll(http.MaxBytesReader(writer, request.Body, MaxBody))
	if s.o.OnRequest != nil {
		s.o.OnRequest(RequestInfo{Method: request.Method, Path: request.URL.RequestURI(), Body: body, Header: request.Header.Clone()})
	}
	c := &call{r: request, body: body, effects: s.faults.Load().draw(request.Method, request.URL.EscapedPath(), s.draw)}
	c.d.legacy = s.o.Legacy || s.faults.Load().Legacy()
	if s.endEarly(request.Context(), writer, c, id) {
		return
	}
	var large *http.MaxBytesError
	var out answer
	switch {
	case errors.As(err, &large):
		c.refuse(tooLargeStatus, "The body is larger than %d bytes.", MaxBody)
	case err != nil:
		c.refuse(http.StatusBadRequest, "The body could not be read to its end.")
	default:
		out = s.answer(c)
	}
	if c.failed() {
		header := out.header
		out = problemAnswer(c.fault, request.URL.EscapedPath(), id)
		out.header = header
	}
	s.endLate(writer, c, out)
}

// requestID is different for every request of this server and needs no randomness.
func (s *Server) requestID() string {
	x := s.serial.Add(1) * 0x9e3779b97f4a7c15
	x ^= x >> 29
	return "req_" + strconv.FormatUint(x, 36)
}

// answer authenticates, routes and handles a request. After a fault only the
// header of what it gives counts.
func (s *Server) answer(c *call) answer {
	s.authenticate(c)
	if c.failed() {
		return answer{header: map[string]string{"WWW-Authenticate": "Bearer"}}
	}
	handler, pattern := s.mux.Handler(c.r)
	rt, known := handler.(*route)
	if !known || pattern == "" {
		c.refuse(http.StatusNotFound, "There is nothing at %s.", c.r.URL.EscapedPath())
		return answer{}
	}
	do := rt.methods[c.r.Method]
	if do == nil {
		allow := strings.Join(slices.Sorted(maps.Keys(rt.methods)), ", ")
		c.refuse(http.StatusMethodNotAllowed, "%s does not fit this address; it takes %s.", c.r.Method, allow)
		return answer{header: map[string]string{"Allow": allow}}
	}
	rt.bind(c)
	c.readQuery(do.params)
	if c.failed() {
		return answer{}
	}
	value := do.handle(c)
	if c.failed() || value == nil {
		return answer{status: do.status}
	}
	text, err := c.d.encode(value)
	if err != nil {
		c.refuse(http.StatusInternalServerError, "The demo server failed: %v.", err)
	}
	return answer{status: do.status, media: "application/json", body: text}
}

// authenticate wants "Authorization: Bearer KEY"; anything else is 401.
func (s *Server) authenticate(c *call) {
	const help = "Send the API key as Authorization: Bearer KEY."
	header := c.r.Header.Get("Authorization")
	scheme, key, spaced := strings.Cut(header, " ")
	key = strings.TrimSpace(key)
	switch {
	case header == "":
		c.refuse(http.StatusUnauthorized, "The Authorization header is missing. %s", help)
	case !spaced || !strings.EqualFold(scheme, "Bearer"):
		c.refuse(http.StatusUnauthorized, "The Authorization header does not begin with the word Bearer. %s", help)
	case key == "" || s.o.Key != "" && !hmac.Equal([]byte(key), []byte(s.o.Key)):
		c.refuse(http.StatusUnauthorized, "The API key is not valid. Check the key of your profile.")
	}
}
