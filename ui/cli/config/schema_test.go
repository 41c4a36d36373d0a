package config

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// property is a setting as the schema describes it.
type property struct {
	Type             string
	Enum             []string
	Minimum, Maximum *float64
	Default          any
	Properties       map[string]property
	Additional       json.RawMessage `json:"additionalProperties"`
}

// TestSchema: the schema has each setting and no other, allows what is allowed and names
// the default.
func TestSchema(t *testing.T) {
	var schema property
	if err := json.Unmarshal([]byte(Schema), &schema); err != nil {
		t.Fatal(err)
	}
	var profile property
	if err := json.Unmarshal(schema.Properties["profiles"].Additional, &profile); err != nil {
		t.Fatal(err)
	}
	profiled := 0
	for _, setting := range settings() {
		checkProperty(t, setting, schema.Properties[setting.name])
		if _, ok := profile.Properties[setting.name]; ok != setting.perProfile {
			t.Errorf("%s: per profile %v, in the schema %v", setting.name, setting.perProfile, ok)
		}
		if setting.perProfile {
			profiled++
		}
	}
	for _, setting := range notifySettings() {
		checkProperty(t, setting, schema.Properties["notify"].Properties[setting.name])
	}
	var view property
	if err := json.Unmarshal(schema.Properties["views"].Additional, &view); err != nil {
		t.Fatal(err)
	}
	for _, field := range viewFields() {
		if described := view.Properties[field.name]; described.Type != "array" {
			checkProperty(t, setting{name: field.name, set: func(_ *Config, value any) string { return field.set(&viewTable{}, value) }, format: func(*Config) string { return "false" }}, described)
		}
	}
	if len(view.Properties) != len(viewFields()) {
		t.Errorf("the schema has %d settings of a view, there are %d", len(view.Properties), len(viewFields()))
	}
	tables := 5 // profiles, notify, columns, views, keys
	if len(schema.Properties) != len(settings())+tables || len(profile.Properties) != profiled || len(schema.Properties["notify"].Properties) != len(notifySettings()) {
		t.Errorf("the schema has settings that do not exist: %v", schema.Properties)
	}
}

func checkProperty(t *testing.T, setting setting, described property) {
	t.Helper()
	allowed, refused := []any{}, []any{[]any{}}
	switch {
	case described.Enum != nil:
		for _, word := range described.Enum {
			allowed = append(allowed, word)
		}
		refused = append(refused, "no such word", true)
	case described.Type == "boolean":
		allowed, refused = append(allowed, true, false), append(refused, "true")
	case described.Type == "string":
		allowed, refused = append(allowed, "a b"), append(refused, true)
	case described.Type == "integer", described.Type == "number":
		number := func(value float64) any {
			if described.Type == "integer" {
				return int64(value)
			}
			return value
		}
		allowed, refused = append(allowed, number(*described.Minimum)), append(refused, number(*described.Minimum-1), "5")
		if described.Maximum != nil {
			allowed, refused = append(allowed, number(*described.Maximum)), append(refused, number(*described.Maximum+1))
		}
	default:
		t.Errorf("the schema does not describe %s", setting.name)
	}
	for _, value := range allowed {
		if why := setting.set(&Config{}, value); why != "" {
			t.Errorf("%s = %v is in the schema and refused: %s", setting.name, value, why)
		}
	}
	for _, value := range refused {
		if setting.set(&Config{}, value) == "" {
			t.Errorf("%s = %v is not in the schema and accepted", setting.name, value)
		}
	}
	if effective := setting.format(&Config{}); described.Default != nil && effective != fmt.Sprint(described.Default) && !strings.HasPrefix(effective, fmt.Sprint(described.Default)+" ") {
		t.Errorf("%s: the default is %s, in the schema %v", setting.name, effective, described.Default)
	}
}
