//! Files that were renamed: one is gone, and a new one holds nearly the same.

use std::collections::HashMap;

use super::{Before, Changed, Changes, ObjectId};

/// More pairs than this are not compared by content. Git has such a limit too.
const LIMIT_PAIRS: usize = 10_000;

/// Finds for each new file the one that is gone and became it: the same content, else the one that shares most of its
/// lines, half of their bytes at least (as in `git diff -M`). `read` gives the content of a file.
pub(super) fn find(changes: &mut Changes, read: impl Fn(ObjectId) -> Option<Vec<u8>>) {
    let Changes { changed, gone } = changes;
    let mut new: Vec<&mut Changed> =
        changed.iter_mut().filter(|file| file.before.is_none() && file.kind.is_file() && !file.is_unmerged).collect();
    let mut gone: Vec<Option<&Before>> = gone.iter().filter(|file| file.kind.is_file()).map(Some).collect();
    for file in &mut new {
        let same = gone.iter_mut().find(|before| before.is_some_and(|before| before.id == file.id));
        file.before = same.and_then(Option::take).cloned();
    }
    new.retain(|file| file.before.is_none());
    gone.retain(Option::is_some);
    if new.is_empty() || gone.is_empty() || new.len() * gone.len() > LIMIT_PAIRS {
        return;
    }
    let old_lines: Vec<Lines> =
        gone.iter().flatten().map(|file| Lines::of(&read(file.id).unwrap_or_default())).collect();
    for file in new {
        let lines = Lines::of(&read(file.id).unwrap_or_default());
        let shares = gone.iter().zip(&old_lines).enumerate();
        let shares = shares.filter(|(_, (before, _))| before.is_some());
        let best =
            shares.map(|(at, (_, old))| (lines.shared(old), at)).max_by_key(|&(share, at)| (share, usize::MAX - at));
        if let Some((share, at)) = best
            && share * 2 >= lines.bytes.max(old_lines[at].bytes)
            && share > 0
        {
            file.before = gone[at].take().cloned();
        }
    }
}

/// How often a file has each of its lines.
struct Lines {
    counts: HashMap<Vec<u8>, usize>,
    bytes: usize,
}

impl Lines {
    fn of(content: &[u8]) -> Self {
        let mut counts: HashMap<Vec<u8>, usize> = HashMap::new();
        for line in content.split_inclusive(|&byte| byte == b'\n') {
            *counts.entry(line.to_owned()).or_default() += 1;
        }
        Self { counts, bytes: content.len() }
    }

    /// Bytes of the lines that both have.
    fn shared(&self, other: &Self) -> usize {
        let shared =
            |(line, count): (&Vec<u8>, &usize)| other.counts.get(line).map_or(0, |more| line.len() * count.min(more));
        self.counts.iter().map(shared).sum()
    }
}
