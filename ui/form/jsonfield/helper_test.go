package jsonfield_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/api/evaljson"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form/jsonfield"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func bare() *theme.Styles { return theme.New(theme.Options{Dark: true, Profile: termenv.Ascii}) }
func dark() *theme.Styles {
	return theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
}

const sample = `[
  {
    "evaluator_id": "RXZhbDox",
    "evaluator_version_id": null,
    "column_mappings": {
      "input": "attributes.input.value",
      "output": "",
      "評価": true
    },
    "colum_mappings": {}
  },
  {"evaluator_id": "RXZhbDoy"},
  {"evaluator_id": "RXZhbDox", "query_filter": true}
]`

type bench struct {
	*driver.Driver
	field  *jsonfield.Field
	checks int
}

// rig is a model that owns the field.
type rig struct{ field *jsonfield.Field }

func (r rig) Init() tea.Cmd                           { return r.field.Recheck() }
func (r rig) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return r, r.field.Update(msg) }
func (r rig) View() string                            { return r.field.View() }

func open(t testing.TB, start string, st *theme.Styles, width, height int) *bench {
	t.Helper()
	opened := &bench{}
	clock := driver.NewClock()
	opened.field = jsonfield.New(jsonfield.Config{
		Key: "evaluators", Owner: 7, Keys: keymap.Default(), Styles: st, After: clock.After,
		Check: func(raw []byte) (evaljson.Doc, []evaljson.Fault) {
			opened.checks++
			return evaljson.Options{}.Parse(raw)
		},
		Name: func(id string) (text.Safe, bool) {
			return map[string]text.Safe{"RXZhbDox": "Correctness", "RXZhbDoy": "Toxicity of the answer"}[id], strings.HasPrefix(id, "RXZ")
		},
	}, []byte(start))
	opened.field.SetWidth(width)
	opened.field.SetHeight(height)
	opened.field.Focus()
	opened.Driver = driver.New(t, rig{opened.field}, clock, width, height)
	opened.Settle()
	return opened
}

func (b *bench) text() string { return string(b.field.Text()) }

// rest pauses typing until the check is done.
func (b *bench) rest() { b.Advance(jsonfield.CheckDelay); b.Settle() }
