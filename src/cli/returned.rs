//! What a pipeline wrote again after it was fixed.

use std::path::Path;

use serde_json::json;

use crate::engine::Finding;
use crate::git::{GitCommand, Objects, Repository};
use crate::report::{VaultRun, from_top};
use crate::sink::{Fixed, Memory};
use crate::source::LIMIT_BYTES;

/// Git's history is asked about so many notes at the most.
const ASKED: usize = 2;

/// Says of each finding in notes that a pipeline writes when it was fixed before, and which commit wrote it again; then
/// remembers what was fixed now. Where nothing can be read or written, nothing is said.
pub(super) fn tell(run: &mut VaultRun, root: &Path) {
    if !run.outcome.notes.iter().any(|note| note.is_generated) {
        return;
    }
    let Ok(memory) = Memory::of(root) else { return };
    let place = run.place.clone();
    let from_top = |path: &str| from_top(place.as_ref(), path);
    let mut asked = 0;
    let mut returned = Returned::default();
    for note in run.outcome.notes.iter_mut().filter(|note| note.is_generated && !memory.is_empty()) {
        let in_repository = from_top(&note.path);
        let mut commit = None;
        for finding in note.left.iter_mut().chain(&mut note.fixed) {
            let Some(when) = memory.when(&name_of(&in_repository, finding)) else { continue };
            if commit.is_none() && asked < ASKED {
                asked += 1;
                commit = Some(written_by(root, &in_repository, &finding.excerpt.text));
            }
            returned.add(finding, when, commit.clone().flatten());
        }
    }
    run.remarks.extend(returned.remark());
    let written = run.outcome.notes.iter().filter(|note| note.is_generated && run.written.is_some());
    let fixed = written.flat_map(|note| note.fixed.iter().map(|finding| name_of(&from_top(&note.path), finding)));
    // That a fix is not remembered is no reason to stop.
    let _ = memory.remember(fixed.collect::<Vec<_>>());
}

fn name_of(path: &str, finding: &Finding) -> Fixed {
    Fixed::new(path, &finding.diagnostic.rule, &finding.excerpt.text)
}

/// The commit that wrote `text` into the file at `path` last: its short name, day and subject. None where it is not
/// committed, or there is no Git.
fn written_by(root: &Path, path: &str, text: &str) -> Option<String> {
    let repository = Repository::around(root)?;
    let objects = Objects::of(&repository).ok()?;
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
struct Returned {
    many: usize,
    first: Option<(String, Option<String>)>,
}

impl Returned {
    fn add(&mut self, finding: &mut Finding, when: i64, commit: Option<String>) {
        let day = jiff::Timestamp::from_second(when)
            .map(|when| when.to_zoned(jiff::tz::TimeZone::system()).date().to_string())
            .unwrap_or_default();
        let again = commit.as_ref().map_or_else(String::new, |commit| format!(", written again by {commit}"));
        let help = format!("fixed before, on {day}{again}; run `vaultlint --fix` at the end of what writes this note");
        let diagnostic = &mut finding.diagnostic;
        diagnostic.help = Some(match diagnostic.help.take() {
            Some(known) => format!("{known}\n{help}"),
            None => help,
        });
        let returned = json!({"fixed": day, "commit": commit});
        diagnostic.evidence = diagnostic.evidence.with("returned", returned);
        self.many += 1;
        self.first.get_or_insert((day, commit));
    }

    fn remark(self) -> Option<String> {
        let (day, commit) = self.first?;
        let again = commit.map_or_else(String::new, |commit| format!(", written again by {commit}"));
        let (many, was) =
            if self.many == 1 { ("1 finding".to_owned(), "was") } else { (format!("{} findings", self.many), "were") };
        Some(format!("{many} came back: {was} fixed on {day}{again}. Run `vaultlint --fix` at the pipeline's end"))
    }
}
