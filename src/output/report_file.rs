//! Opens the file of `--output` without following symbolic links of a vault.

use std::env;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::beneath::{BeneathError, Folder};

/// Opens the file at `path` for writing, and creates or truncates it. Folders below the current one, which may be a
/// stranger's vault, must not be links, nor must the file itself; other folders may be.
///
/// # Errors
/// If it is a link, a note, a file of Git or not a regular file, has other hard links, or cannot be opened for writing.
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
    if is_note(path) || whole.iter().any(|part| part == ".git") {
        return Err(io::Error::other("a note or a file of Git; choose another file for the report"));
    }
    let file = Folder::open(folder)?.child(name);
    if file.open().is_ok_and(|there| has_other_links(&there)) {
        return Err(io::Error::other("it has other hard links, which would change too"));
    }
    Ok(file.open_emptied()?)
}

fn is_note(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
}

#[cfg(unix)]
fn has_other_links(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().is_ok_and(|metadata| metadata.nlink() > 1)
}

#[cfg(not(unix))]
fn has_other_links(_: &File) -> bool {
    false
}

/// Whether a folder between `here` and `file` is a link.
fn is_behind_link(file: &Path, here: &Path) -> bool {
    let above: Vec<&Path> = file.ancestors().skip(1).collect();
    let is_here = |folder: &&Path| folder.canonicalize().is_ok_and(|folder| folder == here);
    above.iter().position(is_here).is_some_and(|at| above[..at].iter().any(|folder| folder.is_symlink()))
}

/// Whether `path` is a stream or a device of the system: `/dev/stdout`, `/dev/null`, or a process substitution `>(...)`.
fn is_stream(path: &Path) -> bool {
    let folders = ["/dev", "/dev/fd", "/proc/self/fd"];
    cfg!(unix) && path.parent().is_some_and(|folder| folders.iter().any(|of_system| folder == Path::new(of_system)))
}
