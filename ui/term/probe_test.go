//go:build !windows

package term_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"

	"ax-tui/ui/term"
)

// The probe is a small program for these tests: it shows what reaches its model
// and misbehaves on request. It is the test binary under another name.

type exitMsg struct{ err error }

type probeModel struct {
	width, height int
	keys          []string
	notice        string
	text          bool // a text field has the focus: keys are not split
	count         int
	start         string
}

func (m probeModel) Init() tea.Cmd {
	if m.start == "panic-init" {
		panic("broken in Init")
	}
	return nil
}

func (m probeModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.KeyMsg:
		if m.text {
			return m.key(msg)
		}
		var cmds []tea.Cmd
		for _, key := range term.SplitKeys(msg) {
			var cmd tea.Cmd
			m, cmd = m.key(key)
			cmds = append(cmds, cmd)
		}
		return m, tea.Batch(cmds...)
	case term.BackgroundMsg:
		m.notice = fmt.Sprintf("dark=%v", msg.Dark)
	case term.PanicMsg:
		m.notice = "fault: " + msg.Err.Error()
	case term.SuspendUnavailableMsg:
		m.notice = "suspend unavailable"
	case tea.ResumeMsg:
		m.notice = "resumed"
	case exitMsg:
		m.notice = fmt.Sprintf("child: %v", msg.err)
	}
	return m, nil
}

func (m probeModel) key(key tea.KeyMsg) (probeModel, tea.Cmd) {
	name := key.String()
	if key.Paste {
		name = fmt.Sprintf("paste(%d,%q)", len(key.Runes), string(key.Runes[:min(12, len(key.Runes))]))
	}
	m.count++
	m.keys = append(m.keys, name)
	if len(m.keys) > 12 {
		m.keys = m.keys[1:]
	}
	switch name {
	case "q":
		return m, tea.Quit
	case "ctrl+z":
		return m, term.Suspend()
	case "U":
		panic("broken in Update")
	case "C":
		return m, tea.Sequence(nil, func() tea.Msg { panic("broken in a command") })
	case "B":
		return m, tea.Batch(nil, func() tea.Msg { return nil }, func() tea.Msg { panic("broken in a batch") })
	case "S":
		_, _ = os.Stdout.WriteString("\x1b[Hstuck") // bypassing the painter: there will be no frame
		select {}
	case "E":
		return m, term.Exec(exec.Command("sh", "-c", `printf 'child ready\n'; read x; echo "got $x"; read y`),
			func(err error) tea.Msg { return exitMsg{err} })
	case "W":
		_, _ = os.Stderr.WriteString("stray text\n")
		_, _ = unix.Write(unix.Stderr, []byte("more of it\n"))
	case "X":
		return m, term.Exec(exec.Command("sh", "-c", `echo "an error" >&2; read x`), func(err error) tea.Msg { return exitMsg{err} })
	case "G":
		go panic("broken in a goroutine")
	case "F":
		_, _ = unix.Write(unix.Stderr, make([]byte, 1<<21)) // more than a pipe holds
	case "N":
		return m, term.Exec(exec.Command("/nowhere/at/all"), func(err error) tea.Msg { return exitMsg{err} })
	case "R":
		return m, term.Repaint()
	case "T":
		return m, term.Raw("\x1b]2;a title\x07")
	}
	return m, nil
}

func (m probeModel) View() string {
	lines := []string{
		fmt.Sprintf("\x1b[1mready\x1b[m %dx%d keys=%d", m.width, m.height, m.count),
		"last: " + strings.Join(m.keys, " "),
		"notice: " + m.notice,
		"wide: 中文 \U0001f469\u200d\U0001f4bb |",
	}
	for len(lines) < m.height-1 {
		style := ""
		if len(lines) == m.count%max(m.height, 1) {
			style = "\x1b[7m"
		}
		lines = append(lines, fmt.Sprintf("%s row %03d of a table \x1b[m", style, len(lines)))
	}
	return strings.Join(append(lines, "bottom"), "\n")
}

// runProbe is the program.
func runProbe() {
	model := probeModel{}
	for _, arg := range os.Args[1:] {
		switch arg {
		case "version":
			fmt.Println("probe 1")
			return
		case "text":
			model.text = true
		default:
			model.start = arg
		}
	}
	ctx := context.Background()
	if model.start == "cancel" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, 300*time.Millisecond)
		defer cancel()
	}
	options := term.Options{}
	if path := os.Getenv("LOG"); path != "" {
		log, err := os.Create(path)
		if err != nil {
			panic(err)
		}
		options.Log = slog.New(slog.NewTextHandler(log, nil))
	}
	res, err := term.Run(ctx, model, options)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(res.Exit)
}
