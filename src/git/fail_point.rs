//! What tests tell the program: where to be killed, what somebody else does in that moment, who is to read repositories, and how fine the times of files are.

use std::time::Duration;

/// Ends the process at once, as a kill would, when a test build was told to by `VAULTLINT_KILL_AT=NAME`. When it was told
/// `VAULTLINT_MOVE_AT=NAME`, the files are moved that `VAULTLINT_MOVES` lists (`FROM:TO:FROM:TO`), as by another process.
#[cfg(debug_assertions)]
pub fn fail_point(name: &str) {
    let is_told = |variable: &str| std::env::var_os(variable).is_some_and(|at| at == name);
    if is_told("VAULTLINT_KILL_AT") {
        std::process::abort();
    }
    if is_told("VAULTLINT_MOVE_AT") {
        let moves = std::env::var("VAULTLINT_MOVES").unwrap_or_default();
        for pair in moves.split(':').collect::<Vec<_>>().chunks_exact(2) {
            let _ = std::fs::rename(pair[0], pair[1]);
        }
    }
}

/// Nothing, in the program that is used.
#[cfg(not(debug_assertions))]
pub fn fail_point(_: &str) {}

/// Whether everything is to be read by the program `git`: in a test build that was told `VAULTLINT_READER=git`.
#[cfg(debug_assertions)]
pub fn reads_with_git_cli() -> bool {
    std::env::var_os("VAULTLINT_READER").is_some_and(|reader| reader == "git")
}

/// No: libgit2 reads what it can.
#[cfg(not(debug_assertions))]
pub fn reads_with_git_cli() -> bool {
    false
}

/// Whether every repository is to be taken for somebody else's, in a test build: by the variable that tells Git so in its own
/// tests.
#[cfg(debug_assertions)]
pub(super) fn assumes_other_owner() -> bool {
    std::env::var_os("GIT_TEST_ASSUME_DIFFERENT_OWNER").is_some_and(|assumed| assumed == "1")
}

/// No: the system says whose it is.
#[cfg(not(debug_assertions))]
pub(super) fn assumes_other_owner() -> bool {
    false
}

/// How long after a file was written it may be written again and bear the same time: two seconds on FAT. In a test build, as
/// many milliseconds as `VAULTLINT_COARSEST` says.
pub fn timestamp_granularity() -> Duration {
    #[cfg(debug_assertions)]
    if let Some(told) = std::env::var("VAULTLINT_COARSEST").ok().and_then(|told| told.parse().ok()) {
        return Duration::from_millis(told);
    }
    Duration::from_secs(2)
}
