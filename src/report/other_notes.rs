//! Findings in notes that were not changed: links that the changes break, and how to keep them.

use std::collections::BTreeSet;
use std::io;

use super::moved_files::RenamedPath;
use super::rename_command::RenameCommand;
use super::{Out, VaultRun};
use crate::engine::{Finding, NoteOutcome};
use crate::output::{TextStyle, escape_line};

/// The rules that report links that open nothing, or not what they name.
const BROKEN_LINK_RULES: [&str; 4] = ["alias-as-target", "broken-block", "broken-heading", "broken-link"];
/// The rules that report links that open something.
const OTHER_LINK_RULES: [&str; 2] = ["ambiguous-link", "link-case"];

/// Returns the heading of the findings in other notes, for changes that are called `cause`, as `this commit`.
pub(super) fn heading(runs: &[VaultRun], cause: &str) -> String {
    let findings = || runs.iter().flat_map(VaultRun::remaining).filter(|(note, _)| note.is_inbound);
    let are_of = |rules: &[&str]| findings().all(|(_, finding)| rules.contains(&finding.diagnostic.rule.as_ref()));
    if are_of(&BROKEN_LINK_RULES) {
        format!("links in other notes, broken by {cause}")
    } else if are_of(&[&BROKEN_LINK_RULES[..], &OTHER_LINK_RULES].concat()) {
        format!("links in other notes, affected by {cause}")
    } else {
        format!("in other notes, because of {cause}")
    }
}

/// Writes that a broken link named a file that was deleted.
pub(super) fn deleted_target(run: &VaultRun, finding: &Finding, indent: usize, out: Out<'_>) -> io::Result<()> {
    let Some(path) = run.moved.target_of(finding).filter(|path| run.moved.rename_of(path).is_none()) else {
        return Ok(());
    };
    let path = run.display_path_on_line(path);
    out.write_styled(TextStyle::Dim, format_args!("{:indent$}{path} is deleted", ""))?;
    writeln!(out)
}

/// Writes which files were deleted that broken links of a note named, each once.
pub(super) fn deleted_targets(run: &VaultRun, findings: &[&Finding], out: Out<'_>) -> io::Result<()> {
    let mut seen = BTreeSet::new();
    let mut is_first =
        |finding: &Finding| run.moved.target_of(finding).is_some_and(|path| seen.insert(path.to_owned()));
    findings.iter().filter(|finding| is_first(finding)).try_for_each(|finding| deleted_target(run, finding, 2, out))
}

/// Returns the commands that rename what Git sees as renamed so that links follow. Only renames that broke a link are
/// listed.
fn rename_commands(runs: &[VaultRun]) -> Vec<RenameCommand> {
    let mut commands = Vec::new();
    for run in runs {
        let renamed = run.remaining().filter_map(|(_, finding)| run.moved.rename_behind(finding));
        let renamed: BTreeSet<(&str, &str)> =
            renamed.map(|renamed| (renamed.from.as_str(), renamed.to.as_str())).collect();
        let wanted = |one: &&RenamedPath| renamed.contains(&(one.from.as_str(), one.to.as_str()));
        commands.extend(run.moved.renamed.iter().filter(wanted).map(|renamed| RenameCommand::new(run, renamed)));
    }
    commands
}

/// Writes one line for each rename that broke a link.
pub(super) fn rename_steps(runs: &[VaultRun], then: &str, out: Out<'_>) -> io::Result<()> {
    for command in rename_commands(runs) {
        out.write_styled(TextStyle::Dim, format_args!("  rename it     "))?;
        writeln!(out, "{}     {then}", escape_line(&command.to_string()))?;
    }
    Ok(())
}

/// Returns the notes with findings that are left and count, of which `is_inbound` says the same, each with these findings.
pub(super) fn notes_with_remaining(
    run: &VaultRun,
    is_inbound: bool,
) -> impl Iterator<Item = (&NoteOutcome, Vec<&Finding>)> {
    run.notes_with_remaining().filter(move |(note, _)| note.is_inbound == is_inbound)
}
