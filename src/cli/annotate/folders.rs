//! Folders with a recorded wrong name that exist again: which commit brought them.

use std::path::Path;

use serde_json::json;

use crate::git::{GitCommand, Repository};
use crate::report::{VaultRun, path_in_repository};

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

/// Returns the last commit that added the file at `path`, as short id, date and subject. None if it is not committed or
/// outside Git.
fn added_by(root: &Path, path: &str) -> Option<String> {
    let repository = Repository::containing(root)?;
    let log = ["log", "-1", "--no-renames", "--diff-filter=A", "--format=%h %cs \"%s\"", "HEAD", "--", path];
    let output = GitCommand::new(&repository).run(&log, b"").ok()?;
    let line = String::from_utf8_lossy(&output).trim().to_owned();
    (!line.is_empty()).then_some(line)
}
