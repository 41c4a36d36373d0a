package newtask

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// rate reads a sampling rate: 0..1, or a percentage such as "10 %". Nothing
// written is nil, not sent.
func rate(s string) (*float64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, nil
	}
	digits, hundredth := strings.CutSuffix(s, "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return nil, errors.New("write a number such as 0.1, or a percentage such as 10 %")
	}
	if hundredth {
		x /= 100
	}
	if !hundredth && x > 1 && x <= 100 {
		return nil, errors.New("did you mean " + number(x) + " %? A rate is between 0 and 1")
	}
	if x < 0 || x > 1 {
		return nil, errors.New("must be between 0 and 1, or 0 % and 100 %")
	}
	return &x, nil
}

// percent writes a rate for people: "25 %".
func percent(x float64) string { return strconv.FormatFloat(x*100, 'g', 6, 64) + " %" }

// number writes a rate as shortly as it can be read back.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
