//go:build !windows

package term_test

import (
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

func benched(b *testing.B) *pty.Session {
	b.Helper()
	path, err := probe()
	if err != nil {
		b.Fatal(err)
	}
	s := pty.Start(b, pty.Options{Argv: []string{path}, Silent: true})
	s.WaitText("ready 120x40")
	s.WaitRaw(0, "\x1b]11;?\x07")
	return s
}

// From a key to its frame, as seen from outside, one key at a time.
func BenchmarkKeyToFrame(b *testing.B) {
	s := benched(b)
	from := s.Bytes()
	b.ResetTimer()
	for range b.N {
		at := s.Bytes()
		s.Type("down")
		s.WaitRaw(at, "H") // the cursor is placed, and so few bytes come at once
	}
	b.ReportMetric(float64(s.Bytes()-from)/float64(b.N), "bytes/key")
}

func BenchmarkThreeHundredKeys(b *testing.B) {
	for range b.N {
		b.StopTimer()
		s := benched(b)
		b.StartTimer()
		s.Send(strings.Repeat("\x1b[B", 300))
		s.WaitText("keys=300")
	}
}

func BenchmarkStartToFrame(b *testing.B) {
	for range b.N {
		benched(b)
	}
}

func BenchmarkQuitToEnd(b *testing.B) {
	for range b.N {
		b.StopTimer()
		s := benched(b)
		b.StartTimer()
		s.Type("q")
		s.ExitCode()
	}
}

func BenchmarkPasteOfOneMegabyte(b *testing.B) {
	text := strings.Repeat("0123456789abcde\n", 1<<16)
	for range b.N {
		b.StopTimer()
		s := benched(b)
		b.StartTimer()
		s.Paste(text)
		s.WaitText("paste(1048576,")
	}
}
