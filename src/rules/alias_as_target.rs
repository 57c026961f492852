//! Links to an alias: Obsidian opens a file by its name only.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Link, LinkKind, Note, stem};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits};
use crate::vault::{FileId, VaultIndex};

use super::shared::is_filled_in;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(AliasAsTarget))
}

struct AliasAsTarget;

impl Rule for AliasAsTarget {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.is_template() || note.is_drawing() {
            return;
        }
        for link in note.links() {
            let target = link.path(note.text());
            if !is_filled_in(&target) || target.contains('/') || vault.resolve(&target, note.path()).is_some() {
                continue;
            }
            if let [file] = vault.notes_with_alias(&target) {
                out.add(diagnostic(note, vault, &link, &target, *file));
            }
        }
    }
}

fn diagnostic(note: &Note, vault: &VaultIndex, link: &Link, target: &str, file: FileId) -> Diagnostic {
    let path = vault.path(file);
    let found = Diagnostic::new(link.path, format!("`{target}` is an alias of `{path}`, and opens nothing"));
    let Some(way) = vault.way_to(file, stem(path), note.path()) else { return found };
    let mut edits = vec![link.renamed(note.text(), &way)];
    if link.kind == LinkKind::Wiki && link.alias.is_none() && !link.embed {
        edits.push(Edit::insert(link.span.end - 2, format!("|{}", target.trim())));
    }
    match Edits::new(edits) {
        Ok(edits) => found.fix(Fix::needs_judgement(format!("write `{way}`"), edits)),
        Err(_) => found,
    }
}
