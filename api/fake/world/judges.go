package world

// judge is the pattern of one evaluator. Kind: T template, M managed code,
// C custom code, H harness, R remote.
type judge struct {
	name, space, kind string
	granularity       string
	choices           map[string]float64 // templates; nil: no rails
	integration       string             // templates and remote ones
	model             string
	body              string // template, managed check or code
	imports           string // custom code
	vars              []string
	params            []StaticParam
	about             string
}

const (
	askOneWord = "\n\nAnswer with a single word, without punctuation."
	baseImport = "from arize.experimental.datasets.experiments.evaluators.base import Evaluator, EvaluationResult"
)

func yesNo(yes, no string) map[string]float64 { return map[string]float64{yes: 1, no: 0} }

// judges lists every evaluator of the world. It is a function because maps
// cannot be constants.
func judges() []judge {
	return append(templateJudges(), codeJudges()...)
}

func templateJudges() []judge {
	return []judge{
		{name: "Relevance", space: search, kind: "T", granularity: "SPAN", choices: yesNo("relevant", "irrelevant"), integration: "OpenAI production", model: "gpt-4o-mini",
			body:  "You compare an answer with a question.\n\n[Question]\n{input}\n\n[Answer]\n{output}\n\nDoes the answer address the question? Reply \"relevant\" or \"irrelevant\"." + askOneWord,
			about: "Does the answer address the question"},
		{name: "Hallucination", space: search, kind: "T", granularity: "SPAN", choices: yesNo("factual", "hallucinated"), integration: "OpenAI production", model: "gpt-4o",
			body:  "Read the reference text, the question and the answer.\n\n[Reference]\n{context}\n\n[Question]\n{input}\n\n[Answer]\n{output}\n\nIf every statement of the answer is supported by the reference, reply \"factual\", else \"hallucinated\"." + askOneWord,
			about: "Is every statement supported by the retrieved documents"},
		{name: "QA Correctness", space: search, kind: "T", granularity: "SPAN", choices: yesNo("correct", "incorrect"), integration: "Claude (Anthropic)", model: "claude-sonnet-4-5",
			body: "Question: {input}\nAnswer given: {output}\n\nIs the answer correct and complete? Reply \"correct\" or \"incorrect\"." + askOneWord},
		{name: "Tone of Voice", space: search, kind: "T", granularity: "SPAN", choices: map[string]float64{"warm": 1, "neutral": 0.5, "cold": 0}, integration: "OpenAI production", model: "gpt-4o-mini",
			body: "Judge the tone of this reply to a customer.\n\n{output}\n\nReply \"warm\", \"neutral\" or \"cold\"." + askOneWord},
		{name: "Toxicity", space: search, kind: "T", granularity: "SPAN", choices: yesNo("non-toxic", "toxic"), integration: "Gemini Vertex", model: "gemini-2.5-flash",
			body: "Is the following text insulting, hateful or threatening?\n\n{output}\n\nReply \"toxic\" or \"non-toxic\"." + askOneWord},
		{name: "Context Sufficiency", space: search, kind: "T", granularity: "SPAN", choices: yesNo("sufficient", "insufficient"), integration: "OpenAI production", model: "gpt-4o-mini",
			body: "Documents:\n{context}\n\nQuestion:\n{input}\n\nCan the question be answered from the documents alone?" + askOneWord},
		{name: "Conversation Frustration", space: search, kind: "T", granularity: "SESSION", choices: yesNo("content", "frustrated"), integration: "Claude (Anthropic)", model: "claude-haiku-4-5",
			body: "Here is a whole conversation.\n\n{conversation}\n\nDoes the customer sound frustrated at the end?" + askOneWord},
		{name: "Trace Goal Reached", space: search, kind: "T", granularity: "TRACE", choices: yesNo("reached", "missed"), integration: "OpenAI production", model: "gpt-4o",
			body: "Request: {input}\nSteps and results: {output}\n\nWas the goal of the request reached?" + askOneWord},
		{name: "Helpfulness", space: search, kind: "T", granularity: "SPAN", integration: "OpenAI production", model: "gpt-4o",
			body: "Rate from 1 to 5 how helpful this answer is.\n\n{input}\n---\n{output}"},
		{name: "Summary Quality", space: search, kind: "T", granularity: "SPAN", choices: yesNo("good", "poor"), integration: "OpenAI production", model: "gpt-4-0314",
			body: "Document:\n{document}\n\nSummary:\n{summary}\n\nIs the summary faithful and short?" + askOneWord, about: "Still pinned to an old model"},
		{name: "Refund Policy Adherence", space: payments, kind: "T", granularity: "SPAN", choices: yesNo("adheres", "violates"), integration: "Azure EU", model: "gpt-4o",
			body: "Policy: refunds within 30 days, never above the amount paid.\n\nRequest: {input}\nDecision: {output}\n\nReply \"adheres\" or \"violates\"." + askOneWord},
		{name: "PII Leak", space: payments, kind: "T", granularity: "SPAN", choices: yesNo("clean", "leak"), integration: "Azure EU", model: "gpt-4o-mini",
			body: "Does this text disclose card numbers, addresses or dates of birth?\n\n{output}\n\nReply \"clean\" or \"leak\"." + askOneWord},
		{name: "Tool Choice", space: payments, kind: "T", granularity: "SPAN", choices: yesNo("right", "wrong"), integration: "Azure EU", model: "gpt-4o",
			body: "Task: {input}\nTools: {tool_definitions}\nCalled: {tool_call}\n\nWas it the right tool with the right arguments?" + askOneWord},
		{name: "Agent Trajectory", space: payments, kind: "T", granularity: "TRACE", choices: map[string]float64{"direct": 1, "detour": 0.5, "lost": 0}, integration: "Azure EU", model: "gpt-4o",
			body: "Steps of the agent:\n{output}\n\nGoal:\n{input}\n\nReply \"direct\", \"detour\" or \"lost\"." + askOneWord},
		{name: "Escalation Needed", space: payments, kind: "T", granularity: "SPAN", choices: yesNo("no", "yes"), integration: "Legacy proxy", model: "gpt-4o",
			body: "Should a person take over this case?\n\n{input}\n{output}" + askOneWord},
		{name: "丁寧さ", space: tokyo, kind: "T", granularity: "SPAN", choices: yesNo("丁寧", "失礼"), integration: "Bedrock 東京", model: "anthropic.claude-sonnet-4",
			body: "次の返信は丁寧ですか。\n\n{output}\n\n「丁寧」または「失礼」とだけ答えてください。", about: "返信の丁寧さを判定します"},
		{name: "検索の関連性", space: tokyo, kind: "T", granularity: "SPAN", choices: yesNo("関連あり", "関連なし"), integration: "Bedrock 東京", model: "anthropic.claude-sonnet-4",
			body: "質問: {input}\n検索結果: {output}\n\n関連していますか。"},
		{name: "Answer Language", space: tokyo, kind: "T", granularity: "SPAN", choices: yesNo("same", "different"), integration: "Bedrock 東京", model: "anthropic.claude-haiku-4",
			body: "Question: {input}\nAnswer: {output}\n\nAre both in the same language?" + askOneWord},
		{name: "Playground Judge", space: sandbox, kind: "T", choices: yesNo("👍", "👎"), integration: "NIM on our cluster", model: "llama-3.3-70b-instruct",
			body: "{input}\n\n{output}\n\n👍 or 👎?"},
	}
}

func codeJudges() []judge {
	return []judge{
		{name: "JSON Parses", space: search, kind: "M", granularity: "SPAN", body: "JSON_PARSEABLE", vars: []string{"output"}},
		{name: "Contains Citation", space: search, kind: "M", granularity: "SPAN", body: "MATCHES_REGEX", vars: []string{"output"},
			params: []StaticParam{{Name: "pattern", Type: "REGEX", Value: `\[\d+\]`}}},
		{name: "Answer Overlap", space: search, kind: "C", body: overlapCode, imports: baseImport, vars: []string{"output", "expected"},
			params: []StaticParam{{Name: "threshold", Type: "STRING", Value: "0.6"}}},
		{name: "Reading Ease", space: search, kind: "C", body: easeCode, imports: "from arize.evaluators import Evaluator\nimport textstat", vars: []string{"output"}},
		{name: "Exact Amount", space: payments, kind: "M", granularity: "SPAN", body: "EXACT_MATCH", vars: []string{"output", "expected"}},
		{name: "Required Disclaimers", space: payments, kind: "M", granularity: "SPAN", body: "CONTAINS_ALL_KEYWORDS", vars: []string{"output"},
			params: []StaticParam{{Name: "keywords", Type: "STRING_ARRAY", List: []string{"30 days", "original payment method"}}}},
		{name: "Forbidden Words", space: payments, kind: "M", granularity: "SPAN", body: "CONTAINS_ANY_KEYWORD", vars: []string{"output"},
			params: []StaticParam{{Name: "keywords", Type: "STRING_ARRAY", List: []string{"guarantee", "lawsuit", "promise"}}}},
		{name: "Invoice Schema", space: payments, kind: "C", granularity: "SPAN", body: schemaCode, imports: baseImport, vars: []string{"output"}},
		{name: "Latency Budget", space: payments, kind: "C", granularity: "SPAN", body: latencyCode, imports: baseImport, vars: []string{"latency_ms"}},
		{name: "Regression Harness", space: payments, kind: "H", about: "Runs beside the release pipeline"},
		{name: "Fraud Scorer", space: payments, kind: "R", integration: "Legacy proxy", about: "Lives in another system"},
		{name: "Contains Keyword", space: tokyo, kind: "M", granularity: "SPAN", body: "CONTAINS_ANY_KEYWORD", vars: []string{"output"},
			params: []StaticParam{{Name: "keywords", Type: "STRING_ARRAY", List: []string{"東京", "大阪"}}}},
		{name: "Playground Regex", space: sandbox, kind: "M", body: "MATCHES_REGEX", vars: []string{"text"},
			params: []StaticParam{{Name: "pattern", Type: "REGEX", Value: `^\p{L}+`}}},
	}
}

const overlapCode = `class AnswerOverlap(Evaluator):
    def evaluate(self, output=None, expected=None, **kwargs):
        given = set((output or "").lower().split())
        wanted = set((expected or "").lower().split())
        share = len(given & wanted) / max(1, len(wanted))
        label = "overlaps" if share >= 0.6 else "differs"
        return EvaluationResult(score=share, label=label)
`

const easeCode = `class ReadingEase(Evaluator):
    def evaluate(self, **row):
        ease = textstat.flesch_reading_ease(row["output"])
        return EvaluationResult(score=ease / 100, label="easy" if ease > 60 else "hard")
`

const schemaCode = `class InvoiceSchema(Evaluator):
    def evaluate(self, output=None, **kwargs):
        fields = {"number", "total", "currency", "due"}
        found = {f for f in fields if f'"{f}"' in (output or "")}
        return EvaluationResult(score=len(found) / 4, label="complete" if found == fields else "incomplete")
`

const latencyCode = `class LatencyBudget(Evaluator):
    def evaluate(self, latency_ms=None, **kwargs):
        ok = latency_ms is not None and float(latency_ms) < 2000
        return EvaluationResult(score=1.0 if ok else 0.0, label="within" if ok else "over")
`
