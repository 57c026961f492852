//! Ownership of trusted files.

/// Returns whether `user` is the current user. Like Git, accepts the caller of `sudo` too.
#[cfg(unix)]
pub(crate) fn is_us(user: u32) -> bool {
    let us = rustix::process::geteuid();
    let caller = || std::env::var("SUDO_UID").ok()?.parse::<u32>().ok();
    user == us.as_raw() || (us.is_root() && caller() == Some(user))
}
