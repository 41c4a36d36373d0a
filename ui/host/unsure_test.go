package host_test

import (
	"errors"
	"testing"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

func TestUnsure(t *testing.T) {
	for _, tt := range []struct {
		err        error
		want, said text.Safe
	}{
		{&api.Error{Kind: api.Timeout, Lost: true}, "the answer was lost", ""},
		{&api.Error{Kind: api.Server, Status: 503, Detail: "closed until noon.", RequestID: "r1", Lost: true}, "the server answered 503", " It said: closed until noon (request ID r1)."},
		{&api.Error{Kind: api.NotJSON, Status: 502, Lost: true, Err: errors.New("not JSON")}, "the server answered 502", " It said: bad gateway."},
	} {
		if got, said := host.Unsure(tt.err), host.Said(tt.err); got != tt.want || said != tt.said {
			t.Errorf("%v: %q and %q, want %q and %q", tt.err, got, said, tt.want, tt.said)
		}
	}
}
