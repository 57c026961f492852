//! Links to files that are not there.

use globset::GlobSet;
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, stem};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edits, compile_globs};
use crate::vault::VaultIndex;

use super::written_link::{WrittenLink, is_filled_in};

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    let BrokenLinkOptions { ignore } = options.read()?;
    let ignore = compile_globs(&ignore).map_err(|bad| BadOptions::new("ignore", bad.message))?;
    Ok(Box::new(BrokenLink { ignore }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct BrokenLinkOptions {
    /// Globs of targets that need not be there.
    ignore: Vec<String>,
}

struct BrokenLink {
    ignore: GlobSet,
}

impl Rule for BrokenLink {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        for link in WrittenLink::all(note) {
            let target = &link.target;
            if is_filled_in(target) && !self.ignore.is_match(target) && vault.resolve(target, note.path()).is_none() {
                out.add(diagnostic(note, vault, &link));
            }
        }
    }
}

fn diagnostic(note: &Note, vault: &VaultIndex, link: &WrittenLink<'_>) -> Diagnostic {
    let target = link.target.as_str();
    let found = Diagnostic::new(link.link.path, format!("there is no `{target}` in the vault"));
    let renamed = vault.renamed(target).and_then(|file| Some((file, vault.way_to(file, target, note.path())?)));
    if let Some((file, way)) = renamed {
        let edits = Edits::one(link.renamed(&way));
        return found
            .help(format!("it was renamed to `{}`", vault.path(file)))
            .fix(Fix::safe(format!("write `{way}`"), edits));
    }
    match vault.nearly_named(target) {
        Some(file) => found.fix(Fix::manual(format!("write `{}`, if that is meant", stem(vault.path(file))))),
        None => found,
    }
}
