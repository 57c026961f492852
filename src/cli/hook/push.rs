//! The commits that a push adds to the remote, from the input of `pre-push`.

use super::super::error::CliError;
use crate::git::{GitCommand, GitError, ObjectId, ObjectStore, Repository};
use crate::source::Revisions;

/// The parts of a push that can be checked, and remarks on those that cannot.
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
            // A local name may contain spaces: `HEAD@{1 day ago}`.
            let fields: Vec<&str> = line.rsplitn(4, ' ').collect();
            let [theirs, _, local, name] = fields[..] else { continue };
            let (Some(local), Some(theirs)) = (ObjectId::parse(local), ObjectId::parse(theirs)) else { continue };
            if local.is_zero() {
                continue;
            }
            let Ok(head) = objects.commit(&local.to_string()) else {
                push.remarks.push(format!("{name}: not checked: not a commit"));
                continue;
            };
            let known = objects.commit(&theirs.to_string()).ok();
            match NewCommits::find(repository, remote, head, known)? {
                NewCommits::Since(bases) => push.parts.push(Revisions::Between { bases, head }),
                NewCommits::Nothing => {}
                NewCommits::Unknown => push.remarks.push(format!(
                    "{name}: not checked: no branch of `{}` is known here, so there is nothing to compare with",
                    without_credentials(remote)
                )),
            }
        }
        Ok(push)
    }
}

/// The maximum number of branches of the remote that are considered, the latest first.
const MAX_TIPS: &str = "--count=16";

/// The new commits of a push.
enum NewCommits {
    /// Everything that is not in these commits.
    Since(Vec<ObjectId>),
    /// Nothing.
    Nothing,
    /// The remote's branches are not known.
    Unknown,
}

impl NewCommits {
    /// Finds the commits that are neither in `theirs` nor in a branch of the remote. The bases are the commits at the
    /// boundary.
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
        // The lines that an amended commit shares with the commit it replaces are on the remote already, and so are
        // cherry-picked ones. So `theirs` and the tips are bases too.
        let mut bases: Vec<ObjectId> = Vec::new();
        for base in boundary.chain(known).chain(tips) {
            bases.extend((!bases.contains(&base)).then_some(base));
        }
        let is_empty = output.lines().all(|line| line.starts_with('-'));
        Ok(if is_empty { Self::Nothing } else { Self::Since(bases) })
    }
}

/// Returns the URL without user name and password.
fn without_credentials(remote: &str) -> String {
    match (remote.split_once("://"), remote.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        _ => remote.to_owned(),
    }
}
