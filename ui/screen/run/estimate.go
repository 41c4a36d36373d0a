package run

import (
	"ax-tui/api"
	"ax-tui/ui/text"
)

// total returns the number of rows that a run has processed. The API gives no
// other total (contract section 6, Runs).
func total(run *api.Run) int { return int(run.Counted()) }

// formatShare formats part/whole as a percentage. Only a part of 0 is "0 %", and
// only the whole is "100 %".
func formatShare(part, whole int) string {
	switch {
	case whole <= 0 || part <= 0:
		return "0 %"
	case part >= whole:
		return "100 %"
	}
	switch permille := min((part*2000/whole+1)/2, 999); { // rounded to the nearest
	case permille < 1:
		return "< 0.1 %"
	case permille%10 == 0:
		return text.Count(permille/10) + " %"
	default:
		return text.Count(permille/10) + "." + text.Count(permille%10) + " %"
	}
}
