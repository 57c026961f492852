//! Finds the commit that introduced a text into a file.

use std::collections::HashMap;

use super::object_reader::CommitInfo;
use super::{GitError, ObjectId, ObjectStore};

/// The maximum size of a file that is searched, in bytes.
const LIMIT_BYTES: u64 = 16 * 1024 * 1024;

/// A commit as shown to people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitSummary {
    /// The hash, abbreviated as by Git.
    pub short: String,
    /// The date in the committer's time zone.
    pub day: String,
    /// The first line of the message.
    pub subject: String,
}

impl ObjectStore {
    /// Finds the commits in the history of HEAD that introduced `texts` into their files. Keys are paths from the
    /// repository's top, values are bytes of the file at that path. Texts that are not committed, or that come from a
    /// merge, have no result.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn introduced_by(&self, texts: HashMap<Vec<u8>, Vec<u8>>) -> Result<HashMap<Vec<u8>, CommitSummary>, GitError> {
        let mut found = HashMap::new();
        let mut pending: HashMap<Vec<u8>, PendingText> =
            texts.into_iter().map(|(path, text)| (path.clone(), PendingText { now: path, text })).collect();
        for commit in self.history()? {
            if pending.is_empty() {
                break;
            }
            let info = self.commit_info(commit)?;
            if info.parents.len() > 1 {
                continue;
            }
            let mut changes = self.diff_trees(info.parents.first().copied(), commit)?;
            changes.changed.retain(|file| pending.contains_key(&file.now.path));
            for file in changes.changed {
                let Some(PendingText { text, .. }) = pending.get(&file.now.path) else { continue };
                let has_it = |id: ObjectId| match self.content(id, LIMIT_BYTES) {
                    Ok(content) => Some(memchr::memmem::find(&content, text).is_some()),
                    Err(GitError::TooLarge(_)) => Some(false),
                    Err(_) => None,
                };
                let (Some(has_it_now), Some(had_it)) =
                    (has_it(file.now.id), file.old.as_ref().map_or(Some(false), |before| has_it(before.id)))
                else {
                    // The missing content may have contained the text.
                    pending.remove(&file.now.path);
                    continue;
                };
                if !has_it_now || had_it {
                    continue;
                }
                let old_name = changes
                    .deleted
                    .iter()
                    .find(|deleted| deleted.id == file.now.id)
                    .map(|deleted| deleted.path.clone());
                let text = pending.remove(&file.now.path).expect("it was there");
                match old_name {
                    Some(path) => drop(pending.insert(path, text)),
                    None => drop(found.insert(text.now, CommitSummary::new(&info))),
                }
            }
        }
        Ok(found)
    }
}

impl CommitSummary {
    fn new(info: &CommitInfo) -> Self {
        let offset = jiff::tz::Offset::from_seconds(info.offset_minutes * 60).unwrap_or(jiff::tz::Offset::UTC);
        let day = jiff::Timestamp::from_second(info.seconds).map(|time| offset.to_datetime(time).date().to_string());
        Self { short: info.short.clone(), day: day.unwrap_or_default(), subject: info.subject.clone() }
    }
}

/// A text whose commit has not been found yet.
struct PendingText {
    /// The current path of its file.
    now: Vec<u8>,
    text: Vec<u8>,
}
