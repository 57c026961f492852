#!/bin/sh
# vaultlint hook: checks the notes of a commit or a push. `vaultlint hook uninstall` takes it away.
#
# One file for every hook: it goes by the name it is installed under (pre-commit, pre-merge-commit, pre-push). A hook
# that stood there before stands in the folder before-vaultlint, under its own name, and runs first.

# Where vaultlint was installed from: some Git clients run hooks with a bare PATH.
installed=''
# The vault that is judged, from the top of the working tree; all of them where it is empty.
vault=''

# Another tool may have moved it aside, as NAME.legacy.
name=${0##*/}
name=${name%%.*}
before=${0%/*}/before-vaultlint/$name

# Git tells pre-push on standard input what is pushed; both hooks are told.
input=
[ "$name" = pre-push ] && input=$(cat)
run() {
    if [ -n "$input" ]; then
        printf '%s\n' "$input" | "$@"
    else
        "$@" </dev/null
    fi
}

if [ -x "$before" ]; then
    run "$before" "$@" || exit $?
fi

program=vaultlint
[ -n "$installed" ] && [ -x "$installed" ] && program=$installed
if ! command -v "$program" >/dev/null 2>&1; then
    echo "vaultlint: not found, so the notes were not checked; put it on your PATH, or remove $0" >&2
    exit 0
fi
run "$program" hook run ${vault:+--vault "$vault"} "$name" "$@"
