package fake

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"time"
)

// maxHang bounds how long a request is held back: an answer that never comes
// still lets go of its connection in the end.
const maxHang = 2 * time.Minute

// effects is what the faults do to one request.
type effects struct {
	wait         time.Duration
	end          rule // the one fault that replaces or spoils the answer; the zero rule does neither
	repeatCursor bool
	emptyPage    bool
}

// draw draws the faults of one request. Waits add up; of the faults that
// replace the answer the first that is drawn wins.
func (f Faults) draw(method, path string, draw func() float64) (e effects) {
	for _, rule := range f.rules {
		if !rule.matches(method, path) || rule.share < 1 && draw() >= rule.share {
			continue
		}
		switch rule.kind {
		case kindLatency:
			e.wait = min(e.wait+rule.wait, maxHang)
		case kindRepeat:
			e.repeatCursor = true
		case kindEmpty:
			e.emptyPage = true
		default:
			if e.end.kind != "" {
				continue
			}
			if rule.kind == kindHTML && rule.status == 0 { // a fault with two faces
				if rule.status = http.StatusBadGateway; draw() < 0.5 {
					rule.status = http.StatusOK
				}
			}
			e.end = rule
		}
	}
	return e
}

// endEarly does the faults that keep the request from being worked on; true
// means that the request is over.
func (s *Server) endEarly(ctx context.Context, writer http.ResponseWriter, c *call, id string) bool {
	end := c.effects.end
	if c.effects.wait > 0 {
		s.o.Sleep(ctx, c.effects.wait)
		if ctx.Err() != nil {
			return true
		}
	}
	switch end.kind {
	case kindTimeout:
		s.o.Sleep(ctx, maxHang)
		panic(http.ErrAbortHandler)
	case kindDrop:
		panic(http.ErrAbortHandler)
	case kindHTML: // the page of a gateway or log-in wall that knows no JSON
		const page = "<!DOCTYPE html>\n<html><head><title>Gateway</title></head><body><h1>One moment please</h1></body></html>\n"
		write(writer, answer{status: end.status, media: "text/html; charset=utf-8", body: []byte(page)})
	case kindLimited, kindStatus:
		write(writer, s.faultAnswer(end, c.r.URL.EscapedPath(), id))
	default:
		return false
	}
	return true
}

// endLate writes the answer, or what a fault leaves of it: nothing, or half the
// body, as if it were all or by ending the connection.
func (s *Server) endLate(writer http.ResponseWriter, c *call, a answer) {
	switch end := c.effects.end; end.kind {
	case kindDropAfter:
		panic(http.ErrAbortHandler)
	case kindTruncate:
		if end.abort {
			writer.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		}
		a.body = bytes.TrimSpace(a.body)
		a.body = a.body[:len(a.body)/2]
		write(writer, a)
		if end.abort {
			_ = http.NewResponseController(writer).Flush() // a writer that cannot flush has nothing to lose
			panic(http.ErrAbortHandler)
		}
	default:
		write(writer, a)
	}
}

// faultAnswer is a refusal that has nothing to do with the request.
func (s *Server) faultAnswer(r rule, path, id string) answer {
	if r.kind != kindLimited {
		return problemAnswer(refuse(r.status, "This failure was asked for when the demo server was started."), path, id)
	}
	answer := problemAnswer(refuse(http.StatusTooManyRequests, "There were too many requests. Wait a little and try again."), path, id)
	if r.wait > 0 {
		seconds := int((r.wait + time.Second - 1) / time.Second)
		answer.header = map[string]string{"Retry-After": strconv.Itoa(seconds)}
		if r.date {
			answer.header["Retry-After"] = s.w.Now().Add(r.wait).Format(http.TimeFormat)
		}
	}
	return answer
}
