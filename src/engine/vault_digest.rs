//! A hash of all that cross-note results depend on: the paths of the vault and the contents of its notes.

use crate::text::fnv1a;

/// An incremental hash of a vault.
pub(super) struct VaultDigest(u64);

impl VaultDigest {
    /// Creates the hash of a vault with these paths ([`crate::vault::VaultIndex::digest`]), without notes.
    pub(super) fn new(paths: u64) -> Self {
        Self(fnv1a(paths.to_le_bytes()))
    }

    /// Adds a note by its path and the hash of its content.
    pub(super) fn add(&mut self, path: &str, content: u64) {
        let parts = [self.0, content].map(u64::to_le_bytes);
        self.0 = fnv1a(parts.into_iter().flatten().chain(path.bytes()));
    }

    /// Returns the hash.
    pub(super) fn value(&self) -> u64 {
        self.0
    }
}
