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

// slowAfter is how long line mode waits without a word.
const slowAfter = 2 * time.Second

// waitNotices says on a stream what line mode is waiting for.
type waitNotices struct {
	next  http.RoundTripper
	w     io.Writer
	after time.Duration // slowAfter
	once  sync.Once     // one line about slow responses is enough for a command
}

// RoundTrip implements http.RoundTripper. A response counts as slow until its body has
// been read.
func (n *waitNotices) RoundTrip(request *http.Request) (*http.Response, error) {
	timer := time.AfterFunc(n.after, func() {
		n.once.Do(func() { n.say("Waiting for an answer from " + text.Clean(request.URL.Host) + "…") })
	})
	response, err := n.next.RoundTrip(request)
	if err != nil {
		timer.Stop()
		return response, err
	}
	response.Body = watchedBody{response.Body, timer}
	return response, nil
}

type watchedBody struct {
	io.ReadCloser
	timer *time.Timer
}

// Close closes the body and stops its timer.
func (b watchedBody) Close() error {
	b.timer.Stop()
	return b.ReadCloser.Close()
}

// retrying says how long the next attempt of a read waits.
func (n *waitNotices) retrying(wait api.RetryWait) {
	seconds := fmt.Sprintf("%d s", (wait.For+time.Second-1)/time.Second)
	switch {
	case wait.For < n.after:
	case wait.Asked:
		n.say(text.Safe(fmt.Sprintf("The server asks to wait %s (%d %s)…", seconds, wait.Status, http.StatusText(wait.Status))))
	default:
		n.say(text.Safe("Trying again in " + seconds + "…"))
	}
}

func (n *waitNotices) say(line text.Safe) { _, _ = io.WriteString(n.w, string(line)+"\n") }
