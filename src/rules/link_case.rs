//! Links that differ from the file name only in case.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::Note;
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{VaultIndex, fold};

use super::written_link::WrittenLink;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(LinkCase))
}

struct LinkCase;

/// The maximum number of candidates: with more of them, one that is not compared may match in case.
const MAX_COMPARED: usize = 64;

impl Rule for LinkCase {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        for link in WrittenLink::all(note) {
            let target = &link.target;
            let Some(file) = vault.resolve(target, note.path()).filter(|_| !target.is_empty()) else { continue };
            let Some(right) = in_case_of(vault.path(file), target) else { continue };
            let is_there = |path: &&str| in_case_of(path, target).is_none();
            let candidates = vault.candidates(target);
            let is_one_of_many = candidates.len() >= MAX_COMPARED;
            if vault.resolve(&right, note.path()) != Some(file) || is_one_of_many || candidates.iter().any(is_there) {
                continue;
            }
            let Some(edits) = link.retarget_keeping_label(&right) else { continue };
            let message = format!(
                "`{target}` differs in case from `{}`, so the link breaks on case-sensitive systems",
                vault.path(file)
            );
            out.add(
                Diagnostic::new(link.link.path, message).with_fix(Fix::safe_fix(format!("write `{right}`"), edits)),
            );
        }
    }
}

/// Returns `target` in the case of the matching end of `path`, or `None` if the case already matches or something else
/// differs.
fn in_case_of(path: &str, target: &str) -> Option<String> {
    let lead = target.len() - target.trim_start_matches(['.', '/']).len();
    let (dots, rest) = target.split_at(lead);
    let ends = [path, path.strip_suffix(".md").unwrap_or(path)];
    let end = ends.into_iter().find_map(|path| {
        let start = path.len().checked_sub(rest.len()).filter(|start| path.is_char_boundary(*start))?;
        let is_part = start == 0 || path[..start].ends_with('/');
        let end = &path[start..];
        (is_part && fold(end) == fold(rest)).then_some(end)
    })?;
    (end != rest).then(|| format!("{dots}{end}"))
}
