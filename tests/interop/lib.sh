# Sourced by the interop suites: counts checks, says what failed, and prints the line that .ci/run adds up.
passed=0 failed=0 skipped=0

# check NAME COMMAND... : passes when the command does; its output is shown when it fails.
check() {
  local name=$1 out
  shift
  if out=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "ok   $name"
  else
    failed=$((failed + 1))
    echo "FAIL $name"
    printf '%s\n' "$out" | tail -30 | sed 's/^/     | /'
  fi
}

skip() {
  skipped=$((skipped + 1))
  echo "skip $1: $2"
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}
