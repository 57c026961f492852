//! Links whose target is an alias: Obsidian opens a file only by its name.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, stem};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{FileId, VaultIndex};

use super::written_link::{WrittenLink, is_complete};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(AliasAsTarget))
}

struct AliasAsTarget;

impl Rule for AliasAsTarget {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        for link in WrittenLink::all(note) {
            let target = &link.target;
            if !is_complete(target) || target.contains('/') || vault.resolve(target, note.path()).is_some() {
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
    let found = Diagnostic::new(
        link.link.path,
        format!("`{target}` is an alias of `{path}`, not a file name, so the link opens nothing"),
    )
    .with_key(target);
    let Some(new_target) = vault.link_to(file, stem(path), note.path()) else { return found };
    match link.retarget_keeping_label(&new_target) {
        Some(edits) => found.with_fix(Fix::unsafe_fix(format!("write `{new_target}`"), edits)),
        None => found,
    }
}
