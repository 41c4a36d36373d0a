package newtask_test

import (
	"testing"

	"ax-tui/ui/test/driver"
)

// BenchmarkKeyAndView is one key and the frame after it, in a field of text.
func BenchmarkKeyAndView(b *testing.B) {
	f := open(b, options{w: 150, h: 50})
	f.Type("A")
	k := driver.Key("x")
	b.ResetTimer()
	for i := range b.N {
		if i%40 == 39 {
			f.Send(driver.Key("ctrl+u"))
		}
		f.Screen.Update(k)
		f.Screen.View()
	}
}

// BenchmarkStep is a step on and back, each of which makes the form anew.
func BenchmarkStep(b *testing.B) {
	f := open(b, options{w: 150, h: 50})
	f.Type("A")
	b.ResetTimer()
	for range b.N {
		f.Screen.Update(driver.Key("ctrl+s"))
		f.Screen.Update(driver.Key("esc"))
		f.Screen.View()
	}
}
