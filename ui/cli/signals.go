package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// signalError is the cause of a context that a signal has ended.
type signalError struct{ sig os.Signal }

func (s signalError) Error() string { return "stopped by a signal (" + s.sig.String() + ")" }

// code is the exit code that shells expect: 128 and the number of the signal.
func (s signalError) code() int {
	if number, ok := s.sig.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return 1
}

// interrupts gives a context that ends with the signals that ask a program to
// stop. Only the first one is taken: the second ends the process at once.
func withSignals(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	got := make(chan os.Signal, 1)
	signal.Notify(got, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case received := <-got:
			signal.Stop(got)
			cancel(signalError{received})
		case <-ctx.Done():
			signal.Stop(got)
		}
	}()
	return ctx, func() { cancel(nil) }
}
