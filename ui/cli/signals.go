package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// signalError is the cause of a context that a signal has cancelled.
type signalError struct{ sig os.Signal }

func (s signalError) Error() string { return "stopped by a signal (" + s.sig.String() + ")" }

// code returns the exit code that shells expect: 128 plus the signal number.
func (s signalError) code() int {
	if number, ok := s.sig.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return 1
}

// withSignals returns a context that SIGINT, SIGTERM or SIGHUP cancels, unless the
// process was started with the signal ignored, as nohup does. Only the first signal is
// caught: a second one ends the process at once. A terminal that closes may send
// SIGHUP twice, so that one is ignored from then on.
func withSignals(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	for _, caught := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(caught) {
			signal.Notify(signals, caught)
		}
	}
	go func() {
		select {
		case received := <-signals:
			if received == syscall.SIGHUP {
				signal.Ignore(syscall.SIGHUP)
			}
			signal.Stop(signals)
			cancel(signalError{received})
		case <-ctx.Done():
			signal.Stop(signals)
		}
	}()
	return ctx, func() { cancel(nil) }
}
