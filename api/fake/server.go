package fake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
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
	Legacy  bool
	Choices Choices // answers to undocumented questions; the zero value means DefaultChoices
	// Now is the clock for default windows; nil means the world's.
	Now func() time.Time
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
	w       *world.World
	o       Options
	choices Choices
	mux     *http.ServeMux
	faults  atomic.Pointer[Faults]
	secret  []byte // binds cursors to their query
	serial  atomic.Uint64

	drawMu sync.Mutex // guards o.Rand
	// writes makes "look, then change" one step: two creates of one name must not both win.
	writes sync.Mutex
}

// New opens a server over a world. It panics without a world: that is a
// programmer's fault, not a user's.
func New(o Options) *Server {
	if o.World == nil {
		panic("fake: Options.World is missing")
	}
	if o.Now == nil {
		o.Now = o.World.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	key := sha256.Sum256([]byte("cursor " + o.Key))
	s := &Server{w: o.World, o: o, choices: o.Choices.filled(), mux: http.NewServeMux(), secret: key[:]}
	s.SetFaults(o.Faults)
	s.routes()
	return s
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// SetFaults replaces the faults from the next request on.
func (s *Server) SetFaults(f Faults) { s.faults.Store(&f) }

// dialect is the case of enum words in force now.
func (s *Server) dialect() dialect {
	return dialect{legacy: s.o.Legacy || s.faults.Load().Legacy()}
}

// draw takes a random number under the lock.
func (s *Server) draw() float64 {
	s.drawMu.Lock()
	defer s.drawMu.Unlock()
	return s.o.Rand()
}

// call is one request on its way through a handler.
type call struct {
	r     *http.Request
	body  []byte
	query query
	d     dialect
	plan  plan // the faults drawn for this request
}

// id is a path value, unescaped by the mux.
func (c *call) id(name string) string { return c.r.PathValue(name) }

// handler answers a call with a status and a value to be written as JSON; a nil
// value means no body. The error is a *problem.
type handler func(c *call) (status int, value any, err error)

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := s.requestID()
	w.Header().Set("X-Request-Id", id)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if s.o.OnRequest != nil {
		s.o.OnRequest(RequestInfo{r.Method, r.URL.RequestURI(), body, r.Header.Clone()})
	}
	p := s.faults.Load().plan(r.Method, r.URL.EscapedPath(), s.draw)
	if s.spoilBefore(w, r, p, id) {
		return
	}
	var out answer
	if err != nil {
		out = problemAnswer(s.bodyFault(err), r.URL.EscapedPath(), id)
	} else {
		out = s.answer(r, body, p, id)
	}
	s.spoilAfter(w, p, out)
}

// bodyFault names what was wrong with reading a body.
func (s *Server) bodyFault(err error) *problem {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return refuse(s.choices.TooLarge, "The body is larger than %d bytes.", MaxBody)
	}
	return refuse(http.StatusBadRequest, "The body could not be read to its end.")
}

// requestID is different for every request of this server and needs no randomness.
func (s *Server) requestID() string {
	x := s.serial.Add(1) * 0x9e3779b97f4a7c15
	x ^= x >> 29
	return "req_" + strconv.FormatUint(x, 36)
}

// answer authenticates, routes and handles a request.
func (s *Server) answer(r *http.Request, body []byte, p plan, id string) answer {
	path := r.URL.EscapedPath()
	if fault := s.authenticate(r); fault != nil {
		a := problemAnswer(fault, path, id)
		a.header = map[string]string{"WWW-Authenticate": "Bearer"}
		return a
	}
	h, pattern := s.mux.Handler(r)
	rt, known := h.(*route)
	if !known || pattern == "" {
		return problemAnswer(refuse(http.StatusNotFound, "There is nothing at %s.", path), path, id)
	}
	do := rt.methods[r.Method]
	if do == nil {
		a := problemAnswer(refuse(http.StatusMethodNotAllowed, "%s does not fit this address; it takes %s.", r.Method, rt.allow), path, id)
		a.header = map[string]string{"Allow": rt.allow}
		return a
	}
	c := &call{r: r, body: body, d: s.dialect(), plan: p}
	status, value, err := s.run(c, rt, do)
	if err != nil {
		return problemAnswer(asProblem(err), path, id)
	}
	return jsonAnswer(status, value)
}

// run fills in path values and the query, then handles the call.
func (s *Server) run(c *call, rt *route, do *operation) (int, any, error) {
	if err := rt.bind(c.r); err != nil {
		return 0, nil, err
	}
	q, err := s.readQuery(c.r, do.params)
	if err != nil {
		return 0, nil, err
	}
	c.query = q
	return do.handle(c)
}

// asProblem makes any error a problem; one that is none yet is our own fault.
func asProblem(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	return refuse(http.StatusInternalServerError, "The demo server failed: %v.", err)
}

// jsonAnswer writes a value as JSON; nil writes no body.
func jsonAnswer(status int, value any) answer {
	if value == nil {
		return answer{status: status}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return problemAnswer(asProblem(err), "", "")
	}
	return answer{status: status, media: "application/json", body: b.Bytes()}
}

// authenticate wants "Authorization: Bearer KEY"; anything else is 401.
func (s *Server) authenticate(r *http.Request) *problem {
	const help = "Send the API key as Authorization: Bearer KEY."
	v := r.Header.Get("Authorization")
	if v == "" {
		return refuse(http.StatusUnauthorized, "The Authorization header is missing. %s", help)
	}
	scheme, key, ok := strings.Cut(v, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return refuse(http.StatusUnauthorized, "The Authorization header does not begin with the word Bearer. %s", help)
	}
	key = strings.TrimSpace(key)
	if key == "" || s.o.Key != "" && !hmac.Equal([]byte(key), []byte(s.o.Key)) {
		return refuse(http.StatusUnauthorized, "The API key is not valid. Check the key of your profile.")
	}
	return nil
}
