package fake

import (
	"bytes"
	"net/http"
	"strconv"
	"time"
)

// maxHang bounds how long a request is held back: an answer that never comes
// still lets go of its connection in the end.
const maxHang = 2 * time.Minute

// plan is what the faults do to one request.
type plan struct {
	wait         time.Duration
	end          *rule // the one fault that replaces or spoils the answer
	flip         bool  // the draw of a fault with two faces
	repeatCursor bool
	emptyPage    bool
}

// plan draws the faults of one request. Waits add up; of the faults that
// replace the answer the first that is drawn wins.
func (f Faults) plan(method, path string, draw func() float64) (p plan) {
	for i := range f.rules {
		r := &f.rules[i]
		if !r.matches(method, path) || r.share < 1 && draw() >= r.share {
			continue
		}
		switch r.kind {
		case kindLatency:
			p.wait = min(p.wait+r.wait, maxHang)
		case kindRepeat:
			p.repeatCursor = true
		case kindEmpty:
			p.emptyPage = true
		default:
			if p.end == nil {
				p.end = r
				p.flip = r.kind == kindHTML && r.status == 0 && draw() < 0.5
			}
		}
	}
	return p
}

// spoilBefore does the faults that keep the request from being worked on; true
// means that the request is over.
func (s *Server) spoilBefore(w http.ResponseWriter, r *http.Request, p plan, id string) bool {
	if p.wait > 0 {
		s.o.Sleep(r.Context(), p.wait)
		if r.Context().Err() != nil {
			return true
		}
	}
	if p.end == nil {
		return false
	}
	switch p.end.kind {
	case kindTimeout:
		s.o.Sleep(r.Context(), maxHang)
		panic(http.ErrAbortHandler)
	case kindDrop:
		panic(http.ErrAbortHandler)
	case kindHTML:
		write(w, htmlAnswer(p))
	case kindLimited, kindStatus:
		write(w, s.faultAnswer(p.end, r.URL.EscapedPath(), id))
	default:
		return false
	}
	return true
}

// spoilAfter writes the answer, or what a fault leaves of it.
func (s *Server) spoilAfter(w http.ResponseWriter, p plan, a answer) {
	if p.end != nil {
		switch p.end.kind {
		case kindDropAfter:
			panic(http.ErrAbortHandler)
		case kindTruncate:
			s.truncate(w, a, p.end.abort)
			return
		}
	}
	write(w, a)
}

// truncate writes half the body: as if it were all, or by ending the connection.
func (s *Server) truncate(w http.ResponseWriter, a answer, abort bool) {
	half := a
	half.body = bytes.TrimSpace(a.body)
	half.body = half.body[:len(half.body)/2]
	if !abort {
		write(w, half)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	write(w, half)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}

// faultAnswer is a refusal that has nothing to do with the request.
func (s *Server) faultAnswer(r *rule, path, id string) answer {
	if r.kind != kindLimited {
		return problemAnswer(refuse(r.status, "This failure was asked for when the demo server was started."), path, id)
	}
	a := problemAnswer(refuse(http.StatusTooManyRequests, "There were too many requests. Wait a little and try again."), path, id)
	if r.wait > 0 {
		seconds := int((r.wait + time.Second - 1) / time.Second)
		a.header = map[string]string{"Retry-After": strconv.Itoa(seconds)}
		if r.date {
			at := s.o.Now().Add(r.wait).UTC()
			a.header["Retry-After"] = at.Format(http.TimeFormat)
		}
	}
	return a
}

// htmlAnswer is the page of a gateway or log-in wall that knows no JSON.
func htmlAnswer(p plan) answer {
	status := p.end.status
	if status == 0 {
		status = http.StatusBadGateway
		if p.flip {
			status = http.StatusOK
		}
	}
	const page = "<!DOCTYPE html>\n<html><head><title>Gateway</title></head><body><h1>One moment please</h1></body></html>\n"
	return answer{status: status, media: "text/html; charset=utf-8", body: []byte(page)}
}

// write sends an answer.
func write(w http.ResponseWriter, a answer) {
	h := w.Header()
	for k, v := range a.header {
		h.Set(k, v)
	}
	if a.media != "" {
		h.Set("Content-Type", a.media)
		if h.Get("Content-Length") == "" {
			h.Set("Content-Length", strconv.Itoa(len(a.body)))
		}
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the client may be gone; there is nobody to tell
}
