//! Hooks for tests, set by environment variables: abort at a point, move files at a point, read repositories with
//! `git`, assume another owner, and set the granularity of file times.

use std::time::Duration;

/// Aborts the process, like a kill, in a debug build with `VAULTLINT_KILL_AT=NAME`. With `VAULTLINT_MOVE_AT=NAME`,
/// moves the files listed in `VAULTLINT_MOVES` (`FROM:TO:FROM:TO`), as another process might.
#[cfg(debug_assertions)]
pub(crate) fn fail_point(name: &str) {
    let is_set = |variable: &str| std::env::var_os(variable).is_some_and(|at| at == name);
    if is_set("VAULTLINT_KILL_AT") {
        std::process::abort();
    }
    if is_set("VAULTLINT_MOVE_AT") {
        let moves = std::env::var("VAULTLINT_MOVES").unwrap_or_default();
        for pair in moves.split(':').collect::<Vec<_>>().chunks_exact(2) {
            let _ = std::fs::rename(pair[0], pair[1]);
        }
    }
}

/// Does nothing in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn fail_point(_: &str) {}

/// Returns whether to read everything with `git`: in a debug build with `VAULTLINT_READER=git`.
#[cfg(debug_assertions)]
pub(crate) fn reads_with_git_cli() -> bool {
    std::env::var_os("VAULTLINT_READER").is_some_and(|reader| reader == "git")
}

/// Returns false in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn reads_with_git_cli() -> bool {
    false
}

/// Returns whether to treat every repository as another user's: in a debug build with the variable that Git's own tests
/// use.
#[cfg(debug_assertions)]
pub(super) fn assumes_other_owner() -> bool {
    std::env::var_os("GIT_TEST_ASSUME_DIFFERENT_OWNER").is_some_and(|assumed| assumed == "1")
}

/// Returns false in a release build.
#[cfg(not(debug_assertions))]
pub(super) fn assumes_other_owner() -> bool {
    false
}

/// Returns the coarsest granularity of file times: two seconds, as on FAT. A debug build can set it in milliseconds
/// with `VAULTLINT_COARSEST`.
pub(crate) fn timestamp_granularity() -> Duration {
    #[cfg(debug_assertions)]
    if let Some(millis) = std::env::var("VAULTLINT_COARSEST").ok().and_then(|value| value.parse().ok()) {
        return Duration::from_millis(millis);
    }
    Duration::from_secs(2)
}
