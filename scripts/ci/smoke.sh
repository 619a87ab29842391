#!/bin/sh
# An example for any CI service: runs the smoke job, leaves its reports in the folder that is given (default: reports),
# and ends with labctl's exit code. Further arguments go to labctl: scripts/ci/smoke.sh reports --labs file-catalog
set -eu
reports=${1:-reports}
[ $# -eq 0 ] || shift
exec "$(dirname "$0")/../labctl" smoke --report "junit=$reports/smoke.xml" --report "html=$reports/smoke.html" \
  --report "tap=$reports/smoke.tap" --report "json=$reports/smoke.json" "$@"
