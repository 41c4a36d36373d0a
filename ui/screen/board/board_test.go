package board_test

import (
	"testing"

	"go.uber.org/goleak"

	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestLook(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 80, H: 24})
	bench.Keys("j", "w", "j", "j", "w", "j", "w", "j", "w", "B")
	bench.Advance(20e9)
	t.Log("\n" + bench.Plain())
	bench.Keys("tab")
	bench.Advance(20e9)
	t.Log("\n" + bench.Plain())
	bench.Resize(160, 50)
	t.Log("\n" + bench.Plain())
}
