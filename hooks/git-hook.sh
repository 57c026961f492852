#!/bin/sh
# vaultlint hook: checks the notes of a commit or a push. `vaultlint hook uninstall` removes it.
#
# The same file serves every hook, by the name it is installed under (pre-commit, pre-merge-commit, pre-push). An earlier
# hook is kept in the folder before-vaultlint under the same name, and runs first.

# The path of vaultlint: some Git clients run hooks with a minimal PATH.
installed=''
# The vault to check, from the top of the working tree; all vaults if empty.
vault=''

# Another tool may have renamed this file to NAME.legacy.
name=${0##*/}
name=${name%%.*}
before=${0%/*}/before-vaultlint/$name

# Git passes what is pushed to pre-push on standard input; both hooks get it.
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
