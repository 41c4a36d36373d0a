package cli

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"ax-tui/api"
	"ax-tui/ui/text"
)

const (
	quietFor    = 1500 * time.Millisecond // a request may take this long without a word
	repeatAfter = 5 * time.Minute         // the same line is not written again before
)

// waiting writes what a command of line mode waits for: a slow response, or the next
// attempt after a failure.
type waiting struct {
	errs  io.Writer
	width int           // of the terminal behind errs, 0 for none
	after time.Duration // how long a request may take without a note

	lock  sync.Mutex
	notes map[string]time.Time // when each line was written
}

// note writes a line, over a line of progress if there is a terminal.
func (w *waiting) note(line string) {
	w.lock.Lock()
	defer w.lock.Unlock()
	now := time.Now()
	if at, written := w.notes[line]; written && now.Sub(at) < repeatAfter {
		return
	}
	if w.notes == nil || len(w.notes) > 100 {
		w.notes = map[string]time.Time{}
	}
	w.notes[line] = now
	if line = string(text.Clean(line)); w.width > 0 {
		line = "\r" + text.Pad(line, w.width-1)
	}
	_, _ = io.WriteString(w.errs, line+"\n")
}

// retry notes the wait before the next attempt of a read.
func (w *waiting) retry(next api.RetryWait) {
	if next.For < time.Second {
		return
	}
	seconds := (next.For + time.Second - 1) / time.Second
	cause := "there was no response"
	if next.Status != 0 {
		cause = fmt.Sprintf("the server responded with %d", next.Status)
	}
	if next.Asked {
		cause += " and asks to wait"
	}
	w.note(fmt.Sprintf("Waiting %d s: %s; then the request is repeated.", seconds, cause))
}

// transport returns a transport that notes requests without a complete response.
func (w *waiting) transport(next http.RoundTripper) http.RoundTripper {
	return slowTransport{next: next, waiting: w}
}

type slowTransport struct {
	next    http.RoundTripper
	waiting *waiting
}

// CloseIdleConnections closes those of the real transport.
func (t slowTransport) CloseIdleConnections() {
	(&http.Client{Transport: t.next}).CloseIdleConnections()
}

// RoundTrip implements http.RoundTripper.
func (t slowTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	timer := time.AfterFunc(t.waiting.after, func() { t.waiting.note(line(request, time.Now().Add(-t.waiting.after))) })
	response, err := t.next.RoundTrip(request)
	if err != nil {
		timer.Stop()
		return response, err
	}
	response.Body = timedBody{ReadCloser: response.Body, timer: timer}
	return response, nil
}

// line says what a request that was sent at a time waits for, and how long at most.
func line(request *http.Request, sent time.Time) string {
	text := "Waiting for a response of " + request.URL.Host
	deadline, bounded := request.Context().Deadline() // that of the client, or of a wait that ends before
	seconds := (deadline.Sub(sent) + time.Second/2) / time.Second
	switch {
	case !bounded:
		return text + "."
	case request.Method == http.MethodGet && !api.TriedOnce(request.Context()): // a read that times out is repeated, once
		return fmt.Sprintf("%s, %d s at most, in two attempts.", text, 2*seconds)
	}
	return fmt.Sprintf("%s, %d s at most.", text, seconds)
}

// timedBody stops the timer of a request when its response has been read.
type timedBody struct {
	io.ReadCloser
	timer *time.Timer
}

// Close implements io.Closer.
func (b timedBody) Close() error {
	b.timer.Stop()
	return b.ReadCloser.Close()
}
