package term

import (
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// PanicMsg reports to the model that one of its commands panicked. The stack is
// in the log. The program continues; show it as a notice.
type PanicMsg struct{ Err error }

// fault is a recovered panic.
type fault struct {
	value any
	stack []byte
}

func (f *fault) Error() string { return fmt.Sprint(f.value) }

func (f *fault) Unwrap() error {
	err, _ := f.value.(error)
	return err
}

func newFault(recovered any) *fault { return &fault{value: recovered, stack: debug.Stack()} }

// safe wraps a command, and the commands of a batch or sequence it may return,
// so that a panic becomes a PanicMsg.
func safe(cmd tea.Cmd, log *slog.Logger) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if recovered := recover(); recovered != nil {
				fault := newFault(recovered)
				log.Error("a command panicked", "fault", fault.Error(), "stack", string(fault.stack))
				msg = PanicMsg{Err: fault}
			}
		}()
		return safeMsg(cmd(), log)
	}
}

// safeMsg wraps the commands inside a batch or a sequence. Bubble Tea does not
// export its sequence, which is a slice of commands like its batch.
func safeMsg(msg tea.Msg, log *slog.Logger) tea.Msg {
	value := reflect.ValueOf(msg)
	if !value.IsValid() || value.Kind() != reflect.Slice || value.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return msg
	}
	out := reflect.MakeSlice(value.Type(), value.Len(), value.Len())
	for i := range value.Len() {
		out.Index(i).Set(reflect.ValueOf(safe(value.Index(i).Interface().(tea.Cmd), log)))
	}
	return out.Interface()
}
