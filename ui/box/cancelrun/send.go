package cancelrun

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// outcome is what came of one request to cancel.
type outcome struct {
	run   api.Run // as it is now; only when known
	known bool
	err   error     // why the request failed, nil when it was accepted
	again error     // why the run could not be read afterwards
	over  bool      // nothing is left to cancel
	said  text.Safe // one line for everybody
	kind  host.NoticeKind
}

// answered tells the box, if it is still there.
type answered struct {
	host.Tag
	outcome
}

// send asks the server once. The request outlives the box: closing it does not
// stop what the person has said yes to, and the notice comes all the same.
func (b *model) send() tea.Cmd {
	b.phase, b.note, b.blind = sending, nil, ""
	tag := b.Anew()
	b.watch()
	ctx, c, id := b.env.Ctx, b.client, b.run.ID
	return func() tea.Msg {
		o := carryOut(ctx, c, id)
		return append(o.news(), host.Send(answered{tag, o}))
	}
}

// Told says that the end of its run has been told in a notice, so that nobody
// who watches the run tells it again. It comes beside the RunSeen of that run,
// before or after it.
type Told struct{ host.RunSeen }

// news is what everybody is told of an outcome.
func (o outcome) news() tea.BatchMsg {
	var out tea.BatchMsg
	if o.said != "" {
		out = append(out, host.Say(o.kind, o.said))
	}
	if o.known {
		out = append(out, host.Send(host.RunSeen{Run: o.run}))
	}
	if o.said != "" && o.known && o.run.Status.Terminal() {
		out = append(out, host.Send(Told{host.RunSeen{Run: o.run}}))
	}
	return out
}

// carryOut sends the one request and, when it did not go through, reads the run.
func carryOut(ctx context.Context, c Client, id string) outcome {
	run, err := c.CancelRun(ctx, id)
	if err == nil {
		return accepted(run)
	}
	o := outcome{err: err, kind: host.Failed}
	if host.Canceled(err) {
		return o
	}
	if host.Lost(err) || refused(err) {
		if run, again := c.GetRun(ctx, id); again == nil {
			o.run, o.known = run, true
		} else {
			o.again = again
		}
	}
	o.over = o.known && o.run.Status.Terminal() || kindOf(err) == api.NotFound
	o.kind, o.said = o.loud(), text.Concat(name(id), text.Lit(": "), o.words())
	return o
}

func accepted(run api.Run) outcome {
	o := outcome{run: run, known: true, over: true, kind: host.Did}
	switch {
	case run.Status == api.Cancelled:
		o.said = text.Concat(name(run.ID), text.Lit(" is cancelled."))
	case run.Status.Terminal():
		o.kind, o.said = host.Warned, text.Concat(name(run.ID), text.Lit(" had already ended: "), word(run))
	default:
		o.said = text.Concat(text.Lit("Cancel asked for; "), name(run.ID), text.Lit(" is still "), word(run), text.Lit("."))
	}
	return o
}

// loud says how loud the outcome of a failed request is told.
func (o outcome) loud() host.NoticeKind {
	if o.known && o.over {
		return host.Warned
	}
	return host.Failed
}

// words says what a failed request has come to.
func (o outcome) words() text.Safe {
	switch {
	case kindOf(o.err) == api.NotFound:
		return text.Lit("not found. It is gone, or your key may no longer see it.")
	case o.known && host.Lost(o.err) && o.run.Status == api.Cancelled:
		return text.Lit("the answer was lost, but the run is cancelled.")
	case o.known && host.Lost(o.err) && o.over:
		return text.Concat(text.Lit("the answer was lost; the run has ended: "), word(o.run))
	case o.known && host.Lost(o.err):
		return text.Concat(text.Lit("the answer was lost; the run is now "), word(o.run), text.Lit(". Nothing is sent again by itself."))
	case o.known && o.over:
		return text.Concat(text.Lit("it had already ended: "), word(o.run))
	case host.Lost(o.err):
		return text.Concat(text.Lit("the answer was lost and the run could not be read: "), host.Reason(o.again))
	}
	return text.Concat(text.Lit("not cancelled: "), host.Reason(o.err))
}

// answer takes in what came of it and reports whether the box is done.
func (b *model) answer(m answered) bool {
	if !b.Current(m.Tag) {
		return false
	}
	if m.known {
		b.run = m.run
	}
	switch {
	case m.err == nil:
		return true
	case host.Canceled(m.err):
		return true
	case m.over:
		b.end(sentence(m.words()))
		return false
	}
	b.phase, b.yes = asking, false
	b.note = []text.Safe{sentence(m.words()), advice(m.err)}
	b.watch()
	return false
}

// sentence gives words that stand alone their capital; ours begin in ASCII.
func sentence(s text.Safe) text.Safe {
	if s == "" {
		return s
	}
	return text.Clean(strings.ToUpper(string(s[:1])) + string(s[1:]))
}

// refused are the answers after which the run may have changed by itself
// (contract section 6, Cancel).
func refused(err error) bool {
	switch kindOf(err) {
	case api.Invalid, api.Conflict, api.Unprocessable:
		return true
	}
	return false
}

// kindOf is the kind of a failure; api.Unexpected also for what is none of the API's.
func kindOf(err error) api.Kind {
	kind, ok := host.KindOf(err)
	if !ok {
		return api.Unexpected
	}
	return kind
}

// advice is what to do next; after a lost answer the words have said it.
func advice(err error) text.Safe {
	if host.Lost(err) {
		return ""
	}
	return host.Advice(err)
}
