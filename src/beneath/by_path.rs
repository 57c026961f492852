//! Folders as paths, where the system has no handles that files could be reached from: before each operation every part of
//! the path is looked at.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{BeneathError, EntryKind, LONGEST, NameIn, checked, split};

/// A folder, and the one below which it has to be.
#[derive(Clone, Debug)]
pub struct Folder {
    root: Arc<Path>,
    path: PathBuf,
}

/// A name in a folder.
pub type FileAt = NameIn<Folder>;

impl Folder {
    /// Opens the folder at `path`. Links in this path are followed: it is the user's own.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        fs::read_dir(path)?;
        Ok(Self { root: path.into(), path: path.to_owned() })
    }

    /// The path at which it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it belongs to the user who runs this. The system does not tell so that Git could judge it.
    pub fn is_owned_by_user(&self) -> bool {
        true
    }

    /// Opens the folder at `path` below; the folder itself where the path is empty.
    ///
    /// # Errors
    /// When it is not there, or a link is in the way.
    pub fn folder(&self, path: &str) -> Result<Self, BeneathError> {
        if path.is_empty() {
            return Ok(self.clone());
        }
        let folder = Self { root: Arc::clone(&self.root), path: self.path.join(checked(path)?) };
        folder.check()?;
        Ok(folder)
    }

    /// Opens the folder at `path` below, and makes what is missing of it.
    ///
    /// # Errors
    /// When it cannot be made, or a link is in the way.
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

    /// The same, where what is made is for its owner alone, as far as the system has that.
    ///
    /// # Errors
    /// When it cannot be made, or a link is in the way.
    pub fn make_private_folder(&self, path: &str) -> Result<Self, BeneathError> {
        self.create_folder(path)
    }

    /// The file at `path` below, which need not be there; its folder must.
    ///
    /// # Errors
    /// When its folder is not there, or a link is in the way.
    pub fn file(&self, path: &str) -> Result<FileAt, BeneathError> {
        let (folder, name) = split(path)?;
        Ok(self.folder(folder)?.child(OsStr::new(name)))
    }

    /// The file of this name in the folder.
    pub fn child(&self, name: &OsStr) -> FileAt {
        FileAt { folder: self.clone(), name: name.to_owned() }
    }

    /// The bytes of the regular file at `path` below, of which there are `limit` at most.
    ///
    /// # Errors
    /// When it is not there, is no regular file or larger, or a link is in the way.
    pub fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, BeneathError> {
        read_all(self.file(path)?.open()?, limit)
    }

    /// The names in the folder, in no order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        self.check()?;
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    /// Nothing: names in a folder are not made durable here.
    ///
    /// # Errors
    /// Never.
    #[expect(clippy::unnecessary_wraps, reason = "as where it can fail")]
    pub fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Nothing: the system does not offer it.
    pub fn sync_file_system(&self) {}

    /// Looks at every folder from the root to this one.
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
    /// Where it is, for messages.
    pub fn path(&self) -> PathBuf {
        self.folder.path.join(&self.name)
    }

    /// What is there; None where nothing is.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn kind(&self) -> io::Result<Option<EntryKind>> {
        match kind_of(&self.checked()?) {
            Ok(kind) => Ok(Some(kind)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens it for reading. What is no regular file is not opened.
    ///
    /// # Errors
    /// When it is not there, or no regular file.
    pub fn open(&self) -> Result<File, BeneathError> {
        let path = self.checked()?;
        match kind_of(&path)? {
            EntryKind::File => Ok(File::open(path)?),
            EntryKind::Link => Err(BeneathError::Link),
            EntryKind::Folder | EntryKind::Other => Err(BeneathError::NotAFile),
        }
    }

    /// Its bytes, of which there are 64 MiB at most.
    ///
    /// # Errors
    /// When it is not there, no regular file, or longer.
    pub fn read(&self) -> Result<Vec<u8>, BeneathError> {
        read_all(self.open()?, LONGEST)
    }

    /// Makes the file, for reading and writing.
    ///
    /// # Errors
    /// When something is there already, or it cannot be made.
    pub fn create(&self) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create_new(true).open(self.checked()?)
    }

    /// The same, for its owner alone, as far as the system has that.
    ///
    /// # Errors
    /// When something is there already, or it cannot be made.
    pub fn create_private(&self) -> io::Result<File> {
        self.create()
    }

    /// Opens it for writing, emptied; where nothing is there, it is made.
    ///
    /// # Errors
    /// When something else than a regular file is there, or it cannot be opened.
    pub fn open_emptied(&self) -> Result<File, BeneathError> {
        match self.kind()? {
            None => Ok(self.create()?),
            Some(EntryKind::File) => Ok(OpenOptions::new().write(true).truncate(true).open(self.checked()?)?),
            Some(EntryKind::Link) => Err(BeneathError::Link),
            Some(EntryKind::Folder | EntryKind::Other) => Err(BeneathError::NotAFile),
        }
    }

    /// Makes a folder of this name, for its owner alone as far as the system has that.
    ///
    /// # Errors
    /// When something is there already, or it cannot be made.
    pub fn create_private_folder(&self) -> io::Result<()> {
        fs::create_dir(self.checked()?)
    }

    /// Moves it to where nothing is.
    ///
    /// # Errors
    /// When something is there, or it cannot be moved.
    pub fn rename_to(&self, to: &Self) -> io::Result<()> {
        match to.kind()? {
            Some(_) => Err(io::ErrorKind::AlreadyExists.into()),
            None => self.replace(to),
        }
    }

    /// Moves it to `to`, in the place of what is there.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn replace(&self, to: &Self) -> io::Result<()> {
        fs::rename(self.checked()?, to.checked()?)
    }

    /// The system cannot let two files change places in one step.
    ///
    /// # Errors
    /// Always.
    pub fn exchange(&self, _: &Self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Removes the file, or the link itself.
    ///
    /// # Errors
    /// When it is a folder, or cannot be removed.
    pub fn remove(&self) -> io::Result<()> {
        fs::remove_file(self.checked()?)
    }

    /// Removes the folder that is there, if it is empty.
    ///
    /// # Errors
    /// When it is no folder or not empty, or cannot be removed.
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
