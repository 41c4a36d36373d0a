// Package contracttest validates every request and response of an http.Handler
// against testdata/openapi.yaml and fails the test on a violation.
//
// It changes nothing: the handler gets the original request and the client the
// original response, aborted connections included. Only tests may import it: it
// needs the testing package and an OpenAPI library, which do not belong in the
// product.
package contracttest

import (
	"bytes"
	"context"
	"crypto/sha256"
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

// Checker is a handler that validates requests and responses. Make it with Wrap.
type Checker struct {
	t      testing.TB
	next   http.Handler
	router routers.Router
	valid  *sync.Map // that of the contract
	paused atomic.Bool

	mu       sync.Mutex
	finished bool // the test has ended: report nothing more
	refusals int
	seen     map[string]int
}

// Wrap puts a checker in front of a handler. It reads testdata/openapi.yaml of
// the module of the working directory. A request that violates the contract
// fails the test, unless ExpectRefusals announced it; so does a response with an
// undeclared status, another content type or an invalid body. Responses 5xx, 429,
// 413 and 405, addresses that are not in the contract, and HTML pages are not
// validated: they are faults or outside the contract.
func Wrap(t testing.TB, next http.Handler) *Checker {
	t.Helper()
	contract, err := loadContract()
	if err != nil {
		t.Fatalf("contract: %v", err)
	}
	checker := &Checker{t: t, next: next, router: contract.router, valid: contract.valid, seen: map[string]int{}}
	t.Cleanup(checker.finish)
	return checker
}

// contract is the document with its router, both read-only, and the hashes of the
// responses that were found valid. The tests of a package get the same ones again and
// again; to validate each took an eighth of their time.
type contract struct {
	doc    *openapi3.T
	router routers.Router
	valid  *sync.Map
}

// loadContract loads the document once for all tests of a package, since this
// takes longer than most tests.
var loadContract = sync.OnceValues(func() (contract, error) {
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
	doc.Servers = nil // accept any host and port
	router, err := gorillamux.NewRouter(doc)
	return contract{doc: doc, router: router, valid: new(sync.Map)}, err
})

// moduleRoot returns the folder with go.mod, at or above the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = parent
	}
}

// Load returns testdata/openapi.yaml, validated, without its servers. The
// document is shared: do not change it.
func Load() (*openapi3.T, error) {
	contract, err := loadContract()
	return contract.doc, err
}

// ExpectRefusals announces requests that violate the contract: each must be
// answered with a status from 400 to 499, or the test fails. It also fails if
// fewer than count were sent when it ends.
func (c *Checker) ExpectRefusals(count int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refusals += count
}

// Pause stops validation, for faults such as truncated bodies.
func (c *Checker) Pause() { c.paused.Store(true) }

// Resume starts validation again after Pause.
func (c *Checker) Resume() { c.paused.Store(false) }

// Seen returns the number of responses by operation and status, with keys such
// as "list_tasks 200".
func (c *Checker) Seen() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.seen)
}

func (c *Checker) finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.finished = true
	if c.refusals > 0 {
		c.t.Errorf("contract: %d announced refusals are missing", c.refusals)
	}
}

func (c *Checker) fail(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.finished {
		c.t.Errorf("contract: "+format, args...)
	}
}

// ServeHTTP validates the request, calls the handler, and validates the response.
func (c *Checker) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	route, params, err := c.router.FindRoute(request)
	if paused := c.paused.Load(); paused || err != nil { // not in the contract
		recorded := &recorder{ResponseWriter: writer}
		c.next.ServeHTTP(recorded, request)
		if !paused && recorded.status != 0 && recorded.status < 400 && !recorded.isHTML() {
			c.fail("%s %s is not in the contract (%v), but it was answered with %d", request.Method, request.URL.Path, err, recorded.status)
		}
		return
	}
	body, err := io.ReadAll(request.Body)
	if err != nil { // the client disconnected
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
	violation := validateRequest(request.Context(), in, body)
	request.Body = io.NopCloser(bytes.NewReader(body))
	recorded := &recorder{ResponseWriter: writer}
	c.next.ServeHTTP(recorded, request)
	c.validateResponse(request.Context(), in, violation, recorded)
}

// validateRequest returns how a request violates the contract, or nil.
func validateRequest(ctx context.Context, in *openapi3filter.RequestValidationInput, body []byte) error {
	op := in.Route.Operation
	for name := range in.Request.URL.Query() {
		if op.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("%s is not a query parameter", name)
		}
	}
	if len(body) > 0 && in.Request.Header.Get("Content-Type") == "" {
		return errors.New("a body without a content type")
	}
	return openapi3filter.ValidateRequest(ctx, in)
}

// validateResponse validates a response against the contract and the request.
func (c *Checker) validateResponse(ctx context.Context, in *openapi3filter.RequestValidationInput, violation error, recorded *recorder) {
	op := in.Route.Operation.OperationID
	what := in.Request.Method + " " + in.Request.URL.RequestURI()
	c.mu.Lock()
	c.seen[fmt.Sprintf("%s %d", op, recorded.status)]++
	c.mu.Unlock()
	if recorded.status == 0 || recorded.status >= 500 || recorded.isHTML() {
		return
	}
	if violation != nil {
		c.checkRefusal(what, violation, recorded)
	}
	switch recorded.status {
	case http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge, http.StatusTooManyRequests:
		return
	}
	hash := recorded.hash(op)
	if _, known := c.valid.Load(hash); known {
		return
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: recorded.status, Header: recorded.Header(), Options: in.Options,
	}
	out.SetBodyBytes(recorded.body.Bytes())
	err := openapi3filter.ValidateResponse(ctx, out)
	switch {
	case err != nil:
		c.fail("%s (%s) answered %d against the contract: %v", what, op, recorded.status, err)
	case recorded.status == http.StatusNoContent && recorded.body.Len() > 0:
		c.fail("%s (%s) answered 204 with a body", what, op)
	default:
		c.valid.Store(hash, true)
	}
}

// checkRefusal requires a request that violates the contract to be announced and refused.
func (c *Checker) checkRefusal(what string, violation error, recorded *recorder) {
	c.mu.Lock()
	expected := c.refusals > 0
	if expected {
		c.refusals--
	}
	c.mu.Unlock()
	if !expected {
		c.fail("%s violates the contract: %v", what, violation)
	}
	if recorded.status < 400 {
		c.fail("%s violates the contract (%v), but it was answered with %d", what, violation, recorded.status)
	}
}

// recorder keeps a copy of the response.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// isHTML reports whether the response is an HTML page.
func (r *recorder) isHTML() bool {
	return strings.HasPrefix(r.Header().Get("Content-Type"), "text/html")
}

// hash identifies a response to an operation, but for its number and its time.
func (r *recorder) hash(operation string) [sha256.Size]byte {
	headers := maps.Clone(r.Header())
	delete(headers, "X-Request-Id")
	delete(headers, "Date")
	what := fmt.Sprintf("%q %d %q\n", operation, r.status, headers) // maps are printed sorted
	return sha256.Sum256(append([]byte(what), r.body.Bytes()...))
}

// WriteHeader records the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write records the bytes.
func (r *recorder) Write(data []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.body.Write(data)
	return r.ResponseWriter.Write(data)
}

// Unwrap lets a handler take over the connection; then there is no response to validate.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush flushes the underlying writer, if it can.
func (r *recorder) Flush() {
	if flusher, ok := r.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
}
