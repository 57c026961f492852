//! A unified patch that `git apply` takes.

use std::io;

use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, ChangeTag, group_diff_ops};

use super::{Out, Palette, VaultRun};
use crate::text::diff;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes the patch of every change. Paths count from Git's top.
///
/// # Errors
/// When `out` cannot be written.
pub fn patch(runs: &[VaultRun], palette: Palette, out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for note in &run.outcome.notes {
            if let Some(change) = &note.change {
                patch_of(&run.from_top(&note.path), change.before(), change.after().as_bytes(), palette, out)?;
            }
        }
    }
    Ok(())
}

/// Writes the patch of one file, at `path` from Git's top.
///
/// # Errors
/// When `out` cannot be written.
pub fn patch_of(path: &str, before: &[u8], after: &[u8], palette: Palette, out: Out<'_>) -> io::Result<()> {
    patch_between(path, path, before, after, palette, out)
}

/// Writes the patch of one file that moves from `from` to `to`, both from Git's top.
///
/// # Errors
/// When `out` cannot be written.
pub fn patch_between(
    from: &str,
    to: &str,
    before: &[u8],
    after: &[u8],
    palette: Palette,
    out: Out<'_>,
) -> io::Result<()> {
    let is_same = before == after;
    let (before, after): (Vec<&[u8]>, Vec<&[u8]>) = (lines(before), lines(after));
    let (old, new) = (name("a/", from), name("b/", to));
    let bold = palette.path();
    writeln!(out, "{bold}diff --git {old} {new}{}", bold.render_reset())?;
    if from != to {
        writeln!(out, "{bold}similarity index {}%{}", if is_same { 100 } else { 90 }, bold.render_reset())?;
        writeln!(out, "{bold}rename from {}{}", name("", from), bold.render_reset())?;
        writeln!(out, "{bold}rename to {}{}", name("", to), bold.render_reset())?;
    }
    if is_same {
        return Ok(());
    }
    let tab = |name: &str| if name.contains(' ') && !name.starts_with('"') { "\t" } else { "" };
    writeln!(out, "{bold}--- {old}{}{}", tab(&old), bold.render_reset())?;
    writeln!(out, "{bold}+++ {new}{}{}", tab(&new), bold.render_reset())?;
    for hunk in group_diff_ops(diff(Algorithm::Patience, &before, &after), CONTEXT) {
        let style = palette.hunk();
        writeln!(out, "{style}{}{}", UnifiedHunkHeader::new(&hunk), style.render_reset())?;
        for change in hunk.iter().flat_map(|step| step.iter_changes(&before[..], &after[..])) {
            let (mark, style) = match change.tag() {
                ChangeTag::Equal => (" ", anstyle::Style::new()),
                ChangeTag::Delete => ("-", palette.removed()),
                ChangeTag::Insert => ("+", palette.added()),
            };
            let line = change.value();
            let (bare, is_last) = line.strip_suffix(b"\n").map_or((line, true), |bare| (bare, false));
            write!(out, "{style}{mark}")?;
            out.write_all(bare)?;
            writeln!(out, "{}", style.render_reset())?;
            if is_last {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// Lines as Git counts them: each with its `\n`.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|&byte| byte == b'\n').collect()
}

/// A name as Git writes it: in quotes, with escapes, where it holds what would end it.
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
        let mut out = Vec::new();
        super::patch_of(path, before.as_bytes(), after.as_bytes(), Palette { is_coloured: false }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
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
