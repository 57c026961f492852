//! Unified patches for `git apply`.

use std::borrow::Cow;
use std::io;

use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, ChangeTag, group_diff_ops};

use super::{Out, VaultRun};
use crate::output::TextStyle;
use crate::text::diff;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes the patch of every change. Paths are relative to the top of the Git repository.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn patch(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for (from, to, change) in &run.renamed {
            let (before, after) = change.as_ref().map(|change| (change.before(), change.after())).unwrap_or_default();
            move_patch(&run.path_in_repository(from), &run.path_in_repository(to), &before, after.as_bytes(), out)?;
        }
        let is_renamed = |path: &str| run.renamed.iter().any(|(_, to, _)| to == path);
        for note in run.outcome.notes.iter().filter(|note| !is_renamed(&note.path)) {
            if let Some(change) = &note.change {
                file_patch(&run.path_in_repository(&note.path), &change.before(), change.after().as_bytes(), out)?;
            }
        }
    }
    Ok(())
}

/// Writes the patch of one file, at `path` from the top of the Git repository.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn file_patch(path: &str, before: &[u8], after: &[u8], out: Out<'_>) -> io::Result<()> {
    move_patch(path, path, before, after, out)
}

/// Writes the patch of one file that is renamed from `from` to `to`, both from the top of the Git repository.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn move_patch(from: &str, to: &str, before: &[u8], after: &[u8], out: Out<'_>) -> io::Result<()> {
    let is_same = before == after;
    let (before, after): (Vec<&[u8]>, Vec<&[u8]>) = (lines(before), lines(after));
    let (old, new) = (name("a/", from), name("b/", to));
    let mut patch: Vec<(TextStyle, Cow<'_, [u8]>)> = Vec::new();
    let header = |text: String| (TextStyle::Path, Cow::Owned(format!("{text}\n").into_bytes()));
    patch.push(header(format!("diff --git {old} {new}")));
    if from != to {
        patch.push(header(format!("similarity index {}%", if is_same { 100 } else { 90 })));
        patch.push(header(format!("rename from {}", name("", from))));
        patch.push(header(format!("rename to {}", name("", to))));
    }
    if is_same {
        return out.write_patch(&patch);
    }
    let tab = |name: &str| if name.contains(' ') && !name.starts_with('"') { "\t" } else { "" };
    patch.push(header(format!("--- {old}{}", tab(&old))));
    patch.push(header(format!("+++ {new}{}", tab(&new))));
    for hunk in group_diff_ops(diff(Algorithm::Patience, &before, &after), CONTEXT) {
        patch.push((TextStyle::Hunk, Cow::Owned(format!("{}\n", UnifiedHunkHeader::new(&hunk)).into_bytes())));
        for change in hunk.iter().flat_map(|step| step.iter_changes(&before[..], &after[..])) {
            let (mark, style) = match change.tag() {
                ChangeTag::Equal => (b' ', TextStyle::Context),
                ChangeTag::Delete => (b'-', TextStyle::Removed),
                ChangeTag::Insert => (b'+', TextStyle::Added),
            };
            let line = change.value();
            let is_last = !line.ends_with(b"\n");
            let ending = if is_last { &b"\n"[..] } else { b"" };
            patch.push((style, Cow::Owned([&[mark], line, ending].concat())));
            if is_last {
                patch.push((TextStyle::Path, Cow::Borrowed(b"\\ No newline at end of file\n")));
            }
        }
    }
    out.write_patch(&patch)
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|&byte| byte == b'\n').collect()
}

/// Returns a name as Git writes it: quoted and escaped if it contains control characters, quotes or backslashes.
fn name(prefix: &str, path: &str) -> String {
    let needs_quotes = path.contains(|c: char| c.is_control() || matches!(c, '"' | '\\'));
    if !needs_quotes {
        return format!("{prefix}{path}");
    }
    let mut quoted = format!("\"{prefix}");
    for c in path.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_ascii_control() => quoted.push_str(&format!("\\{:03o}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch_of(path: &str, before: &str, after: &str) -> String {
        let mut out = crate::output::Output::byte_exact_memory();
        file_patch(path, before.as_bytes(), after.as_bytes(), &mut out).unwrap();
        out.into_text()
    }

    #[test]
    fn a_patch_says_where_a_final_newline_is_missing() {
        let expected = "diff --git a/a b.md b/a b.md\n--- a/a b.md\t\n+++ b/a b.md\t\n@@ -1,2 +1,2 @@\n x\r\n-y\n\\ No newline at end of file\n+z\n\\ No newline at end of file\n";
        assert_eq!(patch_of("a b.md", "x\r\ny", "x\r\nz"), expected);
    }

    #[test]
    fn names_with_quotes_are_quoted() {
        assert_eq!(name("a/", "x \"y\".md"), "\"a/x \\\"y\\\".md\"");
        assert_eq!(name("a/", "é.md"), "a/é.md");
    }
}
