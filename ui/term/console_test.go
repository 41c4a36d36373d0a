package term

import "testing"

func TestDrawingMode(t *testing.T) {
	for mode, want := range map[uint32]uint32{
		0x3: 0x7, // the default of an older console: processed, wrapping
		0x7: 0x7, // on already
		0x0: 0x5,
		0x8: 0xd, // other modes stay
	} {
		if got := mode | drawing; got != want {
			t.Errorf("mode %#x becomes %#x, want %#x", mode, got, want)
		}
	}
}
