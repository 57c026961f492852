//! Buckets of entries that share a hash key.

use std::hash::{BuildHasher, Hash};

use foldhash::quality::FixedState;
use rayon::prelude::*;

/// Entry numbers by the hash of a key, sorted and without duplicates. A hash collision merges two buckets, which only
/// costs unnecessary comparisons.
pub(super) struct Buckets {
    entries: Vec<(u64, u32)>,
    /// The start of the entries for each prefix of the hash; the last element is the number of entries.
    starts: Vec<u32>,
    /// The number of bits of a hash that are not part of the prefix.
    shift: u32,
}

impl Buckets {
    pub(super) fn new(mut entries: Vec<(u64, u32)>) -> Self {
        entries.par_sort_unstable();
        entries.dedup();
        let bits = entries.len().max(2).ilog2();
        let shift = u64::BITS - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        entries.iter().for_each(|(hash, _)| starts[(hash >> shift) as usize + 1] += 1);
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        Self { entries, starts, shift }
    }

    /// Returns the bucket of `hash`.
    pub(super) fn get(&self, hash: u64) -> impl ExactSizeIterator<Item = u32> + '_ {
        let bucket = (hash >> self.shift) as usize;
        let bucket = &self.entries[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let start = bucket.partition_point(|entry| entry.0 < hash);
        let many = bucket[start..].partition_point(|entry| entry.0 == hash);
        bucket[start..start + many].iter().map(|entry| entry.1)
    }

    /// Iterates over all buckets.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[(u64, u32)]> {
        self.entries.chunk_by(|one, other| one.0 == other.0)
    }
}

/// Returns the hash of a key.
pub(super) fn hash(of: impl Hash) -> u64 {
    FixedState::with_seed(0).hash_one(of)
}
