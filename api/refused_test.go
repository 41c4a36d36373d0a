package api

import "testing"

// What the caller knows about a refused key comes first; other errors are left alone.
func TestRefusedKey(t *testing.T) {
	for status, want := range map[int]string{
		401: "GET /v2/tasks/x: 401 the token has expired; the server says: no|Run: renew",
		403: "GET /v2/tasks/x: 403 no|This key may not see it. Ask for permission on evaluation tasks in this space, or use another key.",
	} {
		_, client := newStage(t, inSequence(respond(status, `{"detail":"no"}`)), func(options *Options) {
			options.Refused = func() (reason, advice string) { return "the token has expired", "Run: renew" }
		})
		_, err := client.GetTask(t.Context(), "x")
		if got := err.Error() + "|" + Advice(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
