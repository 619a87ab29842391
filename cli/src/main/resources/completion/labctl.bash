# Completes labctl in bash: eval "$(labctl completion bash)"
_labctl() {
  local value description
  COMPREPLY=()
  while IFS=$'\t' read -r value description; do
    case $value in
      */ | *=) compopt -o nospace 2>/dev/null ;;
    esac
    case ${COMP_WORDS[COMP_CWORD]} in
      [\"\']*) COMPREPLY+=("$value") ;;
      *) COMPREPLY+=("$(printf '%q' "$value")") ;;
    esac
  done < <("${COMP_WORDS[0]}" completion bash --line "${COMP_LINE:0:COMP_POINT}" --breaks "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -F _labctl labctl
