//! The file names that sync programs give to the losing version of a file that was changed in two places.

use super::path::{file_name, without_md};

/// What the name of a file says about being a conflict copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictName {
    /// Only a sync program writes such a name: `X.sync-conflict-20250102-101112-ABCDEFG`, `X (conflicted copy 2025-01-02)`.
    Certain,
    /// It is one if `X` is there too: `X (conflict 2025-01-02)`, `X_conflict-20250102-101112`.
    Likely,
    /// It is one if `X` is there and says the same: `X 2`.
    Numbered,
}

/// Returns the path of the file that the one at `path` may be a conflict copy of, and how certain its name makes it.
pub fn conflict_original(path: &str) -> Option<(String, ConflictName)> {
    let ending = &path[without_md(path).len()..];
    let name = without_md(file_name(path));
    let (original, kind) = of_name(name)?;
    let folder = &path[..path.len() - file_name(path).len()];
    (!ending.is_empty() && !original.is_empty()).then(|| (format!("{folder}{original}{ending}"), kind))
}

fn of_name(name: &str) -> Option<(&str, ConflictName)> {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    if let Some((original, mark)) = name.rsplit_once(".sync-conflict-") {
        return (digits(mark) >= 8).then_some((original, ConflictName::Certain));
    }
    if let Some((original, mark)) = name.rsplit_once("_conflict-") {
        return (digits(mark) >= 8).then_some((original, ConflictName::Likely));
    }
    if let Some((original, mark)) = name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")) {
        let mark = mark.to_lowercase();
        let is_copy = mark.contains("conflicted copy");
        return match () {
            () if is_copy && digits(&mark) >= 4 => Some((original, ConflictName::Certain)),
            // A year alone is that of a war: a program writes a day.
            () if is_copy || (mark.starts_with("conflict ") && digits(&mark) >= 8) => {
                Some((original, ConflictName::Likely))
            }
            () => None,
        };
    }
    let (original, number) = name.rsplit_once(' ')?;
    let is_one = matches!(number.as_bytes(), [b'2'..=b'9']) && !original.eq_ignore_ascii_case("untitled");
    is_one.then_some((original, ConflictName::Numbered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sync_programs_have_names_of_their_own() {
        let of = |path: &str| conflict_original(path);
        let is = |original: &str, kind| Some((original.to_owned(), kind));
        assert_eq!(of("a/X.sync-conflict-20250102-101112-ABCDEFG.md"), is("a/X.md", ConflictName::Certain));
        assert_eq!(of("X (Ada's conflicted copy 2025-01-02).md"), is("X.md", ConflictName::Certain));
        assert_eq!(of("X (Conflicted copy Phone 202501021010).md"), is("X.md", ConflictName::Certain));
        assert_eq!(of("X (conflict 2025-01-02-10-11-12).md"), is("X.md", ConflictName::Likely));
        assert_eq!(of("X_conflict-20250102-101112.md"), is("X.md", ConflictName::Likely));
        assert_eq!(of("a.b/X 2.md"), is("a.b/X.md", ConflictName::Numbered));
    }

    #[test]
    fn other_names_are_not_meant() {
        for path in [
            "X (conflict resolution).md",
            "X (conflict 2023).md",
            "X (conflict of interest 2024).md",
            "Sync conflict.md",
            "X 1.md",
            "X 12.md",
            "2.md",
            "Untitled 2.md",
            "X (2).md",
            "X 2.png",
            "X 2/Y.md",
        ] {
            assert_eq!(conflict_original(path), None, "{path}");
        }
    }
}
