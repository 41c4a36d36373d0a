// Package contracttest holds every request and every answer that passes an
// http.Handler to testdata/openapi.yaml and fails the test on a violation.
//
// It promises to change nothing on the way: the handler behind it sees the
// request as it came, the client the answer as it was given, aborted
// connections included. Only tests may import it: it needs the testing package
// and an OpenAPI library, neither of which belongs in the product.
package contracttest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Checker is a handler that judges what passes through it. Make it with Wrap.
type Checker struct {
	t      testing.TB
	next   http.Handler
	router routers.Router
	paused atomic.Bool

	mu       sync.Mutex
	over     bool // the test has ended: say nothing more
	refusals int
	seen     map[string]int
}

// Wrap puts a judge before a handler. It finds testdata/openapi.yaml in the
// module that holds the working directory. A request that breaks the contract
// fails the test, unless ExpectRefusals announced it; so does an answer with an
// undeclared status, another content type or a body that does not fit. Answers
// of 5xx, 429 and 413, addresses that the contract does not know, refused methods (405) and
// HTML pages are let through: they are faults or beyond the contract.
func Wrap(t testing.TB, next http.Handler) *Checker {
	t.Helper()
	contract, err := book()
	if err != nil {
		t.Fatalf("contract: %v", err)
	}
	checker := &Checker{t: t, next: next, router: contract.router, seen: map[string]int{}}
	t.Cleanup(checker.end)
	return checker
}

// contract is the document with its router; both are only read.
type contract struct {
	doc    *openapi3.T
	router routers.Router
}

// book reads the document once for all tests of a package: it takes longer
// than most tests, and it never changes.
var book = sync.OnceValues(func() (contract, error) {
	dir, err := moduleRoot()
	if err != nil {
		return contract{}, err
	}
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(dir, "testdata", "openapi.yaml"))
	if err != nil {
		return contract{}, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return contract{}, err
	}
	doc.Servers = nil // any host and port will do
	router, err := gorillamux.NewRouter(doc)
	return contract{doc, router}, err
})

// moduleRoot is the folder with go.mod, at or above the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = up
	}
}

// Load gives testdata/openapi.yaml, validated, without its servers. The
// document is shared: do not change it.
func Load() (*openapi3.T, error) {
	contract, err := book()
	return contract.doc, err
}

// ExpectRefusals announces n requests that break the contract: each must be
// answered with a status from 400 to 499, or the test fails. So it does when
// fewer than n have come by its end.
func (c *Checker) ExpectRefusals(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refusals += n
}

// Pause stops judging, for faults such as cut bodies; Resume begins again.
func (c *Checker) Pause() { c.paused.Store(true) }

// Resume judges again after Pause.
func (c *Checker) Resume() { c.paused.Store(false) }

// Seen tells how often each operation was answered with which status, by keys
// such as "list_tasks 200".
func (c *Checker) Seen() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.seen)
}

func (c *Checker) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	if c.refusals > 0 {
		c.t.Errorf("contract: %d announced refusals did not come", c.refusals)
	}
}

func (c *Checker) fail(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		c.t.Errorf("contract: "+format, args...)
	}
}

// ServeHTTP judges the request, lets the handler answer, and judges the answer.
func (c *Checker) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	route, params, err := c.router.FindRoute(request)
	if paused := c.paused.Load(); paused || err != nil { // the contract does not speak of it
		rec := &recorder{ResponseWriter: writer}
		c.next.ServeHTTP(rec, request)
		if !paused && rec.status < 400 && !rec.page() {
			c.fail("%s %s is not in the contract (%v), yet it was answered with %d", request.Method, request.URL.Path, err, rec.status)
		}
		return
	}
	body, err := io.ReadAll(request.Body)
	if err != nil { // the client left in the middle of its request
		return
	}
	in := &openapi3filter.RequestValidationInput{
		Request: request.Clone(request.Context()), PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
			SkipSettingDefaults: true, RejectWhenRequestBodyNotSpecified: true,
		},
	}
	in.Request.Body = io.NopCloser(bytes.NewReader(body))
	bad := requestFault(request.Context(), in, body)
	request.Body = io.NopCloser(bytes.NewReader(body))
	rec := &recorder{ResponseWriter: writer}
	c.next.ServeHTTP(rec, request)
	c.judge(request.Context(), in, bad, rec)
}

// requestFault tells what the contract has against a request, or nil.
func requestFault(ctx context.Context, in *openapi3filter.RequestValidationInput, body []byte) error {
	op := in.Route.Operation
	for k := range in.Request.URL.Query() {
		if op.Parameters.GetByInAndName("query", k) == nil {
			return fmt.Errorf("%s is not a query parameter", k)
		}
	}
	if len(body) > 0 && in.Request.Header.Get("Content-Type") == "" {
		return errors.New("a body without a content type")
	}
	return openapi3filter.ValidateRequest(ctx, in)
}

// judge weighs an answer against the contract and the request.
func (c *Checker) judge(ctx context.Context, in *openapi3filter.RequestValidationInput, bad error, rec *recorder) {
	op := in.Route.Operation.OperationID
	what := in.Request.Method + " " + in.Request.URL.RequestURI()
	c.mu.Lock()
	c.seen[fmt.Sprintf("%s %d", op, rec.status)]++
	c.mu.Unlock()
	if rec.status >= 500 || rec.page() {
		return
	}
	if bad != nil {
		c.judgeBad(what, bad, rec)
	}
	switch rec.status {
	case http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge, http.StatusTooManyRequests:
		return
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: rec.status, Header: rec.Header(), Options: in.Options,
	}
	out.SetBodyBytes(rec.body.Bytes())
	if err := openapi3filter.ValidateResponse(ctx, out); err != nil {
		c.fail("%s (%s) answered %d against the contract: %v", what, op, rec.status, err)
	}
	if rec.status == http.StatusNoContent && rec.body.Len() > 0 {
		c.fail("%s (%s) answered 204 with a body", what, op)
	}
}

// judgeBad wants a request that breaks the contract to be announced and refused.
func (c *Checker) judgeBad(what string, bad error, rec *recorder) {
	c.mu.Lock()
	expected := c.refusals > 0
	if expected {
		c.refusals--
	}
	c.mu.Unlock()
	if !expected {
		c.fail("%s breaks the contract: %v", what, bad)
	}
	if rec.status < 400 {
		c.fail("%s breaks the contract (%v), yet it was answered with %d", what, bad, rec.status)
	}
}

// recorder keeps a copy of what is written.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// page reports whether an HTML page was answered.
func (r *recorder) page() bool { return strings.HasPrefix(r.Header().Get("Content-Type"), "text/html") }

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write notes the bytes.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.body.Write(b)
	return r.ResponseWriter.Write(b)
}

// Flush passes a flush on.
func (r *recorder) Flush() {
	if flusher, ok := r.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
}
