package source_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/results/source"
	"ax-tui/api/timewindow"
)

// pagesOf serves a project of many spans, each with two evaluations, from pages that are
// made before the measuring.
func pagesOf(b *testing.B, spans int) (*api.Client, source.Plan) {
	b.Helper()
	var bodies [][]byte
	for from := 0; from < spans; from += source.PageSize {
		var body strings.Builder
		body.WriteString(`{"spans":[`)
		for i := from; i < from+source.PageSize; i++ {
			if i > from {
				body.WriteByte(',')
			}
			fmt.Fprintf(&body, `{"name":"ChatCompletion","context":{"trace_id":"%032x","span_id":"%016x"},"kind":"LLM","start_time":"2026-03-01T10:00:00.000Z","end_time":"2026-03-01T10:00:01.000Z","status_code":"OK","evaluations":[`+
				`{"name":"Relevance","score":%d,"label":"label %d","explanation":"%s","metadata":{"run_id":"R","task_id":"T"}},{"name":"Tone","score":0.%d,"label":"x","explanation":"%s"}]}`,
				i/7, i, i%2, i%2, strings.Repeat("because of this ", 12), i%1000, strings.Repeat("and of that ", 12))
		}
		next := ""
		if from+source.PageSize < spans {
			next = fmt.Sprintf(`,"next_cursor":"%d"`, len(bodies)+1)
		}
		fmt.Fprintf(&body, `],"pagination":{"has_more":%v%s}}`, next != "", next)
		bodies = append(bodies, []byte(body.String()))
	}
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		if strings.HasPrefix(request.URL.Path, "/v2/evaluators") {
			_, _ = io.WriteString(writer, `{"id":"e","name":"e","type":"TEMPLATE"}`)
			return
		}
		at := 0
		_, _ = fmt.Sscan(request.URL.Query().Get("cursor"), &at)
		_, _ = writer.Write(bodies[at])
	}))
	b.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.Close)
	end := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	plan := source.Plan{
		Task:   api.Task{ID: "T", ProjectID: "P", Evaluators: []api.TaskEvaluator{{EvaluatorID: "e", Name: "Relevance"}, {EvaluatorID: "f", Name: "Tone"}}},
		Run:    api.Run{ID: "R"},
		Window: timewindow.Window{Start: end.Add(-time.Hour), End: end}, Paths: []string{"name", "kind"},
	}
	return client, plan
}

// BenchmarkFirstBars is the time from the key to the numbers of the first 500 spans, and
// that of the bare request in the metric bare-ns; ratio is their quotient (target 1.3).
func BenchmarkFirstBars(b *testing.B) {
	client, plan := pagesOf(b, 2*source.PageSize)
	var bare time.Duration
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		began := time.Now()
		page, err := client.ListSpans(b.Context(), api.SpanQuery{ProjectID: "P", Columns: api.EvaluationColumns("Relevance"), Limit: 500})
		if err != nil || len(page.Items) != 500 {
			b.Fatal(len(page.Items), err)
		}
		bare += time.Since(began)
		b.StartTimer()
		reading, err := plan.Begin(b.Context(), client, 200)
		if err != nil || len(reading.Counter.Summary(10).Evaluators) != 2 {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(bare.Nanoseconds())/float64(b.N), "bare-ns")
	b.ReportMetric(float64(b.Elapsed())/float64(bare), "ratio")
}

// BenchmarkManySpans reads 50 000 spans into counters; heap-MB is the largest heap in use
// after a page, collected, less that before.
func BenchmarkManySpans(b *testing.B) {
	const spans = 50_000
	client, plan := pagesOf(b, spans)
	heap := func() float64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return float64(stats.HeapAlloc) / (1 << 20)
	}
	for range b.N {
		before, most := heap(), 0.0
		reading, err := plan.Begin(b.Context(), client, 200)
		for err == nil && reading.More {
			var page source.Page
			if page, err = plan.Read(b.Context(), client, reading.Next, source.PageSize); err == nil {
				reading.Add(&page)
			}
			if reading.Pages%10 == 0 {
				b.StopTimer()
				most = max(most, heap()-before)
				b.StartTimer()
			}
		}
		if err != nil || reading.Counter.Rows() != spans {
			b.Fatal(reading.Counter.Rows(), err)
		}
		b.ReportMetric(most, "heap-MB")
	}
}
