//go:build !windows

package e2e_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/ui/test/pty"
)

// account is the demo world in this process: requests and responses are checked
// against the contract, and the writes are recorded.
type account struct {
	demoServer
	t     *testing.T
	world *world.World

	mu     sync.Mutex
	writes []fake.RequestInfo
	reads  int // of single evaluators
}

// host serves the demo world to one test.
func host(t *testing.T, faults ...string) *account {
	t.Helper()
	parsed, err := fake.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	acc := &account{t: t, world: world.New(world.Options{Seed: 7})}
	srv := fake.New(fake.Options{World: acc.world, Key: "ak-story", Faults: parsed, OnRequest: acc.note})
	ln, err := fake.Listen(context.Background(), "127.0.0.1:0", contracttest.Wrap(t, srv))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	acc.url, acc.key = ln.URL(), "ak-story"
	acc.env = []string{"ARIZE_API_HOST=" + strings.TrimPrefix(acc.url, "http://"), "ARIZE_API_SCHEME=http", "ARIZE_API_KEY=" + acc.key}
	return acc
}

// note records writes; searching spans is a POST but not a write.
func (a *account) note(request fake.RequestInfo) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if strings.HasPrefix(request.Path, "/v2/evaluators/") {
		a.reads++
	}
	if request.Method == http.MethodGet || strings.HasPrefix(request.Path, "/v2/spans") {
		return
	}
	a.writes = append(a.writes, request)
}

func (a *account) sent() []fake.RequestInfo {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.writes)
}

// nothingSent checks that no write was sent so far.
func (a *account) nothingSent(t *testing.T, when string) {
	t.Helper()
	if count := len(a.sent()); count != 0 {
		t.Fatalf("%d requests %s", count, when)
	}
}

// only returns the body of the only write so far, nil if it has none, and checks its
// method and path.
func (a *account) only(t *testing.T, method, path string) body {
	t.Helper()
	sent := a.sent()
	if len(sent) != 1 || sent[0].Method != method || sent[0].Path != path {
		t.Fatalf("sent %v, want one %s %s", sent, method, path)
	}
	if len(sent[0].Body) == 0 {
		return nil
	}
	var only body
	if err := json.Unmarshal(sent[0].Body, &only); err != nil {
		t.Fatal(err)
	}
	return only
}

// body is a request body.
type body map[string]any

// holds checks that the body has exactly these members; want is JSON.
func (b body) holds(t *testing.T, want string) {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(want), &value); err != nil {
		t.Fatal(err)
	}
	got, _ := json.MarshalIndent(b, "", " ")
	wanted, _ := json.MarshalIndent(value, "", " ")
	if string(got) != string(wanted) {
		t.Errorf("the body is\n%s\nwant\n%s", got, wanted)
	}
}

// named loads the tasks with exactly this name.
func (a *account) named(t *testing.T, name string) []taskWire {
	t.Helper()
	var list struct{ Tasks []taskWire }
	a.call(t, http.MethodGet, "/v2/tasks?limit=100", "", &list)
	var out []taskWire
	for _, task := range list.Tasks {
		if task.Name == name {
			out = append(out, task)
		}
	}
	return out
}

// one returns the only task of this name.
func (a *account) one(t *testing.T, name string) taskWire {
	t.Helper()
	got := a.named(t, name)
	if len(got) != 1 {
		t.Fatalf("%d tasks are called %q, want one", len(got), name)
	}
	return got[0]
}

type taskWire struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	ProjectID  string   `json:"project_id"`
	DatasetID  string   `json:"dataset_id"`
	Continuous bool     `json:"is_continuous"`
	Sampling   *float64 `json:"sampling_rate"`
	Evaluators []struct {
		ID       string            `json:"evaluator_id"`
		Version  *string           `json:"evaluator_version_id"`
		Mappings map[string]string `json:"column_mappings"`
	} `json:"evaluators"`
}

// project, space, dataset and evaluator return the IDs of names.
func (a *account) project(name string) string {
	return idOf(a.t, name, a.world.Projects(), func(project *world.Project) (id, called string) { return project.ID, project.Name })
}

func (a *account) space(name string) string {
	return idOf(a.t, name, a.world.Spaces(), func(space *world.Space) (id, called string) { return space.ID, space.Name })
}

func (a *account) dataset(name string) string {
	return idOf(a.t, name, a.world.Datasets(), func(dataset *world.Dataset) (id, called string) { return dataset.ID, dataset.Name })
}

func (a *account) evaluator(name string) string {
	return idOf(a.t, name, a.world.Evaluators(), func(evaluator *world.Evaluator) (id, called string) { return evaluator.ID, evaluator.Name })
}

// idOf returns the ID of the first item with this name.
func idOf[T any](t *testing.T, name string, items []T, read func(T) (id, called string)) string {
	t.Helper()
	for _, item := range items {
		if id, called := read(item); called == name {
			return id
		}
	}
	t.Fatalf("the demo world has nothing called %q", name)
	return ""
}

// visit starts the program on the account; options.Env is added to the environment.
func (a *account) visit(t *testing.T, options pty.Options, args ...string) *person {
	t.Helper()
	options.Env = slices.Concat(a.env, options.Env)
	person := open(t, options, args...)
	person.see(" loaded")
	return person
}

// newTask opens the form and names the task.
func (a *account) newTask(t *testing.T, name string, options pty.Options) *person {
	t.Helper()
	person := a.visit(t, options)
	person.press("n", "the form", has("· name and type"))
	person.fill(name)
	return person
}

// form serves the demo world and names a new task.
func form(t *testing.T, name string, options pty.Options, faults ...string) (*account, *person) {
	t.Helper()
	account := host(t, faults...)
	return account, account.newTask(t, name, options)
}

// formOnProject is form and continues to the evaluators JSON.
func formOnProject(t *testing.T, name string, options pty.Options, faults ...string) (*account, *person) {
	t.Helper()
	account, person := form(t, name, options, faults...)
	person.onProject()
	return account, person
}

// step continues to the step with this title.
func (p *person) step(title string) {
	p.t.Helper()
	p.press("ctrl+s", "the step "+title, has("· "+title))
}

// steps continues through these steps.
func (p *person) steps(titles ...string) {
	p.t.Helper()
	for _, title := range titles {
		p.step(title)
	}
}

// sendTask sends the reviewed task and returns the body of the only write.
func (a *account) sendTask(t *testing.T, user *person) body {
	t.Helper()
	user.press("ctrl+s", "the question", has("Run it now?"))
	return a.only(t, http.MethodPost, "/v2/tasks")
}

// createOnly sends the reviewed task and declines to run it.
func (p *person) createOnly() {
	p.t.Helper()
	p.press("ctrl+s", "the question", has("Run it now?"))
	p.answer("n", "the task", has("No runs yet."))
}

// fill types into the field that has the focus; it must be empty.
func (p *person) fill(text string) {
	p.t.Helper()
	p.Send(text)
	p.see("> " + text)
}

// find types part of a name into the picker that has the focus and waits until
// the name has the cursor.
func (p *person) find(part, name string) {
	p.t.Helper()
	p.Type("ctrl+u")
	p.Send(part)
	p.WaitFor(func(screen string) bool {
		return strings.Contains(screen, "/ "+part) && strings.Contains(screen, "▸ "+name)
	}, "the cursor on "+name)
}

// mark picks a name in a field for several.
func (p *person) mark(part, name string) {
	p.t.Helper()
	p.find(part, name)
	p.press("enter", "the mark", has("▸ "+name+" ✓"))
}

// onProject continues from the name to the evaluators JSON of a template task on
// the spans of support-bot, with two evaluators.
func (p *person) onProject() {
	p.t.Helper()
	p.stepInSpace("project or dataset", "project")
	p.pickProject()
	p.step("evaluators")
	p.mark("relev", "Relevance")
	p.mark("halluc", "Hallucination")
	p.see("Relevance: template", "variables context, input, output")
	p.step("evaluators JSON")
	p.see("✓ no faults")
}

// stepInSpace continues to a step that asks for the space first, and picks it.
func (p *person) stepInSpace(title, next string) {
	p.t.Helper()
	p.step(title)
	p.inSpace(next)
}

// inSpace picks the space of most tests and waits for the next question.
func (p *person) inSpace(next string) {
	p.t.Helper()
	p.find("search q", "Search Quality")
	p.press("enter", "the next field", func(screen string) bool {
		return !strings.Contains(screen, "│ Space") && strings.Contains(screen, next)
	})
}

// pickProject picks support-bot, which leads to the sampling.
func (p *person) pickProject() {
	p.t.Helper()
	p.press("tab", "the projects", has("/  type to find"))
	p.find("bot", "support-bot")
	p.press("enter", "the next step", has("· sampling"))
}

// squeezed is a screen without its line breaks and runs of spaces, for texts that wrap.
func squeezed(screen string) string { return strings.Join(strings.Fields(screen), " ") }

// unbroken is a screen without any white space, for commands and IDs that wrap.
func unbroken(screen string) string { return strings.Join(strings.Fields(screen), "") }

// says returns a condition: the words are on the screen, wrapped or not.
func says(words string) condition {
	return func(screen string) bool { return strings.Contains(squeezed(screen), words) }
}
