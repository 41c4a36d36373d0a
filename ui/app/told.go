package app

import (
	"slices"
	"sort"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/outcome"
	"ax-tui/api/watch"
	"ax-tui/keymap"
	"ax-tui/ui/box/events"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// told is what is shown of what happened, in the frame and outside it.
type told struct {
	log       events.Log
	ends      endings
	shown     signals
	finishing chan struct{} // holds what runs for ended runs, see onFinish
}

// endings are the endings that the notice in the status line is about: several within
// a few seconds share one.
type endings struct {
	notice int // number of that notice
	kind   host.NoticeKind
	runs   []ended
	absent bool // all of them happened before this start of the program
}

// ended is one ending: "Tone of Voice ✓".
type ended struct {
	text     text.Safe
	severity outcome.Severity
}

// announce logs the end of a watched run and shows a notice about it, unless one is
// shown elsewhere.
func (r *Root) announce(event watch.Event, shownElsewhere bool) tea.Cmd {
	entry := &event.Entry
	achieved := entry.Outcome(r.env.ServerTime(r.env.Now()))
	glyph, style := r.env.Styles.Outcome(string(achieved.ID), achieved.Severity.String())
	words := r.endWords(entry, achieved)
	r.log.Add(events.Event{
		At: r.endedAt(entry), Glyph: text.Safe(glyph), Style: style, Text: words, Run: entry.Run, Task: api.Task{ID: entry.Task.ID, Name: entry.Task.Name},
		Unread: !shownElsewhere,
	})
	if achieved.Severity == outcome.Bad {
		r.shown.failed = true
	}
	r.shown.ended++
	cmds := []tea.Cmd{r.onFinish(entry, achieved)} // also for what ended during absence
	if !event.Absent && !shownElsewhere {
		cmds = append(cmds, r.callAttention(words))
	}
	if !shownElsewhere && !r.config.Notify.NoStatus {
		run := ended{text: text.Concat(text.Cut(entryName(entry), maxEnded), " ", text.Safe(glyph)), severity: achieved.Severity}
		cmds = append(cmds, r.showEnd(event.Absent, achieved, run, words))
	}
	return tea.Batch(cmds...)
}

// showEnd shows a notice about an ending, and about those before it that are still shown.
func (r *Root) showEnd(absent bool, achieved outcome.Outcome, run ended, words text.Safe) tea.Cmd {
	ends := &r.ends
	if _, number := r.Notice(); number == 0 || number != ends.notice {
		*ends = endings{absent: true}
	}
	ends.runs = append(ends.runs, run)
	ends.absent = ends.absent && absent
	ends.kind = max(ends.kind, kindOf(achieved))
	cmd := r.show(host.Notice{Kind: ends.kind, Text: r.endText(words)})
	ends.notice = r.notice.id
	return cmd
}

// endedAt is when a run ended by this machine's clock, as far as the server says it.
func (r *Root) endedAt(entry *watch.Entry) time.Time {
	if finished := entry.Run.FinishedAt; finished != nil {
		return finished.Add(-r.ahead)
	}
	return entry.ReadAt
}

// kindOf is the severity of an ending in the status line; only done is a success.
func kindOf(achieved outcome.Outcome) host.NoticeKind {
	switch {
	case achieved.Severity == outcome.Bad:
		return host.Error
	case achieved.Severity == outcome.Notice:
		return host.Warning
	case achieved.ID == outcome.Done:
		return host.Success
	}
	return host.Info
}

// maxEnded is the width of a task's name where several are listed.
const maxEnded = 30

// endText is the notice about the endings so far; words are those of the last one.
func (r *Root) endText(words text.Safe) text.Safe {
	several, lead, verb := len(r.ends.runs) > 1, text.Safe(""), text.Lit(" shows it)")
	if several {
		lead, verb = "Ended: ", " lists them)"
	}
	if r.ends.absent {
		lead = "Since you left: "
	}
	hint := text.Concat(" (", r.logKey(), verb)
	room := max(r.w-4-text.Width(hint), 20)
	if several {
		words = listEnded(r.ends.runs, room-text.Width(lead))
	}
	return text.Concat(text.Cut(text.Concat(lead, words), room), hint)
}

func (r *Root) logKey() text.Safe {
	return r.env.KeyOf([]keymap.Scope{keymap.Global}, keymap.EventLog)
}

// unread counts the ends of runs that came since the log was open last: "! 3 new"; "" for none.
func (r *Root) unread() text.Safe {
	number := r.log.Unread()
	if number == 0 {
		return ""
	}
	out := text.Concat(r.logKey(), " ", text.Safe(text.Count(number)))
	if r.w < 80 {
		return out
	}
	return text.Concat(out, " new")
}

// listEnded names as many runs as there is room for, the worst first: "A ✗, B ✓ and 2 more".
func listEnded(runs []ended, room int) (out text.Safe) {
	runs = slices.Clone(runs)
	sort.SliceStable(runs, func(i, j int) bool { return runs[i].severity > runs[j].severity })
	for named := len(runs); named > 0; named-- {
		out = runs[0].text
		for _, run := range runs[1:named] {
			out = text.Concat(out, ", ", run.text)
		}
		if rest := len(runs) - named; rest > 0 {
			out = text.Concat(out, " and ", text.Safe(text.Count(rest)), " more")
		}
		if text.Width(out) <= room {
			return out
		}
	}
	return out
}

// endWords says which run ended how: "Tone: done, 4 862 succeeded, ran 2 min".
func (r *Root) endWords(entry *watch.Entry, achieved outcome.Outcome) text.Safe {
	run := &entry.Run
	ended := achieved.Words()
	if achieved.ID == outcome.Partial {
		ended = achieved.Short() // without the colon in its words
	}
	words := text.Concat(entryName(entry), ": ", text.CleanN(ended, 30))
	if run.Successes > 0 || achieved.ID == outcome.Done {
		words = text.Concat(words, ", ", text.Safe(text.Count(run.Successes)), " succeeded")
	}
	if run.Errors > 0 && achieved.ID != outcome.Partial {
		words = text.Concat(words, ", ", text.Clean(text.Plural(run.Errors, "error")))
	}
	if run.FailureReason != "" {
		return text.Concat(words, ": ", text.CleanN(diagnose.Headline(run.FailureReason), 200))
	}
	if ran, ok := run.RunTime(r.env.ServerTime(r.env.Now())); ok {
		words = text.Concat(words, ", ran ", text.Safe(text.Dur(ran)))
	}
	return words
}

// entryName names the task of a run, or the run while the task has no name.
func entryName(entry *watch.Entry) text.Safe {
	if entry.Task.Name != "" {
		return text.CleanN(entry.Task.Name, 40)
	}
	return text.Concat("Run ", text.CutLeft(text.Clean(entry.Run.ID), 9))
}

// record logs a notice that is worth finding again; run is what it is about, if known.
func (r *Root) record(notice host.Notice, run api.Run) {
	glyph, style := r.noticeLook(notice.Kind)
	task := api.Task{ID: run.TaskID}
	if entry, known := r.watching.list.Find(run.ID); known {
		task.Name = entry.Task.Name
	}
	r.log.Add(events.Event{At: r.env.Now(), Glyph: text.Safe(glyph), Style: style, Text: notice.Text, Run: run, Task: task})
}

// runOf returns the run that the messages of a write are about.
func runOf(msgs []tea.Msg) (run api.Run) {
	if at := slices.IndexFunc(msgs, func(msg tea.Msg) bool { _, ok := msg.(host.RunUpdated); return ok }); at >= 0 {
		run = msgs[at].(host.RunUpdated).Run
	}
	return run
}
