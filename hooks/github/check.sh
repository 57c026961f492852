#!/bin/sh
# Runs the check of the action: annotations to standard output, counts and findings to the step summary, SARIF to a file.
# Exits with the exit code of vaultlint. vaultlint must be on PATH.
#
# New findings are determined from the event; older ones are counted in the summary and never fail the job.
set -u

event=${GITHUB_EVENT_NAME:-}
base=${VAULTLINT_BASE:-}
head=${VAULTLINT_HEAD:-}
before=${VAULTLINT_BEFORE:-}
after=${VAULTLINT_AFTER:-}
vault=${VAULTLINT_VAULT:-}
fail_on=${VAULTLINT_FAIL_ON:-error}
sarif=${VAULTLINT_SARIF:-vaultlint.sarif}
default_branch=${VAULTLINT_DEFAULT_BRANCH:-}
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
outputs=${GITHUB_OUTPUT:-/dev/null}

# The maximum number of lines of findings in the summary: GitHub drops a summary over 1 MiB.
most=500

# Git marks a missing commit with zeros, GitHub also with an empty string.
is_nothing() { case $1 in *[!0]*) return 1 ;; *) return 0 ;; esac }

# After a forced push, `before` may be missing. In a shallow clone that cannot be told, and vaultlint says so.
is_gone() {
    ! git cat-file -e "$1^{commit}" 2>/dev/null && [ "$(git rev-parse --is-shallow-repository)" = false ]
}

range=
what='the whole vault'
case $event in
pull_request | pull_request_target | merge_group)
    range=$base...$head
    what='what this pull request adds'
    ;;
push)
    if is_nothing "$after"; then
        echo "vaultlint: the branch was deleted, nothing to check"
        exit 0
    fi
    what='what this push adds'
    if ! is_nothing "$before" && ! is_gone "$before"; then
        range=$before..$after
    elif [ "${GITHUB_REF:-}" != "refs/heads/$default_branch" ]; then
        range=refs/remotes/origin/$default_branch...$after
    fi
    ;;
esac

check() {
    vaultlint "$@" ${range:+"--range=$range"} ${vault:+"--vault=$vault"}
}

# Escapes standard error as the text of a workflow command, which is one line.
escaped() {
    LC_ALL=C awk '{ gsub(/%/, "%25"); gsub(/\r/, "%0D"); printf "%s%s", between, $0; between = "%0A" }' "$1"
}

# Formats text as an indented code block, which no text of a note can end. Byte by byte: macOS tools reject invalid UTF-8.
quoted() {
    LC_ALL=C tr '\r' ' ' | LC_ALL=C sed 's/^/    /'
}

folded() {
    printf '\n<details><summary>%s</summary>\n\n' "$1"
    cat
    printf '\n</details>\n'
}

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

check --format github --fail-on "$fail_on" >"$work/annotations" 2>"$work/stderr"
code=$?
cat "$work/annotations"

if [ -s "$work/stderr" ]; then
    command=warning
    [ "$code" -ge 2 ] && command=error
    printf '::%s title=vaultlint::%s\n' "$command" "$(escaped "$work/stderr")"
fi

check -q --statistics --color never --fail-on never >"$work/counts" 2>/dev/null
check --color never --fail-on never >"$work/findings" 2>/dev/null
{
    printf '### vaultlint: %s\n\n' "$what"
    quoted <"$work/counts"
    [ -s "$work/stderr" ] && { echo; quoted <"$work/stderr"; }
    if grep -q '^::' "$work/annotations"; then
        {
            head -n "$most" "$work/findings" | quoted
            [ "$(wc -l <"$work/findings")" -gt "$most" ] && printf '    ...\n\nThe log has all of them.\n'
        } | folded 'All findings'
    fi
    if grep -q '^[0-9,]* older finding' "$work/counts"; then
        check --all-lines -q --statistics --color never --fail-on never 2>/dev/null | quoted |
            folded 'Including findings on lines that did not change'
    fi
} >>"$summary"

# In the checkout, the report's path or a folder above it may be a symbolic link.
is_linked() {
    folder=$(dirname -- "$1")
    while [ "$folder" != . ] && [ "$folder" != / ]; do
        [ -L "$folder" ] && return 0
        folder=$(dirname -- "$folder")
    done
    return 1
}

# Code scanning closes alerts that are not reported, so the whole vault is reported.
range=
check --format sarif --output "$work/sarif" --fail-on never 2>/dev/null
if is_linked "$sarif" || { [ -d "$sarif" ] && [ ! -L "$sarif" ]; }; then
    echo '::warning title=vaultlint::no SARIF file was written: its path is a folder or behind a symbolic link'
elif rm -f -- "$sarif" && [ -s "$work/sarif" ] && cp -- "$work/sarif" "$sarif"; then
    printf 'sarif=%s\n' "$sarif" >>"$outputs"
fi

exit "$code"
