//! Git's ignore rules: `.gitignore`, `info/exclude` and `core.excludesFile`.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::git::ExcludeConfig;

/// The limits for a file of patterns, in bytes and lines. Real files have a few lines; a matcher for the largest
/// permitted file takes 100 MB.
const LIMIT_BYTES: u64 = 1024 * 1024;
const LIMIT_LINES: usize = 10_000;

/// The patterns that apply in a folder.
#[derive(Debug)]
pub(super) struct IgnoreRules {
    /// The patterns of the parent folder, if they apply here too.
    above: Option<Arc<Self>>,
    own: Gitignore,
    /// The patterns of `info/exclude`; only at the top of a repository.
    exclude: Option<Gitignore>,
    /// The patterns of `core.excludesFile`; only in the outermost folder.
    global: Option<Gitignore>,
}

impl IgnoreRules {
    /// Reads the patterns that apply in `root`, including those of its parents up to the repository's top. Returns
    /// `None` if there are none, and the case sensitivity.
    pub(super) fn for_vault(root: &Path) -> (Option<Arc<Self>>, CaseSensitivity) {
        let Some(top) = root.ancestors().find(|folder| is_top(folder)) else {
            return (Self::read(root, None, [None, None], CaseSensitivity::Sensitive), CaseSensitivity::Sensitive);
        };
        let config = ExcludeConfig::for_repository(top);
        let case = if config.ignores_case { CaseSensitivity::Insensitive } else { CaseSensitivity::Sensitive };
        let global = config.global_file.map(|file| patterns(top, &file, case));
        let exclude = Some(patterns(top, &config.repository_file, case));
        let folders = root.ancestors().take_while(|folder| *folder != top && folder.starts_with(top));
        let mut ignores = Self::read(top, None, [exclude, global], case);
        for folder in folders.collect::<Vec<_>>().into_iter().rev() {
            ignores = Self::below(ignores, folder, case);
        }
        (ignores, case)
    }

    /// Reads the patterns that apply in `folder`, whose parent has the patterns `above`.
    pub(super) fn below(above: Option<Arc<Self>>, folder: &Path, case: CaseSensitivity) -> Option<Arc<Self>> {
        if !is_top(folder) {
            return Self::read(folder, above, [None, None], case);
        }
        // A nested repository does not use the ignore rules of the outer one.
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
        // Git does not follow a `.gitignore` that is a link.
        let file = Some(folder.join(".gitignore")).filter(|file| !file.is_symlink());
        let own = file.map_or_else(Gitignore::empty, |file| patterns(folder, &file, case));
        let has_no_patterns = |patterns: &Option<Gitignore>| patterns.as_ref().is_none_or(Gitignore::is_empty);
        if own.is_empty() && has_no_patterns(&exclude) && has_no_patterns(&global) {
            return above;
        }
        Some(Arc::new(Self { above, own, exclude, global }))
    }

    /// Returns whether Git ignores `path`, a file or folder directly in this folder.
    pub(super) fn ignore(&self, path: &Path, is_folder: bool) -> bool {
        let levels = || std::iter::successors(Some(self), |ignores| ignores.above.as_deref());
        let own = levels().map(|ignores| &ignores.own);
        let exclude = levels().filter_map(|ignores| ignores.exclude.as_ref());
        let global = levels().filter_map(|ignores| ignores.global.as_ref());
        let mut matches = own.chain(exclude).chain(global).map(|patterns| patterns.matched(path, is_folder));
        matches.find(|matched| !matched.is_none()).is_some_and(|matched| matched.is_ignore())
    }
}

/// Whether patterns are case-sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CaseSensitivity {
    Sensitive,
    Insensitive,
}

/// Reads the patterns in `file`, up to the limits, relative to `folder`. Like Git, skips invalid patterns.
fn patterns(folder: &Path, file: &Path, case: CaseSensitivity) -> Gitignore {
    let Some(bytes) = beginning(file) else { return Gitignore::empty() };
    let mut patterns = GitignoreBuilder::new(folder);
    let _ = patterns.case_insensitive(case == CaseSensitivity::Insensitive).map(drop);
    for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines().take(LIMIT_LINES) {
        let _ = patterns.add_line(None, &without_alternatives(line)).map(drop);
    }
    patterns.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Reads the complete lines within the size limit. Returns `None` if there is no regular file.
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

/// Escapes braces with a backslash: Git takes them literally, but other glob syntaxes as alternatives.
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
