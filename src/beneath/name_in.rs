//! A name in a folder, for both implementations of folders.

use std::ffi::{OsStr, OsString};

/// A name in a folder. The entry need not exist.
#[derive(Clone, Debug)]
pub struct NameIn<F> {
    pub(super) folder: F,
    pub(super) name: OsString,
}

impl<F: Clone> NameIn<F> {
    /// Returns another name in the same folder.
    pub fn sibling(&self, name: &OsStr) -> Self {
        Self { folder: self.folder.clone(), name: name.to_owned() }
    }

    /// Returns the folder.
    pub fn folder(&self) -> &F {
        &self.folder
    }

    /// Returns the name.
    pub fn name(&self) -> &OsStr {
        &self.name
    }
}
