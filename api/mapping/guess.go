package mapping

import "strings"

// family is a group of variable names and the paths they are usually mapped to,
// the best first (contract section 8, usual paths).
type family struct {
	names []string
	spans []string
	rows  []string // columns of experiment runs and examples
}

// findFamily returns the family of a variable, zero for none. The table is small,
// so it is searched linearly.
func findFamily(variable string) family {
	name := foldName(variable)
	for _, entry := range [...]family{
		{
			names: []string{"input", "question", "query", "prompt", "userinput", "userquery", "usermessage", "request"},
			spans: []string{"attributes.input.value", "attributes.llm.input_messages.0.message.content"},
			rows:  []string{"input", "question", "query", "prompt"},
		},
		{
			names: []string{"output", "answer", "response", "completion", "reply", "generation", "actualoutput", "modeloutput", "llmoutput", "airesponse"},
			spans: []string{"attributes.llm.output_messages.0.message.content", "attributes.output.value"},
			rows:  []string{"output"},
		},
		{
			names: []string{"context", "contexts", "documents", "document", "retrievedcontext", "retrieveddocuments", "passages", "sources"},
			spans: []string{"attributes.retrieval.documents.contents", "attributes.retrieval.documents.0.document.content"},
			rows:  []string{"context", "contexts", "documents"},
		},
		{
			names: []string{"expected", "expectedoutput", "expectedanswer", "reference", "referencetext", "referenceanswer", "groundtruth", "correctanswer", "gold", "label", "ideal"},
			rows:  []string{"expected", "expected_output", "reference", "ground_truth", "answer"},
		},
		{names: []string{"model", "modelname"}, spans: []string{"attributes.llm.model_name"}},
		{names: []string{"tool", "toolname"}, spans: []string{"attributes.tool.name"}},
		{names: []string{"toolparameters", "parameters", "arguments", "toolinput"}, spans: []string{"attributes.tool.parameters"}},
		{names: []string{"session", "sessionid"}, spans: []string{"attributes.session.id"}},
	} {
		for _, alias := range entry.names {
			if alias == name {
				return entry
			}
		}
	}
	return family{}
}

func (f family) paths(kind Kind) []string {
	if kind == Spans {
		return f.spans
	}
	return f.rows
}

// foldName removes differences of case, underscores, hyphens and spaces.
func foldName(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
}

// Guess suggests a path for a variable: the usual path that most samples have,
// else a path of the samples that ends in the variable's name, else the first
// usual path. known may be nil. It returns "" when nothing fits.
func Guess(variable string, kind Kind, known []Known) string {
	usual := findFamily(variable).paths(kind)
	best, most := "", 0
	for _, path := range usual {
		for _, candidate := range known {
			if candidate.Path == path && candidate.Samples > most {
				best, most = path, candidate.Samples
			}
		}
	}
	if best != "" {
		return best
	}
	name := foldName(variable)
	for _, candidate := range known { // most samples first
		if name != "" && foldName(leafOf(candidate.Path)) == name {
			return candidate.Path
		}
	}
	if len(usual) > 0 {
		return usual[0]
	}
	return ""
}

func leafOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
