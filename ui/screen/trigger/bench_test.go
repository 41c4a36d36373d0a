package trigger_test

import (
	"testing"

	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
)

func BenchmarkKeyAndView(b *testing.B) {
	h := open(b, &server{}, host.Move{Task: projectTask()}, 120, 36)
	h.Keys("tab")
	keys := []string{"x", "backspace"}
	for i := 0; b.Loop(); i++ {
		h.Screen.Update(driver.Key(keys[i%2]))
		_ = h.Screen.View()
	}
}

func BenchmarkResize(b *testing.B) {
	h := open(b, &server{}, host.Move{Task: projectTask()}, 120, 36)
	for i := 0; b.Loop(); i++ {
		h.Screen.SetSize(120+i%2, 36)
		_ = h.Screen.View()
	}
}
