//! What was fixed in notes that a pipeline writes: so that it can be said when the pipeline writes it again.
//!
//! One line a fix in `fixed.jsonl` beside the way back. Lost or damaged lines only mean that less can be said.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::state_folder::state_folder;
use super::undo::{UndoError, now};
use crate::git::VaultFolder;
use crate::text::fnv1a;

const FILE: &str = "fixed.jsonl";
/// The most bytes that are read of it.
const LIMIT: u64 = 64 << 20;
/// How long a fix is remembered, in seconds: half a year.
const MAX_AGE: i64 = 180 * 24 * 60 * 60;
/// Of more fixes, the oldest are forgotten.
const MAX_RECORDS: usize = 20_000;

/// What was fixed before.
#[derive(Debug)]
pub struct FixLog {
    state: VaultFolder,
    known: HashMap<FixRecord, i64>,
}

/// Something that was fixed: a rule's finding in a note, by the line it stood in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FixRecord {
    /// The note's path in the vault.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The hash of the old line.
    line: String,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    fixed: FixRecord,
    when: i64,
}

impl FixRecord {
    /// A finding of `rule` in the note at `path`, in a line with this text.
    pub fn new(path: &str, rule: &str, line: &str) -> Self {
        Self { path: path.to_owned(), rule: rule.to_owned(), line: format!("{:016x}", fnv1a(line.bytes())) }
    }
}

impl FixLog {
    /// What is remembered of the vault at `root`.
    ///
    /// # Errors
    /// Outside Git, when the system names no folder for the state of programs.
    pub fn open(root: &Path) -> Result<Self, UndoError> {
        let (state, _) = state_folder(root)?;
        let text = state.open().and_then(|folder| String::from_utf8(folder.read(FILE, LIMIT).ok()?).ok());
        let text = text.unwrap_or_default();
        let oldest = now() - MAX_AGE;
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let known = lines.filter(|line| line.when >= oldest).map(|line| (line.fixed, line.when)).collect();
        Ok(Self { state, known })
    }

    /// When `fixed` was fixed last, in seconds since 1970.
    pub fn last_fixed(&self, fixed: &FixRecord) -> Option<i64> {
        self.known.get(fixed).copied()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Remembers what was fixed just now.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn append(mut self, fixed: impl IntoIterator<Item = FixRecord>) -> io::Result<()> {
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
