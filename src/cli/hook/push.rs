//! What a push adds to the remote, as Git tells `pre-push` on standard input.

use super::super::error::Failure;
use crate::git::{GitError, ObjectId, Objects, Program, Repository};
use crate::source::Revisions;

/// The parts of a push that can be checked, and what cannot be, in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Push {
    pub(super) parts: Vec<Revisions>,
    pub(super) remarks: Vec<String>,
}

impl Push {
    /// Reads lines of `LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID` for a push to `remote`.
    pub(super) fn read(repository: &Repository, remote: &str, input: &str) -> Result<Self, Failure> {
        let objects = Objects::of(repository)?;
        let mut push = Self::default();
        for line in input.lines() {
            let fields: Vec<&str> = line.split(' ').collect();
            let [name, local, _, theirs] = fields[..] else { continue };
            let (Some(local), Some(theirs)) = (ObjectId::parse(local), ObjectId::parse(theirs)) else { continue };
            // A branch that is deleted adds nothing; a tag of something else than a commit holds no notes.
            let Ok(head) = objects.commit(&local.to_string()) else { continue };
            let known = objects.commit(&theirs.to_string()).ok();
            let base = match known.and_then(|known| objects.merge_base(known, head, ("remote", "local")).ok()) {
                Some(base) => Base::At(Some(base)),
                None => Base::of_new_branch(repository, &objects, remote, head)?,
            };
            match base {
                Base::At(base) => push.parts.push(Revisions::Between { base, head }),
                Base::Nothing => {}
                Base::Unknown => push.remarks.push(format!(
                    "{name}: nothing of `{remote}` is known here yet, so what is new cannot be told: not checked"
                )),
            }
        }
        Ok(push)
    }
}

/// From where on a push is new.
enum Base {
    /// From this commit on; everything, where there is none.
    At(Option<ObjectId>),
    /// Nothing is new.
    Nothing,
    /// Nobody knows.
    Unknown,
}

impl Base {
    /// The commit before the oldest one that no branch of the remote has.
    fn of_new_branch(
        repository: &Repository,
        objects: &Objects,
        remote: &str,
        head: ObjectId,
    ) -> Result<Self, GitError> {
        let git = Program::of(repository);
        let branches = format!("refs/remotes/{remote}/");
        if remote.is_empty() || git.run(&["for-each-ref", "--count=1", &branches], b"")?.is_empty() {
            return Ok(Self::Unknown);
        }
        let remotes = format!("--remotes={remote}");
        let output = git.run(&["rev-list", "--topo-order", "--reverse", &head.to_string(), "--not", &remotes], b"")?;
        let oldest = String::from_utf8_lossy(&output).lines().next().and_then(ObjectId::parse);
        Ok(match oldest {
            Some(oldest) => Self::At(objects.parent(oldest)?),
            None => Self::Nothing,
        })
    }
}
