package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ax-tui/api/login"
	"ax-tui/theme"
	"ax-tui/ui/cli/config"
)

// completionCommand is `ax-tui completion`. The scripts are our own, since names with
// spaces are the normal case here: they take the line apart themselves, inside quotes
// too, need nothing else to be installed, and run no text of the line.
func completionCommand() *cobra.Command {
	scripts := map[string]string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print the script that completes commands, names and IDs",
		Long: `completion prints a script that completes commands, flags, and names and IDs from
the server. To have it in every new shell:

  bash        echo 'source <(ax-tui completion bash)' >> ~/.bashrc
  zsh         add to ~/.zshrc, in this order:
                autoload -Uz compinit && compinit
                source <(ax-tui completion zsh)
  fish        ax-tui completion fish > ~/.config/fish/completions/ax-tui.fish
  powershell  ax-tui completion powershell | Out-String | Invoke-Expression`,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "powershell" {
				return cmd.Root().GenPowerShellCompletionWithDesc(cmd.OutOrStdout())
			}
			_, err := fmt.Fprint(cmd.OutOrStdout(), scripts[args[0]])
			return err
		},
	}
}

// completing reports whether the arguments are those with which a shell asks for
// completions.
func completing(args []string) bool {
	return len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd)
}

// completeNamedFlags completes themes, views and profiles wherever a command has their flags.
func completeNamedFlags(cmd *cobra.Command, env func(string) string) {
	complete := func(flag string, words func() []string) {
		if cmd.Flags().Lookup(flag) != nil || cmd.PersistentFlags().Lookup(flag) != nil {
			_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				return words(), cobra.ShellCompDirectiveNoFileComp
			})
		}
	}
	complete("theme", func() []string { return slices.Concat(theme.Names[:], config.Themes(env)) })
	complete("profile", func() (names []string) {
		for _, profile := range login.Profiles(login.Request{Env: env}) {
			names = append(names, profile.Name)
		}
		return names
	})
	complete("view", func() []string {
		settings, _ := config.Load(env)
		return slices.Sorted(maps.Keys(settings.Views))
	})
	for _, sub := range cmd.Commands() {
		completeNamedFlags(sub, env)
	}
}

// In bash the words are taken from the line, because bash gives the current one in
// pieces and without its quote. Only the part after the last character at which bash
// breaks words is returned, quoted as the quote that is open asks for.
const bashCompletion = `# bash completion for ax-tui
_ax_tui() {
    local line=${COMP_LINE:0:COMP_POINT} word='' quote='' char next i skip=0 started=''
    local -a given=()
    COMPREPLY=()
    for ((i = 0; i < ${#line}; i++)); do
        char=${line:i:1} next=${line:i+1:1}
        case $quote:$char in
        "':'" | '":"') quote='' ;;
        '":\')
            case $next in
            [\"\\\$] | $'\140') word+=$next i=$((i + 1)) ;;
            *) word+=$char ;;
            esac
            ;;
        [\'\"]:*) word+=$char ;;
        :[\'\"]) quote=$char started=1 skip=${#word} ;;
        ':\') word+=$next i=$((i + 1)) started=1 ;;
        :[[:space:]])
            [[ -n $started ]] && given+=("$word")
            word='' started='' skip=0
            ;;
        *)
            word+=$char started=1
            if [[ $COMP_WORDBREAKS == *"$char"* ]]; then
                skip=${#word}
                [[ $char == @ ]] && skip=$((skip - 1)) # readline keeps it, as it may begin the name of a host
            fi
            ;;
        esac
    done
    [[ ${#given[@]} -gt 0 ]] || return

    local out directive value about quoted prefix=''
    out=$("${given[0]/#\~/$HOME}" __complete "${given[@]:1}" "$word" 2>/dev/null) || return
    directive=${out##*:}
    [[ $word == -*=* ]] && prefix=${word%%=*}=
    while IFS=$'\t' read -r value about; do
        value=$prefix$value
        [[ $value == "$word"* && $value != "$prefix:$directive" ]] || continue
        if [[ ${COMP_TYPE-} == 63 && -n $about ]]; then # only shown
            COMPREPLY+=("${value:skip}  ($about)")
            continue
        fi
        value=${value:skip}
        if [[ -z $quote ]]; then
            printf -v quoted %q "$value"
        else
            quoted=''
            for ((i = 0; i < ${#value}; i++)); do
                char=${value:i:1}
                case $quote$char in
                "''") quoted+="'\\''" ;;
                \"[\"\\\$] | \"$'\140') quoted+=\\$char ;;
                *) quoted+=$char ;;
                esac
            done
        fi
        COMPREPLY+=("$quoted")
    done <<<"$out"

    if [[ ${#COMPREPLY[@]} -eq 0 ]] && ! ((directive & 4)); then compopt -o default 2>/dev/null; fi
    if ((directive & 2)); then compopt -o nospace 2>/dev/null; fi
}
complete -o nosort -F _ax_tui ax-tui 2>/dev/null || complete -F _ax_tui ax-tui
`

const zshCompletion = `#compdef ax-tui
# zsh completion for ax-tui
_ax-tui() {
    local out directive line value
    local -a given values shown
    given=("${(@Q)words[1,CURRENT-1]}")
    out=$("${given[1]/#\~/$HOME}" __complete "${(@)given[2,-1]}" "${(Q)PREFIX}" 2>/dev/null) || return 1
    directive=${out##*:}
    [[ $PREFIX == -*=* ]] && compset -P '*='
    for line in "${(@f)out}"; do
        [[ -z $line || $line == ":$directive" ]] && continue
        value=${line%%$'\t'*}
        values+=("$value")
        [[ $line == *$'\t'* ]] && shown+=("$value  -- ${line#*$'\t'}") || shown+=("$value")
    done
    local -a options=(-V ax-tui -d shown) # in the order given
    [[ $out == *$'\t'* ]] && options+=(-l)
    ((directive & 2)) && options+=(-S '')
    compadd "${options[@]}" -- "${values[@]}" || { ((directive & 4)) || _files; }
}
if [[ $funcstack[1] == _ax-tui ]]; then
    _ax-tui "$@"
elif (($+functions[compdef])); then
    compdef _ax-tui ax-tui
else
    print -u2 'ax-tui: completion needs this line before it in ~/.zshrc: autoload -Uz compinit && compinit'
fi
`

const fishCompletion = `# fish completion for ax-tui
function __ax_tui_complete
    set -l given (commandline -opc)
    set -l raw (commandline -ct)
    set -l word (string unescape -- $raw 2>/dev/null; or string unescape -- $raw\" 2>/dev/null; or string unescape -- $raw\' 2>/dev/null; or echo -- $raw)
    set -l program (string replace -r '^~' $HOME -- $given[1])
    set -l out ($program __complete $given[2..-1] "$word" 2>/dev/null)
    or return
    set -l directive (string replace : '' -- $out[-1])
    set -l prefix (string match -r -- '^-.*?=' "$word")
    set -e out[-1]
    for line in $out
        echo -- "$prefix$line"
    end
    if test (math "floor($directive / 4) % 2") -eq 0
        __fish_complete_path $raw
    end
end
complete -c ax-tui -e
complete -c ax-tui -f -k -a '(__ax_tui_complete)'
`
