package trigger_test

import (
	"testing"

	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
)

func BenchmarkKeyAndView(b *testing.B) {
	harness := open(b, &server{}, host.Move{Task: projectTask()}, 120, 36)
	harness.Keys("tab")
	keys := []string{"x", "backspace"}
	for i := 0; b.Loop(); i++ {
		harness.Screen.Update(driver.Key(keys[i%2]))
		_ = harness.Screen.View()
	}
}

func BenchmarkResize(b *testing.B) {
	harness := open(b, &server{}, host.Move{Task: projectTask()}, 120, 36)
	for i := 0; b.Loop(); i++ {
		harness.Screen.SetSize(120+i%2, 36)
		_ = harness.Screen.View()
	}
}
