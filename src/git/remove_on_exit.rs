//! Removes temporary files and locks when the process is interrupted: a lock left behind would block Git.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file or folder that is removed on drop and when the process receives SIGINT, SIGTERM or SIGHUP.
pub(super) struct RemoveOnExit(PathBuf);

impl RemoveOnExit {
    /// Registers `path`, which need not exist yet.
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
    // Without a handler, the system ends the process and the files stay until a later run removes them.
    WATCHED.call_once(|| {
        let _ = ctrlc::set_handler(|| {
            pending().iter().for_each(|path| remove(path));
            process::exit(130);
        });
    });
}

/// Removes a file or folder. Retries, because another thread may still be writing into the folder.
fn remove(path: &Path) {
    for _ in 0..100 {
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        if removed.is_ok() || !path.exists() {
            return;
        }
    }
}
