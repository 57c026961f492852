//! Which commit brought a text into a file.

use std::collections::HashMap;

use super::objects::CommitInfo;
use super::{GitError, ObjectId, Objects};

/// The largest file that is looked into, in bytes.
const LIMIT_BYTES: u64 = 16 * 1024 * 1024;

/// A commit, as people name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitName {
    /// Its hash, as short as Git makes it.
    pub short: String,
    /// The day that it was made, where its committer was.
    pub day: String,
    /// The first line of its message.
    pub subject: String,
}

impl Objects {
    /// The commits that brought `texts` into their files, of HEAD and what came before it: for each path from Git's top
    /// and bytes of the file there, by path. A text that is not committed, or that only a merge made, is not among them.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn brought(&self, texts: HashMap<Vec<u8>, Vec<u8>>) -> Result<HashMap<Vec<u8>, CommitName>, GitError> {
        let mut found = HashMap::new();
        let mut sought: HashMap<Vec<u8>, Sought> =
            texts.into_iter().map(|(path, text)| (path.clone(), Sought { now: path, text })).collect();
        for commit in self.history()? {
            if sought.is_empty() {
                break;
            }
            let told = self.told(commit)?;
            if told.parents.len() > 1 {
                continue;
            }
            let mut changes = self.difference(told.parents.first().copied(), commit)?;
            changes.changed.retain(|file| sought.contains_key(&file.path));
            for file in changes.changed {
                let Some(Sought { text, .. }) = sought.get(&file.path) else { continue };
                let has_it = |id: ObjectId| match self.content(id, LIMIT_BYTES) {
                    Ok(content) => Some(memchr::memmem::find(&content, text).is_some()),
                    Err(GitError::TooLarge(_)) => Some(false),
                    Err(_) => None,
                };
                let (Some(has_it_now), Some(had_it)) =
                    (has_it(file.id), file.before.as_ref().map_or(Some(false), |before| has_it(before.id)))
                else {
                    // What is missing may have had it.
                    sought.remove(&file.path);
                    continue;
                };
                if !has_it_now || had_it {
                    continue;
                }
                let old_name = changes.gone.iter().find(|gone| gone.id == file.id).map(|gone| gone.path.clone());
                let brought = sought.remove(&file.path).expect("it was there");
                match old_name {
                    Some(path) => drop(sought.insert(path, brought)),
                    None => drop(found.insert(brought.now, CommitName::of(&told))),
                }
            }
        }
        Ok(found)
    }
}

impl CommitName {
    fn of(told: &CommitInfo) -> Self {
        let offset = jiff::tz::Offset::from_seconds(told.offset_minutes * 60).unwrap_or(jiff::tz::Offset::UTC);
        let day = jiff::Timestamp::from_second(told.seconds).map(|time| offset.to_datetime(time).date().to_string());
        Self { short: told.short.clone(), day: day.unwrap_or_default(), subject: told.subject.clone() }
    }
}

/// A text whose commit is not known yet.
struct Sought {
    /// The path of its file now.
    now: Vec<u8>,
    text: Vec<u8>,
}
