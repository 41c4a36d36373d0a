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
	session := pty.Start(b, pty.Options{Argv: []string{path}, Silent: true})
	session.WaitText("ready 120x40")
	session.WaitRaw(0, "\x1b]11;?\x07")
	return session
}

// From a key to its frame, measured from outside, one key at a time.
func BenchmarkKeyToFrame(b *testing.B) {
	session := benched(b)
	from := session.Bytes()
	b.ResetTimer()
	for range b.N {
		at := session.Bytes()
		session.Type("down")
		session.WaitRaw(at, "H") // the cursor is placed; so few bytes arrive at once
	}
	b.ReportMetric(float64(session.Bytes()-from)/float64(b.N), "bytes/key")
}

func BenchmarkThreeHundredKeys(b *testing.B) {
	for range b.N {
		b.StopTimer()
		session := benched(b)
		b.StartTimer()
		session.Send(strings.Repeat("\x1b[B", 300))
		session.WaitText("keys=300")
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
		session := benched(b)
		b.StartTimer()
		session.Type("q")
		session.ExitCode()
	}
}

func BenchmarkPasteOfOneMegabyte(b *testing.B) {
	text := strings.Repeat("0123456789abcde\n", 1<<16)
	for range b.N {
		b.StopTimer()
		session := benched(b)
		b.StartTimer()
		session.Paste(text)
		session.WaitText("paste(1048576,")
	}
}
