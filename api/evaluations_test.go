package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The columns of an output are flat or nested; names may have dots and blanks.
func TestEvaluationsOfRow(t *testing.T) {
	for fields, want := range map[string]string{
		`{"id":"r","output":"x"}`: ``,
		`{"eval.Tone.label":"rude","eval.Tone.score":0.5,"eval.Tone.explanation":"because","eval.Tone.metadata.run_id":"R","eval.Tone.metadata.n":1}`: `Tone rude 0.5 because {"run_id":"R","n":1}; `,
		`{"eval.v1.2 Tone.label":"rude","eval.A.score":0}`:                                         `A  0; v1.2 Tone rude -; `,
		`{"eval":{"Tone":{"label":"rude","score":1,"metadata":{"run_id":"R"}},"odd":7},"eval.":1}`: `Tone rude 1  {"run_id":"R"}; `,
		`{"eval.A.label":null,"eval.B.label":7,"eval.C.score":"high","eval.D.other":"x"}`:          ``,
		`{"eval.T\u006fne.label":"rude","eval.Tone.metadata":{"a":"R"}}`:                           `Tone rude - {"a":"R"}; `,
	} {
		got := ""
		for _, evaluation := range (&Row{Fields: []byte(fields)}).Evaluations() {
			score := "-"
			if evaluation.Score != nil {
				score = fmt.Sprint(*evaluation.Score)
			}
			got += strings.TrimRight(strings.Join([]string{evaluation.Name, evaluation.Label, score}, " "), " ")
			if evaluation.Explanation != "" || evaluation.Metadata != nil {
				got += fmt.Sprintf(" %s %s", evaluation.Explanation, evaluation.Metadata)
			}
			got += "; "
		}
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s: %q, want %q", fields, got, want)
		}
	}
}

// A server that refuses the newer fields of a span search gets one request without them,
// and is not asked for them again.
func TestColumnsOnOlderServer(t *testing.T) {
	var server *stage
	var client *Client
	server, client = newStage(t, func(writer http.ResponseWriter, request *http.Request) {
		if strings.Contains(last(server).Body, "included_columns") {
			respond(http.StatusBadRequest, `{"title":"unknown field","status":400}`)(writer, request)
			return
		}
		respond(http.StatusOK, `{"spans":[{"name":"n","context":{"span_id":"s"}}],"pagination":{"has_more":false}}`)(writer, request)
	})
	query := SpanQuery{ProjectID: "p", Columns: EvaluationColumns("Tone")}
	for range 2 {
		if page, err := client.ListSpans(t.Context(), query); err != nil || len(page.Items) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
	}
	if n := len(server.calls()); n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
}

func last(server *stage) call {
	calls := server.calls()
	return calls[len(calls)-1]
}

// Without a search of runs the plain list is read, with the same cursor.
func TestSearchOnOlderServer(t *testing.T) {
	server, client := newStage(t, func(writer http.ResponseWriter, request *http.Request) {
		if request.Method == http.MethodPost {
			respond(http.StatusNotFound, `{"title":"no such operation","status":404}`)(writer, request)
			return
		}
		respond(http.StatusOK, `{"experiment_runs":[{"id":"r"}],"pagination":{"has_more":false}}`)(writer, request)
	})
	page, err := client.SearchExperimentRuns(t.Context(), ExperimentRunQuery{ExperimentID: "e", Limit: 500, Cursor: "k"})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	if got := last(server); got.Method != http.MethodGet || got.Query != "cursor=k&limit=500" {
		t.Errorf("%+v", got)
	}
}

// Text that would end the quoted value of a filter is no ID.
func TestOneSpan(t *testing.T) {
	if filter, ok := OneSpan("ab12"); !ok || filter != "context.span_id = 'ab12'" {
		t.Errorf("%q %v", filter, ok)
	}
	if i := slices.IndexFunc([]string{"", "a'b", `a\b`}, func(id string) bool { _, ok := OneSpan(id); return ok }); i >= 0 {
		t.Errorf("ID %d is accepted", i)
	}
}
