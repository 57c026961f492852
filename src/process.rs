//! Identifies processes in files that they leave behind, so that a later process can tell whether they still run.

use std::fs;
use std::process;

/// Returns an identifier of this process: its process id and PID namespace. The same id in a container is another
/// process.
pub(crate) fn this_process() -> String {
    format!("{} {}", process::id(), namespace())
}

fn namespace() -> String {
    fs::read_link("/proc/self/ns/pid").map(|link| link.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Returns whether the process with this identifier has ended. Returns false for processes in other namespaces, which
/// may still run.
pub(crate) fn has_ended(written: &str) -> bool {
    let (id, process_namespace) = written.split_once(' ').unwrap_or((written, ""));
    process_namespace == namespace() && id.parse().is_ok_and(|id| !is_running(id))
}

/// Returns whether a process with this id is running, or true if the system cannot tell.
#[cfg(unix)]
pub(crate) fn is_running(process: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return false };
    // Another error means that the process exists but belongs to another user.
    !matches!(test_kill_process(process), Err(rustix::io::Errno::SRCH))
}

/// Returns whether a process with this id is running, or true if the system cannot tell.
#[cfg(not(unix))]
pub fn is_running(_: u32) -> bool {
    true
}
