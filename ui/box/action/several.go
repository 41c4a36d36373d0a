package action

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Item is one of several marked objects: a task with its newest known run, or a run
// with its task.
type Item struct {
	Task   api.Task
	Run    api.Run // zero: not known, or there is none
	Hidden bool    // the list does not show its row now
}

func (i *Item) name() text.Safe {
	if i.Task.Name != "" {
		return text.Cut(text.CleanN(i.Task.Name, 300), 40)
	}
	if i.Run.ID != "" {
		return runName(i.Run.ID)
	}
	return text.ShortID(i.Task.ID)
}

// batch is the value of a box about several objects: what is asked about and, after
// the requests, what became of it.
type batch struct {
	items []Item
	tally tally
}

// tally counts the results of the requests.
type tally struct {
	done, ended, unsure, failed, unsent int
	halted                              bool        // the others would fail for the same reason
	reason                              text.Safe   // of the first failure: its name and why
	names                               []text.Safe // of the first that are done
	seen                                []tea.Msg
}

// several is an action on several objects.
type several struct {
	noun, verb, done text.Safe // "run", "cancel", "Cancelled"
	progress         text.Safe
	ended            text.Safe // of those for which there was nothing to do: "had ended"
	danger           bool
	effects          []text.Safe
	ofRun            bool // it changes the runs, not the tasks
	// why returns why an object is left out, "" if it is not.
	why  func(*Item) text.Safe
	line func(*Item) text.Safe // what the box says of it after its name; nil: nothing
	// send sends the request for one object once.
	send func(context.Context, *Item) result
}

// result is the result of one request.
type result struct {
	outcome write.Outcome
	err     error
	seen    tea.Msg // the broadcast of the new state; nil: it is not known
	ended   bool    // there was nothing to do
}

// openSeveral opens the box about the objects that the action fits. It asks once,
// and one yes sends one request for each, one after the other. After a refusal that
// holds for all of them the others are not sent.
func openSeveral(env *host.Env, act several, items []Item) box.Box {
	return open(env, action[*batch]{
		noun: act.noun, progress: act.progress, refusal: "not sent",
		hear:     hear,
		about:    func(value *batch) []string { return act.about(value.items) },
		describe: func(_, now *batch) question { return act.question(env, now.items) },
		send: func(ctx context.Context, first *batch) write.Result[*batch] {
			return write.Result[*batch]{Outcome: write.Done, Known: true, Value: &batch{items: first.items, tally: act.sendAll(ctx, first.items)}}
		},
		describeResult: func(_ text.Safe, _ *batch, result write.Result[*batch]) outcome {
			return act.outcome(&result.Value.tally)
		},
		seen: func(now *batch, _ bool) []tea.Msg { return now.tally.seen },
	}, &batch{items: items})
}

// about returns the IDs of the objects that are not left out.
func (s *several) about(items []Item) (ids []string) {
	for i := range items {
		switch item := &items[i]; {
		case s.why(item) != "":
		case s.ofRun:
			ids = append(ids, item.Run.ID)
		default:
			ids = append(ids, item.Task.ID)
		}
	}
	return ids
}

// hear updates the objects after a broadcast.
func hear(now *batch, msg tea.Msg) *batch {
	items := slices.Clone(now.items)
	for i := range items {
		switch msg := msg.(type) {
		case host.RunUpdated:
			if items[i].Run.ID == msg.Run.ID {
				items[i].Run = msg.Run
			}
		case host.TaskUpdated:
			if items[i].Task.ID == msg.Task.ID {
				items[i].Task = msg.Task
			}
		}
	}
	return &batch{items: items, tally: now.tally}
}

func (s *several) sendAll(ctx context.Context, items []Item) (all tally) {
	for i := range items {
		item := &items[i]
		switch {
		case s.why(item) != "":
			continue
		case ctx.Err() != nil || all.halted:
			all.unsent++
			continue
		}
		all.add(s.send(ctx, item), item.name())
	}
	return all
}

func (t *tally) add(sent result, name text.Safe) {
	if sent.seen != nil {
		t.seen = append(t.seen, sent.seen)
	}
	switch {
	case sent.ended || sent.outcome == write.AlreadyEnded:
		t.ended++
	case sent.outcome == write.Done || sent.outcome == write.Confirmed:
		if t.done++; t.done <= maxDone {
			t.names = append(t.names, name)
		}
	case sent.outcome == write.Uncertain || sent.outcome == write.LookUpFailed:
		t.unsure++
	case sent.outcome == write.Refused && host.Canceled(sent.err):
		t.unsent++
	default:
		t.failed++
		if t.reason == "" {
			t.reason = text.Concat(name, ": ", host.Reason(sent.err))
		}
		t.halted = api.Is(sent.err, api.Auth, api.RateLimited)
	}
}

// The notice names the first of what is done, each in so many cells.
const maxDone, maxDoneName = 3, 24

// outcome words the notice: "Cancelled 3 runs, 1 had ended, 1 failed: NAME: why", or with names:
// "Cancelled 3 runs, 1 had ended: A, B, C.".
func (s *several) outcome(all *tally) outcome {
	count := func(number int) text.Safe { return text.Safe(text.Count(number)) }
	out := outcome{kind: host.Success, sentence: true, done: true, text: text.Concat(s.done, " ", text.Safe(text.Plural(all.done, string(s.noun))))}
	add := func(number int, words text.Safe, kind host.NoticeKind) {
		if number > 0 {
			out.text, out.kind = text.Concat(out.text, ", ", count(number), " ", words), max(out.kind, kind)
		}
	}
	add(all.ended, s.ended, host.Warning)
	add(all.unsure, "may have been, as the answer was lost", host.Warning)
	add(all.unsent, "not sent", host.Warning)
	add(all.failed, text.Concat("failed: ", all.reason), host.Error)
	if all.failed > 0 {
		return out // there is no room for more than the reason
	}
	for i, name := range all.names {
		separator := text.Safe(", ")
		if i == 0 {
			separator = ": "
		}
		out.text = text.Concat(out.text, separator, text.Cut(name, maxDoneName))
	}
	if rest := all.done - len(all.names); rest > 0 {
		out.text = text.Concat(out.text, " and ", count(rest), " more")
	}
	out.text = text.Concat(out.text, ".")
	return out
}

// maxNamed is how many of the objects the box names.
const maxNamed = 6

func (s *several) question(env *host.Env, items []Item) question {
	var fit, shown []*Item // the hidden ones first
	left := map[text.Safe]int{}
	var whys []text.Safe // in the order in which they come
	for i := range items {
		item, why := &items[i], s.why(&items[i])
		switch {
		case why == "" && item.Hidden:
			fit = append(fit, item)
		case why == "":
			shown = append(shown, item)
		case left[why] == 0:
			whys = append(whys, why)
			left[why]++
		default:
			left[why]++
		}
	}
	hidden := len(fit)
	fit = append(fit, shown...)
	number := text.Safe(text.Plural(len(fit), string(s.noun)))
	ask := question{
		name: number, title: text.Concat(text.Capital(s.verb), " ", number, "?"), sending: text.Concat(text.Capital(s.verb), " ", number),
		doneTitle: text.Concat("Nothing to ", s.verb), danger: s.danger, effects: s.effects,
	}
	if len(fit) == 0 {
		ask.effects, ask.doneReason = nil, "There is nothing to do for what is marked."
	}
	for i, item := range fit {
		if i == maxNamed && len(fit) > maxNamed+1 {
			more := text.Concat("and ", text.Safe(text.Count(len(fit)-i)), " more")
			if hidden > i {
				more = text.Concat(more, ", ", text.Safe(text.Count(hidden-i)), " of them hidden")
			}
			ask.facts = append(ask.facts, confirm.Line{Text: more, Style: env.Styles.Dim})
			break
		}
		ask.facts = append(ask.facts, s.fact(env, item))
	}
	if hidden > 0 {
		ask.facts = append(ask.facts, confirm.Line{Text: "Hidden: the find or the filter leaves it out of the list.", Style: env.Styles.Warn})
	}
	for _, why := range whys {
		ask.facts = append(ask.facts, confirm.Line{Text: text.Concat("Left out: ", text.Safe(text.Count(left[why])), ", ", why), Style: env.Styles.Dim})
	}
	return ask
}

// fact names one of the objects and says when the list does not show it.
func (s *several) fact(env *host.Env, item *Item) confirm.Line {
	line := confirm.Line{Text: item.name(), Style: env.Styles.Strong}
	if s.line != nil && s.line(item) != "" {
		line.Text = text.Concat(line.Text, ": ", s.line(item))
	}
	if item.Hidden {
		line.Text, line.Style = text.Concat(line.Text, " (hidden)"), env.Styles.Warn
	}
	return line
}
