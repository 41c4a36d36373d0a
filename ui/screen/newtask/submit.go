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

// submit validates the form and sends the request once.
func (s *model) submit() tea.Cmd {
	switch {
	case s.Draft.Sending():
		return nil
	case s.edit:
		return s.submitUpdate()
	case s.env.ReadOnly:
		return host.Say(host.Warning, host.ReadOnly)
	}
	req, faults := s.validate()
	s.problem = nil
	if len(faults) > 0 {
		s.returning = true
		return s.showFaults(faults)
	}
	if name := s.loadingEvaluator(); name != "" {
		return host.Say(host.Info, text.Concat(name, text.Lit(" is still being loaded; its mappings come with it. Nothing was sent.")))
	}
	return s.send(*req)
}

// showFaults opens the step of the first fault and shows the faults there.
func (s *model) showFaults(faults []api.FieldFault) tea.Cmd {
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
	client, now, known := s.client, s.env.ServerTime(s.env.Now()), s.sameNameTasks()
	return form.Send(s.Draft,
		func(ctx context.Context) *write.Created {
			created := write.Create(ctx, client, req, known, now)
			return &created
		},
		func(created *write.Created) []tea.Msg {
			return outcomeMsgs(&created.Result, createNotice(created, text.CleanN(req.Name, 80)))
		})
}

// outcomeMsgs announces the task to every screen and shows the outcome as a notice,
// since the form may be closed.
func outcomeMsgs(result *write.Result[api.Task], notice host.Notice) []tea.Msg {
	var out []tea.Msg
	if result.Known {
		out = append(out, host.TaskUpdated{Task: result.Value})
	}
	if notice.Text != "" {
		out = append(out, notice)
	}
	return out
}

// createNotice describes the outcome; zero for no notice.
func createNotice(created *write.Created, name text.Safe) host.Notice {
	switch {
	case created.Outcome == write.Done:
		return host.Notice{Kind: host.Success, Text: text.Concat(text.Lit("Created: "), name)}
	case created.Outcome == write.Confirmed:
		return host.Notice{Kind: host.Warning, Text: text.Concat(text.Capital(host.Unsure(created.Err)), text.Lit(", but the task is there: "), name)}
	case created.Outcome != write.Refused:
		return host.Notice{Kind: host.Error, Text: text.Concat(name, text.Lit(": "), host.Unsure(created.Err), text.Lit(", and "), lookupText(created), text.Lit(". Nothing is sent again by itself."), host.Said(created.Err))}
	case host.Canceled(created.Err):
		return host.Notice{}
	}
	return host.Notice{Kind: host.Error, Text: text.Concat(name, text.Lit(" was not created: "), host.Reason(created.Err))}
}

// applyCreated handles the result of a create: it opens the task, or shows the
// problem and keeps the form as it is.
func (s *model) applyCreated(created *write.Created) tea.Cmd {
	switch {
	case created.Succeeded():
		return s.openCreated(&created.Value)
	case created.Outcome != write.Refused:
		s.problem = []text.Safe{s.lostText(created)}
		return nil
	case host.Canceled(created.Err):
		return nil
	}
	return s.showRefusal(text.Lit("Not created: "), created.Err)
}

// openCreated opens the task and asks whether to run it now.
func (s *model) openCreated(task *api.Task) tea.Cmd {
	s.initial = s.vals.clone()
	trial := s.vals.onSpans() // the question suggests a trial
	open := s.env.Send(host.Move{To: host.PlaceTask, Task: *task, Replace: s.ID})
	if s.Hidden {
		return open
	}
	ask := confirm.New(s.env, confirm.Question{
		Title: text.Lit("Run it now?"),
		Body: []text.Safe{
			text.Concat(text.Lit("Created: "), text.CleanN(task.Name, 80)),
			s.trialText(),
		},
		YesLabel: text.Lit("Start a run"), NoLabel: text.Lit("Not now"),
		Yes: host.Move{To: host.PlaceTrigger, Task: *task, Trial: trial},
	})
	// In this order: the box must open over the new screen.
	return tea.Sequence(open, s.env.Send(box.Open{Box: ask}))
}

// trialText suggests the good practice of contract section 8.
func (s *model) trialText() text.Safe {
	if s.vals.onSpans() {
		return text.Lit("A trial over about 100 spans shows whether the mappings fit. Choose what to run on the next screen; nothing starts yet.")
	}
	return text.Lit("Choose what to run on the next screen; nothing starts yet.")
}

// showRefusal opens the step and field that a refusal names.
func (s *model) showRefusal(lead text.Safe, err error) tea.Cmd {
	again := text.Concat(s.keyOf(keymap.Accept), text.Lit(" returns to the last step, which sends it again."))
	problem := []text.Safe{text.Concat(lead, host.Reason(err)), text.Concat(host.Advice(err), text.Lit(" "), again)}
	faults := api.FieldsIn(err, refusalFields())
	var cmd tea.Cmd
	if len(faults) > 0 && s.vals.stepFor(faults[0].Field) != stReview {
		cmd = s.showFaults(faults)
		s.returning = !s.edit
	}
	s.problem = problem
	return cmd
}

func (s *model) lostText(created *write.Created) text.Safe {
	key := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends it again."))
	if created.Outcome == write.LookUpFailed {
		return text.Concat(text.Capital(host.Unsure(created.Err)), text.Lit(" and the tasks could not be loaded: "), host.Reason(created.LookErr), text.Lit(". The task may be there; check before you send again."), key, host.Said(created.Err))
	}
	return text.Concat(text.Capital(host.Unsure(created.Err)), text.Lit(", and "), lookupText(created), text.Lit(". Nothing is sent again by itself."), key, host.Said(created.Err))
}

// lookupText describes the result of the look-up after a lost answer.
func lookupText(created *write.Created) text.Safe {
	switch {
	case created.Outcome == write.LookUpFailed:
		return text.Lit("the tasks could not be loaded")
	case created.Outcome == write.Uncertain:
		found := text.Lit("there is a new task of this name; it may be yours or someone else's")
		if created.LookErr != nil {
			found = text.Concat(found, text.Lit(", and whether there is another is not known: "), host.Reason(created.LookErr))
		}
		return found
	case created.Before == 1:
		return text.Lit("there is only the older task of this name; yours was probably refused or lost")
	case created.Before > 1:
		return text.Clean("there are only the " + text.Count(created.Before) + " older tasks of this name; yours was probably refused or lost")
	case created.Others > 0:
		return text.Lit("the tasks of this name have another type or target; yours was probably refused or lost")
	}
	return text.Lit("there is no task of this name so far")
}

// refusalFields maps words in the detail of a refusal to fields.
func refusalFields() map[string]string {
	out := map[string]string{
		"evaluator": fPicks, "column_mappings": fPicks, "query_mappings": fPicks, "dataset": fDataset, "project": fProject,
		"experiment": fExperiments, "sampling": fSampling, "continuous": fContinuous, "ai_integration": fConfig, "integration": fConfig,
		fVersion: fPicks, strings.ReplaceAll(fVersion, "_", " "): fPicks,
	}
	maps.Copy(out, form.FieldNames(fName, fType, fProject, fDataset, fExperiments, fContinuous, fSampling, fPicks, fFilter, fFilters, fConfig))
	return out
}
