//! Whose files may be trusted.

/// Whether `user` is the one who runs this, as Git judges it: under `sudo`, the one who called that is too.
#[cfg(unix)]
pub fn is_us(user: u32) -> bool {
    let us = rustix::process::geteuid();
    let caller = || std::env::var("SUDO_UID").ok()?.parse::<u32>().ok();
    user == us.as_raw() || (us.is_root() && caller() == Some(user))
}
