//! Reads objects and revisions with `git`, which supports every repository format.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::{Mutex, PoisonError};

use super::object_reader::{CommitInfo, ObjectReader};
use super::{ChangedFile, Changes, FileKind, GitCommand, GitError, Index, ObjectId, Repository, TrackedFile};

/// A repository read by `git`.
pub(super) struct GitCli {
    git: GitCommand,
    is_shallow: bool,
    /// Returns the contents of objects, one request at a time.
    contents: Mutex<CatFile>,
}

struct CatFile {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl GitCli {
    pub(super) fn open(repository: &Repository, git: GitCommand) -> Result<Self, GitError> {
        let mut child = git.spawn(&["cat-file", "--batch"])?;
        let input = child.stdin.take().expect("stdin is piped");
        let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let is_shallow = repository.common_dir.join("shallow").exists();
        Ok(Self { git, is_shallow, contents: Mutex::new(CatFile { child, input, output }) })
    }

    /// Runs a command that prints an object id. Returns `None` if it fails.
    fn id(&self, arguments: &[&str]) -> Option<ObjectId> {
        let output = self.git.run(arguments, b"").ok()?;
        ObjectId::parse(String::from_utf8_lossy(&output).lines().next()?.trim())
    }

    fn empty_tree(&self) -> Result<String, GitError> {
        Ok(String::from_utf8_lossy(&self.git.run(&["hash-object", "-t", "tree", "--stdin"], b"")?).trim().to_owned())
    }
}

impl CatFile {
    fn read(&mut self, id: ObjectId, limit: u64) -> io::Result<Result<Vec<u8>, ReadFailure>> {
        writeln!(self.input, "{id}")?;
        self.input.flush()?;
        let mut header = String::new();
        self.output.read_line(&mut header)?;
        let size = header.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let Some(size) = size else { return Ok(Err(ReadFailure::Missing(header.trim_end().to_owned()))) };
        let mut content = Vec::new();
        if size > limit {
            io::copy(&mut self.output.by_ref().take(size), &mut io::sink())?;
        } else {
            self.output.by_ref().take(size).read_to_end(&mut content)?;
        }
        // Each content is followed by a line break.
        self.output.read_exact(&mut [0])?;
        Ok(if size > limit { Err(ReadFailure::TooLarge) } else { Ok(content) })
    }
}

enum ReadFailure {
    TooLarge,
    Missing(String),
}

impl Drop for CatFile {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl ObjectReader for GitCli {
    fn content(&self, id: ObjectId, limit: u64) -> Result<Vec<u8>, GitError> {
        let read = self.contents.lock().unwrap_or_else(PoisonError::into_inner).read(id, limit);
        let reason = match read {
            Ok(Ok(content)) => return Ok(content),
            Ok(Err(ReadFailure::TooLarge)) => return Err(GitError::TooLarge(id.to_string())),
            Ok(Err(ReadFailure::Missing(reason))) => reason,
            Err(error) => error.to_string(),
        };
        Err(GitError::Missing { id: id.to_string(), reason, is_shallow: self.is_shallow })
    }

    fn head(&self) -> Result<Option<ObjectId>, GitError> {
        Ok(self.id(&["rev-parse", "-q", "--verify", "HEAD^{commit}"]))
    }

    fn commit(&self, revision: &str) -> Result<ObjectId, GitError> {
        let name = format!("{revision}^{{commit}}");
        let found = self.id(&["rev-parse", "-q", "--verify", "--end-of-options", &name]);
        found.ok_or_else(|| GitError::NoRevision { revision: revision.to_owned(), is_shallow: self.is_shallow })
    }

    fn merge_base(&self, one: ObjectId, other: ObjectId, names: (&str, &str)) -> Result<ObjectId, GitError> {
        let found = self.id(&["merge-base", &one.to_string(), &other.to_string()]);
        found.ok_or_else(|| GitError::NoMergeBase {
            one: names.0.to_owned(),
            other: names.1.to_owned(),
            is_shallow: self.is_shallow,
        })
    }

    fn files(&self, commit: ObjectId) -> Result<Vec<TrackedFile>, GitError> {
        let output = self.git.run(&["ls-tree", "-r", "-z", "--full-tree", &commit.to_string()], b"")?;
        Ok(output.split(|&byte| byte == 0).filter_map(tree_file).collect())
    }

    fn file_at(&self, commit: ObjectId, path: &[u8]) -> Option<ObjectId> {
        let path = std::str::from_utf8(path).ok()?;
        let output = self.git.run(&["ls-tree", "-z", "--full-tree", &commit.to_string(), "--", path], b"").ok()?;
        let file = output.split(|&byte| byte == 0).find_map(tree_file)?;
        (file.kind.is_file() && file.path == path.as_bytes()).then_some(file.id)
    }

    fn diff_trees(&self, old: Option<ObjectId>, new: ObjectId) -> Result<Changes, GitError> {
        let old = old.map_or_else(|| self.empty_tree(), |old| Ok(old.to_string()))?;
        let raw = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", &old, &new.to_string()];
        Ok(changes(&self.git.run(&raw, b"")?))
    }

    fn staged(&self, head: Option<ObjectId>, index: &Index) -> Result<Changes, GitError> {
        let head = head.map_or_else(|| self.empty_tree(), |head| Ok(head.to_string()))?;
        let raw =
            ["diff-index", "-r", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--ita-invisible-in-index"];
        let mut found = changes(&self.git.run(&[&raw[..], &[head.as_str(), "--"]].concat(), b"")?);
        // An unmerged path has several contents, and Git prints none of them.
        for file in found.changed.iter_mut().filter(|file| file.is_unmerged) {
            if let Some(entry) = index.entries().filter(|entry| entry.path == file.now.path).last() {
                (file.now.id, file.now.kind) = (entry.id, entry.kind);
            }
        }
        Ok(found)
    }

    fn history(&self) -> Result<Vec<ObjectId>, GitError> {
        let output = self.git.run(&["rev-list", "--topo-order", "HEAD"], b"")?;
        Ok(String::from_utf8_lossy(&output).lines().filter_map(ObjectId::parse).collect())
    }

    fn commit_info(&self, commit: ObjectId) -> Result<CommitInfo, GitError> {
        let format = "--format=%P%n%h%n%cI%n%s";
        let output = self.git.run(&["show", "-s", format, &commit.to_string()], b"")?;
        let output = String::from_utf8_lossy(&output).into_owned();
        let mut lines = output.lines();
        let mut next = || lines.next().unwrap_or_default().to_owned();
        let (parents, short, time, subject) = (next(), next(), next(), next());
        let parents = parents.split(' ').filter_map(ObjectId::parse).collect();
        let seconds = time.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_second).unwrap_or_default();
        Ok(CommitInfo { parents, short, seconds, offset_minutes: offset_of(&time), subject })
    }
}

/// Returns the UTC offset of a time such as `2026-01-03T10:00:00+02:00`, in minutes.
fn offset_of(time: &str) -> i32 {
    let offset = || {
        let (sign, clock) = time.get(time.len().checked_sub(6)?..)?.split_at_checked(1)?;
        let (hours, minutes) = clock.split_once(':')?;
        let total = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
        match sign {
            "+" => Some(total),
            "-" => Some(-total),
            _ => None,
        }
    };
    offset().unwrap_or(0)
}

/// Parses `MODE TYPE ID<tab>PATH`.
fn tree_file(line: &[u8]) -> Option<TrackedFile> {
    let at = memchr::memchr(b'\t', line)?;
    let (mode, _, id) = three(&line[..at])?;
    Some(TrackedFile { path: line[at + 1..].to_owned(), id, kind: FileKind::from_mode(mode) })
}

fn three(fields: &[u8]) -> Option<(u32, &str, ObjectId)> {
    let fields: Vec<&str> = std::str::from_utf8(fields).ok()?.split(' ').filter(|field| !field.is_empty()).collect();
    Some((u32::from_str_radix(fields.first()?, 8).ok()?, fields.get(1)?, ObjectId::parse(fields.get(2)?)?))
}

/// Parses NUL-separated records `:OLD-MODE NEW-MODE OLD-ID NEW-ID STATUS`, each followed by its path.
fn changes(raw: &[u8]) -> Changes {
    let mut changes = Changes::default();
    let mut fields = raw.split(|&byte| byte == 0);
    while let (Some(header), Some(path)) = (fields.next(), fields.next()) {
        let Ok(header) = std::str::from_utf8(header) else { continue };
        let header: Vec<&str> = header.trim_start_matches(':').split(' ').collect();
        let [old_mode, new_mode, old, new, status] = header[..] else { continue };
        let side = |mode: &str, id: &str| {
            let mode = u32::from_str_radix(mode, 8).ok().filter(|mode| *mode != 0)?;
            Some(TrackedFile { path: path.to_owned(), id: ObjectId::parse(id)?, kind: FileKind::from_mode(mode) })
        };
        let is_unmerged = status == "U";
        match (side(new_mode, new), side(old_mode, old)) {
            (Some(now), old) => changes.changed.push(ChangedFile { now, is_unmerged, old }),
            (None, Some(old)) if is_unmerged => {
                changes.changed.push(ChangedFile { now: old.clone(), is_unmerged, old: Some(old) });
            }
            (None, Some(old)) => changes.deleted.push(old),
            (None, None) => {}
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_from_the_end_of_a_time() {
        assert_eq!(offset_of("2026-01-03T10:00:00+05:30"), 330);
        assert_eq!(offset_of("2026-01-03T10:00:00-08:00"), -480);
        assert_eq!(offset_of("2026-01-03T10:00:00Z"), 0);
        assert_eq!(offset_of(""), 0);
    }
}
