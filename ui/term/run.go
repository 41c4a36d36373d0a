package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	_ "ax-tui/ui/term/early/after" // stops a query of Bubble Tea, see there
)

const (
	exitFault = 1
	exitUsage = 2
	exitGone  = 129 // as after SIGHUP

	stuckLimit = 400 * time.Millisecond // for an Update that does not return when the program has to end
)

// ending keeps the first reason to end.
type ending struct {
	once   sync.Once
	code   int
	why    error
	cancel context.CancelFunc
}

func (e *ending) set(code int, why error) {
	e.once.Do(func() { e.code, e.why = code, why })
	e.cancel()
}

// Run runs the model in the terminal until it quits, ctx is cancelled, a signal
// comes or the terminal is gone. When it returns, the terminal is restored and a
// panic has been printed. The error is NotATerminal, another reason why the
// program could not start, or the cause of the cancelled ctx.
func Run(ctx context.Context, model Model, options Options) (Result, error) {
	options = options.withDefaults()
	if err := options.check(); err != nil {
		return Result{Exit: exitUsage, Final: model}, err
	}
	in, err := newInput(options.In, options.Env)
	if err != nil {
		return Result{Exit: exitUsage, Final: model}, fmt.Errorf("the terminal's input cannot be used: %w", err)
	}
	inside, cancel := context.WithCancel(ctx)
	defer cancel()
	end := &ending{cancel: cancel}
	session := newSession(inside, options, in, end)
	sh := &shell{ses: session, inner: model}
	sh.width, sh.height = options.size()
	prog := tea.NewProgram(sh, tea.WithContext(inside), tea.WithInput(in.reader()), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler(), tea.WithoutCatchPanics(), tea.WithFilter(filter))
	session.send = prog.Send
	in.attach(prog)
	stop := make(chan struct{})
	defer close(stop)
	defer session.watch(stop)()
	go func() {
		defer session.guard()
		session.paint.loop(stop)
	}()
	if err := session.enter(); err != nil {
		session.stderr.close()
		return Result{Exit: exitUsage, Final: model}, fmt.Errorf("the terminal cannot be prepared: %w", err)
	}
	final := session.runProgram(prog, sh)
	cancel()
	session.finish()
	return session.result(ctx, end, final, model)
}

func newSession(ctx context.Context, options Options, in *input, end *ending) *session {
	ses := &session{
		o: options, in: in, ctx: ctx, end: end.set,
		busy: make(chan struct{}, 1), suspends: make(chan struct{}, 1), stderr: newStderrLog(options.Log),
	}
	ses.busy <- struct{}{}
	gone := func(err error) { ses.end(exitGone, err) }
	ses.paint = newPainter(options.Out, gone)
	in.lost = gone
	in.fault = func(recovered any) { ses.end(exitFault, newFault(recovered)) }
	in.asked = ses.asked.Load
	return ses
}

// guard is deferred: it ends the program properly when one of its goroutines panics.
func (s *session) guard() {
	if recovered := recover(); recovered != nil {
		s.end(exitFault, newFault(recovered))
	}
}

// runProgram runs Bubble Tea until it ends. When the program has to end but its
// Update does not return, it returns nil and the goroutine is abandoned.
func (s *session) runProgram(prog *tea.Program, sh *shell) tea.Model {
	done := make(chan tea.Model, 1)
	go func() {
		defer close(done)
		defer s.guard()
		_, err := prog.Run()
		if err != nil && s.ctx.Err() == nil && !errors.Is(err, tea.ErrInterrupted) {
			s.end(exitFault, err)
		}
		done <- sh.inner
	}()
	select {
	case model := <-done:
		return model
	case <-s.ctx.Done():
	}
	select {
	case model := <-done:
		return model
	case <-time.After(stuckLimit):
		s.o.Log.Error("the program did not stop in time and was abandoned")
		return nil
	}
}

func (s *session) result(ctx context.Context, end *ending, final tea.Model, first Model) (Result, error) {
	if final == nil {
		final = first
	}
	end.set(0, nil) // unless a reason to end was set before
	res := Result{Exit: end.code, Final: final}
	if end.code == exitFault {
		res.Crash = end.why
		s.report(end.why)
	}
	if res.Exit == 0 && ctx.Err() != nil {
		res.Exit = exitFault
		return res, context.Cause(ctx)
	}
	if end.why != nil {
		s.o.Log.Info("ended", "exit", end.code, "reason", end.why.Error())
	}
	return res, nil
}

// report prints a panic on the restored terminal.
func (s *session) report(why error) {
	var crash *fault
	stack := ""
	if errors.As(why, &crash) {
		stack = string(crash.stack)
	}
	s.o.Log.Error("the program panicked", "fault", why.Error(), "stack", stack)
	text := strings.Map(func(char rune) rune {
		if char != '\n' && char != '\t' && dropped(char) {
			return -1
		}
		return char
	}, stack+"\nax-tui stopped because of an internal error: "+why.Error())
	// This comes last, so that it is visible below a long stack.
	_, _ = fmt.Fprintf(os.Stderr, "%s\nThe terminal is restored. Please report this with the lines above.\n", text)
}
