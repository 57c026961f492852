//! Findings that recur after they were fixed: a pipeline wrote them again, or a working copy kept them.

use std::path::Path;

use serde_json::json;

use crate::diagnostic::Command;
use crate::engine::Finding;
use crate::git::{GitCommand, ObjectStore, Repository};
use crate::report::{VaultRun, path_in_repository, plural};
use crate::sink::{FixLog, FixRecord};
use crate::source::LIMIT_BYTES;

/// The maximum number of notes that are looked up in Git's history.
const MAX_LOOKUPS: usize = 2;

/// Adds to each recurring finding when it was last fixed and which commit reintroduced it. Then logs what was fixed now in
/// generated notes and in notes whose working copies kept the old text. Does nothing if the log cannot be opened.
pub(super) fn annotate(run: &mut VaultRun) {
    if run.outcome.notes.iter().all(|note| note.remaining.is_empty() && note.fixed.is_empty()) {
        return;
    }
    let root = run.root.clone();
    let Ok(log) = FixLog::open(&root) else { return };
    let place = run.vault_prefix.clone();
    let in_repository = |path: &str| path_in_repository(place.as_ref(), path);
    let mut lookups = 0;
    let mut recurring = Recurring::default();
    for note in run.outcome.notes.iter_mut().filter(|_| !log.is_empty()) {
        let path = in_repository(&note.path);
        let mut commit = None;
        for finding in note.remaining.iter_mut().chain(&mut note.fixed) {
            let Some(when) = log.last_fixed(&name_of(&path, finding)) else { continue };
            if commit.is_none() && lookups < MAX_LOOKUPS {
                lookups += 1;
                commit = Some(written_by(&root, &path, &finding.excerpt.text));
            }
            recurring.add(finding, when, commit.clone().flatten(), note.is_generated);
        }
    }
    run.remarks.extend(recurring.remark());
    let Some(outcome) = &run.written else { return };
    let is_behind = |path: &String| outcome.index_only.iter().any(|(behind, _)| behind == path);
    let written = run.outcome.notes.iter().filter(|note| note.is_generated || is_behind(&note.path));
    let fixed = written.flat_map(|note| note.fixed.iter().map(|finding| name_of(&in_repository(&note.path), finding)));
    // Failing to log a fix is not an error.
    let _ = log.append(fixed.collect::<Vec<_>>());
}

fn name_of(path: &str, finding: &Finding) -> FixRecord {
    FixRecord::new(path, &finding.diagnostic.rule, &finding.excerpt.text)
}

/// Returns the last commit that wrote `text` into the file at `path`, as short id, date and subject. None if it is not
/// committed or outside Git.
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

/// The recurring findings of a run, for the last line of the report.
#[derive(Default)]
struct Recurring {
    many: usize,
    first: Option<(String, Option<String>)>,
    /// Whether all of them are in generated notes.
    is_generated: bool,
}

impl Recurring {
    fn add(&mut self, finding: &mut Finding, when: i64, commit: Option<String>, is_generated: bool) {
        let day = jiff::Timestamp::from_second(when)
            .map(|when| when.to_zoned(jiff::tz::TimeZone::system()).date().to_string())
            .unwrap_or_default();
        let reintroduced = commit.as_ref().map_or_else(String::new, |commit| format!(", reintroduced by {commit}"));
        let command = Command::Fix;
        let then = match is_generated {
            true => format!("run `{command}` at the end of the pipeline that writes this note"),
            false => format!("the working copy kept the old text; `{command}` fixes it"),
        };
        let help = format!("already fixed on {day}{reintroduced}; {then}");
        let diagnostic = &mut finding.diagnostic;
        diagnostic.help = Some(match diagnostic.help.take() {
            Some(known) => format!("{known}\n{help}"),
            None => help,
        });
        let returned = json!({"fixed": day, "commit": commit});
        diagnostic.evidence = diagnostic.evidence.with_member("returned", returned);
        diagnostic.commands.push(command);
        self.is_generated = is_generated && (self.many == 0 || self.is_generated);
        self.many += 1;
        self.first.get_or_insert((day, commit));
    }

    fn remark(self) -> Option<String> {
        let (day, commit) = self.first?;
        let reintroduced = commit.map_or_else(String::new, |commit| format!(", reintroduced by {commit}"));
        let findings = plural(self.many, "recurring finding");
        let then = match self.is_generated {
            true => "run `vaultlint --fix` at the end of the pipeline",
            false => "a working copy kept the old text; `vaultlint --fix` fixes it",
        };
        Some(format!("{findings}: already fixed on {day}{reintroduced}; {then}"))
    }
}
