//! The differences between the vault of a run and the vault that the cache knows.

use std::collections::{BTreeSet, HashSet};

use foldhash::fast::FixedState;

use super::base_vault::BaseVault;
use super::read_pass::{ReadNote, ReadResult};
use super::result_cache::{CachedVault, ResultCache};
use crate::vault::{NoteChange, PackedFacts, VaultChanges, VaultIndex};

/// Returns the differences between `known`, which is what `cache` knows, and the vault in `index` with the notes `read`, of
/// which `notes` have facts; `None` if the cached facts of a note that differs are corrupt.
pub(super) fn changes_since(
    known: &CachedVault,
    cache: &dyn ResultCache,
    (index, read): (&VaultIndex, &[ReadResult<'_>]),
    notes: &[String],
) -> Option<VaultChanges> {
    let mut changes = VaultChanges { paths: differing_paths(known, index), notes: Vec::new() };
    let has_facts: HashSet<&str, FixedState> = notes.iter().map(String::as_str).collect();
    let mut is_corrupt = false;
    let mut change = |path: &str, after: Option<&PackedFacts>| {
        let before = cache.facts(path);
        is_corrupt |= before.is_none() && cache.has_entry(path);
        if before.as_ref() != after {
            let [before, after] = [before.as_ref(), after].map(|facts| facts.map(PackedFacts::unpack));
            changes.notes.push(NoteChange { path: path.to_owned(), before, after });
        }
    };
    let mut unreadable: HashSet<&str> = HashSet::new();
    for (path, note) in read {
        match note {
            Ok(ReadNote::New(new)) if has_facts.contains(path.as_str()) => change(path, new.facts.as_ref()),
            Err(_) => _ = unreadable.insert(path.as_str()),
            Ok(_) => {}
        }
    }
    cache.each_note(&mut |path| {
        if !has_facts.contains(path) || unreadable.contains(path) {
            change(path, None);
        }
    });
    changes.notes.retain(|note| note.before != note.after);
    (!is_corrupt).then_some(changes)
}

/// Returns the differences between `known`, which is what `cache` knows, and the vault before the changes. `since` are
/// those between it and the vault now. Returns `None` if the cached facts of a note that differs are corrupt.
pub(super) fn changes_before(
    base: BaseVault<'_>,
    before: &VaultIndex,
    (known, cache): (&CachedVault, &dyn ResultCache),
    since: &VaultChanges,
) -> Option<VaultChanges> {
    let base_changes = base.changed.iter().map(|file| file.path.as_str());
    let candidates: BTreeSet<&str> = base_changes.chain(since.notes.iter().map(|note| note.path.as_str())).collect();
    let mut notes = Vec::new();
    for path in candidates {
        let cached = cache.facts(path);
        if cached.is_none() && cache.has_entry(path) {
            return None;
        }
        let cached = cached.map(|facts| facts.unpack());
        notes.push(NoteChange { path: path.to_owned(), before: cached, after: before.facts(path) });
    }
    notes.retain(|note| note.before != note.after);
    Some(VaultChanges { paths: differing_paths(known, before), notes })
}

/// Returns the files that only one of the two vaults has.
pub(super) fn differing_paths(known: &CachedVault, index: &VaultIndex) -> Vec<String> {
    let paths: Vec<&str> = index.all_files().map(|file| index.path(file)).collect();
    differing(&known.paths, &paths)
}

/// Returns the elements that only one of two sorted lists has.
fn differing(one: &[String], other: &[&str]) -> Vec<String> {
    let mut differing = Vec::new();
    let (mut ones, mut others) = (one.iter().peekable(), other.iter().peekable());
    loop {
        match (ones.peek(), others.peek()) {
            (None, None) => return differing,
            (Some(one), Some(other)) if one.as_str() == **other => {
                ones.next();
                others.next();
            }
            (Some(one), other) if other.is_none_or(|other| one.as_str() < **other) => {
                differing.extend(ones.next().cloned());
            }
            (_, Some(other)) => {
                differing.push((**other).to_owned());
                others.next();
            }
            (Some(_), None) => unreachable!("the arm above takes it"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_list_has() {
        let one = ["a", "b", "d"].map(str::to_owned);
        assert_eq!(differing(&one, &["b", "c", "d", "e"]), ["a", "c", "e"]);
        assert_eq!(differing(&[], &["b"]), ["b"]);
        assert_eq!(differing(&one, &[]), ["a", "b", "d"]);
    }
}
