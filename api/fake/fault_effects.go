package fake

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"time"
)

// maxHang bounds how long a request is delayed: even a fault that never answers
// must release its connection at some point.
const maxHang = 2 * time.Minute

// effects are the faults that apply to one request.
type effects struct {
	wait         time.Duration
	fault        rule // the fault that replaces or breaks the response; zero: none
	repeatCursor bool
	emptyPage    bool
}

// draw draws the faults of one request. Delays add up; of the faults that
// replace the response the first that is drawn wins.
func (f Faults) draw(method, path string, draw func() float64) (drawn effects) {
	for _, rule := range f.rules {
		if !rule.matches(method, path) || rule.share < 1 && draw() >= rule.share {
			continue
		}
		switch rule.kind {
		case kindLatency:
			drawn.wait = min(drawn.wait+rule.wait, maxHang)
		case kindRepeat:
			drawn.repeatCursor = true
		case kindEmpty:
			drawn.emptyPage = true
		default:
			if drawn.fault.kind != "" {
				continue
			}
			if rule.kind == kindHTML && rule.status == 0 { // either a success or a failure
				if rule.status = http.StatusBadGateway; draw() < 0.5 {
					rule.status = http.StatusOK
				}
			}
			drawn.fault = rule
		}
	}
	return drawn
}

// faultBefore applies the faults that happen before a request is handled; true
// means that the request is finished.
func (s *Server) faultBefore(ctx context.Context, writer http.ResponseWriter, req *call, id string) bool {
	end := req.effects.fault
	if req.effects.wait > 0 {
		s.options.Sleep(ctx, req.effects.wait)
		if ctx.Err() != nil {
			return true
		}
	}
	switch end.kind {
	case kindTimeout:
		s.options.Sleep(ctx, maxHang)
		panic(http.ErrAbortHandler)
	case kindDrop:
		panic(http.ErrAbortHandler)
	case kindHTML: // the page of a gateway or login page instead of JSON
		const page = "<!DOCTYPE html>\n<html><head><title>Gateway</title></head><body><h1>One moment please</h1></body></html>\n"
		write(writer, response{status: end.status, media: "text/html; charset=utf-8", body: []byte(page)})
	case kindLimited, kindStatus:
		write(writer, s.faultResponse(end, req.request.URL.EscapedPath(), id))
	default:
		return false
	}
	return true
}

// faultAfter writes the response, or what a fault leaves of it: nothing, or half
// the body, with a matching length or with a closed connection.
func (s *Server) faultAfter(writer http.ResponseWriter, req *call, out response) {
	switch end := req.effects.fault; end.kind {
	case kindDropAfter:
		panic(http.ErrAbortHandler)
	case kindTruncate:
		if end.abort {
			writer.Header().Set("Content-Length", strconv.Itoa(len(out.body)))
		}
		out.body = bytes.TrimSpace(out.body)
		out.body = out.body[:len(out.body)/2]
		write(writer, out)
		if end.abort {
			_ = http.NewResponseController(writer).Flush() // without a flusher there is nothing to flush
			panic(http.ErrAbortHandler)
		}
	default:
		write(writer, out)
	}
}

// faultResponse is an injected error response.
func (s *Server) faultResponse(fault rule, path, id string) response {
	if fault.kind != kindLimited {
		return problemResponse(refuse(fault.status, "This failure was injected by a fault of the demo server."), path, id)
	}
	out := problemResponse(refuse(http.StatusTooManyRequests, "Too many requests. Wait a moment and retry."), path, id)
	if fault.wait > 0 {
		seconds := int((fault.wait + time.Second - 1) / time.Second)
		out.header = map[string]string{"Retry-After": strconv.Itoa(seconds)}
		if fault.date {
			out.header["Retry-After"] = s.world.Now().Add(fault.wait).Format(http.TimeFormat)
		}
	}
	return out
}
