package matrix

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ax-tui/ui/cli"
	"ax-tui/ui/cli/tasks"
)

// Limits of one command or of one operation on screen.
const (
	mostTime     = 10 * time.Minute // 30 s for a timeout or 60 s for a Retry-After, several times
	mostLongTime = 25 * time.Minute // with 10 minutes of waiting for a run
	mostRequests = 60
	mostPolls    = 200
)

// unsure are words that leave open whether a write was done.
var unsure = regexp.MustCompile(`(?i)answer was lost|outcome is unknown|may have been|may be yours|ask(ed)? the server to cancel`)

// output is a stream that goroutines may share, as they do a file: a note about a slow
// response comes from a timer.
type output struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(from []byte) (int, error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.text.Write(from)
}

func (o *output) String() string {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.text.String()
}

// line runs an operation in line mode and checks what it says.
func line(t *testing.T, s *site, op operation) {
	before := s.choose(op)
	s.arm()
	ctx, cancel := context.WithTimeout(t.Context(), 2*mostLongTime)
	defer cancel()
	environment := map[string]string{
		"ARIZE_API_KEY": key, "ARIZE_API_HOST": s.host, "ARIZE_API_SCHEME": "http", "ARIZE_SPACE": before.task.SpaceID, "TERM": "dumb",
		"HOME": t.TempDir(), "XDG_STATE_HOME": t.TempDir(),
	}
	var out, errs output
	start := time.Now()
	code := cli.Run(ctx, op.args(before), cli.Streams{Out: &out, Err: &errs}, func(name string) string { return environment[name] })
	took := time.Since(start)
	cancel()
	report := verdict{t: t, out: out.String(), said: errs.String()}
	requests := mostRequests
	if op.long {
		requests = mostPolls
	}
	report.check(op, s, took, requests)
	if !slices.Contains([]int{0, tasks.Usage, tasks.Auth, tasks.API, tasks.RunFailed, tasks.RunCancel, tasks.TimedOut}, code) {
		report.fail("exit code %d", code)
	}
	if code != 0 && s.healthy && !op.long {
		report.fail("nothing went wrong, but the exit code is %d", code)
	}
	if code != 0 && strings.TrimSpace(report.said) == "" {
		report.fail("exit code %d without a word", code)
	}
	if strings.ContainsRune(report.out+report.said, '\x1b') {
		report.fail("an escape sequence reaches a pipe")
	}
	switch good := op.good; {
	case op.done != nil:
		waited := code == tasks.RunFailed || code == tasks.RunCancel || code == tasks.TimedOut
		report.claims(op, s, before, code == 0 || waited && op.long, unsure.MatchString(report.said) || op.long)
	case code == 0 && good != nil:
		if problem := good(s, before, report.out); problem != "" {
			report.fail("exit code 0, but %s", problem)
		}
	case code == 0 && report.out == "":
		report.fail("exit code 0 without output")
	}
}

func isJSON(_ *site, _ subject, out string) string {
	if !json.Valid([]byte(out)) {
		return "the output is not JSON"
	}
	return ""
}

func contains(out, id string) string {
	if !strings.Contains(out, id) {
		return "the output does not contain " + id
	}
	return ""
}

// completed checks a run that is reported as completed.
func completed(s *site, id string) string {
	if run, _ := s.world.Run(id); run.Status != "COMPLETED" {
		return "the run is " + string(run.Status)
	}
	return ""
}

// everyTask checks that a list of all tasks has each task of the space once.
func everyTask(s *site, before subject, out string) string {
	seen := map[string]bool{}
	rows := strings.Split(strings.TrimSpace(out), "\n")
	for _, row := range rows {
		var task struct{ ID string }
		if err := json.Unmarshal([]byte(row), &task); err != nil {
			return err.Error()
		}
		seen[task.ID] = true
	}
	want := 0
	for _, task := range s.tasks() {
		want += times(task.SpaceID == before.task.SpaceID && (task.Type != "RUN_EXPERIMENT" || !s.faults.Legacy()))
	}
	if len(rows) != want || len(seen) != want {
		return strconv.Itoa(len(rows)) + " rows with " + strconv.Itoa(len(seen)) + " of " + strconv.Itoa(want) + " tasks"
	}
	return ""
}
