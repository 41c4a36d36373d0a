package term

import (
	"log/slog"
	"os"
	"strings"
	"time"
)

// stderrLog logs what the runtime or a library writes to standard error while the
// program owns the terminal, where the text would be drawn over the frame. What does not
// fit into the pipe is lost: a writer never waits.
type stderrLog struct {
	pipe *os.File // the end that is written to
	real *os.File // standard error itself while it is replaced, else nil
	done chan struct{}
}

// newStderrLog starts to log. When there is no pipe, nothing is ever replaced.
func newStderrLog(log *slog.Logger) *stderrLog {
	logged := &stderrLog{done: make(chan struct{})}
	reader, pipe, err := os.Pipe()
	if err != nil {
		close(logged.done)
		return logged
	}
	logged.pipe = pipe
	go func() {
		defer close(logged.done)
		defer func() { _ = reader.Close() }()
		buf := make([]byte, 1<<14)
		for {
			size, err := reader.Read(buf)
			if text := strings.TrimSpace(string(buf[:size])); text != "" {
				log.Warn("written to standard error", "text", text)
			}
			if err != nil {
				return
			}
		}
	}()
	return logged
}

// close ends the logging when all has been read. Standard error must be restored.
func (l *stderrLog) close() {
	if l.pipe != nil {
		_ = l.pipe.Close()
	}
	select {
	case <-l.done:
	case <-time.After(writeLimit): // the log is on a file system that hangs
	}
}
