package newtask

import (
	"context"
	"maps"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// submit judges everything and sends it once.
func (s *model) submit() tea.Cmd {
	switch {
	case s.Draft.Sending():
		return nil
	case s.edit:
		return s.save()
	case s.env.ReadOnly:
		return host.Say(host.Warning, text.Lit("Read-only: nothing is sent. Start ax-tui without --read-only to create tasks."))
	}
	req, faults := s.judge()
	s.problem = nil
	if len(faults) > 0 {
		return s.jumpTo(faults)
	}
	return s.send(req)
}

// jumpTo shows faults on the step where the first of them can be mended.
func (s *model) jumpTo(faults []api.FieldFault) tea.Cmd {
	to := s.vals.stepFor(faults[0].Field)
	cmd := s.goTo(to, faults[0].Field)
	s.faults = nil
	for _, fault := range faults {
		if s.vals.stepFor(fault.Field) == to {
			s.faults = append(s.faults, fault)
		}
	}
	s.describe()
	return cmd
}

// send creates the task.
func (s *model) send(req api.CreateTask) tea.Cmd {
	client, now, known := s.client, s.env.Now(), s.namesakes()
	return form.Send(s.Draft,
		func(ctx context.Context) write.Created { return write.Create(ctx, client, req, known, now) },
		func(created write.Created) []tea.Msg {
			return news(created.Result, createNotice(created, text.CleanN(req.Name, 80)))
		})
}

// news tells every screen what the task has become, and the outcome to whoever
// is there, for the form may be closed.
func news(result write.Result[api.Task], notice host.Notice) []tea.Msg {
	var out []tea.Msg
	if result.Known {
		out = append(out, host.TaskSeen{Task: result.Value})
	}
	if notice.Text != "" {
		out = append(out, notice)
	}
	return out
}

// createNotice words the outcome; zero says nothing.
func createNotice(created write.Created, name text.Safe) host.Notice {
	switch {
	case created.Outcome == write.Done:
		return host.Notice{Kind: host.Success, Text: text.Concat(text.Lit("Created: "), name)}
	case created.Outcome == write.Confirmed:
		return host.Notice{Kind: host.Warning, Text: text.Concat(text.Lit("The answer was lost, but the task is there: "), name)}
	case created.Outcome != write.Refused:
		return host.Notice{Kind: host.Error, Text: text.Concat(name, text.Lit(": the answer was lost, and "), lookedWords(created), text.Lit(". Nothing is sent again by itself."))}
	case host.Canceled(created.Err):
		return host.Notice{}
	}
	return host.Notice{Kind: host.Error, Text: text.Concat(name, text.Lit(" was not created: "), host.Reason(created.Err))}
}

// answer takes in what came of a submit: on to the task, or back to the form
// with everything in it.
func (s *model) answer(created write.Created) tea.Cmd {
	switch {
	case created.Succeeded():
		return s.created(created.Value)
	case created.Outcome != write.Refused:
		s.problem = []text.Safe{s.lostWords(created)}
		return nil
	case host.Canceled(created.Err):
		return nil
	}
	return s.refused(text.Lit("Not created: "), created.Err)
}

// created goes on to the task and asks whether to run it now.
func (s *model) created(task api.Task) tea.Cmd {
	s.first = s.vals.clone()
	trial := s.vals.onSpans() // the form that opens keeps to the words of the question
	open := s.env.Send(host.Move{To: host.PlaceTask, Task: task, Replace: s.ID})
	if s.Hidden {
		return open
	}
	ask := confirm.New(s.env, confirm.Question{
		Title: text.Lit("Run it now?"),
		Body: []text.Safe{
			text.Concat(text.Lit("Created: "), text.CleanN(task.Name, 80)),
			s.trialWords(),
		},
		YesLabel: text.Lit("Start a run"), NoLabel: text.Lit("Not now"),
		Yes: host.Move{To: host.PlaceTrigger, Task: task, Trial: trial},
	})
	// The root takes them one after the other.
	return tea.Sequence(open, s.env.Send(box.Open{Box: ask}))
}

// trialWords suggests the good practice of contract section 8.
func (s *model) trialWords() text.Safe {
	if s.vals.onSpans() {
		return text.Lit("A trial over about 100 spans shows whether the mappings fit. What to run is asked next; nothing starts by itself.")
	}
	return text.Lit("What to run is asked next; nothing starts by itself.")
}

// refused goes back to the step and field that the refusal speaks of.
func (s *model) refused(lead text.Safe, err error) tea.Cmd {
	again := text.Concat(s.keyOf(keymap.Accept), text.Lit(" sends it again from the last step."))
	problem := []text.Safe{text.Concat(lead, host.Reason(err)), text.Concat(host.Advice(err), text.Lit(" "), again)}
	faults := api.FieldsIn(err, refusalWords())
	var cmd tea.Cmd
	if len(faults) > 0 && s.vals.stepFor(faults[0].Field) != stReview {
		cmd = s.jumpTo(faults)
	}
	s.problem = problem
	return cmd
}

func (s *model) lostWords(created write.Created) text.Safe {
	key := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends it again."))
	if created.Outcome == write.LookUpFailed {
		return text.Concat(text.Lit("The answer was lost and the tasks could not be read: "), host.Reason(created.LookErr), text.Lit(". The task may be there; look before you send again."), key)
	}
	return text.Concat(text.Lit("The answer was lost, and "), lookedWords(created), text.Lit(". Nothing is sent again by itself."), key)
}

// lookedWords tell what the look-up after a lost answer has shown.
func lookedWords(created write.Created) text.Safe {
	switch {
	case created.Outcome == write.LookUpFailed:
		return text.Lit("the tasks could not be read")
	case created.Outcome == write.Uncertain:
		return text.Lit("a task of this name is new; it may be yours or somebody else's")
	case created.Before == 1:
		return text.Lit("one task of this name is there, the one from before; yours was probably refused or lost")
	case created.Before > 1:
		return text.Clean(text.Count(created.Before) + " tasks of this name are there, those from before; yours was probably refused or lost")
	case created.Others > 0:
		return text.Lit("what is there of this name has another type or target; yours was probably refused or lost")
	}
	return text.Lit("no task of this name is there so far")
}

// refusalWords are the words by which a detail may speak of a field.
func refusalWords() map[string]string {
	out := map[string]string{
		"evaluator": fPicks, "column_mappings": fPicks, "query_mappings": fPicks, "dataset": fDataset, "project": fProject,
		"experiment": fExperiments, "sampling": fSampling, "continuous": fContinuous, "ai_integration": fConfig, "integration": fConfig,
		fVersion: fPicks, strings.ReplaceAll(fVersion, "_", " "): fPicks,
	}
	maps.Copy(out, form.FieldNames(fName, fType, fProject, fDataset, fExperiments, fContinuous, fSampling, fPicks, fFilter, fFilters, fConfig))
	return out
}
