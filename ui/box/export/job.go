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

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// job is one export: the file being written and the reading position. Only one
// command works on it at a time; the lock is needed when the box closes meanwhile.
type job struct {
	mu        sync.Mutex
	file      *record.File // nil before the first step and after the end
	encoder   *record.Encoder
	path      string
	cursor    string
	trail     api.Trail
	known     api.Distinct // no row is written twice
	remaining int          // rows still to be written; -1: all
	rows      int          // written
	progress  int          // rows written as of the last applied step, used by Update and View
	pages     int
	skipped   bool // a row was read but not written: the list has more rows than the file
	closed    bool // the box was closed
	complete  bool // the file was committed
}

// stepDone is the result of one step.
type stepDone struct {
	host.Tag
	rows, pages int
	done        bool
	cut         bool
	err         error
}

// nextStep is the timer of the pause between pages.
type nextStep struct{ host.Tag }

// begin starts the export.
func (m *Model) begin(replace bool) tea.Cmd {
	path := strings.TrimSpace(m.file.Value())
	if path == "" {
		m.note = "Give the file a name."
		m.focus(fieldFile)
		return nil
	}
	m.job = &job{path: path, remaining: -1}
	if !m.allPages {
		m.job.remaining = len(m.source.Shown)
	}
	m.phase, m.note, m.fileExists = writing, "", false
	tag, job, source, format := m.NextGen(), m.job, m.source, record.Formats()[m.format]
	ctx := m.Ctx
	return func() tea.Msg {
		if err := job.open(format, source.List, replace); err != nil {
			return stepDone{Tag: tag, err: err}
		}
		return job.writePage(ctx, source, tag)
	}
}

// step reads the next page.
func (m *Model) step() tea.Cmd {
	ctx, job, source, tag := m.Ctx, m.job, m.source, m.Tag()
	return func() tea.Msg { return job.writePage(ctx, source, tag) }
}

// open creates the file. ~ is the home folder.
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
	if j.closed {
		file.Discard()
		return context.Canceled
	}
	j.file, j.encoder = file, record.NewEncoder(file, format, list, record.Cells{})
	return nil
}

// fileError is an error of the file, not of the server.
type fileError struct{ error }

func (e fileError) Unwrap() error { return e.error }

// writePage reads and writes one page, and commits the file after the last one.
func (j *job) writePage(ctx context.Context, source Source, tag host.Tag) stepDone {
	out := stepDone{Tag: tag}
	rows, next, cut, err := source.Page(ctx, j.cursor)
	j.mu.Lock()
	defer j.mu.Unlock()
	if err == nil && j.closed {
		err = context.Canceled
	}
	if err != nil {
		out.rows, out.pages, out.err = j.rows, j.pages, err
		return out
	}
	added := 0
	for _, row := range rows {
		if !j.known.Add(row.ID) {
			continue
		}
		added++
		if j.remaining == 0 || j.remaining > 0 && !source.Shown[row.ID] {
			j.skipped = true
			continue
		}
		if err := j.encoder.Add(row.Item); err != nil {
			out.err = fileError{err}
			return out
		}
		j.rows++
		if j.remaining > 0 {
			j.remaining--
		}
	}
	j.pages++
	next, broken := j.trail.Next(next, added)
	cut = cut || broken
	out.rows, out.pages, out.cut = j.rows, j.pages, cut
	if next != "" && !cut && j.remaining != 0 {
		j.cursor = next
		return out
	}
	out.done = true
	more := cut || next != "" || j.skipped
	if err := j.encoder.End(next, more); err != nil {
		out.err = fileError{err}
		return out
	}
	if err := j.file.Commit(); err != nil {
		out.err = fileError{err}
	}
	j.file, j.complete = nil, out.err == nil
	return out
}

// discard removes the partial file. It reports whether there is no file now: a
// complete one is kept.
func (j *job) discard() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
	if j.file != nil {
		j.file.Discard()
		j.file = nil
	}
	return !j.complete
}

// applyStep applies the result of a step.
func (m *Model) applyStep(step *stepDone) (bool, tea.Msg, tea.Cmd) {
	if !m.Current(step.Tag) || m.phase != writing || host.Canceled(step.err) {
		return false, nil, nil
	}
	m.job.progress = step.rows
	var ferr fileError
	switch {
	case errors.Is(step.err, record.ErrExists):
		m.phase, m.fileExists, m.note = choosing, true, "The file exists."
		m.focus(fieldFile)
	case errors.As(step.err, &ferr):
		m.job.discard()
		m.phase, m.note = choosing, text.Concat("Cannot write the file: ", text.Clean(ferr.Error()), ".")
		m.focus(fieldFile)
	case step.err != nil:
		m.phase, m.note = pageFailed, text.Concat("The next page could not be read: ", host.Reason(step.err), ".")
	case step.done:
		return true, nil, m.doneNotice(step)
	default:
		return false, nil, m.env.After(m.job.trail.Wait(), nextStep{m.Tag()})
	}
	return false, nil, nil
}

// inFolder names the folder that a path is relative to.
func inFolder(path string) text.Safe {
	if folder, err := os.Getwd(); err == nil && !filepath.IsAbs(path) {
		return text.Concat(" in ", text.Clean(folder))
	}
	return ""
}

// doneNotice reports the written file.
func (m *Model) doneNotice(step *stepDone) tea.Cmd {
	notice := text.Concat("Wrote ", text.Safe(strconv.Itoa(step.rows)), " ", text.Safe(m.source.noun()), " to ", text.Clean(m.job.path), inFolder(m.job.path), ".")
	if step.cut {
		return host.Say(host.Warning, text.Concat(notice, " The server's list is incomplete: there may be more."))
	}
	if m.job.remaining > 0 {
		notice = text.Concat(notice, " The others no longer exist.")
	}
	return host.Say(host.Success, notice)
}
