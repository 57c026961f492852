//! What Git leaves alone: `.gitignore`, `info/exclude`, and the file of `core.excludesFile`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The patterns that hold in a folder.
#[derive(Debug)]
pub(super) struct Ignores {
    /// Those of the folder above, where they hold here too.
    above: Option<Arc<Self>>,
    own: Gitignore,
    /// Of the repository whose top this is.
    exclude: Option<Gitignore>,
    /// What the user's own file says; only at the end of the way up.
    global: Option<Gitignore>,
}

impl Ignores {
    /// The patterns of `root`: its own, and in a repository those from its top down. None where there are none.
    pub(super) fn of(root: &Path) -> Option<Arc<Self>> {
        let top = root.ancestors().find(|folder| is_top(folder));
        let within = |folder: &&Path| top.is_none_or(|top| folder.starts_with(top));
        let mut folders: Vec<&Path> = match top {
            Some(_) => root.ancestors().take_while(within).collect(),
            None => vec![root],
        };
        let outermost = folders.pop().unwrap_or(root);
        let (global, _) = GitignoreBuilder::new(outermost).build_global();
        let mut ignores = Self::read(outermost, None, Some(global));
        for folder in folders.into_iter().rev() {
            ignores = Self::below(ignores, folder);
        }
        ignores
    }

    /// The patterns of a folder in one with the patterns `above`.
    pub(super) fn below(above: Option<Arc<Self>>, folder: &Path) -> Option<Arc<Self>> {
        if !is_top(folder) {
            return Self::read(folder, above, None);
        }
        // A repository in the repository: what is ignored around it, it does not know.
        let mut outermost = above.as_ref();
        while let Some(next) = outermost.and_then(|ignores| ignores.above.as_ref()) {
            outermost = Some(next);
        }
        Self::read(folder, None, outermost.and_then(|ignores| ignores.global.clone()))
    }

    fn read(folder: &Path, above: Option<Arc<Self>>, global: Option<Gitignore>) -> Option<Arc<Self>> {
        let own = patterns(folder, &folder.join(".gitignore"));
        let exclude = common_folder(folder).map(|git| patterns(folder, &git.join("info/exclude")));
        let says_nothing = |patterns: &Option<Gitignore>| patterns.as_ref().is_none_or(Gitignore::is_empty);
        if own.is_empty() && says_nothing(&exclude) && says_nothing(&global) {
            return above;
        }
        Some(Arc::new(Self { above, own, exclude, global }))
    }

    /// Whether Git leaves `path` alone, a file or folder right in this folder.
    pub(super) fn ignore(&self, path: &Path, is_folder: bool) -> bool {
        let way = || std::iter::successors(Some(self), |ignores| ignores.above.as_deref());
        let own = way().map(|ignores| &ignores.own);
        let exclude = way().filter_map(|ignores| ignores.exclude.as_ref());
        let global = way().filter_map(|ignores| ignores.global.as_ref());
        let mut said = own.chain(exclude).chain(global).map(|patterns| patterns.matched(path, is_folder));
        said.find(|said| !said.is_none()).is_some_and(|said| said.is_ignore())
    }
}

/// The patterns in `file`, which hold from `folder` on. A line that is no pattern is passed over, as Git does.
fn patterns(folder: &Path, file: &Path) -> Gitignore {
    if !file.is_file() {
        return Gitignore::empty();
    }
    let mut patterns = GitignoreBuilder::new(folder);
    let _ = patterns.add(file);
    patterns.build().unwrap_or_else(|_| Gitignore::empty())
}

fn is_top(folder: &Path) -> bool {
    folder.join(".git").exists()
}

/// The folder of the repository whose top is `folder`: `.git`, or what it names, in a working tree beside the first one.
fn common_folder(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let said = fs::read_to_string(git).ok()?;
    let own = folder.join(said.strip_prefix("gitdir: ")?.trim_end());
    let common = fs::read_to_string(own.join("commondir")).map(|common| own.join(common.trim_end()));
    Some(common.unwrap_or(own))
}
