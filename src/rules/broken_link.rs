//! Links to files that do not exist.

use globset::GlobSet;
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, stem};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edits, compile_globs};
use crate::vault::VaultIndex;

use super::written_link::{WrittenLink, is_complete};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let BrokenLinkOptions { ignore } = options.parse()?;
    let ignore = compile_globs(&ignore).map_err(|bad| OptionsError::new("ignore", bad.message))?;
    Ok(Box::new(BrokenLink { ignore }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct BrokenLinkOptions {
    /// Globs of targets that need not exist.
    ignore: Vec<String>,
}

struct BrokenLink {
    ignore: GlobSet,
}

impl Rule for BrokenLink {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        for link in WrittenLink::all(note) {
            let target = &link.target;
            if is_complete(target) && !self.ignore.is_match(target) && vault.resolve(target, note.path()).is_none() {
                out.add(diagnostic(note, vault, &link));
            }
        }
    }
}

fn diagnostic(note: &Note, vault: &VaultIndex, link: &WrittenLink<'_>) -> Diagnostic {
    let target = link.target.as_str();
    let found = Diagnostic::new(link.link.path, format!("there is no `{target}` in the vault"));
    let renamed = vault.renamed(target).and_then(|file| Some((file, vault.link_to(file, target, note.path())?)));
    if let Some((file, new_target)) = renamed {
        let edits = Edits::from_edit(link.retarget(&new_target));
        return found
            .with_help(format!("it was renamed to `{}`", vault.path(file)))
            .with_fix(Fix::safe_fix(format!("write `{new_target}`"), edits));
    }
    match vault.similarly_named(target) {
        Some(file) => {
            found.with_fix(Fix::manual_fix(format!("write `{}` if that is the intended note", stem(vault.path(file)))))
        }
        None => found,
    }
}
