package run

import (
	"cmp"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box/reading"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// maxName is the width at which names are cut, so that the rest stays on the screen.
const maxName = 200

// facts returns the fields about the run and its task.
func (p *model) facts() []field {
	st := p.env.Styles
	fields := []field{fact(text.Lit("task"), st.Text, p.taskLine())}
	if len(p.task.Evaluators) > 0 {
		fields = append(fields, fact(text.Lit("evaluators"), st.Text, taskinfo.EvaluatorNames(&p.task)))
	}
	if p.task.Type == api.RunExperiment || p.run.ExperimentID != "" {
		id := text.CleanN(p.run.ExperimentID, maxName)
		if id == "" {
			id = text.Lit("not known yet")
			if p.ended() {
				id = text.Lit("–")
			}
		}
		fields = append(fields, fact(text.Lit("experiment"), st.Text, id))
	}
	if window := p.dataWindow(); window != "" {
		fields = append(fields, fact(text.Lit("window"), st.Text, window))
	}
	fields = append(fields, p.askedField())
	return append(fields,
		field{label: text.Lit("times"), value: p.times(), style: st.Text, pack: true},
		fact(text.Lit("run"), st.Dim, text.CleanN(p.run.ID, maxName)))
}

// askedField says what the run was asked to do beyond its window, with what it counted
// against the limit. The API does not tell: it is known only of runs started here.
func (p *model) askedField() field {
	out := field{label: text.Lit("asked"), style: p.env.Styles.Text, pack: true}
	if p.asked == nil {
		out.value = []text.Safe{"– (not started from here)"}
		return out
	}
	if limit, ok := p.limit(); ok && p.run.Counted().Known() {
		out.value = append(out.value, text.Clean(text.Count(total(&p.run))+" of at most "+text.Count(limit)))
		if p.asked.MaxSpans == 0 {
			out.value[0] = text.Concat(out.value[0], " (the default)")
		}
	}
	switch {
	case p.task.Type == api.RunExperiment:
		out.value = append(out.value, text.Concat("experiment ", text.CleanN(p.asked.ExperimentName, maxName)))
	case p.asked.Override != nil && *p.asked.Override:
		out.value = append(out.value, "existing labels are overridden")
	default:
		out.value = append(out.value, "existing labels are kept")
	}
	if start, end := p.asked.DataStart, p.asked.DataEnd; start != nil && end != nil && !(sameTime(p.run.DataStart, start) && sameTime(p.run.DataEnd, end)) {
		out.value = append(out.value, text.Clean("window "+text.Window(*start, *end, p.env.Zone)))
	}
	return out
}

// sameTime reports whether a server that keeps seconds has the time that was sent.
func sameTime(has, sent *time.Time) bool {
	return has != nil && has.Sub(*sent).Abs() < time.Second
}

// full says that a run which ended at exactly its limit may have left out the rest of
// its window; "" otherwise.
func (p *model) full() text.Safe {
	limit, known := p.limit()
	if p.run.Status != api.Completed || total(&p.run) != cmp.Or(limit, maxSpans) || p.run.DataStart == nil {
		return ""
	}
	if known {
		return text.Clean("the run counted exactly the " + text.Count(limit) + " it was asked for at most: its window may hold more")
	}
	return text.Clean("the run counted exactly " + text.Count(maxSpans) + ", the default limit of a run: its window may hold more")
}

func fact(label text.Safe, style theme.Style, value ...text.Safe) field {
	return field{label: label, value: value, style: style}
}

func (p *model) taskName() text.Safe {
	if p.task.Name != "" {
		return text.CleanN(p.task.Name, maxName)
	}
	return text.ShortID(p.task.ID)
}

func (p *model) taskLine() text.Safe {
	switch {
	case p.task.Name != "" && p.task.Type != "":
		return text.Concat(p.taskName(), text.Lit(" · "), text.Clean(p.task.Type.Words()))
	case p.task.Name != "":
		return p.taskName()
	case p.taskErr != nil:
		return text.Concat(p.taskName(), text.Lit(" (name could not be loaded)"))
	case p.task.ID == "":
		return text.Lit("–")
	}
	return p.taskName()
}

// dataWindow formats the data window; tasks on a dataset have none (contract section 6, Trigger).
func (p *model) dataWindow() text.Safe {
	if p.run.DataStart == nil && p.run.DataEnd == nil {
		if p.task.ProjectID != "" {
			return text.Lit("–")
		}
		return ""
	}
	return taskinfo.Window(&p.run, p.env.Zone)
}

// times formats the timestamps of the run and the time between them.
func (p *model) times() []text.Safe {
	run := p.run
	lines := []text.Safe{text.Clean("created " + text.Seconds(run.CreatedAt, p.env.Zone))}
	if run.StartedAt != nil {
		line := "started " + p.formatTime(*run.StartedAt)
		if duration, ok := run.QueueTime(p.serverNow()); ok {
			line += " (waited " + text.Dur(duration) + ")"
		}
		lines = append(lines, text.Clean(line))
	}
	if run.FinishedAt != nil {
		line := "finished " + p.formatTime(*run.FinishedAt) + " (never started)"
		if run.StartedAt != nil {
			line = "finished " + p.formatTime(*run.FinishedAt) // before the start, so it makes no sense
		}
		if duration, ok := run.RunTime(p.serverNow()); ok {
			line = "finished " + p.formatTime(*run.FinishedAt) + " (ran " + text.Dur(duration) + ")"
		}
		lines = append(lines, text.Clean(line))
	}
	return lines
}

// formatTime formats a time, without the date if it is on the day the run was created.
func (p *model) formatTime(moment time.Time) string {
	zone := p.env.Zone
	if zone == nil {
		zone = time.UTC
	}
	year, month, day := moment.In(zone).Date()
	createdYear, createdMonth, createdDay := p.run.CreatedAt.In(zone).Date()
	if year == createdYear && month == createdMonth && day == createdDay {
		return p.formatClock(moment)
	}
	return text.Seconds(moment, zone)
}

func (p *model) endedBadly() bool {
	return p.run.Status == api.Failed || p.run.Status == api.Cancelled || p.ended() && p.run.Successes == 0
}

// explained reports whether there is more to say about the ending than "why –".
func (p *model) explained() bool {
	return p.run.FailureReason != "" || len(p.diagnosis.Causes) > 0 || p.full() != ""
}

// maxReason is how many bytes of a failure reason are shown.
const maxReason = 1 << 16

// labelWhy is the label of the failure reason.
const labelWhy text.Safe = "why"

// reasons returns the failure reason as the server gave it, and the likely causes.
func (p *model) reasons() []field {
	why := []text.Safe{text.Lit("–")}
	if diagnose.LacksReason(&p.run) {
		why[0] = diagnose.NoReason
	}
	if p.run.FailureReason != "" {
		why = text.CleanLines(p.run.FailureReason[:min(len(p.run.FailureReason), maxReason)])
		if all := len(p.run.FailureReason); all > maxReason {
			why = append(why, text.Concat("… the first ", text.Clean(text.Bytes(maxReason)), " of ", text.Clean(text.Bytes(all)), "; ", p.keyName(keymap.FullText), " shows all of it"))
		}
	}
	style := p.env.Styles.Text
	if p.run.Status == api.Failed && p.run.FailureReason != "" {
		style = p.env.Styles.Error
	}
	var fields []field
	if p.run.FailureReason != "" || p.run.Status != api.Completed || !p.explained() {
		fields = append(fields, fact(labelWhy, style, why...))
	}
	if full := p.full(); full != "" {
		fields = append(fields, fact(text.Lit("note"), p.env.Styles.Warn, full))
	}
	labels := p.diagnosis.Labels()
	for i, finding := range p.diagnosis.Causes {
		fields = append(fields,
			fact(text.Clean(labels[i]), p.env.Styles.Strong, text.Clean(finding.Likely)),
			fact(text.Lit("do"), p.env.Styles.Text, text.Clean(finding.Do)),
			fact(text.Lit("because"), p.env.Styles.Dim, text.Clean(finding.Basis)))
	}
	for _, finding := range p.diagnosis.Excluded {
		fields = append(fields, fact(text.Lit("not"), p.env.Styles.Dim, text.Clean(finding.Likely)))
	}
	return fields
}

// fullText returns the failure reason, whole, and the likely causes.
func (p *model) fullText() (out []reading.Section) {
	if p.run.FailureReason != "" {
		out = append(out, reading.Section{Title: "failure reason", Text: p.run.FailureReason})
	}
	for _, field := range p.reasons() {
		if field.label == labelWhy {
			continue
		}
		var lines []string
		for _, line := range field.value {
			lines = append(lines, string(line))
		}
		out = append(out, reading.Section{Title: field.label, Text: strings.Join(lines, "\n")})
	}
	return out
}

// factJob returns a job that loads other data for the run once. One that fails
// delays the others.
func (p *model) factJob(key string, ask func() tea.Cmd) poll.Job {
	return poll.Job{Key: key, Rule: api.PollRule{Every: defaultInterval}, Once: true, Group: "facts", Ask: ask}
}

// diagnose updates the likely causes, once the type of the task is known or
// cannot be loaded. For stale data the time in the queue counts only up to the
// last poll.
func (p *model) diagnose() {
	if p.task.Type == "" && p.taskErr == nil {
		p.diagnosis = diagnose.Diagnosis{}
		return
	}
	p.diagnosis = p.env.Diagnose(p.evidence())
}

// evidence returns what is known about the run for its diagnosis.
func (p *model) evidence() diagnose.Input {
	in := p.env.Diagnosis(&p.task, &p.run, p.siblings.runs)
	in.Asked = cmp.Or(p.asked, in.Asked)
	if !p.ended() && !p.fresh() {
		in.Now = p.env.ServerTime(p.loadedAt)
	}
	return in
}
