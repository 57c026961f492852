//! Links to an alias: Obsidian opens a file by its name only.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, stem};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::vault::{FileId, VaultIndex};

use super::written_link::{WrittenLink, is_filled_in};

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(AliasAsTarget))
}

struct AliasAsTarget;

impl Rule for AliasAsTarget {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        for link in WrittenLink::all(note) {
            let target = &link.target;
            if !is_filled_in(target) || target.contains('/') || vault.resolve(target, note.path()).is_some() {
                continue;
            }
            if let [file] = vault.notes_with_alias(target) {
                out.add(diagnostic(note, vault, &link, *file));
            }
        }
    }
}

fn diagnostic(note: &Note, vault: &VaultIndex, link: &WrittenLink<'_>, file: FileId) -> Diagnostic {
    let target = link.target.as_str();
    let path = vault.path(file);
    let found = Diagnostic::new(link.link.path, format!("`{target}` is an alias of `{path}`, and opens nothing"));
    let Some(way) = vault.way_to(file, stem(path), note.path()) else { return found };
    match link.renamed_unseen(&way) {
        Some(edits) => found.fix(Fix::needs_judgement(format!("write `{way}`"), edits)),
        None => found,
    }
}
