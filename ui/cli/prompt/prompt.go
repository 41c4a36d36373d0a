// Package prompt asks the user for missing input of a command: with forms on a
// terminal, or with plain lines if ACCESSIBLE is set or TERM is dumb or empty.
//
// Questions go to the error stream, so that standard output has data only. ctrl+c
// and the end of input return tasks.ErrInterrupted and restore the terminal. It
// reads no further than the line of the answer. Invalid input is asked for again.
package prompt

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/huh"

	"ax-tui/theme"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/term/editor"
	"ax-tui/ui/text"
)

// New returns the Asker that suits the terminal: Forms or Lines.
func New(in io.Reader, out io.Writer, env func(string) string) tasks.Asker {
	if env("ACCESSIBLE") != "" || env("TERM") == "dumb" || env("TERM") == "" {
		return &Lines{In: in, Out: out}
	}
	return &Forms{In: in, Out: out, Env: env}
}

// Forms asks with huh, one form per question.
type Forms struct {
	In  io.Reader
	Out io.Writer
	Env func(string) string
}

func (f *Forms) run(field huh.Field) error {
	styles := theme.New(theme.Choice{}.Options(true, f.Env))
	form := huh.NewForm(huh.NewGroup(field)).WithTheme(styles.Form()).WithInput(f.In).WithOutput(f.Out).WithShowHelp(true)
	if err := form.Run(); err != nil {
		if errors.Is(err, huh.ErrUserAborted) || errors.Is(err, io.EOF) {
			return tasks.ErrInterrupted
		}
		return err
	}
	if form.State != huh.StateCompleted { // a signal ends a form without an answer, not with the default
		return tasks.ErrInterrupted
	}
	return nil
}

// Text asks for a line.
func (f *Forms) Text(title, help, initial string, check func(string) error) (string, error) {
	value := initial
	in := huh.NewInput().Title(clean(title)).Description(clean(help)).Value(&value)
	if check != nil {
		in = in.Validate(check)
	}
	err := f.run(in)
	return strings.TrimSpace(value), err
}

// Choose asks for one of the options.
func (f *Forms) Choose(title string, options []string, first int) (int, error) {
	chosen := strconv.Itoa(first)
	opts := make([]huh.Option[string], len(options)) // as everywhere: huh is compiled again for each type
	for i, option := range options {
		opts[i] = huh.NewOption(clean(option), strconv.Itoa(i))
	}
	err := f.run(huh.NewSelect[string]().Title(clean(title)).Options(opts...).Height(min(len(opts), 12) + 2).Value(&chosen))
	number, _ := strconv.Atoi(chosen)
	return number, err
}

// Confirm asks yes or no; no is preselected.
func (f *Forms) Confirm(question, help string) (bool, error) {
	yes := false
	err := f.run(huh.NewConfirm().Title(clean(question)).Description(clean(help)).Affirmative("Yes").Negative("No").Value(&yes))
	return yes, err
}

// Long opens the text in $VISUAL or $EDITOR. After an editor that failed, or with an
// invalid text, it can be opened again.
func (f *Forms) Long(title, help, initial string, check func(string) error) (string, error) {
	value := initial
	if help != "" {
		help = "; " + help
	}
	for {
		_, _ = fmt.Fprintf(f.Out, "%s: opening your editor%s\n", clean(title), clean(help))
		edited, err := f.edit(value)
		value = cmp.Or(edited, value)
		if err == nil && check != nil {
			err = check(value)
		}
		if err == nil {
			return value, nil
		}
		_, _ = fmt.Fprintln(f.Out, clean(err.Error()))
		next, asked := f.Choose("Open the editor again?", []string{"yes, with the text as it is", "no, leave the questions"}, 0)
		if asked != nil || next > 0 {
			return value, cmp.Or(asked, err)
		}
	}
}

// askUntilValid asks until check accepts the input, and prints why it does not; a nil
// check accepts everything.
func askUntilValid(out io.Writer, check func(string) error, ask func() (string, error)) (string, error) {
	for {
		value, err := ask()
		if err != nil || check == nil {
			return value, err
		}
		if err = check(value); err == nil {
			return value, nil
		}
		_, _ = fmt.Fprintln(out, clean(err.Error()))
	}
}

// edit opens a text in the user's editor and returns what it has written, also if it
// failed afterwards.
func (f *Forms) edit(initial string) (string, error) {
	edit, err := editor.Open(f.Env, []byte(initial), 1, 1)
	if err != nil {
		return "", err
	}
	if terminal, ok := f.In.(*os.File); ok { // exec would copy any other reader past what the editor reads
		edit.Cmd.Stdin = terminal
	}
	edit.Cmd.Stdout, edit.Cmd.Stderr = f.Out, f.Out
	out, err := edit.Read(edit.Cmd.Run())
	return string(out), err
}

// Lines asks with plain lines.
type Lines struct {
	In  io.Reader
	Out io.Writer
}

// readLine reads one line and nothing beyond it. The end of input before a line is
// tasks.ErrInterrupted.
func (l *Lines) readLine() (string, error) {
	var buffer bytes.Buffer
	char := make([]byte, 1)
	for buffer.Len() < 1<<20 {
		count, err := l.In.Read(char)
		if count == 1 && char[0] == '\n' {
			break
		}
		if count == 1 {
			buffer.WriteByte(char[0])
		}
		if err != nil {
			if buffer.Len() == 0 {
				return "", tasks.ErrInterrupted
			}
			break
		}
	}
	return strings.TrimRight(buffer.String(), "\r"), nil
}

func (l *Lines) printf(format string, args ...any) { _, _ = fmt.Fprintf(l.Out, format, args...) }

// Text asks for a line; an empty one means initial.
func (l *Lines) Text(title, help, initial string, check func(string) error) (string, error) {
	question := clean(title)
	if help != "" {
		question += " (" + clean(help) + ")"
	}
	if initial != "" {
		question += " [" + clean(initial) + "]"
	}
	return askUntilValid(l.Out, check, func() (string, error) {
		l.printf("%s: ", question)
		line, err := l.readLine()
		if err != nil {
			l.printf("\n")
		}
		return cmp.Or(strings.TrimSpace(line), initial), err
	})
}

// Choose lists the options with numbers and asks for one.
func (l *Lines) Choose(title string, options []string, first int) (int, error) {
	l.printf("%s:\n", clean(title))
	for i, option := range options {
		l.printf("  %d  %s\n", i+1, clean(option))
	}
	number, err := l.Text("Number", fmt.Sprintf("1 to %d", len(options)), strconv.Itoa(first+1), func(input string) error {
		if index, err := strconv.Atoi(input); err != nil || index < 1 || index > len(options) {
			return fmt.Errorf("type a number from 1 to %d", len(options))
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	index, err := strconv.Atoi(number)
	return index - 1, err
}

// Confirm asks yes or no; the default is no.
func (l *Lines) Confirm(question, help string) (bool, error) {
	l.printf("%s %s\n", clean(question), clean(help))
	response, err := l.Text("yes or no", "", "no", func(input string) error {
		switch strings.ToLower(input) {
		case "y", "yes", "n", "no":
			return nil
		}
		return errors.New("type yes or no")
	})
	return strings.HasPrefix(strings.ToLower(response), "y"), err
}

// Long reads lines up to an empty one; if there are none, the result is initial.
func (l *Lines) Long(title, help, initial string, check func(string) error) (string, error) {
	return askUntilValid(l.Out, check, func() (string, error) {
		l.printf("%s (%s). End with an empty line.\n", clean(title), clean(help))
		if initial != "" {
			l.printf("Enter an empty line to use this:\n")
			for _, line := range text.CleanLines(initial) {
				l.printf("%s\n", string(line))
			}
		}
		value, err := l.readLines()
		initial = cmp.Or(value, initial)
		return initial, err // also with an error: what was typed is kept
	})
}

func (l *Lines) readLines() (string, error) {
	line, err := l.readLine()
	if err != nil {
		return "", err
	}
	var list []string
	for err == nil && strings.TrimSpace(line) != "" {
		list = append(list, line)
		line, err = l.readLine() // the end of input ends the text like an empty line
	}
	return strings.Join(list, "\n"), nil
}

func clean(raw string) string { return string(text.Clean(raw)) }
