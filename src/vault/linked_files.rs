//! Which files anything in the vault refers to: links, embeds, properties, canvases, bases, HTML, queries by folder or tag.
//!
//! Reads text generously: what may be a link counts as one, in code and comments too, because a file that is called unused
//! may be deleted.

use std::collections::{BTreeSet, HashMap};

use crate::note::percent_decoded;
use crate::text::Span;

use super::fold;
use super::index::FileId;

/// Maximum length of a target, in bytes. Keeps scanning linear on hostile lines.
const MAX_BYTES: usize = 1024;

/// What one file refers to, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenTargets {
    /// What may be the path or name of a file.
    pub(super) files: BTreeSet<String>,
    /// The folders that queries name, with a final `/`.
    pub(super) folders: BTreeSet<String>,
    /// The parts of paths that queries name.
    pub(super) parts: BTreeSet<String>,
    /// The tags that queries name, without `#`.
    pub(super) tags: BTreeSet<String>,
}

impl WrittenTargets {
    /// Reads a note, a canvas or a base.
    pub fn from_text(text: &str) -> Self {
        let mut found = Self::default();
        text.lines().for_each(|line| found.line(line));
        found
    }

    fn line(&mut self, line: &str) {
        for (at, _) in line.match_indices("[[") {
            let rest = limited(&line[at + 2..]);
            self.file(rest.split(['|', '#', ']']).next().unwrap_or(rest).trim_end_matches('\\'));
        }
        for (at, _) in line.match_indices("](") {
            let rest = limited(&line[at + 2..]);
            let target = match rest.strip_prefix('<') {
                Some(inner) => inner.split('>').next().unwrap_or(inner),
                None => without_closing(rest),
            };
            self.file(&percent_decoded(target.split('#').next().unwrap_or(target)));
        }
        for quoted in quoted(line) {
            let words = quoted.slice(line);
            if words.contains(['.', '/']) {
                self.file(&percent_decoded(words.split('#').next().unwrap_or(words)));
                self.file(words);
            }
        }
        for sign in [": ", "- "] {
            if let Some((_, value)) = line.split_once(sign)
                && value.len() <= MAX_BYTES
                && value.contains('.')
            {
                self.file(value);
            }
        }
        let words = line.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        words.filter(|word| word.contains('.') && (word.contains('/') || word.ends_with(".md"))).for_each(|path| {
            self.file(path);
        });
        self.query(line);
    }

    fn file(&mut self, target: &str) {
        let target = target.trim();
        if !target.is_empty() && target.len() <= MAX_BYTES && !target.contains("://") {
            self.files.insert(target.to_owned());
        }
    }

    /// Reads `FROM "Folder" or #tag`, `dv.pages('"Folder"')`, `file.inFolder("Folder")` and `path includes Folder`.
    fn query(&mut self, line: &str) {
        let lower = line.to_lowercase();
        let signs = ["from \"", "from #", "from (", "from -", "pages(", "infolder(", "hastag("];
        if signs.iter().any(|sign| lower.contains(sign)) {
            for quoted in quoted(line) {
                let words = quoted.slice(line).trim_matches(['"', '\'', '/']);
                self.folders.extend((!words.is_empty()).then(|| fold(words) + "/"));
                self.tags.extend((!words.is_empty()).then(|| fold(words.trim_start_matches('#'))));
            }
            let tags = line.split('#').skip(1).map(|rest| rest.split(|c: char| !is_of_tag(c)).next().unwrap_or(rest));
            self.tags.extend(tags.filter(|tag| !tag.is_empty()).map(fold));
        }
        for sign in ["path includes ", "folder includes ", "filename includes ", "root includes "] {
            if let Some(at) = lower.find(sign) {
                let words = lower[at + sign.len()..].trim().trim_end_matches(')').trim_matches('"').trim();
                self.parts.extend((words.len() > 2).then(|| fold(words)));
            }
        }
    }
}

/// Returns the first bytes of `text`, at most [`MAX_BYTES`].
fn limited(text: &str) -> &str {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns the target at the start of `rest`, up to the bracket that closes the link or a space.
fn without_closing(rest: &str) -> &str {
    let mut depth = 0_usize;
    let end = rest.find(|c: char| match c {
        '(' => {
            depth += 1;
            false
        }
        ')' if depth > 0 => {
            depth -= 1;
            false
        }
        ')' | ' ' => true,
        _ => false,
    });
    &rest[..end.unwrap_or(rest.len())]
}

/// Returns the spans between two equal quotes.
fn quoted(line: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for quote in ['"', '\'', '`'] {
        let marks: Vec<usize> = line.match_indices(quote).map(|(at, _)| at).collect();
        let pairs = marks.windows(2).map(|pair| Span::new(pair[0] + 1, pair[1]));
        found.extend(pairs.filter(|span| span.len() <= MAX_BYTES));
    }
    found
}

fn is_of_tag(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '/')
}

/// The files that something in the vault refers to.
#[derive(Debug, Default)]
pub struct LinkedFiles {
    /// A file that refers to each file, another one if there is one.
    by_target: HashMap<FileId, FileId>,
    folders: BTreeSet<String>,
    parts: BTreeSet<String>,
    tags: BTreeSet<String>,
}

impl LinkedFiles {
    /// Adds what `from` refers to: these files, and what its queries name.
    pub(super) fn add(&mut self, from: FileId, targets: impl Iterator<Item = FileId>, written: WrittenTargets) {
        for target in targets.filter(|target| *target != from) {
            self.by_target.insert(target, from);
        }
        self.folders.extend(written.folders);
        self.parts.extend(written.parts);
        self.tags.extend(written.tags);
    }

    /// Returns whether another file refers to `file`.
    pub fn is_linked(&self, file: FileId) -> bool {
        self.by_target.contains_key(&file)
    }

    /// Returns whether a query names the folder of `path`, or a part of it.
    pub fn is_queried(&self, path: &str) -> bool {
        let path = fold(path);
        let is_in = |folder: &String| path.find(folder.as_str()).is_some_and(|at| at == 0 || path[..at].ends_with('/'));
        self.folders.iter().any(is_in) || self.parts.iter().any(|part| path.contains(part.as_str()))
    }

    /// Returns whether a query names `tag`, or a tag that contains it.
    pub fn is_queried_tag(&self, tag: &str) -> bool {
        let tag = fold(tag.trim_start_matches('#'));
        tag.match_indices('/').map(|(at, _)| &tag[..at]).chain([tag.as_str()]).any(|tag| self.tags.contains(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_has(text: &str, wanted: &[&str]) {
        let files = WrittenTargets::from_text(text).files;
        assert!(wanted.iter().all(|file| files.contains(*file)), "{files:?}");
    }

    #[test]
    fn links_of_all_kinds_are_read() {
        assert_has("a [[b/C#d|e]], ![[f.png\\|100]]", &["b/C", "f.png"]);
        assert_has("![x](my%20pic(1).png \"t\") [y](<z w.pdf>)", &["my pic(1).png", "z w.pdf"]);
        assert_has("**a/b.md**, `c d.pdf` and e.g. x", &["a/b.md", "c d.pdf"]);
        assert_has("<img src=\"a/b.png\" alt='x'>", &["a/b.png"]);
        assert_has("{\"file\":\"a/b c.md\"}", &["a/b c.md"]);
        assert_has("cover: a b.png\nx: [\"c/d.png\"]\n", &["a b.png", "c/d.png"]);
        assert_eq!(WrittenTargets::from_text("a b https://c.d/e"), WrittenTargets::default());
    }

    #[test]
    fn queries_name_folders_and_tags() {
        let text = "LIST FROM \"Team/People\" or #a/b\ndv.pages('\"Calls\"')\npath includes Projects/X\n";
        let found = WrittenTargets::from_text(text);
        assert!(found.folders.contains("team/people/") && found.folders.contains("calls/"));
        assert!(found.parts.contains("projects/x") && found.tags.contains("a/b"));
    }
}
