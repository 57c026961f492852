//! Folders as paths, for systems without folder handles: every component of a path is checked before each operation.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{BeneathError, EntryKind, LONGEST, NameIn, checked, split};

/// A folder and the root that it must stay below.
#[derive(Clone, Debug)]
pub struct Folder {
    root: Arc<Path>,
    path: PathBuf,
}

/// A name in a folder.
pub type FileAt = NameIn<Folder>;

impl Folder {
    /// Opens the folder at `path`. Follows links in this path, which the user chose.
    ///
    /// # Errors
    /// When it does not exist or cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        fs::read_dir(path)?;
        Ok(Self { root: path.into(), path: path.to_owned() })
    }

    /// Returns the path that was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns true: the owner cannot be checked on this system.
    pub fn is_owned_by_user(&self) -> bool {
        true
    }

    /// Opens the subfolder at `path`, or the folder itself if `path` is empty.
    ///
    /// # Errors
    /// When it does not exist, or a link is in the path.
    pub fn folder(&self, path: &str) -> Result<Self, BeneathError> {
        if path.is_empty() {
            return Ok(self.clone());
        }
        let folder = Self { root: Arc::clone(&self.root), path: self.path.join(checked(path)?) };
        folder.check()?;
        Ok(folder)
    }

    /// Opens the subfolder at `path`, creating missing folders.
    ///
    /// # Errors
    /// When it cannot be created, or a link is in the path.
    pub fn create_folder(&self, path: &str) -> Result<Self, BeneathError> {
        if path.is_empty() {
            return Ok(self.clone());
        }
        let mut folder = self.clone();
        for part in checked(path)?.split('/') {
            match fs::create_dir(folder.path.join(part)) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
                _ => folder = folder.folder(part)?,
            }
        }
        Ok(folder)
    }

    /// Like [`create_folder`](Self::create_folder); private folders are not supported on this system.
    ///
    /// # Errors
    /// When it cannot be created, or a link is in the path.
    pub fn make_private_folder(&self, path: &str) -> Result<Self, BeneathError> {
        self.create_folder(path)
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
        read_all(self.file(path)?.open()?, limit)
    }

    /// Returns the names in the folder, in no particular order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        self.check()?;
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    /// Does nothing: folders cannot be synced on this system.
    ///
    /// # Errors
    /// Never.
    #[expect(clippy::unnecessary_wraps, reason = "same signature as by_handle")]
    pub fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Does nothing: not supported on this system.
    pub fn sync_file_system(&self) {}

    /// Checks that every folder from the root to this one is a folder and not a link.
    fn check(&self) -> Result<(), BeneathError> {
        let folders = self.path.ancestors().take_while(|folder| *folder != &*self.root);
        for folder in folders {
            match kind_of(folder)? {
                EntryKind::Folder => {}
                EntryKind::Link => return Err(BeneathError::Link),
                EntryKind::File | EntryKind::Other => return Err(io::Error::from(io::ErrorKind::NotADirectory).into()),
            }
        }
        Ok(())
    }
}

impl FileAt {
    /// Returns the path, for messages.
    pub fn path(&self) -> PathBuf {
        self.folder.path.join(&self.name)
    }

    /// Returns the kind of the entry, or `None` if it does not exist.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn kind(&self) -> io::Result<Option<EntryKind>> {
        match kind_of(&self.checked()?) {
            Ok(kind) => Ok(Some(kind)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens the file for reading, if it is a regular file.
    ///
    /// # Errors
    /// When it does not exist, is not a regular file, or cannot be opened.
    pub fn open(&self) -> Result<File, BeneathError> {
        let path = self.checked()?;
        match kind_of(&path)? {
            EntryKind::File => Ok(File::open(path)?),
            EntryKind::Link => Err(BeneathError::Link),
            EntryKind::Folder | EntryKind::Other => Err(BeneathError::NotAFile),
        }
    }

    /// Reads the file, of at most 64 MiB.
    ///
    /// # Errors
    /// When it does not exist, is not a regular file, or is larger.
    pub fn read(&self) -> Result<Vec<u8>, BeneathError> {
        read_all(self.open()?, LONGEST)
    }

    /// Creates the file and opens it for reading and writing.
    ///
    /// # Errors
    /// When it already exists or cannot be created.
    pub fn create(&self) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create_new(true).open(self.checked()?)
    }

    /// Like [`create`](Self::create); private files are not supported on this system.
    ///
    /// # Errors
    /// When it already exists or cannot be created.
    pub fn create_private(&self) -> io::Result<File> {
        self.create()
    }

    /// Opens the file for writing and truncates it, creating it if it is missing.
    ///
    /// # Errors
    /// When it exists but is not a regular file, or cannot be opened.
    pub fn open_emptied(&self) -> Result<File, BeneathError> {
        match self.kind()? {
            None => Ok(self.create()?),
            Some(EntryKind::File) => Ok(OpenOptions::new().write(true).truncate(true).open(self.checked()?)?),
            Some(EntryKind::Link) => Err(BeneathError::Link),
            Some(EntryKind::Folder | EntryKind::Other) => Err(BeneathError::NotAFile),
        }
    }

    /// Creates a folder with this name; private folders are not supported on this system.
    ///
    /// # Errors
    /// When it already exists or cannot be created.
    pub fn create_private_folder(&self) -> io::Result<()> {
        fs::create_dir(self.checked()?)
    }

    /// Renames the entry to a name that does not exist.
    ///
    /// # Errors
    /// When the new name already exists, or the entry cannot be renamed.
    pub fn rename_to(&self, to: &Self) -> io::Result<()> {
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
        fs::rename(self.checked()?, to.checked()?)
    }

    /// Fails: an atomic exchange is not supported on this system.
    ///
    /// # Errors
    /// Always.
    pub fn exchange(&self, _: &Self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Removes the file or the link itself.
    ///
    /// # Errors
    /// When it is a folder or cannot be removed.
    pub fn remove(&self) -> io::Result<()> {
        fs::remove_file(self.checked()?)
    }

    /// Removes the folder if it is empty.
    ///
    /// # Errors
    /// When it is not a folder, is not empty, or cannot be removed.
    pub fn remove_folder(&self) -> io::Result<()> {
        fs::remove_dir(self.checked()?)
    }

    fn checked(&self) -> io::Result<PathBuf> {
        self.folder.check()?;
        Ok(self.path())
    }
}

fn kind_of(path: &Path) -> io::Result<EntryKind> {
    let kind = fs::symlink_metadata(path)?.file_type();
    Ok(match () {
        () if kind.is_symlink() => EntryKind::Link,
        () if kind.is_dir() => EntryKind::Folder,
        () if kind.is_file() => EntryKind::File,
        () => EntryKind::Other,
    })
}

fn read_all(file: File, limit: u64) -> Result<Vec<u8>, BeneathError> {
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(BeneathError::TooLarge) } else { Ok(bytes) }
}
