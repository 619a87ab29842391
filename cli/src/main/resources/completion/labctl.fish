# Completes labctl in fish: labctl completion fish | source
function __labctl_complete
    labctl completion fish --line (commandline --cut-at-cursor --current-process | string collect) 2>/dev/null
end
complete --command labctl --no-files --arguments '(__labctl_complete)'
