package matrix

import (
	"strings"
	"testing"
	"time"
)

// verdict checks one cell; out is the data, said everything else.
type verdict struct {
	t         *testing.T
	out, said string
}

func (v verdict) fail(format string, args ...any) {
	v.t.Helper()
	v.t.Errorf(format, args...)
	v.t.Log(v.said)
}

// check checks time, requests, writes and the key.
func (v verdict) check(op operation, s *site, took time.Duration, requests int) {
	v.t.Helper()
	count, writes := s.sent()
	limit := mostTime
	if op.long {
		limit = mostLongTime
	}
	if took > limit {
		v.fail("it took %v", took)
	}
	if count > requests {
		v.fail("%d requests", count)
	}
	if op.done == nil && len(writes) > 0 || len(writes) > 1 {
		v.fail("the writes are %q", writes)
	}
	if strings.Contains(v.out+v.said, key) {
		v.fail("the key is shown")
	}
}

// claims compares what is said about a write with the account.
func (v verdict) claims(op operation, s *site, before subject, claimed, open bool) {
	v.t.Helper()
	switch done := op.done(s, before); {
	case s.healthy && (done != 1 || !claimed):
		v.fail("nothing went wrong; it was done %d times, and reported as done: %t", done, claimed)
	case done > 1:
		v.fail("it was done %d times", done)
	case claimed && done == 0 && !s.lies:
		v.fail("it is reported as done, but it was not done")
	case !claimed && !open && done > 0:
		v.fail("it was done, but it is reported as not done")
	}
}
