package mapping

import "strings"

// usual is a family of variable names and the paths they commonly stand for,
// the best first (contract section 8, usual paths).
type usual struct {
	names []string
	spans []string
	rows  []string // columns of experiment runs and examples
}

// family finds the names that a variable goes by; the table is small, so it is
// walked.
func family(variable string) usual {
	name := plain(variable)
	for _, u := range [...]usual{
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
		for _, n := range u.names {
			if n == name {
				return u
			}
		}
	}
	return usual{}
}

func (u usual) paths(kind Kind) []string {
	if kind == Spans {
		return u.spans
	}
	return u.rows
}

// plain folds a name: case, underscores, hyphens and spaces do not count.
func plain(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
}

// Guess gives the usual path for a variable, preferring the one that most
// samples have, then a path of the samples that ends in the variable's name.
// known may be nil: then it is the usual path alone. Empty: no idea.
func Guess(variable string, kind Kind, known []Known) string {
	usual := family(variable).paths(kind)
	best, most := "", 0
	for _, p := range usual {
		for _, k := range known {
			if k.Path == p && k.Samples > most {
				best, most = p, k.Samples
			}
		}
	}
	if best != "" {
		return best
	}
	name := plain(variable)
	for _, k := range known { // most samples first
		if name != "" && plain(leafOf(k.Path)) == name {
			return k.Path
		}
	}
	if len(usual) > 0 {
		return usual[0]
	}
	return ""
}

func leafOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
