package newtask

import (
	"strings"

	"github.com/charmbracelet/huh"

	"ax-tui/api"
	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// longest is the most lines and bytes of a text that is asked for plainly;
// longer ones are kept for the JSON editor, which takes any size.
const (
	longestLines = 60
	longestBytes = 16 << 10
)

// The keys of the plain questions: members of the configuration.
const (
	fVariant  = fConfig + ".experiment_type"
	fModel    = fConfig + ".model_name"
	fSystem   = fConfig + ".messages system"
	fUser     = fConfig + ".messages"
	fFormat   = fConfig + ".input_variable_format"
	fTemplate = fConfig + ".template"
	fExplain  = fConfig + ".provide_explanation"
	fChoices  = fConfig + ".classification_choices"
	fAgent    = fConfig + ".integration_id"
	fInput    = fConfig + ".input_template"
	fAccess   = fConfig + ".ai_integration_id"
)

// configFields ask plainly for what the variant has; the text has the rest.
func (s *model) configFields(layout form.Layout) []form.Field {
	if _, ok := readPlain(s.vals.Config); !ok {
		return []form.Field{s.sheet(text.Lit("The configuration JSON has a fault. Mend it on the next step; the plain questions come back then."))}
	}
	words := map[string]string{
		string(api.LLMGeneration):                "llm_generation: a model answers each example",
		string(api.TemplateEvaluationExperiment): "template_evaluation: a model judges by a template",
		string(api.AgentCall):                    "agent_call: an agent answers each example",
	}
	var opts []huh.Option[string]
	for _, v := range variants() {
		opts = append(opts, huh.NewOption(string(text.Cut(text.Clean(words[v]), max(layout.FormWidth-8, 1))), v))
	}
	out := []form.Field{form.Select(fVariant, text.Lit("Variant"), layout.Compact, &s.plain.Variant, opts...)}
	if s.plain.Variant == string(api.AgentCall) {
		return append(out,
			form.Input(fAgent, text.Lit("Agent integration ID"), text.Lit("of an integration of type agent"), &s.plain.Integration),
			s.longText(fInput, text.Lit("Input"), text.Lit(`a JSON object, such as {"question": "{{input}}"}`), &s.plain.Input))
	}
	field := s.picking(pIntegration, one(api.Ref{ID: s.plain.Integration})...)
	out = append(out, field, form.Input(fModel, text.Lit("Model"), text.Lit("empty: the integration's own choice"), &s.plain.Model))
	if s.plain.Variant == string(api.TemplateEvaluationExperiment) {
		return append(out,
			s.longText(fTemplate, text.Lit("Template"), text.Lit("columns of the dataset in double braces, such as {{input}}"), &s.plain.Template),
			form.YesNo(fExplain, text.Lit("Explanation"), layout.Compact, &s.plain.Explain, text.Lit("label only"), text.Lit("with an explanation")),
			form.Input(fChoices, text.Lit("Choices"), text.Lit("label=score, several with commas; empty: none"), &s.plain.Choices))
	}
	return append(out,
		s.longText(fUser, text.Lit("Message"), text.Lit("what the model is asked; columns such as {{input}}"), &s.plain.User),
		s.longText(fSystem, text.Lit("System message"), text.Lit("empty: none"), &s.plain.System),
		form.Select(fFormat, text.Lit("Variables are written"), layout.Compact, &s.plain.Format,
			huh.NewOption("{{name}} (mustache)", "MUSTACHE"), huh.NewOption("{name} (f-string)", "F_STRING"), huh.NewOption("not at all", "NONE")))
}

// longText asks for text with line breaks. A text too long for huh's own field,
// which cuts it, is left to the editor.
func (s *model) longText(key string, title, hint text.Safe, value *string) form.Field {
	if len(*value) > longestBytes || strings.Count(*value, "\n") >= longestLines {
		field := s.sheet(text.Concat(title, text.Lit(": long text, kept as it is; change it in the JSON on the next step.")))
		field.Key = key
		return field
	}
	return form.Text(key, title, hint, value)
}

// sheet is a field that only says something.
func (s *model) sheet(say text.Safe) form.Field {
	return form.Sheet(false, func() string { return strings.Join(s.Wrap(s.Styles.Dim, 3, say), "\n") })
}
