package world

import (
	"fmt"
	"strconv"
	"time"
)

// sheet is the pattern of one dataset; newest first, as datasets are listed.
type sheet struct {
	name, space    string
	versions, rows int
	asks, answers  []string
}

var trials = [...]string{"baseline gpt-4o", "shorter prompt", "claude-sonnet-4-5", "retrieval top-k 8", "temperature 0", "few-shot examples", "rewriter on", "mini model",
	"chain of thought", "strict format", "プロンプト改善", "reranker v2", "nightly 2026-10"}

var (
	supportAsks    = []string{"How do I reset my password?", "My parcel shows delivered but it is not here", "Can I change the delivery address after ordering?", "The app logs me out every day", "Do you ship to Iceland?", "I was charged twice 😡", "Where do I find my invoices?"}
	supportAnswers = []string{"Open Settings, choose Security, then Reset password. You get a mail within a minute [1].", "I am sorry to hear that. I have opened a trace with the carrier and you will hear from us within two days.", "Yes, until the parcel leaves our warehouse [2].", "Please update to the newest version; the fault is fixed there.", "We ship to Iceland in 5 to 8 days [3]."}
	moneyAsks      = []string{"Refund order 88213, damaged on arrival", "Dispute: customer says the card was stolen", "Read this invoice: No. 2026-114, total 1,280.00 EUR, due 30 days", "Cancel the second half of my subscription"}
	moneyAnswers   = []string{"{\"decision\": \"refund\", \"amount\": 49.90, \"currency\": \"EUR\"}", "Refund approved within 30 days, to the original payment method.", "{\"number\": \"2026-114\", \"total\": 1280.00, \"currency\": \"EUR\", \"due\": \"2026-12-01\"}", "I need a colleague to confirm this dispute."}
	japaneseAsks   = []string{"営業時間を教えてください", "返品の方法は？", "東京の在庫はありますか", "領収書を再発行できますか"}
	japaneseReply  = []string{"平日の9時から18時まで営業しております。", "商品到着後14日以内にマイページからお手続きください。", "申し訳ございません。東京店は在庫切れです。", "Receipts can be issued again from your account page."}
)

var sheets = [...]sheet{
	{"playground-mini", sandbox, 2, 12, supportAsks, supportAnswers},
	{"日本語FAQ", tokyo, 3, 36, japaneseAsks, japaneseReply},
	{"agent-trajectories", payments, 2, 24, moneyAsks, moneyAnswers},
	{"adversarial-prompts", search, 4, 60, supportAsks, supportAnswers},
	{"golden-qa", search, 5, 120, supportAsks, supportAnswers},
	{"invoice-fields", payments, 3, 48, moneyAsks, moneyAnswers},
	{"refund-policies", payments, 2, 40, moneyAsks, moneyAnswers},
	{"support-edge-cases", search, 3, 30, supportAsks, supportAnswers},
	{"rewrite-pairs", search, 2, 50, supportAsks, supportAnswers},
}

func exampleID(dataset, row int) string { return fmt.Sprintf("ex-%d-%04d", 8100+13*dataset, row+1) }

// Examples lists the rows of a dataset, in a fixed order; false when there is
// no such dataset.
func (w *World) Examples(datasetID string) ([]Example, bool) {
	i, ok := w.cat.dataset[datasetID]
	if !ok || w.cat.datasets[i].ID != datasetID {
		return nil, false
	}
	x, ds := sheets[i], w.cat.datasets[i]
	out := make([]Example, x.rows)
	for k := range out {
		d := roll(w.seed, domExample, uint64(i), uint64(k))
		at := ds.CreatedAt.Add(time.Duration(k) * 37 * time.Second)
		out[k] = Example{ID: exampleID(i, k), CreatedAt: at, UpdatedAt: at, Columns: map[string]any{
			"input": w.text(pick(&d, x.asks), d.next()), "expected": w.text(pick(&d, x.answers), d.next()), "difficulty": pick(&d, []string{"easy", "medium", "hard"}), "turns": float64(1 + d.n(6))}}
	}
	return out, true
}

// ExperimentRuns lists the results of an experiment, one an example; false
// when there is no such experiment. While its run goes on the list grows.
func (w *World) ExperimentRuns(experimentID string) ([]ExperimentRun, bool) {
	if i, ok := w.cat.expAt[experimentID]; ok {
		e := w.cat.experiments[i]
		return w.results(e.DatasetID, uint64(i), -1), true
	}
	e, run, ok := w.runExperiment(experimentID)
	if !ok {
		return nil, false
	}
	n, _ := w.number(kindRun, run.ID)
	return w.results(e.DatasetID, uint64(n), run.Successes+run.Errors), true
}

// results makes the first count results over a dataset; -1: all.
func (w *World) results(datasetID string, key uint64, count int) []ExperimentRun {
	i := w.cat.dataset[datasetID]
	x := sheets[i]
	if count < 0 || count > x.rows {
		count = x.rows
	}
	out := make([]ExperimentRun, count)
	for k := range out {
		d := roll(w.seed, domResult, key, uint64(k))
		out[k] = ExperimentRun{ID: "run-" + strconv.FormatUint(key, 10) + "-" + strconv.Itoa(k+1), ExampleID: exampleID(i, k), Output: w.text(pick(&d, x.answers), d.next()),
			Extra: map[string]any{"latency_ms": float64(200 + d.n(4000)), "eval.Correctness.label": pick(&d, []string{"correct", "correct", "incorrect"})}}
		if d.chance(4) {
			out[k].Output, out[k].Error = "", "model call timed out after 60 s"
		}
	}
	return out
}
