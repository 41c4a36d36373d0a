// Package fake is the embedded Arize AX REST server: an http.Handler over a
// simulated account (package world), with faults that can be changed while it
// runs. The demo serves it on a loopback port; tests mount it the same way, so
// timeouts, cancellation and broken connections are real.
//
// Responses follow testdata/openapi.yaml exactly: field names, null or absent,
// status codes, headers and problem bodies. Requests are validated strictly.
// Where the real service is not documented the server follows assumptions.go, so
// that its behavior can be changed in one place.
//
// It imports the standard library and package world only. The wire format is in
// the tags of world's types. Neither may import package api: client and server
// share no types, so that a mistake in one cannot hide in the other.
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

// Options configure a server. Only World is required.
type Options struct {
	World  *world.World
	Key    string // the accepted API key; "" accepts any non-empty bearer token
	Faults Faults // the initial faults
	// Legacy uses the lower-case dialect of contract section 5 in requests and
	// responses, as servers up to July 2026 did. A "legacy" fault does the same.
	Legacy bool
	// Sleep waits for the duration or until ctx ends; nil means a timer.
	Sleep func(ctx context.Context, wait time.Duration)
	// Rand draws from [0,1) for the probabilities of faults; nil means math/rand.
	// The server calls it under a lock.
	Rand func() float64
	// OnRequest is called for every request before it is handled; for tests.
	OnRequest func(RequestInfo)
}

// RequestInfo is a received request, for tests.
type RequestInfo struct {
	Method string
	Path   string // escaped path with query, as sent
	Body   []byte
	Header http.Header
}

// Server is the fake Arize server. Make it with New; it is safe for concurrent use.
type Server struct {
	world   *world.World
	options Options
	mux     *http.ServeMux
	faults  atomic.Pointer[Faults]
	secret  []byte // binds cursors to their query
	serial  atomic.Uint64

	drawMu sync.Mutex // guards options.Rand
	// writes makes check and change atomic: two creates of one name must not both succeed.
	writes sync.Mutex

	writtenMu sync.Mutex // guards written
	written   []*written // the latest writes, oldest first
}

// New makes a server over a world. It panics without a world: that is a
// programming error.
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
	server := &Server{world: options.World, options: options, mux: http.NewServeMux(), secret: key[:]}
	server.SetFaults(options.Faults)
	server.routes()
	return server
}

// sleep waits for the duration or until ctx ends.
func sleep(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// SetFaults replaces the faults; it applies from the next request on.
func (s *Server) SetFaults(faults Faults) { s.faults.Store(&faults) }

// draw returns a random number; it locks Rand.
func (s *Server) draw() float64 {
	s.drawMu.Lock()
	defer s.drawMu.Unlock()
	return s.options.Rand()
}

// call is one request in a handler. The first problem is kept: a handler reads
// all it needs and then checks once whether the call failed.
type call struct {
	request *http.Request
	body    []byte
	query   url.Values
	dialect dialect
	effects effects // of the faults drawn for this request
	problem *problem
}

// pathValue returns an unescaped path value.
func (c *call) pathValue(name string) string { return c.request.PathValue(name) }

// refuse sets the problem of the call, unless there is one already.
func (c *call) refuse(status int, format string, args ...any) {
	if c.problem == nil {
		c.problem = refuse(status, format, args...)
	}
}

// failed reports whether the call has a problem.
func (c *call) failed() bool { return c.problem != nil }

// handler returns the value to write as JSON; nil means no body. Its result is
// ignored if the call failed.
type handler func(server *Server, req *call) any

// ServeHTTP handles one request.
func (s *Server) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	id := s.requestID()
	writer.Header().Set("X-Request-Id", id)
	writer.Header().Set("Date", s.world.Now().Format(http.TimeFormat)) // one clock for the account and its server
	body, err := io.ReadAll(http.MaxBytesReader(writer, request.Body, MaxBody))
	if s.options.OnRequest != nil {
		s.options.OnRequest(RequestInfo{Method: request.Method, Path: request.URL.RequestURI(), Body: body, Header: request.Header.Clone()})
	}
	req := &call{request: request, body: body, effects: s.faults.Load().draw(request.Method, request.URL.EscapedPath(), s.draw)}
	req.dialect.legacy = s.options.Legacy || s.faults.Load().Legacy()
	if s.faultBefore(request.Context(), writer, req, id) {
		return
	}
	var large *http.MaxBytesError
	var out response
	switch {
	case errors.As(err, &large):
		req.refuse(tooLargeStatus, "The body is larger than %d bytes.", MaxBody)
	case err != nil:
		req.refuse(http.StatusBadRequest, "The body could not be read completely.")
	default:
		out = s.respond(req)
	}
	if req.failed() {
		header := out.header
		out = problemResponse(req.problem, request.URL.EscapedPath(), id)
		out.header = header
	}
	s.faultAfter(request.Context(), writer, req, out)
}

// requestID returns an ID that is unique in this server; it needs no randomness.
func (s *Server) requestID() string {
	number := s.serial.Add(1) * 0x9e3779b97f4a7c15
	number ^= number >> 29
	return "req_" + strconv.FormatUint(number, 36)
}

// respond authenticates, routes and handles a request. If the call failed, only
// the header of the result is used.
func (s *Server) respond(req *call) response {
	s.authenticate(req)
	if req.failed() {
		return response{header: map[string]string{"WWW-Authenticate": "Bearer"}}
	}
	handler, pattern := s.mux.Handler(req.request)
	rt, known := handler.(*route)
	if !known || pattern == "" {
		req.refuse(http.StatusNotFound, "There is no operation at %s.", req.request.URL.EscapedPath())
		return response{}
	}
	do := rt.methods[req.request.Method]
	if do == nil {
		allow := strings.Join(slices.Sorted(maps.Keys(rt.methods)), ", ")
		req.refuse(http.StatusMethodNotAllowed, "%s is not supported at this address; use %s.", req.request.Method, allow)
		return response{header: map[string]string{"Allow": allow}}
	}
	rt.bind(req)
	req.readQuery(do.params)
	if req.failed() {
		return response{}
	}
	value := do.handle(s, req)
	if req.failed() || value == nil {
		return response{status: do.status}
	}
	text, err := req.dialect.encode(value)
	if err != nil {
		req.refuse(http.StatusInternalServerError, "The demo server failed: %v.", err)
	}
	return response{status: do.status, media: "application/json", body: text}
}

// authenticate requires "Authorization: Bearer KEY"; anything else is 401.
func (s *Server) authenticate(req *call) {
	const help = "Send the API key as Authorization: Bearer KEY."
	header := req.request.Header.Get("Authorization")
	scheme, key, spaced := strings.Cut(header, " ")
	key = strings.TrimSpace(key)
	switch {
	case header == "":
		req.refuse(http.StatusUnauthorized, "The Authorization header is missing. %s", help)
	case !spaced || !strings.EqualFold(scheme, "Bearer"):
		req.refuse(http.StatusUnauthorized, "The Authorization header does not start with Bearer. %s", help)
	case key == "" || s.options.Key != "" && !hmac.Equal([]byte(key), []byte(s.options.Key)):
		req.refuse(http.StatusUnauthorized, "The API key is not valid. Check the key of your profile.")
	}
}
