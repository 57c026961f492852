//! Damage that is back after it was fixed: a pipeline wrote it again, or it was left in a working copy.

use std::path::Path;

use serde_json::json;

use crate::engine::Finding;
use crate::git::{GitCommand, ObjectStore, Repository};
use crate::report::{VaultRun, path_in_repository};
use crate::sink::{FixLog, FixRecord};
use crate::source::LIMIT_BYTES;

/// Git's history is asked about so many notes at the most.
const MAX_LOOKUPS: usize = 2;

/// Says of each finding that was fixed before when that was, and which commit wrote it again; then remembers what was fixed
/// now in notes that a pipeline writes, and in those whose working copies kept the old text. Where nothing can be read or
/// written, nothing is said.
pub(super) fn annotate(run: &mut VaultRun, root: &Path) {
    if run.outcome.notes.iter().all(|note| note.remaining.is_empty() && note.fixed.is_empty()) {
        return;
    }
    let Ok(memory) = FixLog::open(root) else { return };
    let place = run.vault_prefix.clone();
    let in_repository = |path: &str| path_in_repository(place.as_ref(), path);
    let mut asked = 0;
    let mut returned = Recurring::default();
    for note in run.outcome.notes.iter_mut().filter(|_| !memory.is_empty()) {
        let path = in_repository(&note.path);
        let mut commit = None;
        for finding in note.remaining.iter_mut().chain(&mut note.fixed) {
            let Some(when) = memory.last_fixed(&name_of(&path, finding)) else { continue };
            if commit.is_none() && asked < MAX_LOOKUPS {
                asked += 1;
                commit = Some(written_by(root, &path, &finding.excerpt.text));
            }
            returned.add(finding, when, commit.clone().flatten(), note.is_generated);
        }
    }
    run.remarks.extend(returned.remark());
    let Some(outcome) = &run.written else { return };
    let is_behind = |path: &String| outcome.index_only.iter().any(|(behind, _)| behind == path);
    let written = run.outcome.notes.iter().filter(|note| note.is_generated || is_behind(&note.path));
    let fixed = written.flat_map(|note| note.fixed.iter().map(|finding| name_of(&in_repository(&note.path), finding)));
    // That a fix is not remembered is no reason to stop.
    let _ = memory.append(fixed.collect::<Vec<_>>());
}

fn name_of(path: &str, finding: &Finding) -> FixRecord {
    FixRecord::new(path, &finding.diagnostic.rule, &finding.excerpt.text)
}

/// The commit that wrote `text` into the file at `path` last: its short name, day and subject. None where it is not
/// committed, or there is no Git.
fn written_by(root: &Path, path: &str, text: &str) -> Option<String> {
    let repository = Repository::containing(root)?;
    let objects = ObjectStore::open(&repository).ok()?;
    let head = objects.head().ok()??;
    let content = objects.content(objects.file_at(head, path.as_bytes())?, LIMIT_BYTES).ok()?;
    memchr::memmem::find(&content, text.as_bytes())?;
    let pickaxe = format!("-S{text}");
    let log = ["log", "-1", "--format=%h %cs \"%s\"", &pickaxe, "--", path];
    let output = GitCommand::new(&repository).run(&log, b"").ok()?;
    let line = String::from_utf8_lossy(&output).trim().to_owned();
    (!line.is_empty()).then_some(line)
}

/// What came back, for the last line of the report.
#[derive(Default)]
struct Recurring {
    many: usize,
    first: Option<(String, Option<String>)>,
    /// Whether a pipeline writes all of them.
    is_generated: bool,
}

impl Recurring {
    fn add(&mut self, finding: &mut Finding, when: i64, commit: Option<String>, is_generated: bool) {
        let day = jiff::Timestamp::from_second(when)
            .map(|when| when.to_zoned(jiff::tz::TimeZone::system()).date().to_string())
            .unwrap_or_default();
        let again = commit.as_ref().map_or_else(String::new, |commit| format!(", written again by {commit}"));
        let then = match is_generated {
            true => "run `vaultlint --fix` at the end of what writes this note",
            false => "its working copy kept the old text; `vaultlint --fix` fixes that",
        };
        let help = format!("fixed before, on {day}{again}; {then}");
        let diagnostic = &mut finding.diagnostic;
        diagnostic.help = Some(match diagnostic.help.take() {
            Some(known) => format!("{known}\n{help}"),
            None => help,
        });
        let returned = json!({"fixed": day, "commit": commit});
        diagnostic.evidence = diagnostic.evidence.with_member("returned", returned);
        self.is_generated = is_generated && (self.many == 0 || self.is_generated);
        self.many += 1;
        self.first.get_or_insert((day, commit));
    }

    fn remark(self) -> Option<String> {
        let (day, commit) = self.first?;
        let again = commit.map_or_else(String::new, |commit| format!(", written again by {commit}"));
        let (many, was) =
            if self.many == 1 { ("1 finding".to_owned(), "was") } else { (format!("{} findings", self.many), "were") };
        let then = match self.is_generated {
            true => "Run `vaultlint --fix` at the pipeline's end",
            false => "A working copy kept the old text: `vaultlint --fix` fixes that",
        };
        Some(format!("{many} came back: {was} fixed on {day}{again}. {then}"))
    }
}
