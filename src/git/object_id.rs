//! Object ids.

use std::fmt;

use super::GitError;

/// The id of an object: 20 bytes (SHA-1) or 32 bytes (SHA-256).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

impl ObjectId {
    /// Creates an id from the bytes of a hash.
    ///
    /// # Panics
    /// When there are more than 32.
    pub(super) fn new(hash: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes[..hash.len()].copy_from_slice(hash);
        Self { bytes, length: u8::try_from(hash.len()).expect("at most 32, or the copy above panics") }
    }

    /// Parses 40 or 64 hexadecimal digits.
    pub fn parse(hex: &str) -> Option<Self> {
        let is_whole = matches!(hex.len(), 40 | 64) && hex.bytes().all(|digit| digit.is_ascii_hexdigit());
        let pairs = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok());
        is_whole.then(|| pairs.collect::<Option<Vec<u8>>>()).flatten().map(|bytes| Self::new(&bytes))
    }

    /// Returns whether all bytes are zero, which Git uses for "no object".
    pub fn is_zero(&self) -> bool {
        self.bytes.iter().all(|&byte| byte == 0)
    }

    /// Returns the SHA-1 id; `None` in a SHA-256 repository.
    pub(crate) fn to_blob_id(self) -> Option<BlobId> {
        self.as_bytes().try_into().ok()
    }

    /// Returns the bytes of the hash.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The SHA-1 blob id of a content, even in a SHA-256 repository.
pub(crate) type BlobId = [u8; 20];

/// Returns the blob id of `bytes`.
pub(crate) fn blob_id(bytes: &[u8]) -> Option<BlobId> {
    git2::Oid::hash_object(git2::ObjectType::Blob, bytes).ok()?.as_bytes().try_into().ok()
}

pub(super) fn to_object_id(oid: git2::Oid) -> ObjectId {
    ObjectId::new(oid.as_bytes())
}

pub(super) fn to_oid(id: ObjectId) -> Result<git2::Oid, GitError> {
    Ok(git2::Oid::from_bytes(id.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_round_trip() {
        let hex = "00ff".repeat(10);
        assert_eq!(ObjectId::parse(&hex).unwrap().to_string(), hex);
        assert!(ObjectId::parse(&"0".repeat(64)).unwrap().is_zero());
        assert!(ObjectId::parse("abc").is_none() && ObjectId::parse(&"g0".repeat(20)).is_none());
    }
}
