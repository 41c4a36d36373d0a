package app

import (
	"bytes"
	"context"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/watch"
	"ax-tui/ui/host"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// Notify says how the end of a watched run is shown. The zero value is the default: in
// the status line, and the number of running runs in the title.
type Notify struct {
	NoStatus bool     // not in the status line
	NoTitle  bool     // not in the title of the terminal
	Bell     bool     // ring the bell of the terminal
	Desktop  string   // ask the terminal for a notification of the desktop, see term.Notifier; "" or off: none
	Progress bool     // show the progress of all watched runs by OSC 9;4
	OnFinish string   // a command of the shell to run; "": none
	Environ  []string // the environment of that command, without what says what ended
}

// signals is what the terminal shows outside the frame.
type signals struct {
	title    string
	progress string // as last sent; "": none
	ended    int    // watched runs that ended since none was watched
	failed   bool   // one of them badly
}

// signal changes title and progress of the terminal when they have to change.
func (r *Root) signal() tea.Cmd {
	if !r.started || r.quit {
		return nil
	}
	var cmds []tea.Cmd
	title := string(r.liveRuns())
	if title != "" {
		title += " · ax-tui"
	}
	if r.config.Notify.NoTitle || strings.HasPrefix(r.config.Env("TERM"), "linux") {
		title = "" // the Linux console has none
	}
	if title != r.shown.title {
		r.shown.title = title
		cmds = append(cmds, term.Title(title))
	}
	active := r.watching.list.Active()
	if active == 0 {
		r.shown.ended, r.shown.failed = 0, false
	}
	if r.config.Notify.Progress {
		cmds = append(cmds, r.progress(active))
	}
	return tea.Batch(cmds...)
}

// howTold says how the end of a watched run is shown, when the settings leave it at the
// screen.
func (r *Root) howTold() text.Safe {
	if settings := r.config.Notify; settings.Bell || settings.NoStatus || settings.Desktop != "" && settings.Desktop != "off" {
		return ""
	}
	return text.Concat("; this line and ", r.logKey(), " tell, :bell rings too")
}

// toggleBell lets the bell ring when a watched run ends, or not, until the program ends.
func (r *Root) toggleBell() tea.Cmd {
	settings := &r.config.Notify
	if settings.Bell = !settings.Bell; settings.Bell {
		return tea.Batch(term.Bell(), r.show(host.Notice{Kind: host.Info, Text: "The bell rings when a watched run ends. To keep it, write bell = true below [notify] in the settings."}))
	}
	return r.show(host.Notice{Kind: host.Info, Text: "The bell does not ring any more."})
}

// progress shows how many of the watched runs have ended.
func (r *Root) progress(active int) tea.Cmd {
	percent, notifier := -1, term.Notifier{Env: r.config.Env}
	if r.shown.ended > 0 {
		percent = 100 * r.shown.ended / (r.shown.ended + active)
	}
	state := ""
	if active > 0 {
		state = strconv.Itoa(percent) + strconv.FormatBool(r.shown.failed)
	}
	if state == r.shown.progress {
		return nil
	}
	r.shown.progress = state
	if state == "" {
		return notifier.NoProgress()
	}
	return notifier.Progress(percent, r.shown.failed)
}

// callAttention rings and asks for a notification of the desktop, as the settings say.
func (r *Root) callAttention(words text.Safe) tea.Cmd {
	var cmds []tea.Cmd
	if r.config.Notify.Bell {
		cmds = append(cmds, term.Bell())
	}
	return tea.Batch(append(cmds, term.Notifier{Env: r.config.Env}.Desktop(r.config.Notify.Desktop, "ax-tui", string(words)))...)
}

const (
	finishTimeout = 30 * time.Second
	finishOutput  = 4 << 10 // bytes of its output that are logged
	finishAtOnce  = 4
)

// onFinish returns the command that runs what the settings say for the end of a run. What
// the server says is in its environment and never part of the command.
func (r *Root) onFinish(entry *watch.Entry, achieved outcome.Outcome) tea.Cmd {
	command := r.config.Notify.OnFinish
	if command == "" {
		return nil
	}
	env, log, turns, name, run := r.finishEnv(entry, achieved), r.config.Log, r.finishing, entryName(entry), entry.Run
	ctx := context.WithoutCancel(r.ctx) // it may outlive the program
	return func() tea.Msg {
		turns <- struct{}{}
		defer func() { <-turns }()
		ctx, cancel := context.WithTimeout(ctx, finishTimeout)
		defer cancel()
		shell, flag := "sh", "-c"
		if runtime.GOOS == "windows" {
			shell, flag = "cmd", "/C"
		}
		cmd := exec.CommandContext(ctx, shell, flag, command)
		output := &limited{}
		cmd.Env, cmd.Stdout, cmd.Stderr = env, output, output
		cmd.WaitDelay = time.Second // for what it has started and left behind
		err := cmd.Run()
		if err == nil {
			log.Info("on-finish", "output", output.String())
			return nil
		}
		log.Warn("on-finish", "error", err.Error(), "output", output.String())
		words := text.Concat("on-finish failed for ", name, ": ", text.Clean(err.Error()))
		if said := strings.TrimSpace(output.String()); said != "" {
			words = text.Concat(words, ": ", text.CleanN(said, 200))
		}
		notice := host.Notice{Kind: host.Warning, Text: words}
		return toRoot(func(root *Root) tea.Cmd {
			root.record(notice, run)
			return root.show(notice)
		})
	}
}

// limited keeps the first finishOutput bytes.
type limited struct{ bytes.Buffer }

func (l *limited) Write(data []byte) (int, error) {
	l.Buffer.Write(data[:min(len(data), finishOutput-l.Len())])
	return len(data), nil
}

// finishEnv is the environment of the command: what ended and how.
func (r *Root) finishEnv(entry *watch.Entry, achieved outcome.Outcome) []string {
	env := slices.DeleteFunc(slices.Clone(r.config.Notify.Environ), isSecret)
	add := func(name, value string) { env = append(env, "AX_TUI_"+name+"="+string(text.CleanN(value, 1000))) }
	count := func(name string, number api.Count) {
		if number.Known() {
			add(name, strconv.Itoa(int(number)))
		} else {
			add(name, "")
		}
	}
	run := &entry.Run
	add("RUN_ID", run.ID)
	add("TASK_ID", entry.Task.ID)
	add("TASK_NAME", entry.Task.Name)
	add("STATUS", string(run.Status))
	add("OUTCOME", string(achieved.ID))
	count("SUCCESSES", run.Successes)
	count("ERRORS", run.Errors)
	count("SKIPPED", run.Skipped)
	add("FAILURE_REASON", run.FailureReason)
	add("PROFILE", r.session.Profile)
	add("HOST", r.session.Host)
	return env
}

// isSecret reports whether a variable may hold a key of the API.
func isSecret(variable string) bool {
	name, _, _ := strings.Cut(strings.ToUpper(variable), "=")
	return strings.HasPrefix(name, "ARIZE_") &&
		(strings.Contains(name, "KEY") || strings.Contains(name, "TOKEN") || strings.Contains(name, "SECRET"))
}
