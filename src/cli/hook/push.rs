//! What a push adds to the remote, as Git tells `pre-push` on standard input.

use super::super::error::CliError;
use crate::git::{GitCommand, GitError, ObjectId, ObjectStore, Repository};
use crate::source::Revisions;

/// The parts of a push that can be checked, and what cannot be, in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Push {
    pub(super) parts: Vec<Revisions>,
    pub(super) remarks: Vec<String>,
}

impl Push {
    /// Reads lines of `LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID` for a push to `remote`.
    pub(super) fn read(repository: &Repository, remote: &str, input: &str) -> Result<Self, CliError> {
        let objects = ObjectStore::open(repository)?;
        let mut push = Self::default();
        for line in input.lines() {
            // A local name may hold blanks: `HEAD@{1 day ago}`.
            let fields: Vec<&str> = line.rsplitn(4, ' ').collect();
            let [theirs, _, local, name] = fields[..] else { continue };
            let (Some(local), Some(theirs)) = (ObjectId::parse(local), ObjectId::parse(theirs)) else { continue };
            if local.is_zero() {
                continue;
            }
            let Ok(head) = objects.commit(&local.to_string()) else {
                push.remarks.push(format!("{name}: not a commit: not checked"));
                continue;
            };
            let known = objects.commit(&theirs.to_string()).ok();
            match NewCommits::find(repository, remote, head, known)? {
                NewCommits::Since(bases) => push.parts.push(Revisions::Between { bases, head }),
                NewCommits::Nothing => {}
                NewCommits::Unknown => push.remarks.push(format!(
                    "{name}: nothing of `{}` is known here yet, so what is new cannot be told: not checked",
                    without_credentials(remote)
                )),
            }
        }
        Ok(push)
    }
}

/// So many branches of the remote are looked at, the latest first.
const MAX_TIPS: &str = "--count=16";

/// What of a push is new.
enum NewCommits {
    /// What none of these commits has; everything, where there are none.
    Since(Vec<ObjectId>),
    /// Nothing.
    Nothing,
    /// Nobody knows.
    Unknown,
}

impl NewCommits {
    /// What neither `theirs` nor a branch of the remote has: the commits at the boundary are where it begins.
    fn find(repository: &Repository, remote: &str, head: ObjectId, theirs: Option<ObjectId>) -> Result<Self, GitError> {
        let git = GitCommand::new(repository);
        let branches = format!("refs/remotes/{remote}/");
        let latest = ["for-each-ref", "--sort=-committerdate", MAX_TIPS, "--format=%(objectname)", &branches];
        let tips = if remote.is_empty() { Vec::new() } else { git.run(&latest, b"")? };
        let tips: Vec<ObjectId> = String::from_utf8_lossy(&tips).lines().filter_map(ObjectId::parse).collect();
        let has_branches = !tips.is_empty();
        if theirs.is_none() && !has_branches {
            return Ok(Self::Unknown);
        }
        let head = head.to_string();
        let (known, theirs) = (theirs, theirs.map(|theirs| theirs.to_string()));
        let remotes = format!("--remotes={remote}");
        let mut arguments = vec!["rev-list", "--boundary", &head, "--not"];
        arguments.extend(theirs.as_deref());
        arguments.extend(has_branches.then_some(remotes.as_str()));
        let output = git.run(&arguments, b"")?;
        let output = String::from_utf8_lossy(&output);
        let boundary = output.lines().filter_map(|line| ObjectId::parse(line.strip_prefix('-')?));
        // What an amended commit keeps of the one it replaces is on the remote already, and so is what was picked from
        // another branch.
        let mut bases: Vec<ObjectId> = Vec::new();
        for base in boundary.chain(known).chain(tips) {
            bases.extend((!bases.contains(&base)).then_some(base));
        }
        let is_empty = output.lines().all(|line| line.starts_with('-'));
        Ok(if is_empty { Self::Nothing } else { Self::Since(bases) })
    }
}

/// An address without the name and the password in it.
fn without_credentials(remote: &str) -> String {
    match (remote.split_once("://"), remote.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        _ => remote.to_owned(),
    }
}
