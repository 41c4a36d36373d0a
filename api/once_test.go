package api

import (
	"net/http"
	"sync/atomic"
	"testing"
)

// A read on a kept connection that the server drops is sent once, and repeated only by
// the rule for retries.
func TestDroppedConnectionIsNotRepeatedByItself(t *testing.T) {
	for retries, want := range map[int]int{-1: 2, 2: 4} {
		var drops atomic.Bool
		server, client := newStage(t, func(writer http.ResponseWriter, request *http.Request) {
			if drops.Load() {
				panic(http.ErrAbortHandler)
			}
			respond(200, `{"id":"R"}`)(writer, request)
		}, func(options *Options) { options.Retries, options.Transport = retries, &http.Transport{} })
		if _, err := client.GetRun(t.Context(), "R"); err != nil {
			t.Fatal(err)
		}
		drops.Store(true)
		_, err := client.GetRun(t.Context(), "R")
		if got := len(server.calls()); !Is(err, Network) || got != want {
			t.Errorf("with %d retries: %d requests, %v; want %d and a network error", retries, got, err, want)
		}
	}
}
