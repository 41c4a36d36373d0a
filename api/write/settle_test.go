package write

import (
	"testing"
	"time"

	"ax-tui/api"
)

// A server that is slow to know what was just written does not contradict, in any read
// of the client, what it has confirmed.
func TestReadsAfterWrites(t *testing.T) {
	site := newSite(t)
	site.setFaults("stale=5s")
	client, ctx := site.client, t.Context()
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(what, err)
		}
	}
	notShown := func(what string, err error) {
		t.Helper()
		if !api.Is(err, api.NotShown) {
			t.Errorf("%s: %v", what, err)
		}
	}
	task := site.projectTask()
	firstRun := func(status api.Status) api.Run {
		t.Helper()
		page, err := client.ListRuns(ctx, api.RunQuery{TaskID: task.ID, Status: status, Limit: 1})
		must("list the runs", err)
		if len(page.Items) == 0 {
			return api.Run{}
		}
		return page.Items[0]
	}

	start, end := site.now.Add(-24*time.Hour), site.now.Add(-3*time.Hour)
	run, err := client.Trigger(ctx, task.ID, api.Trigger{DataStart: &start, DataEnd: &end})
	must("trigger", err)
	_, err = client.GetRun(ctx, run.ID)
	notShown("the run", err)
	if first := firstRun(""); first.ID != run.ID {
		t.Errorf("the list begins with %+v", first)
	}
	if first := firstRun(api.Completed); first.ID == run.ID {
		t.Error("the list of completed runs has the one that was started")
	}
	site.now = site.now.Add(6 * time.Second)
	_, err = client.GetRun(ctx, run.ID)
	must("the run, later", err)

	ended, err := client.CancelRun(ctx, run.ID)
	must("cancel", err)
	if read, err := client.GetRun(ctx, run.ID); err != nil || read.Status != ended.Status {
		t.Errorf("cancelled: %s, read %s, %v", ended.Status, read.Status, err)
	}
	if first := firstRun(""); first.ID != run.ID || first.Status != ended.Status {
		t.Errorf("cancelled: %s, listed %+v", ended.Status, first)
	}

	made, err := client.CreateTask(ctx, requestLike(task, "Not shown"))
	must("create", err)
	_, err = client.GetTask(ctx, made.ID)
	notShown("the task", err)
	_, err = client.ListRuns(ctx, api.RunQuery{TaskID: made.ID})
	notShown("its runs", err)

	rate, listed := 0.25, api.TaskQuery{Name: task.Name, Limit: 100}
	_, err = client.UpdateTask(ctx, task.ID, api.UpdateTask{SamplingRate: &rate})
	must("update", err)
	if read, err := client.GetTask(ctx, task.ID); err != nil || read.SamplingRate == nil || *read.SamplingRate != rate {
		t.Errorf("updated, read %+v, %v", read, err)
	}
	page, err := client.ListTasks(ctx, listed)
	must("list the tasks", err)
	for _, item := range page.Items {
		if item.ID == task.ID && (item.SamplingRate == nil || *item.SamplingRate != rate) {
			t.Errorf("updated, listed %+v", item)
		}
	}

	// After a while the server is right again.
	site.setFaults("stale=2m")
	site.now = site.now.Add(api.Settling + time.Second)
	_, err = client.GetTask(ctx, made.ID)
	if !api.Is(err, api.NotFound) {
		t.Errorf("the task, much later: %v", err)
	}
}
