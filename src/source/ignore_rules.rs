//! What Git leaves alone: `.gitignore`, `info/exclude`, and the file of `core.excludesFile`.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::git::ExcludeConfig;

/// How much of a file of patterns is read, in bytes and lines. A vault's own have a few lines; the matcher of the longest that
/// fits takes 100 MB.
const LIMIT_BYTES: u64 = 1024 * 1024;
const LIMIT_LINES: usize = 10_000;

/// The patterns that hold in a folder.
#[derive(Debug)]
pub(super) struct IgnoreRules {
    /// Those of the folder above, where they hold here too.
    above: Option<Arc<Self>>,
    own: Gitignore,
    /// Of the repository whose top this is.
    exclude: Option<Gitignore>,
    /// What the user's own file says; only at the end of the way up.
    global: Option<Gitignore>,
}

impl IgnoreRules {
    /// The patterns of `root`: its own, and in a repository those from its top down. None where there are none. Beside them
    /// whether capitals count.
    pub(super) fn for_vault(root: &Path) -> (Option<Arc<Self>>, CaseSensitivity) {
        let Some(top) = root.ancestors().find(|folder| is_top(folder)) else {
            return (Self::read(root, None, [None, None], CaseSensitivity::Sensitive), CaseSensitivity::Sensitive);
        };
        let ignoring = ExcludeConfig::for_repository(top);
        let case = if ignoring.ignores_case { CaseSensitivity::Insensitive } else { CaseSensitivity::Sensitive };
        let global = ignoring.global_file.map(|file| patterns(top, &file, case));
        let exclude = Some(patterns(top, &ignoring.repository_file, case));
        let folders = root.ancestors().take_while(|folder| *folder != top && folder.starts_with(top));
        let mut ignores = Self::read(top, None, [exclude, global], case);
        for folder in folders.collect::<Vec<_>>().into_iter().rev() {
            ignores = Self::below(ignores, folder, case);
        }
        (ignores, case)
    }

    /// The patterns of a folder in one with the patterns `above`.
    pub(super) fn below(above: Option<Arc<Self>>, folder: &Path, case: CaseSensitivity) -> Option<Arc<Self>> {
        if !is_top(folder) {
            return Self::read(folder, above, [None, None], case);
        }
        // A repository in the repository: what is ignored around it, it does not know.
        let mut outermost = above.as_ref();
        while let Some(next) = outermost.and_then(|ignores| ignores.above.as_ref()) {
            outermost = Some(next);
        }
        let global = outermost.and_then(|ignores| ignores.global.clone());
        let exclude = Some(patterns(folder, &ExcludeConfig::for_repository(folder).repository_file, case));
        Self::read(folder, None, [exclude, global], case)
    }

    fn read(
        folder: &Path,
        above: Option<Arc<Self>>,
        [exclude, global]: [Option<Gitignore>; 2],
        case: CaseSensitivity,
    ) -> Option<Arc<Self>> {
        // Git does not follow a link that is called so.
        let file = Some(folder.join(".gitignore")).filter(|file| !file.is_symlink());
        let own = file.map_or_else(Gitignore::empty, |file| patterns(folder, &file, case));
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

/// Whether capitals make another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CaseSensitivity {
    Sensitive,
    Insensitive,
}

/// The patterns at the beginning of `file`, which hold from `folder` on. A line that is no pattern is passed over, as Git does.
fn patterns(folder: &Path, file: &Path, case: CaseSensitivity) -> Gitignore {
    let Some(bytes) = beginning(file) else { return Gitignore::empty() };
    let mut patterns = GitignoreBuilder::new(folder);
    let _ = patterns.case_insensitive(case == CaseSensitivity::Insensitive).map(drop);
    for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines().take(LIMIT_LINES) {
        let _ = patterns.add_line(None, &without_alternatives(line)).map(drop);
    }
    patterns.build().unwrap_or_else(|_| Gitignore::empty())
}

/// The lines that fit into the limit; None where there is no regular file.
fn beginning(file: &Path) -> Option<Vec<u8>> {
    if !file.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(file).ok()?.take(LIMIT_BYTES).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 == LIMIT_BYTES {
        bytes.truncate(memchr::memrchr(b'\n', &bytes)?);
    }
    Some(bytes)
}

/// The line with a backslash before braces: they mean themselves for Git, and alternatives for whom else reads globs.
fn without_alternatives(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let (mut in_class, mut is_escaped) = (false, false);
    for c in line.chars() {
        if matches!(c, '{' | '}') && !in_class && !is_escaped {
            escaped.push('\\');
        }
        in_class = match c {
            '[' if !is_escaped => true,
            ']' => false,
            _ => in_class,
        };
        is_escaped = c == '\\' && !is_escaped;
        escaped.push(c);
    }
    escaped
}

fn is_top(folder: &Path) -> bool {
    folder.join(".git").exists()
}
