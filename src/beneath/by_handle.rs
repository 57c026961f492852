//! Folders as open handles, for Unix.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{self as sys, AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::{BeneathError, EntryKind, LONGEST, NameIn, checked, is_us, split};

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// Opening must not block on a pipe or acquire a controlling terminal.
const READ: OFlags =
    OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);
const WRITE: OFlags =
    OFlags::WRONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);
const CREATE: OFlags =
    OFlags::RDWR.union(OFlags::CREATE).union(OFlags::EXCL).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// An open folder. Operations apply to this folder even if another one takes its path.
#[derive(Clone, Debug)]
pub struct Folder {
    handle: Arc<OwnedFd>,
    /// For messages.
    path: PathBuf,
}

/// A name in an open folder.
pub(crate) type FileAt = NameIn<Folder>;

impl Folder {
    /// Opens the folder at `path`. Follows links in this path, which the user chose.
    ///
    /// # Errors
    /// When it does not exist or cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let handle = sys::open(path, FOLDER.difference(OFlags::NOFOLLOW), Mode::empty())?;
        Ok(Self { handle: Arc::new(handle), path: path.to_owned() })
    }

    /// Returns the path that was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether the folder belongs to the current user, see [`is_us`].
    pub fn is_owned_by_user(&self) -> bool {
        sys::fstat(&self.handle).is_ok_and(|folder| is_us(folder.st_uid))
    }

    /// Opens the subfolder at `path`, or the folder itself if `path` is empty.
    ///
    /// # Errors
    /// When it does not exist, or a link is in the path.
    pub fn folder(&self, path: &str) -> Result<Self, BeneathError> {
        if path.is_empty() {
            return Ok(self.clone());
        }
        let handle = self.open_beneath(path, FOLDER)?;
        Ok(Self { handle: Arc::new(handle), path: self.path.join(path) })
    }

    /// Opens the subfolder at `path`, creating missing folders.
    ///
    /// # Errors
    /// When it cannot be created, or a link is in the path.
    pub fn create_folder(&self, path: &str) -> Result<Self, BeneathError> {
        self.make(path, Mode::from_raw_mode(0o777))
    }

    /// Like [`create_folder`](Self::create_folder), but new folders are accessible only to their owner.
    ///
    /// # Errors
    /// When it cannot be created, or a link is in the path.
    pub fn make_private_folder(&self, path: &str) -> Result<Self, BeneathError> {
        self.make(path, Mode::RWXU)
    }

    fn make(&self, path: &str, mode: Mode) -> Result<Self, BeneathError> {
        if path.is_empty() {
            return Ok(self.clone());
        }
        let mut folder = self.clone();
        for part in checked(path)?.split('/') {
            match sys::mkdirat(&folder.handle, part, mode) {
                Ok(()) | Err(Errno::EXIST) => folder = folder.folder(part)?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(folder)
    }

    /// Returns the file at `path`, which need not exist, but its folder must.
    ///
    /// # Errors
    /// When its folder does not exist, or a link is in the path.
    pub fn file(&self, path: &str) -> Result<FileAt, BeneathError> {
        let (folder, name) = split(path)?;
        Ok(self.folder(folder)?.child(OsStr::new(name)))
    }

    /// Returns the file with this name in the folder.
    pub fn child(&self, name: &OsStr) -> FileAt {
        FileAt { folder: self.clone(), name: name.to_owned() }
    }

    /// Reads the regular file at `path`, of at most `limit` bytes.
    ///
    /// # Errors
    /// When it does not exist, is not a regular file, is larger, or a link is in the path.
    pub fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, BeneathError> {
        match self.open_beneath(path, READ) {
            Ok(opened) => read_all(opened, limit),
            // What is no regular file may be impossible to open.
            Err(error) => match kind_at(self.handle.as_fd(), OsStr::new(checked(path)?)) {
                Ok(EntryKind::Link) => Err(BeneathError::Link),
                Ok(EntryKind::Folder | EntryKind::Other) => Err(BeneathError::NotAFile),
                Ok(EntryKind::File) | Err(_) => Err(error),
            },
        }
    }

    /// Returns the names in the folder, in no particular order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in sys::Dir::read_from(&self.handle)? {
            let name = entry?.file_name().to_bytes().to_owned();
            names.extend((name != b"." && name != b"..").then(|| OsString::from_vec(name)));
        }
        Ok(names)
    }

    /// Syncs the names in the folder to disk.
    ///
    /// # Errors
    /// When the system fails to.
    pub fn sync(&self) -> io::Result<()> {
        Ok(sys::fsync(&self.handle)?)
    }

    /// Syncs the file system of the folder to disk, where supported.
    pub fn sync_file_system(&self) {
        #[cfg(target_os = "linux")]
        let _ = sys::syncfs(&self.handle);
    }

    fn open_beneath(&self, path: &str, flags: OFlags) -> Result<OwnedFd, BeneathError> {
        let path = checked(path)?;
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::ResolveFlags;
            let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
            // With `NOFOLLOW`, a link where a folder is expected would fail with "not a folder".
            let flags = flags.difference(OFlags::NOFOLLOW);
            match sys::openat2(&self.handle, path, flags, Mode::empty(), resolve) {
                // Linux before 5.6 lacks this call, and some sandboxes reject it.
                Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => {}
                opened => return Ok(opened?),
            }
        }
        by_components(self.handle.as_fd(), path, flags)
    }
}

impl FileAt {
    /// Returns the path at the time its folder was opened, for messages.
    pub fn path(&self) -> PathBuf {
        self.folder.path.join(&self.name)
    }

    /// Returns the kind of the entry, or `None` if it does not exist.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn kind(&self) -> io::Result<Option<EntryKind>> {
        match kind_at(self.at(), &self.name) {
            Ok(kind) => Ok(Some(kind)),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the file for reading, if it is a regular file.
    ///
    /// # Errors
    /// When it does not exist, is not a regular file, or cannot be opened.
    pub fn open(&self) -> Result<File, BeneathError> {
        match kind_at(self.at(), &self.name)? {
            EntryKind::File => regular(sys::openat(self.at(), &self.name, READ, Mode::empty())?),
            EntryKind::Link => Err(BeneathError::Link),
            EntryKind::Folder | EntryKind::Other => Err(BeneathError::NotAFile),
        }
    }

    /// Reads the file, of at most 64 MiB.
    ///
    /// # Errors
    /// When it does not exist, is not a regular file, or is larger.
    pub fn read(&self) -> Result<Vec<u8>, BeneathError> {
        read_all(self.open()?.into(), LONGEST)
    }

    /// Creates the file and opens it for reading and writing.
    ///
    /// # Errors
    /// When it already exists or cannot be created.
    pub fn create(&self) -> io::Result<File> {
        Ok(sys::openat(self.at(), &self.name, CREATE, Mode::from_raw_mode(0o666))?.into())
    }

    /// Like [`create`](Self::create), but accessible only to its owner.
    ///
    /// # Errors
    /// When it already exists or cannot be created.
    pub fn create_private(&self) -> io::Result<File> {
        Ok(sys::openat(self.at(), &self.name, CREATE, Mode::RUSR | Mode::WUSR)?.into())
    }

    /// Opens the file for writing and truncates it, creating it if it is missing.
    ///
    /// # Errors
    /// When it exists but is not a regular file, or cannot be opened.
    pub fn open_emptied(&self) -> Result<File, BeneathError> {
        match self.kind()? {
            None => Ok(self.create()?),
            Some(EntryKind::File) => {
                let file = regular(sys::openat(self.at(), &self.name, WRITE, Mode::empty())?)?;
                file.set_len(0)?;
                Ok(file)
            }
            Some(EntryKind::Link) => Err(BeneathError::Link),
            Some(EntryKind::Folder | EntryKind::Other) => Err(BeneathError::NotAFile),
        }
    }

    /// Creates a folder with this name, accessible only to its owner.
    ///
    /// # Errors
    /// When it already exists or cannot be created.
    pub fn create_private_folder(&self) -> io::Result<()> {
        Ok(sys::mkdirat(self.at(), &self.name, Mode::RWXU)?)
    }

    /// Renames the entry to a name that does not exist.
    ///
    /// # Errors
    /// When the new name already exists, or the entry cannot be renamed.
    pub fn rename_to(&self, to: &Self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{RenameFlags, renameat_with};
            match renameat_with(self.at(), &self.name, to.at(), &to.name, RenameFlags::NOREPLACE) {
                // Not every file system supports this.
                Err(Errno::INVAL | Errno::NOSYS) => {}
                renamed => return Ok(renamed?),
            }
        }
        match to.kind()? {
            Some(_) => Err(io::ErrorKind::AlreadyExists.into()),
            None => self.replace(to),
        }
    }

    /// Renames the entry to `to`, replacing what is there.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn replace(&self, to: &Self) -> io::Result<()> {
        Ok(sys::renameat(self.at(), &self.name, to.at(), &to.name)?)
    }

    /// Exchanges the two entries atomically.
    ///
    /// # Errors
    /// When one does not exist, or the system does not support it.
    pub fn exchange(&self, other: &Self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{RenameFlags, renameat_with};
            Ok(renameat_with(self.at(), &self.name, other.at(), &other.name, RenameFlags::EXCHANGE)?)
        }
        #[cfg(not(target_os = "linux"))]
        {
            let _ = other;
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    /// Removes the file or the link itself.
    ///
    /// # Errors
    /// When it is a folder or cannot be removed.
    pub fn remove(&self) -> io::Result<()> {
        Ok(sys::unlinkat(self.at(), &self.name, AtFlags::empty())?)
    }

    /// Removes the folder if it is empty.
    ///
    /// # Errors
    /// When it is not a folder, is not empty, or cannot be removed.
    pub fn remove_folder(&self) -> io::Result<()> {
        Ok(sys::unlinkat(self.at(), &self.name, AtFlags::REMOVEDIR)?)
    }

    fn at(&self) -> BorrowedFd<'_> {
        self.folder.handle.as_fd()
    }
}

/// Opens `path` component by component without following links.
pub(super) fn by_components(folder: BorrowedFd<'_>, path: &str, flags: OFlags) -> Result<OwnedFd, BeneathError> {
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut opened: Option<OwnedFd> = None;
    let parts = above.split('/').filter(|part| !part.is_empty()).map(|part| (part, FOLDER));
    for (part, flags) in parts.chain([(name, flags)]) {
        let at = opened.as_ref().map_or(folder, AsFd::as_fd);
        let next = sys::openat(at, part, flags, Mode::empty()).map_err(|error| match error {
            // Some systems return this for a link where a folder is expected.
            Errno::NOTDIR if kind_at(at, OsStr::new(part)) == Ok(EntryKind::Link) => BeneathError::Link,
            error => error.into(),
        })?;
        opened = Some(next);
    }
    opened.ok_or(BeneathError::Outside)
}

fn kind_at(folder: BorrowedFd<'_>, path: &OsStr) -> Result<EntryKind, Errno> {
    let found = sys::statat(folder, path, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(match FileType::from_raw_mode(found.st_mode) {
        FileType::RegularFile => EntryKind::File,
        FileType::Directory => EntryKind::Folder,
        FileType::Symlink => EntryKind::Link,
        _ => EntryKind::Other,
    })
}

/// Returns the opened file if it is regular. It may have been replaced since its kind was checked.
fn regular(opened: OwnedFd) -> Result<File, BeneathError> {
    let file = File::from(opened);
    if file.metadata()?.is_file() { Ok(file) } else { Err(BeneathError::NotAFile) }
}

fn read_all(opened: OwnedFd, limit: u64) -> Result<Vec<u8>, BeneathError> {
    let file = File::from(opened);
    let metadata = file.metadata()?;
    let size = metadata.len();
    if !metadata.is_file() {
        return Err(BeneathError::NotAFile);
    }
    if size > limit {
        return Err(BeneathError::TooLarge);
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(size).unwrap_or(0)).map_err(io::Error::from)?;
    // The file may grow between the two calls.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(BeneathError::TooLarge) } else { Ok(bytes) }
}

impl From<Errno> for BeneathError {
    fn from(error: Errno) -> Self {
        match error {
            // FreeBSD returns `MLINK` for a link that must not be followed.
            Errno::LOOP | Errno::MLINK => Self::Link,
            Errno::XDEV => Self::Outside,
            error => Self::Io(error.into()),
        }
    }
}
