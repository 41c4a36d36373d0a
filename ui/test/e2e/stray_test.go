//go:build !windows

package e2e_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"ax-tui/ui/test/pty"
)

// Bytes after an answer on a kept connection make the HTTP client of Go write a line to
// the standard log, with text of the server. It must not reach the screen.
func TestStrayBytesDoNotReachTheScreen(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body := `{"pagination":{"has_more":false},"tasks":[],"projects":[],"datasets":[],"spaces":[]}`
		if strings.HasSuffix(request.URL.Path, "/tasks") {
			asked.Add(1)
			body = `{"pagination":{"has_more":false},"tasks":[{"id":"T1","name":"Relevance Monitor","type":"TEMPLATE_EVALUATION","project_id":"P1",` +
				`"evaluators":[],"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}]}`
		}
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		answer(connection, body)
	}))
	t.Cleanup(server.Close)
	env := []string{"ARIZE_API_KEY=ak-test", "ARIZE_API_SCHEME=http", "ARIZE_API_HOST=" + strings.TrimPrefix(server.URL, "http://")}
	person := open(t, pty.Options{Env: env})
	person.see("Relevance Monitor", "1 loaded")
	for range 3 {
		before := asked.Load()
		person.Type("r", "j")
		person.WaitFor(func(string) bool { return asked.Load() > before }, "another request")
		person.press("?", "the keys", has("╭─ Keys"))
		person.press("esc", "the list", lacks("╭─ Keys"))
	}
	person.see("1 loaded")
	person.leave()
	for _, text := range []string{"STRAY", "Unsolicited", "idle HTTP channel"} {
		if strings.Contains(string(person.Raw()), text) {
			t.Errorf("the terminal was sent %q", text)
		}
	}
}

// answer sends one response and more than it announces.
func answer(connection net.Conn, body string) {
	_, _ = fmt.Fprintf(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%sSTRAYBYTES\x1b[2J", len(body), body)
	_, _ = connection.Read(make([]byte, 1)) // until the client closes it
	_ = connection.Close()
}
