//! Reads the sizes and times of files without opening them.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::engine::FileStamp;

/// Reads stamps of files below a folder. The folder is opened once: resolving an absolute path per file is slower.
#[cfg(unix)]
pub(super) struct StampReader(Option<rustix::fd::OwnedFd>);

#[cfg(unix)]
impl StampReader {
    pub(super) fn below(root: &Path) -> Self {
        use rustix::fs::{Mode, OFlags, open};
        Self(open(root, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).ok())
    }

    /// Returns the stamp of the file at `path` in the folder; empty if that is not a regular file.
    pub(super) fn of(&self, path: &str) -> FileStamp {
        use rustix::fs::{AtFlags, FileType, statat};
        let found = self.0.as_ref().and_then(|root| statat(root, path, AtFlags::SYMLINK_NOFOLLOW).ok());
        let Some(found) = found.filter(|found| FileType::from_raw_mode(found.st_mode).is_file()) else {
            return FileStamp::default();
        };
        FileStamp {
            size: number(found.st_size),
            modified: number::<i64>(found.st_mtime)
                .saturating_mul(1_000_000_000)
                .saturating_add(number::<i64>(found.st_mtime_nsec)),
            changed: number::<i64>(found.st_ctime)
                .saturating_mul(1_000_000_000)
                .saturating_add(number::<i64>(found.st_ctime_nsec)),
            number: number(found.st_ino),
        }
    }
}

/// Converts a number whose type differs between systems; 0 if it does not fit.
#[cfg(unix)]
fn number<T: Default>(of: impl TryInto<T>) -> T {
    of.try_into().unwrap_or_default()
}

/// Reads stamps of files below a folder.
#[cfg(not(unix))]
pub(super) struct StampReader(std::path::PathBuf);

#[cfg(not(unix))]
impl StampReader {
    pub(super) fn below(root: &Path) -> Self {
        Self(root.to_owned())
    }

    /// Returns the stamp of the file at `path` in the folder; empty if that is not a regular file.
    pub(super) fn of(&self, path: &str) -> FileStamp {
        match std::fs::symlink_metadata(self.0.join(path)) {
            Ok(found) if found.is_file() => FileStamp {
                size: found.len(),
                modified: found.modified().map_or(0, nanoseconds),
                ..FileStamp::default()
            },
            _ => FileStamp::default(),
        }
    }
}

/// Returns the nanoseconds since the start of 1970.
pub(super) fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    i64::try_from(since).unwrap_or(i64::MAX)
}
