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

// withSignals returns a context that SIGINT or SIGTERM cancels. Only the first
// signal is caught: a second one ends the process at once.
func withSignals(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case received := <-signals:
			signal.Stop(signals)
			cancel(signalError{received})
		case <-ctx.Done():
			signal.Stop(signals)
		}
	}()
	return ctx, func() { cancel(nil) }
}
