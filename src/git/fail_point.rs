//! Places where a test kills the program, to see what is left.

/// Ends the process at once, as a kill would, when a test build was told to by `VAULTLINT_KILL_AT=NAME`.
#[cfg(debug_assertions)]
pub fn fail_point(name: &str) {
    if std::env::var_os("VAULTLINT_KILL_AT").is_some_and(|at| at == name) {
        std::process::abort();
    }
}

/// Nothing, in the program that is used.
#[cfg(not(debug_assertions))]
pub fn fail_point(_: &str) {}
