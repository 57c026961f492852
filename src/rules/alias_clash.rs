//! Aliases that clash with another note's alias or name.

use crate::diagnostic::Diagnostic;
use crate::note::{Node, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{FileId, VaultIndex, fold};

use super::shared::checked_properties;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(AliasClash))
}

struct AliasClash;

impl Rule for AliasClash {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let Some(properties) = checked_properties(note) else { return };
        let own = vault.file(note.path());
        let aliases = ["aliases", "alias"].into_iter().filter_map(|key| properties.get(key));
        for item in aliases.flat_map(|pair| pair.value.items()) {
            out.add_all(clash(note, vault, item, own));
        }
    }
}

fn clash(note: &Note, vault: &VaultIndex, item: &Node, own: Option<FileId>) -> Option<Diagnostic> {
    let alias = item.as_str().filter(|alias| !alias.trim().is_empty())?;
    if let Some(other) = vault.notes_with_alias(alias).iter().find(|other| Some(**other) != own) {
        let message = format!("`{alias}` is also an alias of `{}`", vault.path(*other));
        return Some(Diagnostic::new(item.span, message).with_key("alias"));
    }
    let is_path = alias.contains('/') || fold(alias) == fold(note.name());
    let named = vault.resolve(&format!("{}.md", alias.trim()), note.path()).filter(|_| !is_path)?;
    let message = format!("`{alias}` is also the name of `{}`", vault.path(named));
    (Some(named) != own).then(|| Diagnostic::new(item.span, message).with_key("name"))
}
