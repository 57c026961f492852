//! A log of fixes, to recognize damage that a pipeline writes again after it was fixed.
//!
//! `fixed.jsonl`, beside the undo steps, has one line per fix. Losing lines only means that recurring damage is not
//! recognized.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::UndoError;
use super::state_folder::state_folder;
use super::undo::now;
use crate::git::VaultFolder;
use crate::text::fnv1a;

const FILE: &str = "fixed.jsonl";
/// What stands for the rule in the record of a renamed folder.
const RENAME: &str = "rename";
/// The maximum size of the log, in bytes.
const LIMIT: u64 = 64 << 20;
/// The time for which a fix is kept, in seconds: about half a year.
const MAX_AGE: i64 = 180 * 24 * 60 * 60;
/// The maximum number of fixes; older ones are dropped.
const MAX_RECORDS: usize = 20_000;

/// The log of earlier fixes.
#[derive(Debug)]
pub(crate) struct FixLog {
    state: VaultFolder,
    known: HashMap<FixRecord, i64>,
}

/// A fixed finding, identified by note, rule and the text of the line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct FixRecord {
    /// The path of the note in the vault.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The hash of the line before the fix; the new path of a renamed folder.
    line: String,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    fixed: FixRecord,
    when: i64,
}

impl FixRecord {
    /// Creates a record for a finding of `rule` in the note at `path`, on a line with the text `line`.
    pub(crate) fn new(path: &str, rule: &str, line: &str) -> Self {
        Self { path: path.to_owned(), rule: rule.to_owned(), line: format!("{:016x}", fnv1a(line.bytes())) }
    }
}

impl FixRecord {
    /// Creates a record for the folder at `path` that was renamed to `to`.
    pub(crate) fn renamed_folder(path: &str, to: &str) -> Self {
        Self { path: path.to_owned(), rule: RENAME.to_owned(), line: to.to_owned() }
    }
}

impl FixLog {
    /// Returns the folders that were renamed, sorted: old path, new path, and when, in seconds since 1970.
    pub(crate) fn renamed_folders(&self) -> Vec<(&str, &str, i64)> {
        let renamed = self.known.iter().filter(|(record, _)| record.rule == RENAME);
        let mut renamed: Vec<_> = renamed.map(|(record, when)| (&*record.path, &*record.line, *when)).collect();
        renamed.sort_unstable();
        renamed
    }

    /// Opens the log of the vault at `root`.
    ///
    /// # Errors
    /// Outside Git, when the system has no folder for program state.
    pub(crate) fn open(root: &Path) -> Result<Self, UndoError> {
        let (state, _) = state_folder(root)?;
        let text = state.open().and_then(|folder| String::from_utf8(folder.read(FILE, LIMIT).ok()?).ok());
        let text = text.unwrap_or_default();
        let oldest = now() - MAX_AGE;
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let known = lines.filter(|line| line.when >= oldest).map(|line| (line.fixed, line.when)).collect();
        Ok(Self { state, known })
    }

    /// Returns when `fixed` was last fixed, in seconds since 1970.
    pub(crate) fn last_fixed(&self, fixed: &FixRecord) -> Option<i64> {
        self.known.get(fixed).copied()
    }

    /// Returns whether the log is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Adds fixes made just now and writes the log.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub(crate) fn append(mut self, fixed: impl IntoIterator<Item = FixRecord>) -> io::Result<()> {
        let before = self.known.clone();
        self.known.extend(fixed.into_iter().map(|fixed| (fixed, now())));
        if self.known == before {
            return Ok(());
        }
        let mut lines: Vec<Line> = self.known.into_iter().map(|(fixed, when)| Line { fixed, when }).collect();
        lines.sort_unstable_by(|one, other| {
            (other.when, &one.fixed.path, &one.fixed.line).cmp(&(one.when, &other.fixed.path, &other.fixed.line))
        });
        lines.truncate(MAX_RECORDS);
        let mut bytes = Vec::new();
        for line in &lines {
            serde_json::to_writer(&mut bytes, line)?;
            bytes.push(b'\n');
        }
        self.state.create()?.child(OsStr::new(FILE)).replace_by(&bytes)
    }
}
