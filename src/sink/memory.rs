//! What was fixed in notes that a pipeline writes: so that it can be said when the pipeline writes it again.
//!
//! One line a fix in `fixed.jsonl` beside the way back. Lost or damaged lines only mean that less can be said.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::undo::{UndoError, base_folder, now};
use crate::text::fnv1a;

const FILE: &str = "fixed.jsonl";
/// How long a fix is remembered, in seconds: half a year.
const KEPT: i64 = 180 * 24 * 60 * 60;
/// Of more fixes, the oldest are forgotten.
const MOST: usize = 20_000;

/// What was fixed before.
#[derive(Debug, Default)]
pub struct Memory {
    file: PathBuf,
    known: HashMap<Fixed, i64>,
}

/// Something that was fixed: a rule's finding in a note, by the line it stood in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fixed {
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
    fixed: Fixed,
    when: i64,
}

impl Fixed {
    /// A finding of `rule` in the note at `path`, in a line with this text.
    pub fn new(path: &str, rule: &str, line: &str) -> Self {
        Self { path: path.to_owned(), rule: rule.to_owned(), line: format!("{:016x}", fnv1a(line.bytes())) }
    }
}

impl Memory {
    /// What is remembered of the vault at `root`.
    ///
    /// # Errors
    /// Outside Git, when the system names no folder for the state of programs.
    pub fn of(root: &Path) -> Result<Self, UndoError> {
        let file = base_folder(root)?.join(FILE);
        let text = fs::read_to_string(&file).unwrap_or_default();
        let oldest = now() - KEPT;
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let known = lines.filter(|line| line.when >= oldest).map(|line| (line.fixed, line.when)).collect();
        Ok(Self { file, known })
    }

    /// When `fixed` was fixed last, in seconds since 1970.
    pub fn when(&self, fixed: &Fixed) -> Option<i64> {
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
    pub fn remember(mut self, fixed: impl IntoIterator<Item = Fixed>) -> std::io::Result<()> {
        let before = self.known.clone();
        self.known.extend(fixed.into_iter().map(|fixed| (fixed, now())));
        if self.known == before {
            return Ok(());
        }
        let mut lines: Vec<Line> = self.known.into_iter().map(|(fixed, when)| Line { fixed, when }).collect();
        lines.sort_unstable_by(|one, other| {
            (other.when, &one.fixed.path, &one.fixed.line).cmp(&(one.when, &other.fixed.path, &other.fixed.line))
        });
        lines.truncate(MOST);
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        for line in &lines {
            serde_json::to_writer(&mut temporary, line)?;
            temporary.write_all(b"\n")?;
        }
        temporary.persist(&self.file).map_err(|error| error.error)?;
        Ok(())
    }
}
