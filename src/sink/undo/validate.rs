//! Validates undo steps: only steps that vaultlint can have written in this vault are carried out.
//!
//! A vault from an archive or a shared disk may come with a Git folder that contains forged steps.

use std::path::{Component, Path};

use super::{Step, StepNote};
use crate::beneath::is_beneath;
use crate::git::Repository;

/// The maximum length of a path in a message, in characters.
const SHOWN: usize = 60;

impl Step {
    /// Checks that the step only names files in the vault and, if it changed an index, this `repository` or one inside
    /// the vault.
    ///
    /// # Errors
    /// The reason why the step is not trusted.
    pub(super) fn check(&self, repository: Option<&Repository>) -> Result<(), String> {
        let folders = self.empty_folders.iter().flat_map(|(from, to)| [from.as_str(), to.as_str()]);
        if let Some(path) = self.notes.iter().flat_map(StepNote::paths).chain(folders).find(|path| !is_beneath(path)) {
            return Err(format!("it names `{}`, which is not a path in the vault", shortened(path)));
        }
        let Some(named) = &self.repository else { return Ok(()) };
        let is_this = |found: &Repository| found.top == named.top && found.git_dir == named.git_dir;
        let is_inside = named.top != self.root && named.top.starts_with(&self.root) && !has_parent(&named.top);
        match repository.is_some_and(is_this) || is_inside {
            true => Ok(()),
            false => Err(format!("it is about another repository, {}", shortened(&shown(&named.top)))),
        }
    }
}

impl StepNote {
    fn paths(&self) -> impl Iterator<Item = &str> {
        let staged = self.staged.as_ref().map(|staged| staged.path.as_str());
        std::iter::once(self.path.as_str()).chain(self.moved_to.as_deref()).chain(staged)
    }
}

fn has_parent(path: &Path) -> bool {
    path.components().any(|part| part == Component::ParentDir)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
