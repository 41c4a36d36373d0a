package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
)

// lines passes on every write.
type lines chan string

func (l lines) Write(text []byte) (int, error) {
	l <- string(text)
	return len(text), nil
}

// A response that does not come, or does not end, is announced once.
func TestSlowResponsesAreAnnounced(t *testing.T) {
	for what, beforeBody := range map[string]bool{"no answer": false, "half an answer": true} {
		said, release := make(lines, 10), make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
			writer.Header().Set("Content-Type", "application/json")
			if beforeBody {
				writer.WriteHeader(http.StatusOK)
				_ = http.NewResponseController(writer).Flush()
			}
			<-release
			_, _ = writer.Write([]byte(`{"spaces":[]}`))
		}))
		notices := &waitNotices{next: http.DefaultTransport, w: said, after: time.Millisecond}
		client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test", Transport: notices})
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			if line := <-said; !strings.HasPrefix(line, "Waiting for an answer from 127.0.0.1:") {
				t.Errorf("%s: said %q", what, line)
			}
			close(release)
		}()
		for range 2 {
			if _, err := client.ListSpaces(t.Context(), api.SpaceQuery{}); err != nil {
				t.Error(err)
			}
		}
		client.Close()
		server.Close()
		if len(said) > 0 {
			t.Errorf("%s: said again: %q", what, <-said)
		}
	}
}

func TestWaitsAreAnnounced(t *testing.T) {
	for wait, want := range map[api.RetryWait]string{
		{For: 59 * time.Second, Asked: true, Status: 429}: "The server asks to wait 59 s (429 Too Many Requests)…\n",
		{For: 2500 * time.Millisecond}:                    "Trying again in 3 s…\n",
		{For: time.Second, Asked: true, Status: 429}:      "",
	} {
		said := make(lines, 1)
		(&waitNotices{w: said, after: slowAfter}).retrying(wait)
		close(said)
		if got := <-said; got != want {
			t.Errorf("%+v: %q, want %q", wait, got, want)
		}
	}
}
