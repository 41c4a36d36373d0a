package picture_test

import (
	"fmt"
	"strings"
	"time"
)

// shot is a screen of a film, how long it is seen and what the person does.
type shot struct {
	rendered string
	seen     time.Duration
	words    string
}

// film draws an animation that repeats: the shots are below each other, and the page
// is moved in steps. What a line shows is drawn once, however many shots have it. Who
// wants no motion sees the first shot.
func (d *drawing) film(shots []shot) string {
	var lines, strip, steps strings.Builder
	numbers := map[string]int{}
	var length, at time.Duration
	for _, shot := range shots {
		length += shot.seen
	}
	height := d.height + 2 // with the words below
	for i, shot := range shots {
		fmt.Fprintf(&steps, "%.3f%%{transform:translateY(-%dpx)}", 100*at.Seconds()/length.Seconds(), i*height*cellH)
		at += shot.seen
		for row, line := range append(d.lines(shot.rendered), "", d.caption(shot.words)) {
			if line == "" {
				continue
			}
			if _, drawn := numbers[line]; !drawn {
				numbers[line] = len(numbers)
				fmt.Fprintf(&lines, "<g id=\"l%d\">%s</g>\n", numbers[line], line)
			}
			fmt.Fprintf(&strip, "<use href=\"#l%d\" y=\"%d\"/>\n", numbers[line], (i*height+row)*cellH)
		}
	}
	rules := fmt.Sprintf(".f{animation:f %.1fs step-end infinite}@keyframes f{%s}@media(prefers-reduced-motion:reduce){.f{animation:none}}.w{font-weight:bold}", length.Seconds(), steps.String())
	return d.head(height, rules) + "<defs>\n" + lines.String() + "</defs>\n" +
		fmt.Sprintf("<svg y=\"%d\" width=\"100%%\" height=\"%d\"><g class=\"f\">\n", margin, height*cellH) + strip.String() + "</g></svg>\n</svg>\n"
}

// caption draws what the person does, in the middle below the screen.
func (d *drawing) caption(words string) string {
	if words == "" {
		return ""
	}
	return fmt.Sprintf(`<text class="w" x="%.1f" y="%d" text-anchor="middle">%s</text>`, float64(d.width)*cellW/2+margin, fontSize-1, words)
}
