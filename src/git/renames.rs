//! Rename detection: pairs of a deleted and a new file with similar content.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use super::{ChangedFile, Changes, ObjectId, TrackedFile};

/// The maximum number of pairs compared by content. Git has a similar limit.
const LIMIT_PAIRS: usize = 100_000;

/// Finds the deleted file that each new file was renamed from: one with the same content, preferably of the same name,
/// or else the one that shares the most lines, at least half of the bytes (as in `git diff -M`). Only files that are
/// `comparable` are compared by their lines, and only with each other. `read` returns the content of a file.
pub(super) fn find(
    changes: &mut Changes,
    comparable: impl Fn(&[u8]) -> bool,
    read: impl Fn(ObjectId) -> Option<Vec<u8>>,
) {
    let Changes { changed, deleted } = changes;
    let is_new = |file: &&mut ChangedFile| file.old.is_none() && file.now.kind.is_file() && !file.is_unmerged;
    let mut new: Vec<&mut ChangedFile> = changed.iter_mut().filter(is_new).collect();
    let mut unmatched: HashMap<usize, &TrackedFile> =
        deleted.iter().filter(|file| file.kind.is_file()).enumerate().collect();
    if new.is_empty() || unmatched.is_empty() {
        return;
    }
    pair_same_content(&mut new, &mut unmatched, |file| {
        (file.id, comparable(&file.path), name_of(&file.path).to_owned())
    });
    pair_same_content(&mut new, &mut unmatched, |file| (file.id, comparable(&file.path)));
    new.retain(|file| comparable(&file.now.path));
    unmatched.retain(|_, file| comparable(&file.path));
    // Try files of the same name first: their folder may have been renamed.
    let by_name: HashMap<&[u8], usize> = unmatched.iter().map(|(&at, file)| (name_of(&file.path), at)).collect();
    let lines_of = |id: ObjectId| LineCounts::count(&read(id).unwrap_or_default());
    for file in &mut new {
        let Some((at, before)) = by_name.get(name_of(&file.now.path)).and_then(|at| Some((at, *unmatched.get(at)?)))
        else {
            continue;
        };
        if lines_of(file.now.id).is_similar(&lines_of(before.id)) {
            file.old = unmatched.remove(at).cloned();
        }
    }
    new.retain(|file| file.old.is_none());
    if new.len() * unmatched.len() > LIMIT_PAIRS {
        return;
    }
    let old: Vec<(usize, LineCounts)> = unmatched.iter().map(|(&at, file)| (at, lines_of(file.id))).collect();
    for file in new {
        let lines = lines_of(file.now.id);
        let candidates = old.iter().filter(|(at, old)| unmatched.contains_key(at) && lines.is_similar(old));
        let best = candidates.max_by_key(|(at, old)| (lines.shared(old), usize::MAX - at));
        file.old = best.and_then(|(at, _)| unmatched.remove(at)).cloned();
    }
}

/// Pairs files of the same `key`, the earliest ones first.
fn pair_same_content<K: Hash + Eq>(
    new: &mut Vec<&mut ChangedFile>,
    unmatched: &mut HashMap<usize, &TrackedFile>,
    key: impl Fn(&TrackedFile) -> K,
) {
    let mut latest_first: Vec<usize> = unmatched.keys().copied().collect();
    latest_first.sort_unstable_by_key(|&at| Reverse(at));
    let mut by_key: HashMap<K, Vec<usize>> = HashMap::new();
    for at in latest_first {
        by_key.entry(key(unmatched[&at])).or_default().push(at);
    }
    for file in new.iter_mut() {
        let found = by_key.get_mut(&key(&file.now)).and_then(Vec::pop);
        file.old = found.and_then(|at| unmatched.remove(&at)).cloned();
    }
    new.retain(|file| file.old.is_none());
}

fn name_of(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}

/// The number of occurrences of each line in a file.
struct LineCounts {
    counts: HashMap<Vec<u8>, usize>,
    bytes: usize,
}

impl LineCounts {
    fn count(content: &[u8]) -> Self {
        let mut counts: HashMap<Vec<u8>, usize> = HashMap::new();
        for line in content.split_inclusive(|&byte| byte == b'\n') {
            *counts.entry(line.to_owned()).or_default() += 1;
        }
        Self { counts, bytes: content.len() }
    }

    /// Returns whether at least half of the bytes of the larger file are in shared lines.
    fn is_similar(&self, other: &Self) -> bool {
        let shared = self.shared(other);
        shared > 0 && shared * 2 >= self.bytes.max(other.bytes)
    }

    /// Returns the number of bytes in shared lines.
    fn shared(&self, other: &Self) -> usize {
        let shared =
            |(line, count): (&Vec<u8>, &usize)| other.counts.get(line).map_or(0, |more| line.len() * count.min(more));
        self.counts.iter().map(shared).sum()
    }
}
