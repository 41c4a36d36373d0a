package tasks

import (
	"errors"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/preflight"
	"ax-tui/api/record"
	"ax-tui/api/worddiff"
	"ax-tui/ui/text"
)

// judgeRecord is the JSON of `tasks judge`. Versions and mappings are as on the wire.
type judgeRecord struct {
	TaskID     string            `json:"task_id"`
	TaskName   string            `json:"task_name"`
	RunID      *string           `json:"run_id"`
	Evaluators []evaluatorRecord `json:"evaluators"`
}

type evaluatorRecord struct {
	ID            string             `json:"evaluator_id"`
	Name          string             `json:"evaluator_name"`
	Pin           *string            `json:"evaluator_version_id"`
	Mappings      map[string]string  `json:"column_mappings"`
	QueryMappings []api.QueryMapping `json:"query_mappings,omitempty"`
	InForce       *string            `json:"version_in_force"`
	Basis         string             `json:"basis"` // pinned, pinned-now, newest, inferred or unknown
	Integration   *integrationRecord `json:"integration"`
	Samples       *[]sampleRecord    `json:"samples,omitempty"`
	Findings      []findingRecord    `json:"findings"`
	Error         *string            `json:"error"` // why the versions could not be read
	Complete      bool               `json:"versions_complete"`
	Versions      []record.Item      `json:"versions"`
}

type integrationRecord struct {
	ID    string  `json:"id"`
	Name  *string `json:"name"`
	Found *bool   `json:"found"` // null: it could not be read
}

type findingRecord struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	Do      string `json:"do"`
}

type sampleRecord struct {
	Variable string `json:"variable"`
	Path     string `json:"path"`
	Value    string `json:"value"`
}

// optional returns nil for an empty text.
func optional(value string) *string {
	if value == "" {
		return nil
	}
	return &value
}

// printObject prints an object that is not a record, on one line as JSONL.
func printObject(sink *Sink, object any) error {
	if sink.Format != record.JSON && sink.Format != record.JSONL {
		return UsageError("--output %s is for lists; choose table, json or jsonl", sink.Format)
	}
	raw, err := api.Body(object)
	if err == nil && sink.Format == record.JSON {
		raw = evaljson.Indent(raw)
	}
	if err == nil {
		_, err = sink.Write(append(raw, '\n'))
	}
	return err
}

func (j *judged) print(app *App, sink *Sink) error {
	if sink.Format != Table {
		return printObject(sink, j.record())
	}
	for i := range j.judges {
		if i > 0 {
			_, _ = sink.Write([]byte("\n"))
		}
		if _, err := sink.Write([]byte(Sheet(j.fields(app, i), app.Width))); err != nil {
			return err
		}
	}
	if len(j.values.Rows) > 0 {
		sink.Note(text.Clean("Values are of one of " + text.Plural(j.values.Samples, "sample row") + ". " + j.values.Note))
	}
	return nil
}

func (j *judged) record() judgeRecord {
	out := judgeRecord{TaskID: j.task.ID, TaskName: j.task.Name, Evaluators: make([]evaluatorRecord, len(j.judges))}
	if j.run != nil {
		out.RunID = &j.run.ID
	}
	for i := range j.judges {
		one, force := &j.judges[i], j.inForce(i)
		entry := evaluatorRecord{
			ID: one.Used.EvaluatorID, Name: one.Used.Name, Pin: optional(one.Used.VersionID), Mappings: one.Used.Mappings, QueryMappings: one.Used.QueryMappings,
			Basis: [...]string{"unknown", "pinned", "pinned-now", "newest", "inferred"}[force.Basis], Findings: []findingRecord{}, Complete: one.Err == nil && !one.More, Versions: []record.Item{},
		}
		if one.Err != nil {
			entry.Error = optional(one.Err.Error())
		}
		if access := one.Access; access.ID != "" {
			there := access.Err == nil
			entry.Integration = &integrationRecord{ID: access.ID, Name: optional(access.Name), Found: &there}
			if !there && !access.Gone() {
				entry.Integration.Found = nil
			}
		}
		if force.Index >= 0 {
			entry.InForce = &one.Versions[force.Index].ID
			for _, finding := range one.Findings(force.Index) {
				entry.Findings = append(entry.Findings, findingRecord{Field: finding.Field, Message: finding.Message, Do: finding.Do})
			}
		} else if one.Used.VersionID != "" {
			entry.InForce = &one.Used.VersionID
		}
		if len(j.values.Rows) > 0 {
			samples := []sampleRecord{}
			for _, row := range j.rows(i) {
				samples = append(samples, sampleRecord{Variable: row.Variable, Path: row.Path, Value: row.Value})
			}
			entry.Samples = &samples
		}
		for _, version := range one.Versions {
			entry.Versions = append(entry.Versions, record.Of(version))
		}
		out.Evaluators[i] = entry
	}
	return out
}

// rows returns the sample values of an evaluator.
func (j *judged) rows(i int) (out []mapping.Row) {
	for _, row := range j.values.Rows {
		if row.Group == i {
			out = append(out, row)
		}
	}
	return out
}

// fields returns what is known of an evaluator, for people.
func (j *judged) fields(app *App, i int) (out Fields) {
	one, force := &j.judges[i], j.inForce(i)
	out.line("evaluator", text.Concat(text.Clean(one.Used.Name), "  ", text.Clean(one.Used.EvaluatorID)))
	if one.Err != nil {
		out.sentence("versions", text.Clean("could not be read: "+one.Err.Error()))
		return out
	}
	in := text.Clean(one.Used.VersionID)
	if force.Index >= 0 {
		in = versionWords(one, force.Index)
	}
	out.line("in force", in)
	out.line("basis", basisWords(force))
	if force.Index >= 0 {
		version := &one.Versions[force.Index]
		out.line("since", formatTime(app, &version.CreatedAt))
		out.line("message", text.Clean(version.CommitMessage))
		for _, fact := range judge.Facts(version) {
			out.line(text.Clean(fact.Label), text.Clean(fact.Value))
		}
		if access := one.Access; access.ID != "" && access.ID == judge.IntegrationID(version) {
			out.line("integration", text.Clean(strings.TrimSpace(access.Name+"  "+access.ID)+"  "+access.Words()))
		} else {
			out.line("integration", text.Clean(judge.IntegrationID(version)))
		}
		out = append(out, j.texts(i, version)...)
	}
	out.lines("versions", versionLines(app, one, force.Index))
	if force.Index >= 0 {
		out = append(out, warnings(one.Findings(force.Index))...)
	}
	return out
}

func warnings(found []preflight.Finding) (out Fields) {
	for _, finding := range found {
		line := finding.Message
		if finding.Do != "" {
			line += "; " + finding.Do
		}
		out.sentence("warning", text.Clean(line))
	}
	return out
}

// versionWords names a version: "4 of 4, 1a2b3c4".
func versionWords(one *judge.Judge, index int) text.Safe {
	out := judge.ShortHash(&one.Versions[index])
	if number := one.Number(index); number > 0 {
		out = strconv.Itoa(number) + " of " + strconv.Itoa(len(one.Versions)) + ", " + out
	}
	return text.Clean(out)
}

// basisWords says why a version is said to have been in force.
func basisWords(force judge.Force) text.Safe {
	if force.Index < 0 && force.Basis != judge.Unknown {
		return text.Clean(force.Basis.Words() + ", to a version that is not in the list")
	}
	return text.Clean(force.Basis.Words())
}

// texts returns the long texts of a version, a template with the path under each variable.
func (j *judged) texts(i int, version *api.EvaluatorVersion) (out []Field) {
	one := &j.judges[i]
	values := map[string]string{}
	for _, row := range j.rows(i) {
		if values[row.Variable] = row.Value; row.State() != mapping.Found {
			values[row.Variable] = "no value in " + text.Plural(j.values.Samples, "sample row")
		}
	}
	for _, long := range judge.Texts(version) {
		field := Field{Name: text.Clean(long.Label)}
		if long.Label != "template" {
			field.Value = text.CleanLines(strings.TrimRight(long.Value, "\n"))
			out = append(out, field)
			continue
		}
		for _, line := range judge.Lines(long.Value) {
			field.Value = append(field.Value, text.Clean(line.Text))
			for _, variable := range line.Variables {
				field.Value = append(field.Value, text.Clean("  "+variable+" ← "+one.Path(variable, version).Words()))
				if value := values[variable]; value != "" {
					field.Value = append(field.Value, text.Concat("    ", text.CleanN(value, 160)))
				}
			}
		}
		out = append(out, field)
	}
	return out
}

// versionLines lists the versions, the newest first.
func versionLines(app *App, one *judge.Judge, inForce int) []text.Safe {
	var out []text.Safe
	model := func(version *api.EvaluatorVersion) string {
		if version.Template == nil {
			return ""
		}
		return string(text.Clean(version.Template.LLM.ModelName))
	}
	widest := 0
	for i := range one.Versions {
		widest = max(widest, text.Width(model(&one.Versions[i])))
	}
	for i := range one.Versions {
		version := &one.Versions[i]
		line := judge.ShortHash(version) + "  " + string(formatTime(app, &version.CreatedAt))
		if number := one.Number(i); number > 0 {
			line = text.Fit(strconv.Itoa(number), len(strconv.Itoa(len(one.Versions))), text.Right) + "  " + line
		}
		if widest > 0 {
			line += "  " + text.Pad(model(version), widest)
		}
		if line += "  " + version.CommitMessage; i == inForce {
			line += "  (in force)"
		}
		out = append(out, text.Clean(line))
	}
	if one.More {
		out = append(out, "and older ones")
	}
	return out
}

// diffRecord is the JSON of two versions.
type diffRecord struct {
	Evaluator string       `json:"evaluator_name"`
	From      record.Item  `json:"from"`
	To        record.Item  `json:"to"`
	Differs   []string     `json:"differs"`
	Texts     []textRecord `json:"texts"`
}

type textRecord struct {
	Name   string        `json:"name"`
	Pieces []pieceRecord `json:"pieces"`
}

type pieceRecord struct {
	Kind string `json:"kind"` // same, removed or added
	Text string `json:"text"`
}

// printDiff prints what differs between two versions.
func (j *judged) printDiff(app *App, sink *Sink, left, right string) error {
	of, from, err := j.pick(left)
	if err == nil {
		var other, to int
		if other, to, err = j.pick(right); err == nil && other != of {
			err = errors.New("the versions are of two evaluators; choose two of one")
		} else if err == nil {
			return j.printVersions(app, sink, &j.judges[of], from, to)
		}
	}
	for _, one := range j.judges {
		if one.Err != nil { // the version may be among those that could not be read
			return WrapError("cannot read the versions of "+quote(one.Used.Name), one.Err)
		}
	}
	return UsageError("--diff: %w", err)
}

func (j *judged) printVersions(app *App, sink *Sink, one *judge.Judge, from, to int) error {
	before, after := &one.Versions[from], &one.Versions[to]
	parts, shown := judge.Differences(before, after)
	texts := judge.ChangedTexts(before, after)
	if sink.Format != Table {
		out := diffRecord{Evaluator: one.Used.Name, From: record.Of(*before), To: record.Of(*after), Differs: append([]string{}, parts...), Texts: []textRecord{}}
		for _, changed := range texts {
			entry := textRecord{Name: changed.Label}
			for _, piece := range worddiff.Of(changed.Before, changed.After) {
				entry.Pieces = append(entry.Pieces, pieceRecord{[...]string{"same", "removed", "added"}[piece.Kind], piece.Text})
			}
			out.Texts = append(out.Texts, entry)
		}
		return printObject(sink, out)
	}
	var fields Fields
	fields.line("evaluator", text.Clean(one.Used.Name))
	for _, side := range []struct {
		name  text.Safe
		index int
	}{{"from", from}, {"to", to}} {
		version := &one.Versions[side.index]
		fields.line(side.name, text.Concat(versionWords(one, side.index), "  ", formatTime(app, &version.CreatedAt), "  ", text.Clean(version.CommitMessage)))
	}
	differs := Field{Name: "differs in", Value: []text.Safe{"nothing that the API shows"}}
	switch {
	case len(parts) > 0:
		differs.Value = nil
		for _, part := range parts {
			differs.Value = append(differs.Value, text.Clean(part))
		}
	case !shown:
		differs.Value = []text.Safe{"the API does not show what such an evaluator consists of"}
	}
	fields = append(fields, differs)
	for _, changed := range texts {
		field := Field{Name: text.Clean(changed.Label)}
		for _, line := range worddiff.Lines(worddiff.Of(changed.Before, changed.After)) {
			field.Value = append(field.Value, text.Clean(marked(line)))
		}
		fields = append(fields, field)
	}
	_, err := sink.Write([]byte(Sheet(fields, app.Width)))
	return err
}

// marked writes pieces as wdiff does.
func marked(pieces []worddiff.Piece) string {
	var out strings.Builder
	for _, piece := range pieces {
		switch piece.Kind {
		case worddiff.Removed:
			out.WriteString("[-" + piece.Text + "-]")
		case worddiff.Added:
			out.WriteString("{+" + piece.Text + "+}")
		case worddiff.Same:
			out.WriteString(piece.Text)
		}
	}
	return out.String()
}
