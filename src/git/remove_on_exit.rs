//! What must not stay behind when the process is told to stop: a lock keeps everybody out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file or folder that goes when this is dropped, and when the process gets SIGINT, SIGTERM or SIGHUP.
pub(super) struct RemoveOnExit(PathBuf);

impl RemoveOnExit {
    /// Takes care of what stands at `path`, or will.
    pub(super) fn new(path: PathBuf) -> Self {
        install_signal_handler();
        pending().push(path.clone());
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for RemoveOnExit {
    fn drop(&mut self) {
        let mut pending = pending();
        if pending.contains(&self.0) {
            remove(&self.0);
            pending.retain(|path| *path != self.0);
        }
    }
}

fn pending() -> MutexGuard<'static, Vec<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn install_signal_handler() {
    static WATCHED: Once = Once::new();
    // Without a handler it is as before: the system ends the process, and what is pending stays.
    WATCHED.call_once(|| {
        let _ = ctrlc::set_handler(|| {
            pending().iter().for_each(|path| remove(path));
            process::exit(130);
        });
    });
}

/// A folder into which another thread still writes takes several attempts.
fn remove(path: &Path) {
    for _ in 0..100 {
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        if removed.is_ok() || !path.exists() {
            return;
        }
    }
}
