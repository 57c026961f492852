//! A name in a folder, whatever stands for the folder.

use std::ffi::{OsStr, OsString};

/// A name in a folder. Nothing need be there.
#[derive(Clone, Debug)]
pub struct NameIn<F> {
    pub(super) folder: F,
    pub(super) name: OsString,
}

impl<F: Clone> NameIn<F> {
    /// Another name in the same folder.
    pub fn sibling(&self, name: &OsStr) -> Self {
        Self { folder: self.folder.clone(), name: name.to_owned() }
    }

    /// The folder.
    pub fn folder(&self) -> &F {
        &self.folder
    }

    /// The name.
    pub fn name(&self) -> &OsStr {
        &self.name
    }
}
