package axcmd

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"ax-tui/api"
)

// split parses a command as a POSIX shell does: comments, continued lines, both
// kinds of quotes, and the substitution that Quote writes.
func split(t interface{ Fatalf(string, ...any) }, line string) []string {
	var words []string
	var out strings.Builder
	open := false
	end := func() {
		if open {
			words = append(words, out.String())
			out.Reset()
		}
		open = false
	}
	for len(line) > 0 {
		char := line[0]
		switch {
		case char == '#' && !open:
			_, line, _ = strings.Cut(line, "\n")
			continue
		case strings.HasPrefix(line, "\\\n"):
			line = line[2:]
			continue
		case char == ' ':
			end()
		case char == '\\':
			open = true
			out.WriteByte(line[1])
			line = line[1:]
		case char == '\'':
			open = true
			text, rest, ok := strings.Cut(line[1:], "'")
			if !ok {
				t.Fatalf("a quote is not closed: %q", line)
			}
			out.WriteString(text)
			line = rest
			continue
		case strings.HasPrefix(line, `"$(printf '`):
			text, rest, _ := strings.Cut(line[len(`"$(printf '`):], `')"`)
			for ; len(text) >= 4; text = text[4:] {
				octal, err := strconv.ParseUint(text[1:4], 8, 8)
				if err != nil || text[0] != '\\' {
					t.Fatalf("printf is given %q", text)
				}
				out.WriteByte(byte(octal))
			}
			line, open = rest, true
			continue
		case char == '\n' || strings.IndexByte("$`\"!*?[]{}()<>|&;~", char) >= 0 && (char != '~' || !open):
			t.Fatalf("the shell would act on %q", line)
		default:
			open = true
			out.WriteByte(char)
		}
		line = line[1:]
	}
	end()
	return words
}

func TestQuote(t *testing.T) {
	for arg, want := range map[string]string{
		"":                       "''",
		"Zm9v+/==":               "Zm9v+/==",
		"it's":                   `'it'\''s'`,
		"$HOME `id` \"x\" !! \\": "'$HOME `id` \"x\" !! \\'",
		"~root":                  "'~root'",
		"=ls":                    "'=ls'",
		"a\nb":                   "'a\nb'",
		"a\x1b[201~\rb":          `'a'"$(printf '\033')"'[201~'"$(printf '\015')"'b'`,
		"\u202ex":                `''"$(printf '\342\200\256')"'x'`,
		"n\x00ul":                "'nul'",
		"\x9b":                   `''"$(printf '\233')"''`,
		"\uFFFD":                 "'\uFFFD'",
		"名前":                     "'名前'",
	} {
		if got := Quote(arg); got != want {
			t.Errorf("Quote(%q) = %s, want %s", arg, got, want)
		}
	}
}

// arguments returns the arguments that the program must receive.
func arguments(command Command) []string { return slices.Concat(command.Parts...) }

// A shell parses the same arguments at every width, and nothing in the text acts
// on a terminal.
func TestTextIsSafeAtEveryWidth(t *testing.T) {
	piece := rapid.SampledFrom([]string{"'", `"`, "\\", "\n", " ", "$(id)", "`", "!", "#", "~", "=", "-", "a", "é", "\x1b", "\r", "\t", "\u009b", "\u202e", "\xff", "*", "%d", "\x7f"})
	value := rapid.Map(rapid.SliceOfN(piece, 0, 8), func(pieces []string) string { return strings.Join(pieces, "") })
	rapid.Check(t, func(t *rapid.T) {
		command := start("ax", "tasks")
		for i, flagValue := range rapid.SliceOfN(value, 0, 5).Draw(t, "values") {
			command.flag("--flag-"+strconv.Itoa(i), flagValue)
		}
		command.note(noQueryFilters)
		text := command.Text(rapid.IntRange(0, 60).Draw(t, "width"))
		if got := split(t, text); !slices.Equal(got, arguments(command)) {
			t.Fatalf("%s\nreads as %q, want %q", text, got, arguments(command))
		}
		if i := strings.IndexFunc(text, func(char rune) bool { return char != '\n' && unicode.IsControl(char) || char == 0x202e }); i >= 0 {
			t.Fatalf("%q has a character that acts at %d", text, i)
		}
	})
}

func TestWidth(t *testing.T) {
	command := Create(api.CreateTask{Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "UA==", Continuous: new(bool)}, Newer)
	want := "ax tasks create \\\n  --name 'Relevance Monitor' \\\n  --task-type TEMPLATE_EVALUATION \\\n  --project UA== --no-continuous"
	if got := command.Text(36); got != want {
		t.Errorf("at 36:\n%s\nwant:\n%s", got, want)
	}
	if got := command.Text(0); strings.Contains(got, "\n") {
		t.Errorf("at 0:\n%s", got)
	}
	for width := 35; width < 120; width++ {
		for line := range strings.Lines(command.Text(width)) {
			if length := len(strings.TrimRight(line, "\n")); length > width {
				t.Errorf("at %d a line has %d cells: %s", width, length, line)
			}
		}
	}
}

func ptr[T any](value T) *T { return &value }

func TestCommands(t *testing.T) {
	project := api.CreateTask{
		Name: "it's <me>", Type: api.TemplateEvaluation, ProjectID: "UA==", SamplingRate: ptr(0.1), Continuous: ptr(true), QueryFilter: "a = 'b'",
		Evaluators: []api.EvaluatorInput{{EvaluatorID: "RQ==", VersionID: "v", Mappings: map[string]string{"input": "attributes.<x>"}}},
	}
	dataset := api.CreateTask{Name: "-d", Type: api.CodeEvaluation, DatasetID: "RA==", ExperimentIDs: []string{"x1", "x2"}}
	run := api.CreateTask{Name: "r", Type: api.RunExperiment, DatasetID: "RA==", RunConfig: json.RawMessage(`{ "experiment_type": "LLM_GENERATION" }`)}
	filters := api.CreateTask{Name: "f", Type: api.TemplateEvaluation, ProjectID: "p", QueryFilters: &api.QueryFilters{}}
	at := time.Date(2026, 3, 1, 1, 0, 0, 0, time.FixedZone("CET", 3600))
	trigger := api.Trigger{DataStart: &at, DataEnd: ptr(at.Add(time.Hour)), MaxSpans: 100, Override: ptr(true)}
	experiment := api.Trigger{
		ExperimentName: "n", DatasetVersionID: "v", ExampleIDs: []string{"a", "b"}, MaxExamples: 3,
		TracingMetadata: map[string]string{}, EvaluationTaskIDs: []string{"t"}, QueryFilter: "q",
	}
	const evaluators = `[{"evaluator_id":"RQ==","evaluator_version_id":"v","column_mappings":{"input":"attributes.<x>"}}]`
	for _, tt := range []struct {
		name  string
		c     Command
		want  []string
		notes int
	}{
		{"create", Create(project, Newer), []string{"ax", "tasks", "create", "--name", "it's <me>", "--task-type", "TEMPLATE_EVALUATION", "--project", "UA==", "--sampling-rate", "0.1", "--is-continuous", "--query-filter", "a = 'b'", "--evaluators", evaluators}, 0},
		{"create, older", Create(project, Older), []string{"ax", "tasks", "create", "--name", "it's <me>", "--task-type", "template_evaluation", "--project-id", "UA==", "--sampling-rate", "0.1", "--is-continuous", "--query-filter", "a = 'b'", "--evaluators", evaluators}, 0},
		{"dataset", Create(dataset, Newer), []string{"ax", "tasks", "create", "--name=-d", "--task-type", "CODE_EVALUATION", "--dataset", "RA==", "--experiment-ids", "x1,x2"}, 0},
		{"dataset, older", Create(dataset, Older), []string{"ax", "tasks", "create", "--name=-d", "--task-type", "code_evaluation", "--dataset-id", "RA==", "--experiment-ids", "x1,x2"}, 0},
		{"run_experiment", Create(run, Newer), []string{"ax", "tasks", "create", "--name", "r", "--task-type", "RUN_EXPERIMENT", "--dataset", "RA==", "--run-configuration", `{"experiment_type":"LLM_GENERATION"}`}, 0},
		{"run_experiment, older", Create(run, Older), nil, 1},
		{"query_filters", Create(filters, Newer), []string{"ax", "tasks", "create", "--name", "f", "--task-type", "TEMPLATE_EVALUATION", "--project", "p"}, 1},
		{"trigger", Trigger("T1", &trigger, Older), []string{"ax", "tasks", "trigger-run", "T1", "--data-start-time", "2026-03-01T00:00:00Z", "--data-end-time", "2026-03-01T01:00:00Z", "--max-spans", "100", "--override-evaluations"}, 0},
		{"trigger of experiments", Trigger("-T", &api.Trigger{ExperimentIDs: []string{"x"}, Override: ptr(false)}, Newer), []string{"ax", "tasks", "trigger-run", "-T", "--no-override-evaluations", "--experiment-ids", "x"}, 1},
		{"trigger of run_experiment", Trigger("T1", &experiment, Newer), []string{"ax", "tasks", "trigger-run", "T1", "--experiment-name", "n", "--dataset-version-id", "v", "--example-ids", "a,b", "--max-examples", "3", "--tracing-metadata", "{}", "--evaluation-task-ids", "t"}, 1},
		{"trigger of run_experiment, older", Trigger("T1", &experiment, Older), nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := arguments(tt.c); !slices.Equal(got, tt.want) || len(tt.c.Notes) != tt.notes {
				t.Errorf("%d notes, %q\nwant %d, %q", len(tt.c.Notes), got, tt.notes, tt.want)
			}
			if got := split(t, tt.c.Text(40)); !slices.Equal(got, tt.want) {
				t.Errorf("reads back as %q", got)
			}
			for _, note := range tt.c.Notes {
				if strings.ContainsAny(note, "'\"`$\\!\n") {
					t.Errorf("the note %q is not safe in a shell without comments", note)
				}
			}
		})
	}
}

func TestCurl(t *testing.T) {
	for _, tt := range []struct {
		c    Command
		want string
	}{
		{
			Curl("http://127.0.0.1:80/", "PATCH", "/v2/tasks/a%2Fb==", api.UpdateTask{QueryFilter: api.Null[string]()}),
			`curl -sS -X PATCH 'http://127.0.0.1:80/v2/tasks/a%2Fb==' -H "Authorization: Bearer $ARIZE_API_KEY" -H 'Content-Type: application/json' --data-raw '{"query_filter":null}'`,
		},
		{
			Curl("", "POST", "/v2/tasks/t/trigger", api.Trigger{ExperimentName: "it's"}),
			`curl -sS https://api.arize.com/v2/tasks/t/trigger -H "Authorization: Bearer $ARIZE_API_KEY" -H 'Content-Type: application/json' --data-raw '{"experiment_name":"it'\''s"}'`,
		},
		{Curl("", "DELETE", "/v2/tasks/t", nil), `curl -sS -X DELETE https://api.arize.com/v2/tasks/t -H "Authorization: Bearer $ARIZE_API_KEY"`},
	} {
		if got := tt.c.Text(0); got != tt.want {
			t.Errorf("curl:\n%s\nwant:\n%s", got, tt.want)
		}
	}
}

func ExampleCommand_Text() {
	fmt.Println(Trigger("VDox", &api.Trigger{MaxSpans: 100, QueryFilter: "x"}, Newer).Text(40))
	// Output:
	// # ax has no flag for the query_filter of a trigger; use the curl command instead
	// ax tasks trigger-run VDox \
	//   --max-spans 100
}
