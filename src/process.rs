//! Processes, as what they leave behind names them: so that a later one can tell whether they still run.

use std::fs;
use std::process;

/// A process, as it is written down: its number, and among which processes it counts. The same number in a container is
/// another process.
pub fn this_process() -> String {
    format!("{} {}", process::id(), namespace())
}

fn namespace() -> String {
    fs::read_link("/proc/self/ns/pid").map(|link| link.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whether the process that was written down so has ended. One of another namespace may be there.
pub fn has_ended(written: &str) -> bool {
    let (number, among) = written.split_once(' ').unwrap_or((written, ""));
    among == namespace() && number.parse().is_ok_and(|number| !is_running(number))
}

/// Whether a process with this number is there. Where the system does not tell, it is.
#[cfg(unix)]
pub fn is_running(process: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return false };
    // One that belongs to somebody else may not be signalled.
    !matches!(test_kill_process(process), Err(rustix::io::Errno::SRCH))
}

/// Whether a process with this number is there. Where the system does not tell, it is.
#[cfg(not(unix))]
pub fn is_running(_: u32) -> bool {
    true
}
