/** The shells that a completion script is made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** What the scripts call, as cobra's do; help does not show it. */
export const COMPLETE = '__complete'

/** The line that says: complete files. */
export const FILES = ':files'

const bash = `# Completion of flux-irsa for bash: source <(flux-irsa completion bash)
_flux_irsa() {
  local IFS=$'\\n' found
  found=$(flux-irsa ${COMPLETE} bash "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
  if [[ $found == '${FILES}' ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$2"))
  else
    COMPREPLY=($found)
  fi
}
complete -F _flux_irsa flux-irsa
`

const zsh = `#compdef flux-irsa
# Completion of flux-irsa for zsh, after compinit: source <(flux-irsa completion zsh)
_flux_irsa() {
  local line
  local -a found described
  found=("\${(@f)$(flux-irsa ${COMPLETE} words "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ $found[1] == '${FILES}' ]]; then
    compset -P '--*='
    _files
    return
  fi
  for line in $found; do
    if [[ $line == *$'\\t'* ]]; then
      described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    else
      described+=("\${line//:/\\\\:}")
    fi
  done
  _describe 'flux-irsa' described
}
if [[ $funcstack[1] == _flux_irsa ]]; then
  _flux_irsa "$@"
else
  compdef _flux_irsa flux-irsa
fi
`

const fish = `# Completion of flux-irsa for fish: flux-irsa completion fish | source
function __flux_irsa_candidates
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l found (flux-irsa ${COMPLETE} words $words "$current" 2>/dev/null)
    if test "$found[1]" = ${FILES}
        set -l kept (string match -r '^--[\\w-]+=' -- "$current")
        for path in (__fish_complete_path (string replace -r '^--[\\w-]+=' '' -- "$current"))
            echo "$kept$path"
        end
    else
        printf '%s\\n' $found
    end
end
complete -c flux-irsa -f -a '(__flux_irsa_candidates)'
`

/**
 * A shell's script: it hands the unfinished line to the program, which knows its own commands and asks for the rest. Sources: bash(1),
 * Programmable Completion; zshcompsys(1), _describe; https://fishshell.com/docs/current/completions.html
 */
export const SCRIPTS: Record<(typeof SHELLS)[number], string> = { bash, zsh, fish }
