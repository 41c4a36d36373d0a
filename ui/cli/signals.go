package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"ax-tui/api/write"
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
// process was started with the signal ignored, as nohup does. A second signal ends the
// lookup of a write that the first one cancelled, and a third one the process. A
// terminal that closes may send SIGHUP twice, so that one is ignored from then on.
func withSignals(ctx context.Context) (context.Context, context.CancelFunc) {
	lookUps, stopLookUps := context.WithCancel(ctx)
	ctx, cancel := context.WithCancelCause(write.LookUpsUntil(ctx, lookUps))
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
			cancel(signalError{received})
			select {
			case <-signals:
				stopLookUps()
			case <-lookUps.Done():
			}
		case <-ctx.Done():
		}
		signal.Stop(signals)
	}()
	return ctx, func() { cancel(nil); stopLookUps() }
}
