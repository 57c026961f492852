//! Which commit brought a text into a file.

use std::collections::HashMap;

use super::objects::compare_trees;
use super::{Changes, GitError, ObjectId, Objects};

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
        for commit in self.commits()? {
            if sought.is_empty() {
                break;
            }
            let Some((name, changes)) = self.changes_of(commit, &sought)? else { continue };
            for file in changes.changed {
                let Some(Sought { text, .. }) = sought.get(&file.path) else { continue };
                let has_it = |id: ObjectId| {
                    self.content(id, LIMIT_BYTES).is_ok_and(|content| memchr::memmem::find(&content, text).is_some())
                };
                if !has_it(file.id) || file.before.as_ref().is_some_and(|before| has_it(before.id)) {
                    continue;
                }
                let old_name = changes.gone.iter().find(|gone| gone.id == file.id).map(|gone| gone.path.clone());
                let brought = sought.remove(&file.path).expect("it was there");
                match old_name {
                    Some(path) => drop(sought.insert(path, brought)),
                    None => drop(found.insert(brought.now, name.clone())),
                }
            }
        }
        Ok(found)
    }

    /// HEAD and what came before it, the newest first.
    fn commits(&self) -> Result<Vec<git2::Oid>, GitError> {
        let repository = self.lock();
        let mut walk = repository.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::TIME)?;
        walk.push_head()?;
        Ok(walk.collect::<Result<_, _>>()?)
    }

    /// What a commit did to the files that are `sought`, and what it took away; None for a merge.
    fn changes_of(
        &self,
        commit: git2::Oid,
        sought: &HashMap<Vec<u8>, Sought>,
    ) -> Result<Option<(CommitName, Changes)>, GitError> {
        let repository = self.lock();
        let commit = repository.find_commit(commit)?;
        if commit.parent_count() > 1 {
            return Ok(None);
        }
        let parent = commit.parents().next().map(|parent| parent.tree()).transpose()?;
        let mut changes = Changes::default();
        compare_trees(&repository, parent.as_ref(), &commit.tree()?, b"", &|_| true, &mut changes)?;
        changes.changed.retain(|file| sought.contains_key(&file.path));
        let offset =
            jiff::tz::Offset::from_seconds(commit.time().offset_minutes() * 60).unwrap_or(jiff::tz::Offset::UTC);
        let day = jiff::Timestamp::from_second(commit.time().seconds()).map(|time| offset.to_datetime(time).date());
        let name = CommitName {
            short: commit.as_object().short_id()?.as_str().unwrap_or_default().to_owned(),
            day: day.map(|day| day.to_string()).unwrap_or_default(),
            subject: String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned(),
        };
        Ok(Some((name, changes)))
    }
}

/// A text whose commit is not known yet.
struct Sought {
    /// The path of its file now.
    now: Vec<u8>,
    text: Vec<u8>,
}
