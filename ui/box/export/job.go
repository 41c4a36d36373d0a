package export

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/record"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// job is one writing: the file in the making and how far the reading is. Only
// one command works on it at a time; the lock is for leaving meanwhile.
type job struct {
	mu     sync.Mutex
	file   *record.File // nil before the first step and after the end
	enc    *record.Encoder
	path   string
	cursor string
	seen   map[string]bool
	left   int // rows still to be written; -1: every one
	rows   int // written
	read   int // read, as the screen knows it
	pages  int
	passed bool // a row was read and not written: the list has more than the file
	gone   bool // the box was left
	whole  bool // the file is in its place
}

// wrote is what one step has come to.
type wrote struct {
	host.Tag
	rows, pages int
	done        bool
	cut         bool
	err         error
}

// begin starts the writing.
func (m *Model) begin(replace bool) tea.Cmd {
	path := strings.TrimSpace(m.file.Value())
	if path == "" {
		m.note = "Give the file a name."
		m.focus(fieldFile)
		return nil
	}
	m.job = &job{path: path, seen: map[string]bool{}, left: -1}
	if !m.every {
		m.job.left = len(m.source.Shown)
	}
	m.phase, m.note, m.exists = writing, "", false
	tag, job, source, format := m.NextGen(), m.job, m.source, record.Formats()[m.format]
	ctx := m.Ctx
	return func() tea.Msg {
		if err := job.open(format, source.List, replace); err != nil {
			return wrote{Tag: tag, err: err}
		}
		return job.page(ctx, source, tag)
	}
}

// step reads one page more.
func (m *Model) step() tea.Cmd {
	ctx, job, source, tag := m.Ctx, m.job, m.source, m.Tag()
	return func() tea.Msg { return job.page(ctx, source, tag) }
}

// open begins the file. ~ is the person's home.
func (j *job) open(format record.Format, list string, replace bool) error {
	if rest, ok := strings.CutPrefix(j.path, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return err
		}
		j.path = filepath.Join(home, rest)
	}
	file, err := record.Create(j.path, replace)
	if err != nil {
		return fileError{err}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.gone {
		file.Discard()
		return context.Canceled
	}
	j.file, j.enc = file, record.NewEncoder(file, format, list)
	return nil
}

// fileError is a fault of the file, not of the server.
type fileError struct{ error }

func (e fileError) Unwrap() error { return e.error }

// page reads and writes one page, and ends the file after the last one.
func (j *job) page(ctx context.Context, source Source, tag host.Tag) wrote {
	out := wrote{Tag: tag}
	rows, next, cut, err := source.Page(ctx, j.cursor)
	j.mu.Lock()
	defer j.mu.Unlock()
	if err == nil && j.gone {
		err = context.Canceled
	}
	if err != nil {
		out.rows, out.pages, out.err = j.rows, j.pages, err
		return out
	}
	for _, row := range rows {
		if j.left == 0 || j.left > 0 && !source.Shown[row.ID] {
			j.passed = true
			continue
		}
		if err := j.enc.Add(row.Item); err != nil {
			out.err = fileError{err}
			return out
		}
		j.rows++
		if j.left > 0 {
			j.left--
		}
	}
	j.pages++
	cut = cut || j.seen[next]
	out.rows, out.pages, out.cut = j.rows, j.pages, cut
	if next != "" && !cut && j.left != 0 {
		j.cursor, j.seen[next] = next, true
		return out
	}
	out.done = true
	more := cut || next != "" || j.passed
	if err := j.enc.End(next, more); err != nil {
		out.err = fileError{err}
		return out
	}
	if err := j.file.Commit(); err != nil {
		out.err = fileError{err}
	}
	j.file, j.whole = nil, out.err == nil
	return out
}

// drop takes the file back and reports whether there is none now: one that is
// whole already stays.
func (j *job) drop() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.gone = true
	if j.file != nil {
		j.file.Discard()
		j.file = nil
	}
	return !j.whole
}

// wrote takes in what a step has come to.
func (m *Model) wrote(step wrote) (bool, tea.Msg, tea.Cmd) {
	if !m.Current(step.Tag) || m.phase != writing || host.Canceled(step.err) {
		return false, nil, nil
	}
	m.job.read = step.rows
	var ferr fileError
	switch {
	case errors.Is(step.err, record.ErrExists):
		m.phase, m.exists, m.note = choosing, true, "The file is there already."
		m.focus(fieldFile)
	case errors.As(step.err, &ferr):
		m.job.drop()
		m.phase, m.note = choosing, text.Concat("The file cannot be written: ", text.Clean(ferr.Error()), ".")
		m.focus(fieldFile)
	case step.err != nil:
		m.phase, m.note = stuck, text.Concat("The next page did not come: ", host.Reason(step.err), ".")
	case step.done:
		return true, nil, m.done(step)
	default:
		return false, nil, m.step()
	}
	return false, nil, nil
}

// done says what stands where.
func (m *Model) done(step wrote) tea.Cmd {
	said := text.Concat("Wrote ", text.Safe(strconv.Itoa(step.rows)), " ", text.Safe(m.source.words()), " to ", text.Clean(m.job.path), ".")
	if step.cut {
		return host.Say(host.Warning, text.Concat(said, " The server's list broke off: there may be more."))
	}
	if m.job.left > 0 {
		said = text.Concat(said, " The others are no longer there.")
	}
	return host.Say(host.Success, said)
}
