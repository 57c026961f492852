//! The file that a report goes to: one that the user named, and no link of a vault leads elsewhere.

use std::env;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::beneath::{BeneathError, Folder};

/// Opens the file at `path` for writing; it is made, or emptied. The user's own folders may be links, but nothing that
/// counts from the current folder, which may be a stranger's vault, and never the file itself.
///
/// # Errors
/// When it is a link or no regular file, or cannot be opened for writing.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if is_stream(path) {
        return File::create(path);
    }
    let here = env::current_dir()?;
    let whole = here.join(path);
    if is_behind_link(&whole, &here.canonicalize()?) {
        return Err(BeneathError::Link.into());
    }
    let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) else {
        return Err(BeneathError::NotAFile.into());
    };
    Ok(Folder::open(folder)?.child(name).open_emptied()?)
}

/// Whether a folder of `file` below `here` is a link.
fn is_behind_link(file: &Path, here: &Path) -> bool {
    let above: Vec<&Path> = file.ancestors().skip(1).collect();
    let is_here = |folder: &&Path| folder.canonicalize().is_ok_and(|folder| folder == here);
    above.iter().position(is_here).is_some_and(|at| above[..at].iter().any(|folder| folder.is_symlink()))
}

/// Whether the system has a stream or a device at `path`: `/dev/stdout`, `/dev/null`, or what a shell makes of `>(...)`.
fn is_stream(path: &Path) -> bool {
    let folders = ["/dev", "/dev/fd", "/proc/self/fd"];
    cfg!(unix) && path.parent().is_some_and(|folder| folders.iter().any(|of_system| folder == Path::new(of_system)))
}
