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
	kindConnection       = "Integration"
	kindTask             = "OnlineTask"
	kindRun              = "TaskRun"
)

const (
	alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	hex   = "0123456789abcdef"
)

// id is the standard base64 of Type:number:hash, padded.
func (w *World) id(kind string, number int64) string {
	raw := make([]byte, 0, 48)
	raw = append(raw, kind...)
	raw = append(raw, ':')
	raw = strconv.AppendInt(raw, number, 10)
	raw = append(raw, ':')
	raw = append(raw, w.hash(kind, number)...)
	return base64.StdEncoding.EncodeToString(raw)
}

func (w *World) hash(kind string, number int64) string {
	dice := streamOf(w.seed, domID, uint64(len(kind))<<8|uint64(kind[0]), uint64(number))
	return dice.chars(4, alnum)
}

// number parses an ID. It is false for another kind, a wrong hash or any text
// that id does not produce.
func (w *World) number(kind, id string) (int64, bool) {
	raw, err := base64.StdEncoding.DecodeString(id)
	parts := strings.Split(string(raw), ":")
	if err != nil || len(parts) != 3 {
		return 0, false
	}
	number, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || number < 0 || w.id(kind, number) != id {
		return 0, false
	}
	return number, true
}

func (w *World) user(index int) string { return w.id(kindUser, int64(4100+index)) }

// spoil adds hostile fragments before and after a text if the world is hostile,
// and sometimes makes it two kilobytes long. The result contains the text, so
// that names stay distinct.
func (w *World) spoil(text string, key uint64) string {
	if !w.hostile || text == "" {
		return text
	}
	nasty := w.data.Hostile
	dice := streamOf(w.seed, domHostile, key, uint64(len(text)))
	switch dice.n(8) {
	case 0:
		return text
	case 1:
		return text + strings.Repeat(" very long name", 1+(2048-len(text)%2048)/15)
	case 2:
		return pick(&dice, nasty) + text
	}
	return pick(&dice, nasty) + text + pick(&dice, nasty)
}
