package task_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api"
)

// changing returns a server on which the judge got another model five runs ago.
func changing() *server {
	version := func(hash, model string, age time.Duration) api.EvaluatorVersion {
		return api.EvaluatorVersion{ID: hash, CommitHash: hash, CreatedAt: base.Add(-age), Type: api.TemplateEvaluator, Template: &api.TemplateConfig{
			Template: "{output}", LLM: api.LLMConfig{ModelName: model},
		}}
	}
	server := support(30)
	server.versions = []api.EvaluatorVersion{version("aaaaaaa", "gpt-4o", 9000*time.Hour), version("bbbbbbb", "gpt-4o-mini", 4*47*time.Minute)}
	return server
}

// The first run of another version is marked, in the list, in the strip and in words; the
// versions are read once.
func TestAChangedJudgeIsMarked(t *testing.T) {
	for _, size := range [][2]int{{80, 21}, {120, 33}} {
		t.Run(strconv.Itoa(size[0]), func(t *testing.T) {
			server := changing()
			bench, _, _ := open(t, server, size[0], size[1], noColour)
			if shown := bench.Plain(); !strings.Contains(shown, "█│█") || strings.Contains(shown, "do not compare") {
				t.Errorf("at first:\n%s", shown)
			}
			bench.Keys("j", "j", "j")
			if shown := bench.Plain(); !strings.Contains(shown, " J ") || !strings.Contains(shown, "changed, do not compare") {
				t.Errorf("the marked run:\n%s", shown)
			}
			golden.RequireEqual(t, bench.Plain())
			bench.Advance(5 * time.Minute)
			bench.Keys("r")
			reads := 0
			for _, call := range server.calls {
				if strings.HasPrefix(call, "versions ") {
					reads++
				}
			}
			if reads != 2 { // one for each evaluator
				t.Errorf("%d reads of versions", reads)
			}
		})
	}
}

// Without runs of two versions nothing is marked.
func TestAJudgeThatDidNotChange(t *testing.T) {
	server := changing()
	server.versions = server.versions[:1]
	bench, _, _ := open(t, server, 120, 33, noColour)
	if shown := bench.Plain(); strings.Contains(shown, "judge changed") || strings.Contains(shown, " J ") {
		t.Error(shown)
	}
}
