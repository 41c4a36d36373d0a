package newtask_test

import (
	"testing"

	"ax-tui/ui/test/driver"
)

// BenchmarkKeyAndView measures one key and the next frame, in a text field.
func BenchmarkKeyAndView(b *testing.B) {
	bench := open(b, options{width: 150, height: 50})
	bench.Type("A")
	key := driver.Key("x")
	b.ResetTimer()
	for i := range b.N {
		if i%40 == 39 {
			bench.Send(driver.Key("ctrl+u"))
		}
		bench.Screen.Update(key)
		bench.Screen.View()
	}
}

// BenchmarkStep measures a step forward and back, each of which rebuilds the form.
func BenchmarkStep(b *testing.B) {
	bench := open(b, options{width: 150, height: 50})
	bench.Type("A")
	b.ResetTimer()
	for range b.N {
		bench.Screen.Update(driver.Key("ctrl+s"))
		bench.Screen.Update(driver.Key("esc"))
		bench.Screen.View()
	}
}
