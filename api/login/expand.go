package login

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// expand fills ${VAR} and ${VAR:default} in (contract section 2). A name holds
// neither } nor a colon. A variable that is empty counts as unset. The error
// names the variable.
func expand(text string, env func(string) string) (string, error) {
	var out strings.Builder
	for {
		head, rest, ok := strings.Cut(text, "${")
		out.WriteString(head)
		if !ok {
			return out.String(), nil
		}
		ref, after, closed := strings.Cut(rest, "}")
		if !closed {
			out.WriteString("${" + rest)
			return out.String(), nil
		}
		name, fallback, has := strings.Cut(ref, ":")
		value := env(name)
		switch {
		case value != "":
			out.WriteString(value)
		case has:
			out.WriteString(fallback)
		default:
			if !varName.MatchString(name) { // maybe the key itself, put into ${}
				return "", errors.New("it refers to a variable whose name is none")
			}
			return "", fmt.Errorf("it refers to ${%s}, which is not set", name)
		}
		text = after
	}
}

// varName is what a variable may be called.
var varName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// given reports whether a value holds text of its own, a fallback included,
// and not references alone.
func given(text string) bool {
	for {
		head, rest, ok := strings.Cut(text, "${")
		if head != "" || !ok {
			return head != ""
		}
		ref, after, closed := strings.Cut(rest, "}")
		if _, fallback, _ := strings.Cut(ref, ":"); fallback != "" || !closed {
			return true
		}
		text = after
	}
}

// profileName is what a profile may be called: it becomes a file name.
var profileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
