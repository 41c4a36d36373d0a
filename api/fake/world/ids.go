package world

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// The type names inside IDs (contract section 4).
const (
	kindSpace            = "Space"
	kindOrg              = "Organization"
	kindUser             = "User"
	kindProject          = "Model"
	kindDataset          = "Dataset"
	kindDatasetVersion   = "DatasetVersion"
	kindExperiment       = "Experiment"
	kindEvaluator        = "Evaluator"
	kindEvaluatorVersion = "EvaluatorVersion"
	kindIntegration      = "LlmIntegration"
	kindTask             = "OnlineTask"
	kindRun              = "TaskRun"
)

const (
	alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	hex   = "0123456789abcdef"
)

// id is the standard base64 of Type:number:hash, padded.
func (w *World) id(kind string, n int64) string {
	b := make([]byte, 0, 48)
	b = append(b, kind...)
	b = append(b, ':')
	b = strconv.AppendInt(b, n, 10)
	b = append(b, ':')
	b = append(b, w.hash(kind, n)...)
	return base64.StdEncoding.EncodeToString(b)
}

func (w *World) hash(kind string, n int64) string {
	dice := streamOf(w.seed, domID, uint64(len(kind))<<8|uint64(kind[0]), uint64(n))
	return dice.word(4, alnum)
}

// number reads an ID back. It is false for another kind, a foreign hash or
// anything that id would not have written in exactly this way.
func (w *World) number(kind, id string) (int64, bool) {
	raw, err := base64.StdEncoding.DecodeString(id)
	parts := strings.Split(string(raw), ":")
	if err != nil || len(parts) != 3 {
		return 0, false
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || n < 0 || w.id(kind, n) != id {
		return 0, false
	}
	return n, true
}

func (w *World) user(n int) string { return w.id(kindUser, int64(4100+n)) }

// text spoils s when the world is hostile: fragments at the front, in the
// middle and at the end, and now and then two kilobytes of it. The result
// still contains all of s, so that names stay distinct.
func (w *World) text(s string, key uint64) string {
	if !w.hostile || s == "" {
		return s
	}
	nasty := w.data.Hostile
	dice := streamOf(w.seed, domHostile, key, uint64(len(s)))
	switch dice.n(8) {
	case 0:
		return s
	case 1:
		return s + strings.Repeat(" very long name", 1+(2048-len(s)%2048)/15)
	case 2:
		return pick(&dice, nasty) + s
	}
	return pick(&dice, nasty) + s + pick(&dice, nasty)
}
