package api

import (
	"net/http"
	"testing"
	"time"
)

func TestTheClockOfTheServer(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		date time.Duration // of the response, after noon, when the request is sent
		took time.Duration
		kind string
		age  string
		want time.Duration
	}{
		"equal":                    {date: 0, took: time.Second},
		"ten minutes ahead":        {date: 10 * time.Minute, took: time.Second, want: 10 * time.Minute},
		"ten minutes behind":       {date: -10 * time.Minute, took: time.Second, want: -10 * time.Minute},
		"a little ahead":           {date: 4 * time.Second, took: 0},
		"slow, dated at the end":   {date: 25 * time.Second, took: 25 * time.Second},
		"slow, dated at the start": {date: 0, took: 25 * time.Second},
		"a gateway":                {date: time.Hour, kind: "text/html"},
		"from a cache":             {date: -time.Hour, age: "3600"},
	} {
		now := noon
		stage, client := newStage(t, func(writer http.ResponseWriter, request *http.Request) {
			now = noon.Add(tc.took)
			writer.Header().Set("Date", noon.Add(tc.date).Format(http.TimeFormat))
			if tc.age != "" {
				writer.Header().Set("Age", tc.age)
			}
			if tc.kind != "" {
				writer.Header().Set("Content-Type", tc.kind)
				return
			}
			respond(200, `{"id":"t"}`)(writer, request)
		}, func(options *Options) { options.Now = func() time.Time { return now } })
		_, _ = client.GetTask(t.Context(), "t")
		if got := client.ServerAhead(); (got-tc.want).Abs() > 2*time.Second || tc.want == 0 && got != 0 || len(stage.calls()) != 1 {
			t.Errorf("%s: %s ahead, want %s", name, got, tc.want)
		}
	}
}

func TestWhoeverWaitsIsHeard(t *testing.T) {
	var heard []RetryWait
	busy := func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Retry-After", "59")
		respond(429, ``)(writer, request)
	}
	_, client := newStage(t, inSequence(drop, busy, respond(200, `{"id":"t"}`)), func(options *Options) { options.OnWait = func(wait RetryWait) { heard = append(heard, wait) } })
	if _, err := client.GetTask(t.Context(), "t"); err != nil {
		t.Fatal(err)
	}
	want := []RetryWait{{For: 187500 * time.Microsecond}, {For: 59 * time.Second, Asked: true, Status: 429}}
	if len(heard) != 2 || heard[0] != want[0] || heard[1] != want[1] {
		t.Errorf("%+v", heard)
	}
}
