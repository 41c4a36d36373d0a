package names_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/api/resolve"
	"ax-tui/api/taskfile"
	"ax-tui/api/taskfile/names"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newClient(t *testing.T) *api.Client {
	t.Helper()
	server := httptest.NewServer(contracttest.Wrap(t, fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Tasks: 60}), Key: "ak-test"})))
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// fileOf returns the file of a task by its name, written and read again.
func fileOf(t *testing.T, client *api.Client, name string) (api.Task, taskfile.File) {
	t.Helper()
	id, err := resolve.Task(t.Context(), client, name, "")
	if err != nil {
		t.Fatal(err)
	}
	task, err := client.GetTask(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	file, err := names.Read(t.Context(), client, &task)
	if err != nil {
		t.Fatal(err)
	}
	content, err := taskfile.Encode(file)
	if err != nil {
		t.Fatal(err)
	}
	if file, err = taskfile.Parse(content); err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	return task, file
}

// TestEveryTask: the file of every task of the demo world, with its IDs and by its names
// alone, is of the same task.
func TestEveryTask(t *testing.T) {
	client := newClient(t)
	page, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
	if err != nil || len(page.Items) < 50 {
		t.Fatal(len(page.Items), err)
	}
	kinds := map[api.TaskType]int{}
	for _, task := range page.Items[:25] {
		kinds[task.Type]++
		file, err := names.Read(t.Context(), client, &task)
		if err != nil {
			t.Fatal(err)
		}
		content, err := taskfile.Encode(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, bare := range []bool{false, true} {
			file, err := taskfile.Parse(content)
			if err != nil {
				t.Fatalf("%s: %v\n%s", task.Name, err, content)
			}
			if resolve.IsID(file.Request.ProjectID + file.Request.DatasetID) {
				t.Errorf("%s: no name: %s", task.Name, content)
			}
			if bare {
				file = file.Moved()
			}
			notes, err := names.Find(t.Context(), client, &file, names.Options{})
			want := taskfile.Request(task)
			if err != nil || len(notes) > 0 || !evaljson.Equal(file.Request, want) {
				got, _ := api.Body(file.Request)
				expected, _ := api.Body(want)
				t.Errorf("%s, bare %v: %v %q\n%s\nwant\n%s", task.Name, bare, err, notes, got, expected)
			}
		}
	}
	if len(kinds) < 3 {
		t.Errorf("only the types %v", kinds)
	}
}

// TestNamesAndIDs: which of them counts.
func TestNamesAndIDs(t *testing.T) {
	client := newClient(t)
	task, exported := fileOf(t, client, "Relevance Monitor")
	other, err := resolve.Project(t.Context(), client, "docs-rag", "")
	if err != nil {
		t.Fatal(err)
	}
	for what, tt := range map[string]struct {
		change  func(*taskfile.File, *names.Options)
		project string // its ID
		note    string // a part of the only one; "" for none
		err     string
	}{
		"nothing changed": {func(*taskfile.File, *names.Options) {}, task.ProjectID, "", ""},
		"another name is another project, whatever the IDs": {func(file *taskfile.File, _ *names.Options) {
			file.Request.ProjectID = "docs-rag"
		}, other, "", ""},
		"the ID of a name counts, whatever it is called by now": {func(file *taskfile.File, _ *names.Options) {
			file.Request.ProjectID = "its old name"
			file.IDs[taskfile.Project]["its old name"] = task.ProjectID
		}, task.ProjectID, `The project "its old name" is called "support-bot" by now; the ID in the file counts.`, ""},
		"an ID that is not known": {func(file *taskfile.File, _ *names.Options) {
			file.IDs[taskfile.Project]["support-bot"] = "TW9kZWw6OTk5OTpYWFhY"
		}, task.ProjectID, `The project "support-bot" has another ID than in the file; it was found by its name.`, ""},
		"an ID that the server has named": {func(file *taskfile.File, options *names.Options) {
			file.IDs[taskfile.Project]["support-bot"] = "TW9kZWw6OTk5OTpYWFhY"
			options.Known = func(string) bool { return true }
		}, "TW9kZWw6OTk5OTpYWFhY", "", ""},
		"the same space by name":            {func(_ *taskfile.File, options *names.Options) { options.Space = "Search Quality" }, task.ProjectID, "", ""},
		"another space has no such project": {func(_ *taskfile.File, options *names.Options) { options.Space = "Payments Assistant" }, "", "", `there is no project called "support-bot"`},
		"another space in the file":         {func(file *taskfile.File, _ *names.Options) { file.Space = "Payments Assistant" }, "", "", `there is no project called "support-bot"`},
		"no such space":                     {func(_ *taskfile.File, options *names.Options) { options.Space = "Nowhere" }, "", "", `there is no space called "Nowhere"`},
		"an evaluator that is misspelt": {func(file *taskfile.File, _ *names.Options) {
			file.Request.Evaluators[0].EvaluatorID = "Relevanc"
		}, "", "", `there is no evaluator called "Relevanc" that this key can see; did you mean "Relevance"`},
		"the default space": {func(file *taskfile.File, options *names.Options) {
			*file = file.Moved()
			file.Space, options.Default = "", "Search Quality"
		}, task.ProjectID, "", ""},
	} {
		_, file := fileOf(t, client, "Relevance Monitor")
		var options names.Options
		tt.change(&file, &options)
		notes, err := names.Find(t.Context(), client, &file, options)
		switch {
		case (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err):
			t.Errorf("%s: %v", what, err)
		case err == nil && file.Request.ProjectID != tt.project:
			t.Errorf("%s: the project is %s", what, file.Request.ProjectID)
		case err == nil && strings.Join(notes, "|") != tt.note:
			t.Errorf("%s: %q", what, notes)
		}
	}
	if exported.Space != "Search Quality" || exported.Request.ProjectID != "support-bot" {
		t.Errorf("%+v", exported)
	}
}

// TestReadFails: a failure of the network is none of the names.
func TestReadFails(t *testing.T) {
	client := newClient(t)
	task, file := fileOf(t, client, "Relevance Monitor")
	client.Close()
	ctx := t.Context()
	task.ProjectID = "TW9kZWw6OTk5OTpYWFhY"
	stopped := closedClient{client}
	if _, err := names.Read(ctx, stopped, &task); !errors.Is(err, errDown) {
		t.Error(err)
	}
	if _, err := names.Find(ctx, stopped, &file, names.Options{}); !errors.Is(err, errDown) {
		t.Error(err)
	}
}
