package newtask

import (
	"strings"

	"github.com/charmbracelet/huh"

	"ax-tui/api"
	"ax-tui/ui/form"
	"ax-tui/ui/text"
)

// Longer texts than these are edited only in the JSON editor.
const (
	maxTextLines = 60
	maxTextBytes = 16 << 10
)

// The keys of the configuration fields.
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

// configFields returns the common fields of the variant; the rest is in the JSON
// text.
func (s *model) configFields(layout form.Layout) []form.Field {
	if _, ok := parseConfigValues(s.vals.Config); !ok {
		return []form.Field{s.sheet(text.Lit("The configuration JSON has an error. Correct it on the next step to get these fields back."))}
	}
	words := map[string]string{
		string(api.LLMGeneration):                "llm_generation: a model answers each example",
		string(api.TemplateEvaluationExperiment): "template_evaluation: a model evaluates with a template",
		string(api.AgentCall):                    "agent_call: an agent answers each example",
	}
	var opts []huh.Option[string]
	for _, variant := range variants() {
		opts = append(opts, huh.NewOption(string(text.Cut(text.Clean(words[variant]), max(layout.FormWidth-8, 1))), variant))
	}
	out := []form.Field{form.Select(fVariant, text.Lit("Variant"), layout.Compact, &s.configValues.Variant, opts...)}
	if s.configValues.Variant == string(api.AgentCall) {
		return append(out,
			s.pickerField(pAgent, single(api.Ref{ID: s.configValues.Integration})...),
			s.longText(fInput, text.Lit("Input"), text.Lit(`a JSON object, such as {"question": "{{input}}"}`), &s.configValues.Input))
	}
	field := s.pickerField(pIntegration, single(api.Ref{ID: s.configValues.Integration})...)
	out = append(out, field, form.Input(fModel, text.Lit("Model"), text.Lit("empty: the default of the integration"), &s.configValues.Model))
	if s.configValues.Variant == string(api.TemplateEvaluationExperiment) {
		return append(out,
			s.longText(fTemplate, text.Lit("Template"), text.Lit("dataset columns in double braces, such as {{input}}"), &s.configValues.Template),
			form.YesNo(fExplain, text.Lit("Explanation"), layout.Compact, &s.configValues.Explain, text.Lit("label only"), text.Lit("with an explanation")),
			form.Input(fChoices, text.Lit("Choices"), text.Lit("label=score, separated by commas; empty: none"), &s.configValues.Choices))
	}
	return append(out,
		s.longText(fUser, text.Lit("Message"), text.Lit("prompt for the model; columns such as {{input}}"), &s.configValues.User),
		s.longText(fSystem, text.Lit("System message"), text.Lit("empty: none"), &s.configValues.System),
		form.Select(fFormat, text.Lit("Variable format"), layout.Compact, &s.configValues.Format,
			huh.NewOption("{{name}} (mustache)", "MUSTACHE"), huh.NewOption("{name} (f-string)", "F_STRING"), huh.NewOption("no variables", "NONE")))
}

// longText is a field for text with line breaks. huh cuts long text, so it is left
// to the JSON editor.
func (s *model) longText(key string, title, hint text.Safe, value *string) form.Field {
	if len(*value) > maxTextBytes || strings.Count(*value, "\n") >= maxTextLines {
		field := s.sheet(text.Concat(title, text.Lit(": too long for this field; edit it in the JSON on the next step.")))
		field.Key = key
		return field
	}
	return form.Text(key, title, hint, value)
}

// sheet is a field that only shows text.
func (s *model) sheet(say text.Safe) form.Field {
	return form.Sheet(false, func() string { return strings.Join(s.Wrap(s.Styles.Dim, 3, say), "\n") })
}
