package fake

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// maxHang bounds how long a request is delayed: even a fault that never answers
// must release its connection at some point.
const maxHang = 2 * time.Minute

// effects are the faults that apply to one request.
type effects struct {
	wait  time.Duration
	stale time.Duration      // for how long reads do not show a write
	fault rule               // the fault that replaces or breaks the response; zero: none
	pages map[faultKind]bool // the faults of a page of a list
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
		case kindStale:
			drawn.stale = max(drawn.stale, rule.wait)
		case kindRepeat, kindEmpty, kindEndless, kindSameRow, kindNoList:
			if drawn.pages == nil {
				drawn.pages = map[faultKind]bool{}
			}
			drawn.pages[rule.kind] = true
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
	case kindLimited, kindStatus, kindPlan:
		write(writer, s.faultResponse(end, req.request.URL.EscapedPath(), id))
	case kindBare:
		if end.option != "undone" {
			return false
		}
		write(writer, response{status: end.status})
	default:
		return false
	}
	return true
}

// faultAfter writes the response, or what a fault leaves of it: nothing, or half
// the body, with a matching length, with a closed connection or with silence.
func (s *Server) faultAfter(ctx context.Context, writer http.ResponseWriter, req *call, out response) {
	switch end := req.effects.fault; end.kind {
	case kindDropAfter:
		panic(http.ErrAbortHandler)
	case kindBare:
		write(writer, response{status: end.status})
	case kindStray:
		if end.option == "body" || !strayAfter(writer, out) {
			out.body = append(out.body, strayBytes...)
			write(writer, out)
		}
	case kindFlood:
		flood(ctx, writer, out)
	case kindTruncate, kindHang:
		breaks := end.kind == kindHang || end.option == "abort"
		if breaks {
			writer.Header().Set("Content-Length", strconv.Itoa(len(out.body)))
		}
		out.body = bytes.TrimSpace(out.body)
		out.body = out.body[:len(out.body)/2]
		write(writer, out)
		if breaks {
			_ = http.NewResponseController(writer).Flush() // without a flusher there is nothing to flush
			if end.kind == kindHang {
				s.options.Sleep(ctx, maxHang)
			}
			panic(http.ErrAbortHandler)
		}
	default:
		write(writer, out)
	}
}

// strayBytes follow a response or its body.
const strayBytes = "\x00}]stray bytes of the server"

// strayAfter writes a response and further bytes that do not belong to it; false
// if the connection cannot be taken over.
func strayAfter(writer http.ResponseWriter, out response) bool {
	connection, buffer, err := http.NewResponseController(writer).Hijack()
	if err != nil {
		return false
	}
	defer func() { _ = connection.Close() }()
	header := writer.Header().Clone()
	header.Set("Content-Type", out.media)
	header.Set("Content-Length", strconv.Itoa(len(out.body)))
	_, _ = fmt.Fprintf(buffer, "HTTP/1.1 %d %s\r\n", out.status, http.StatusText(out.status))
	_ = header.Write(buffer) // an error means that the client has disconnected
	_, _ = buffer.WriteString("\r\n" + string(out.body) + strayBytes)
	_ = buffer.Flush()
	return true
}

// maxFlood bounds the bytes of a flood.
const maxFlood = 1 << 30

// flood writes half the body and then blanks until the client has enough.
func flood(ctx context.Context, writer http.ResponseWriter, out response) {
	writer.Header().Set("Content-Type", out.media)
	writer.WriteHeader(out.status)
	_, err := writer.Write(out.body[:len(out.body)/2])
	blanks := bytes.Repeat([]byte(" "), 64<<10)
	for sent := 0; err == nil && ctx.Err() == nil && sent < maxFlood; sent += len(blanks) {
		_, err = writer.Write(blanks)
	}
	panic(http.ErrAbortHandler)
}

// faultResponse is an injected error response.
func (s *Server) faultResponse(fault rule, path, id string) response {
	status, detail := fault.status, "This failure was injected by a fault of the demo server."
	switch fault.kind {
	case kindLimited:
		status, detail = http.StatusTooManyRequests, "Too many requests. Wait a moment and retry."
	case kindPlan:
		status, detail = http.StatusForbidden, "The plan of this account does not allow more evaluation tasks."
	}
	reason := refuse(status, "%s", detail)
	if fault.kind == kindPlan { // contract section 3: a count or a capability
		reason.Entitlement, reason.Limit, reason.CurrentCount, reason.RequiredPlan = "EVALUATION_TASKS", 5, 5, "PRO"
		if fault.option == "capability" {
			reason.Detail = "The plan of this account does not include online evaluations."
			reason.Entitlement, reason.Limit, reason.CurrentCount, reason.RequiredPlan = "ONLINE_EVALUATIONS", 0, 0, "ENTERPRISE"
		}
	}
	out := problemResponse(reason, path, id)
	after := fault.after
	switch {
	case fault.wait > 0 && fault.option == "date":
		after = s.world.Now().Add(fault.wait).Format(http.TimeFormat)
	case fault.wait > 0:
		after = strconv.Itoa(int((fault.wait + time.Second - 1) / time.Second))
	}
	if after != "" {
		out.header = map[string]string{"Retry-After": after}
	}
	return out
}
