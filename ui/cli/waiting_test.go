package cli

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
)

// lines is a writer that passes on what is written.
type lines chan string

func (l lines) Write(data []byte) (int, error) {
	l <- string(data)
	return len(data), nil
}

// A response whose body stops in the middle is noted too, once, over the progress line.
func TestASlowResponseIsNoted(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "{")
		_ = http.NewResponseController(w).Flush()
		<-release
	}))
	defer server.Close()
	errs := make(lines, 8)
	notes := &waiting{errs: errs, width: 100, after: time.Millisecond}
	client := http.Client{Transport: notes.transport(server.Client().Transport)}
	for i := range 2 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if note := <-errs; !strings.HasPrefix(note, "\rWaiting for a response of 127.0.0.1:") || len(note) != 1+99+1 {
				t.Errorf("%q", note)
			}
			close(release)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	if len(errs) != 0 {
		t.Errorf("noted again: %q", <-errs)
	}
}

func TestTheWaitBeforeARetryIsNoted(t *testing.T) {
	errs := make(lines, 8)
	notes := &waiting{errs: errs}
	for wait, want := range map[api.RetryWait]string{
		{For: 59 * time.Second, Asked: true, Status: 503}: "Waiting 59 s: the server responded with 503 and asks to wait; then the request is repeated.\n",
		{For: 1200 * time.Millisecond}:                    "Waiting 2 s: there was no response; then the request is repeated.\n",
	} {
		notes.retry(wait)
		if got := <-errs; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	notes.retry(api.RetryWait{For: 500 * time.Millisecond, Status: 500})
	if len(errs) != 0 {
		t.Errorf("a short wait is noted: %q", <-errs)
	}
}

// The limit is that of the request: a wait may end before the client gives up, and what
// a watch asks is asked once.
func TestTheLimitOfARequestIsTold(t *testing.T) {
	sent := time.Now()
	ask := func(ctx context.Context, method string, limit time.Duration) string {
		ctx, cancel := context.WithDeadline(ctx, sent.Add(limit))
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, method, "http://host/v2", nil)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimPrefix(line(request, sent), "Waiting for a response of host")
	}
	for got, want := range map[string]string{
		ask(t.Context(), http.MethodGet, 30*time.Second):                     ", 60 s at most, in two attempts.",
		ask(t.Context(), http.MethodPost, 30*time.Second):                    ", 30 s at most.",
		ask(api.NoRetry(t.Context()), http.MethodGet, 1990*time.Millisecond): ", 2 s at most.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
