//! Folders that exist again under a wrong name, or after they were renamed: which commit brought them.

use std::path::Path;

use serde_json::json;

use crate::beneath::Folder;
use crate::git::{GitCommand, ObjectStore, Repository};
use crate::report::{VaultRun, path_in_repository};
use crate::sink::FixLog;
use crate::source::FolderContents;

/// The maximum number of folders that are looked up in Git's history.
const MAX_LOOKUPS: usize = 8;

/// Adds to each finding about a folder the commit that added the note with the finding.
pub(super) fn annotate(run: &mut VaultRun) {
    let (root, place) = (run.root.clone(), run.vault_prefix.clone());
    let mut lookups = 0;
    for note in &mut run.outcome.notes {
        let path = &note.path;
        let is_about_folder = |rule: &str| rule == "name-variant";
        for finding in note.remaining.iter_mut().filter(|finding| is_about_folder(&finding.diagnostic.rule)) {
            let diagnostic = &mut finding.diagnostic;
            if lookups == MAX_LOOKUPS || !diagnostic.evidence.has_member("folder") {
                continue;
            }
            lookups += 1;
            let Some(commit) = added_by(&root, &path_in_repository(place.as_ref(), path)) else { continue };
            let help = format!("brought by {commit}");
            diagnostic.help = Some(match diagnostic.help.take() {
                Some(known) => format!("{known}\n{help}"),
                None => help,
            });
            diagnostic.evidence = diagnostic.evidence.with_member("commit", json!(commit));
        }
    }
}

/// Remarks which renamed folders exist again beside the new ones, without those that a finding is about.
pub(super) fn remark(run: &mut VaultRun) {
    let Ok(log) = FixLog::open(&run.root) else { return };
    let renamed = log.renamed_folders();
    let Some(root) = Folder::open(&run.root).ok().filter(|_| !renamed.is_empty()) else { return };
    let is_reported = |run: &VaultRun, folder: &str| {
        let mut findings = run.outcome.notes.iter().flat_map(|note| &note.remaining);
        findings.any(|found| {
            found.diagnostic.evidence.has_member("folder") && found.diagnostic.evidence.value()["folder"] == folder
        })
    };
    let place = run.vault_prefix.clone();
    let in_vault = |path: &str| match &place {
        Some(place) => place.to_vault_path(path.as_bytes()),
        None => Some(path.to_owned()),
    };
    let mut remarks = Vec::new();
    for (from, to, when) in renamed {
        let (Some(from), Some(to)) = (in_vault(from), in_vault(to)) else { continue };
        if remarks.len() == MAX_LOOKUPS || root.folder(&to).is_err() || is_reported(run, &from) {
            continue;
        }
        let files = FolderContents::read(&run.root, &from).map(|contents| contents.files).unwrap_or_default();
        let Some(file) = files.first() else { continue };
        let day = jiff::Timestamp::from_second(when)
            .map(|when| when.to_zoned(jiff::tz::TimeZone::system()).date().to_string())
            .unwrap_or_default();
        let commit = added_by(&run.root, &path_in_repository(place.as_ref(), file));
        let commit = commit.map_or_else(String::new, |commit| format!(", brought by {commit}"));
        remarks.push(format!("the folder {from} exists again: it was renamed to {to} on {day}{commit}"));
    }
    run.remarks.extend(remarks);
}

/// Returns the last commit that added the file at `path`, as short id, date and subject. None if it is not committed or
/// outside Git.
fn added_by(root: &Path, path: &str) -> Option<String> {
    let repository = Repository::containing(root)?;
    let objects = ObjectStore::open(&repository).ok()?;
    objects.file_at(objects.head().ok()??, path.as_bytes())?;
    let log = ["log", "-1", "--no-renames", "--diff-filter=A", "--format=%h %cs \"%s\"", "HEAD", "--", path];
    let output = GitCommand::new(&repository).run(&log, b"").ok()?;
    let line = String::from_utf8_lossy(&output).trim().to_owned();
    (!line.is_empty()).then_some(line)
}
