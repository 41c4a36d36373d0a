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
	if n, ok := s.sig.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return 1
}

// interrupts gives a context that ends with the signals that ask a program to
// stop; those that were ignored from the start, as nohup does, still are. Only the
// first one is taken: the second ends the process at once. A terminal that closes
// sends SIGHUP twice, so the second one of that kind does nothing.
func interrupts(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	got := make(chan os.Signal, 1)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(sig) {
			signal.Notify(got, sig)
		}
	}
	go func() {
		select {
		case s := <-got:
			if s == syscall.SIGHUP {
				signal.Ignore(syscall.SIGHUP)
			}
			signal.Stop(got)
			cancel(signalError{s})
		case <-ctx.Done():
			signal.Stop(got)
		}
	}()
	return ctx, func() { cancel(nil) }
}
