package check

import (
	"strconv"

	"ax-tui/api"
	"ax-tui/api/diagnose"
)

// unread adds which evaluators could not be read.
func (w *weighing) unread(finding *diagnose.Finding) {
	for i := range w.facts.Judges {
		if err := w.facts.Judges[i].Err; err != nil {
			add(finding, diagnose.NotChecked, "the versions of "+w.facts.Judges[i].Used.Name+" could not be read: "+api.Reason(err), versions)
		}
	}
}

// key tells whether the integrations are there: whether their keys work cannot be seen, and
// a 404 is also the answer about one that this key may not read (contract section 3).
func (w *weighing) key(finding *diagnose.Finding) {
	for i := range w.facts.Judges {
		access := w.facts.Judges[i].Access
		switch {
		case access.ID == "":
		case api.Is(access.Err, api.NotFound, api.Forbidden):
			add(finding, diagnose.Inferred, "the integration of "+w.facts.Judges[i].Used.Name+" is "+access.Words(), integrations)
		case access.Err == nil:
			add(finding, diagnose.Inferred, "the integration "+access.Name+" is there; whether its key works cannot be read", integrations)
		}
	}
}

// model names the models, and the versions that changed since the run.
func (w *weighing) model(finding *diagnose.Finding) {
	for i := range w.facts.Judges {
		read := &w.facts.Judges[i]
		version := inForce(read, &w.in.Run)
		if version == nil || version.Template == nil {
			continue
		}
		says := read.Used.Name + " calls the model " + version.Template.LLM.ModelName + " in its version of " + version.CreatedAt.UTC().Format("2006-01-02")
		if now := read.Now().Index; now >= 0 && read.Versions[now].ID != version.ID {
			says += "; there is a newer version since the run"
		}
		add(finding, diagnose.Inferred, says, versions)
	}
}

// judges tells what the versions of the evaluators show about a cause.
func (w *weighing) judges(finding *diagnose.Finding) {
	for i := range w.facts.Judges {
		read := &w.facts.Judges[i]
		version := inForce(read, &w.in.Run)
		switch {
		case version == nil:
		case finding.Class == diagnose.Granularity:
			if wide := version.Granularity(); wide == api.TraceGranularity || wide == api.SessionGranularity {
				add(finding, diagnose.Checked, read.Used.Name+" scores each "+wide.Words()+", and the filter is on single spans", versions)
			}
		case finding.Class == diagnose.Rails && version.Template != nil:
			mark := diagnose.Inferred
			if len(version.Template.Choices) == 0 {
				mark = diagnose.Checked
			}
			add(finding, mark, read.Used.Name+" has "+strconv.Itoa(len(version.Template.Choices))+" classification choices", versions)
		case finding.Class == diagnose.Sandbox && version.Code != nil:
			add(finding, diagnose.Inferred, read.Used.Name+" is "+version.Code.Type.Words()+" code", versions)
		}
	}
}
