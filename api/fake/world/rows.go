package world

// row is the pattern of one task. The first 60 tasks are the rows as they
// stand; later ones are the same rows again with a qualifier and other
// projects of the same space. The order is the order of the first page.
type row struct {
	name       string
	source     string // a project, or a dataset written with a leading #
	ch         character
	runs       int    // finished runs before the world opened
	continuous bool   // started every few minutes
	evals      string // evaluator names of the same space, separated by |
	filter     string // query filter of the task, "" for none
	active     bool   // the newest run is under way when the world opens
}

// rows: a RUN_EXPERIMENT row has no evaluators; the type of the others
// follows from the first evaluator.
var rows = [...]row{
	{"Citation Check Draft", "docs-rag", never, 0, false, "Contains Citation", "", false},
	{"Relevance Monitor", "support-bot", healthy, 420, true, "Relevance|Hallucination", "span_kind = 'LLM'", true},
	{"JSON Shape", "#golden-qa", failing, 4, false, "JSON Parses", "", false},
	{"Hallucination Backfill", "support-bot", lengthy, 9, false, "Hallucination", "span_kind = 'LLM'", true},
	{"Prompt v4 Candidates", "#golden-qa", healthy, 6, false, "", "", true},
	{"Tone of Voice", "support-bot", healthy, 260, true, "Tone of Voice", "", false},
	{"PII Leak Nightly", "payments-agent", queued, 7, false, "PII Leak", "", true},
	{"Refund Policy Adherence", "payments-agent", healthy, 512, true, "Refund Policy Adherence|PII Leak", "span_kind = 'LLM'", true},
	{"Helpfulness v2 (ordinal scale)", "docs-rag", railless, 3, false, "Helpfulness", "", false},
	{"Summary Quality", "docs-rag", badModel, 5, false, "Summary Quality", "", false},
	{"Escalation Gate", "dispute-triage", badKey, 6, false, "Escalation Needed", "", false},
	{"丁寧さチェック", "カスタマー対応ボット", healthy, 300, true, "丁寧さ", "", false},
	{"Golden QA Correctness", "#golden-qa", partial, 12, false, "QA Correctness", "", false},
	{"Metadata Tier Filter", "docs-rag", quiet, 8, false, "Relevance", "attributes.metadata.tier = 'gold'", false},
	{"Toxicity Watch 🚨", "support-bot", noisy, 340, true, "Toxicity", "", false},
	{"Context Sufficiency on Retrieval", "docs-rag", unresolved, 11, false, "Context Sufficiency", "span_kind = 'RETRIEVER'", false},
	{"Weekly Relabel", "support-bot", labelled, 14, false, "QA Correctness", "", false},
	{"Never Set Window", "query-rewriter", unset, 3, false, "Relevance", "", false},
	{"Chain Output Audit", "support-bot", mismatched, 5, false, "QA Correctness", "span_kind = 'CHAIN'", false},
	{"Session Frustration", "support-bot", misfit, 6, false, "Conversation Frustration", "span_kind = 'LLM'", false},
	{"Required Disclaimers", "payments-agent", healthy, 640, true, "Required Disclaimers|Forbidden Words", "", false},
	{"Invoice Schema", "invoice-extractor", healthy, 210, true, "Invoice Schema", "span_kind = 'LLM'", false},
	{"Exact Amount Regression", "#invoice-fields", healthy, 18, false, "Exact Amount", "", false},
	{"Tool Choice", "payments-agent", partial, 380, true, "Tool Choice", "span_kind = 'TOOL'", false},
	{"Agent Goal Reached", "payments-agent", healthy, 22, false, "Agent Trajectory", "", false},
	{"Model Swap: small against large", "#refund-policies", healthy, 7, false, "", "", false},
	{"PII Leak Sweep", "dispute-triage", healthy, 450, true, "PII Leak", "", false},
	{"Voice Transcript Quality with a deliberately long name that explains the whole experiment, its owner team and the quarter it belongs to", "ivr-voice", noisy, 16, false, "PII Leak", "", false},
	{"Latency Budget", "payments-agent", healthy, 300, true, "Latency Budget", "", false},
	{"Answer Language 🇯🇵→🇬🇧", "shop-search-jp", partial, 280, true, "Answer Language", "", false},
	{"検索結果の関連性モニター（本番環境・全トラフィック）", "shop-search-jp", healthy, 410, true, "検索の関連性", "span_kind = 'LLM'", false},
	{"Family Plan Wording 👨‍👩‍👧‍👦", "カスタマー対応ボット", healthy, 9, false, "丁寧さ", "", false},
	{"よくある質問 回帰テスト", "#日本語FAQ", healthy, 13, false, "Answer Language", "", false},
	{"Rewrite Faithfulness", "query-rewriter", healthy, 230, true, "Relevance", "", false},
	{"Answer Overlap", "#golden-qa", healthy, 20, false, "Answer Overlap", "", false},
	{"Citation Check", "docs-rag", healthy, 350, true, "Contains Citation|JSON Parses", "span_kind = 'LLM'", false},
	{"Adversarial Prompts", "#adversarial-prompts", failing, 5, false, "Toxicity", "", false},
	{"Edge Case Correctness", "#support-edge-cases", noisy, 10, false, "QA Correctness|Tone of Voice", "", false},
	{"Trace Goal Reached", "support-bot", healthy, 12, false, "Trace Goal Reached", "", false},
	{"Greeting Wording", "support-bot", wrongText, 8, false, "Tone of Voice", "", false},
	{"Retriever Recall", "docs-rag", healthy, 240, true, "Context Sufficiency", "span_kind = 'RETRIEVER'", false},
	{"Agent Call Baseline", "#agent-trajectories", failing, 5, false, "", "", false},
	{"Dispute Outcome Parity", "dispute-triage", mixed, 33, false, "Refund Policy Adherence", "", false},
	{"Forbidden Words", "ivr-voice", healthy, 490, true, "Forbidden Words", "", false},
	{"Invoice Totals One-off", "invoice-extractor", healthy, 1, false, "Invoice Schema", "", false},
	{"Refund Amount Backfill", "payments-agent", lengthy, 4, false, "Refund Policy Adherence", "", false},
	{"Trajectory Replay", "#agent-trajectories", healthy, 9, false, "Tool Choice", "", false},
	{"Playground Smoke 🧪", "playground", mixed, 25, false, "Playground Judge", "", false},
	{"Prompt Injection Probe", "#adversarial-prompts", healthy, 15, false, "Toxicity", "", false},
	{"Rewriter A/B", "#rewrite-pairs", healthy, 6, false, "", "", false},
	{"Empathy Score", "support-bot", healthy, 310, true, "Tone of Voice", "", false},
	{"Docs Freshness", "docs-rag", quiet, 19, false, "Contains Citation", "attributes.metadata.section = 'howto'", false},
	{"Keyword Guard 東京", "shop-search-jp", healthy, 330, true, "Contains Keyword", "", false},
	{"Chargeback Reason Labels", "dispute-triage", labelled, 17, false, "Refund Policy Adherence", "", false},
	{"Judge Calibration", "#support-edge-cases", healthy, 24, false, "Relevance", "", false},
	{"Readability Sandbox", "support-bot", sandboxed, 4, false, "Reading Ease", "", false},
	{"Playground Regex", "playground", unresolved, 6, false, "Playground Regex", "", false},
	{"First Contact Resolution", "support-bot", mixed, 41, false, "Trace Goal Reached", "", false},
	{"Onboarding Flow Sampling", "docs-rag", healthy, 905, true, "Relevance|QA Correctness", "", false},
	{"Template Judge Trial", "#refund-policies", noisy, 4, false, "", "", false},
}

// Qualifiers make further names out of the rows: "Tone of Voice · EU nightly".
var (
	places = [...]string{"EU", "US", "UK", "Canada", "Japan", "Brazil", "India", "Nordics", "DACH", "Iberia", "Korea", "Mexico", "Australia",
		"beta", "canary", "production", "staging", "mobile", "web", "voice", "partner", "enterprise", "free tier", "gold tier",
		"English", "German", "French", "日本語", "한국어", "Español", "night shift", "weekend", "holiday", "new users", "returning users",
		"long context", "short answers", "tool calls", "multi-turn", "first turn"}
	habits = [...]string{"nightly", "weekly", "hourly", "sample", "full", "v2", "v3", "v4", "baseline", "candidate", "rollback", "shadow", "replay",
		"audit", "pilot", "trial", "rerun", "backfill", "smoke", "regression", "drift", "spot check", "team A", "team B", "team C",
		"Q1", "Q2", "Q3", "Q4", "small model", "large model", "cheap judge", "strict judge", "lenient judge", "two judges", "with context",
		"without context", "redacted", "raw", "archived", "phase 1", "phase 2"}
)
