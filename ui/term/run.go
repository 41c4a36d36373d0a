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

	_ "ax-tui/ui/term/early" // before Bubble Tea, see there
)

const (
	exitFault = 1
	exitUsage = 2
	exitGone  = 129 // as after SIGHUP

	stuckLimit = 400 * time.Millisecond // for an Update that does not return when the program must end
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
// comes or the terminal goes away. The terminal is restored when it returns, and
// a fault has been printed by then. The error is NotATerminal, another reason why
// the program could not start, or the cause for which ctx was cancelled.
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
	sh.w, sh.h = options.size()
	prog := tea.NewProgram(sh, tea.WithContext(inside), tea.WithInput(in.reader()), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler(), tea.WithoutCatchPanics(), tea.WithFilter(filter))
	session.send = prog.Send
	in.send = prog.Send
	stop := make(chan struct{})
	defer close(stop)
	defer session.watch(stop)()
	go func() {
		defer session.guard()
		session.paint.loop(stop)
	}()
	if err := session.enter(); err != nil {
		return Result{Exit: exitUsage, Final: model}, fmt.Errorf("the terminal cannot be prepared: %w", err)
	}
	final := session.runProgram(prog, sh)
	cancel()
	session.finish()
	return session.result(ctx, end, final, model)
}

func newSession(ctx context.Context, options Options, in *input, end *ending) *session {
	s := &session{
		o: options, in: in, ctx: ctx, end: end.set,
		busy: make(chan struct{}, 1), wanted: make(chan struct{}, 1),
	}
	s.busy <- struct{}{}
	gone := func(err error) { s.end(exitGone, err) }
	s.paint = newPainter(options.Out, gone)
	in.lost = gone
	in.fault = func(r any) { s.end(exitFault, newFault(r)) }
	in.asked = s.asked.Load
	return s
}

// guard, deferred, ends the program in order when a goroutine of ours panics.
func (s *session) guard() {
	if r := recover(); r != nil {
		s.end(exitFault, newFault(r))
	}
}

// runProgram runs Bubble Tea until it ends. When the program must end but its
// Update does not return, it is left behind and nil is returned.
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
		s.o.Log.Error("the program did not stop in time and was left behind")
		return nil
	}
}

func (s *session) result(ctx context.Context, end *ending, final tea.Model, first Model) (Result, error) {
	if final == nil {
		final = first
	}
	end.set(0, nil) // if nobody else said how it ended
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

// report prints a fault on the restored terminal.
func (s *session) report(why error) {
	var f *fault
	stack := ""
	if errors.As(why, &f) {
		stack = string(f.stack)
	}
	s.o.Log.Error("the program broke off", "fault", why.Error(), "stack", stack)
	text := strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && dropped(r) {
			return -1
		}
		return r
	}, stack+"\nax-tui stopped because of a fault of its own: "+why.Error())
	// The sentence comes last, where it can be read below a long stack.
	_, _ = fmt.Fprintf(os.Stderr, "%s\nThe terminal is restored. Please report this together with the lines above.\n", text)
}
