#compdef labctl
# Completes labctl in zsh, after compinit: eval "$(labctl completion zsh)"
_labctl() {
  local -a whole whole_shown open open_shown
  local value description shown
  while IFS=$'\t' read -r value description; do
    shown=$value${description:+  -- $description}
    if [[ $value == */ || $value == *= ]]; then
      open+=("$value") open_shown+=("$shown")
    else
      whole+=("$value") whole_shown+=("$shown")
    fi
  done < <($words[1] completion zsh --line "${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)
  (( $#whole )) && compadd -l -d whole_shown -a whole
  (( $#open )) && compadd -l -S '' -d open_shown -a open
}
# Found in fpath, this is the function itself; evaluated, it makes the function known.
if [[ $funcstack[1] == _labctl ]]; then
  _labctl "$@"
else
  compdef _labctl labctl
fi
