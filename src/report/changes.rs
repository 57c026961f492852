//! The changes that `--fix` made, in a few lines per note, for a terminal.

use std::collections::BTreeMap;
use std::io;

use super::format::{clip, plural};
use super::{Out, ReportOptions, VaultRun};
use crate::engine::{Finding, NoteOutcome};
use crate::output::{TextStyle, escape_line};
use crate::rules::pages;

/// The number of changes shown per rule without `-v`.
const MAX_SHOWN: usize = 3;

/// Writes what was fixed in `note`, by rule.
pub(super) fn changes(run: &VaultRun, note: &NoteOutcome, view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    out.write_styled(TextStyle::Path, format_args!("{}", run.display_path_on_line(&note.path)))?;
    writeln!(out)?;
    let order = |rule: &str| pages().iter().position(|page| page.name == rule).unwrap_or(usize::MAX);
    let mut by_rule: BTreeMap<(usize, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &note.fixed {
        let name = finding.diagnostic.rule.as_ref();
        by_rule.entry((order(name), name)).or_default().push(finding);
    }
    by_rule.iter().try_for_each(|((_, name), fixed)| {
        let omitted = note.fixed_omitted.iter().filter(|omitted| omitted.rule == *name);
        rule(name, fixed, omitted.map(|omitted| omitted.count).sum(), view, out)
    })
}

/// Writes the fixes of one rule. `omitted` is the number of further fixes that are only counted.
fn rule(name: &str, fixed: &[&Finding], omitted: usize, view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let mut lines: Vec<usize> = fixed.iter().map(|finding| finding.start.line).collect();
    lines.dedup();
    let in_lines =
        if lines.len() == 1 || omitted > 0 { String::new() } else { format!(" in {}", plural(lines.len(), "line")) };
    writeln!(out, "  {}  {} fixed{in_lines}", escape_line(name), fixed.len() + omitted)?;
    let replacements = replacements(fixed).filter(|_| omitted == 0);
    if fixed.len() > 1
        && let Some(replacements) = &replacements
    {
        let shown: Vec<String> = replacements.iter().map(|(text, times)| format!("{text} ×{times}")).collect();
        writeln!(out, "    {}", clip(&shown.join("   "), view.width.unwrap_or(usize::MAX).saturating_sub(4)))?;
    }
    let many = if view.verbose { usize::MAX } else { MAX_SHOWN };
    for finding in fixed.iter().take(many) {
        write!(out, "    {:>4}  ", finding.start.line)?;
        change(finding, view, out)?;
    }
    if fixed.len() > many {
        out.write_styled(TextStyle::Dim, format_args!("          {} more (-v)", fixed.len() - many))?;
        writeln!(out)?;
    }
    Ok(())
}

/// Returns the inserted texts with their counts, if every fix is one small replacement.
fn replacements(fixed: &[&Finding]) -> Option<Vec<(String, usize)>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for finding in fixed {
        let edits: Vec<_> = finding.diagnostic.fix.as_ref()?.edits.iter().collect();
        let [edit] = edits[..] else { return None };
        if edit.text.is_empty() || edit.text.chars().count() > 12 {
            return None;
        }
        *counts.entry(edit.text.replace('\u{a0}', "no-break space ")).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(text, times)| (std::cmp::Reverse(*times), text.clone()));
    Some(counts)
}

/// Writes `…Acme[-â€™-]{+’+}s plan…` for a fix with one edit, or else its title with the line.
fn change(finding: &Finding, view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let room = view.width.unwrap_or(120).saturating_sub(12).max(30);
    let text = &finding.excerpt.text;
    let edits: Vec<_> = finding.diagnostic.fix.iter().flat_map(|fix| fix.edits.iter()).collect();
    let offset = finding.excerpt.offset;
    match edits[..] {
        [edit] if edit.span.start >= offset && edit.span.end <= offset + text.len() && edit.span.len() < 60 => {
            let (start, end) = (edit.span.start - offset, edit.span.end - offset);
            let side = (room / 2).saturating_sub(12);
            let before: String = text[..start].chars().rev().take(side).collect::<Vec<_>>().into_iter().rev().collect();
            let after: String = text[end..].chars().take(side).collect();
            let more = |is_more: bool| if is_more { "…" } else { "" };
            let lead = more(before.len() < start || finding.excerpt.clipped.0);
            let tail = more(after.len() < text.len() - end || finding.excerpt.clipped.1);
            let mark = |open: &str, text: &str, close: &str| {
                if text.is_empty() { String::new() } else { format!("{open}{text}{close}") }
            };
            let (gone, came) =
                (mark("[-", &text[start..end], "-]"), mark("{+", edit.text.trim_end_matches('\n'), "+}"));
            let [before, gone, came, after] = [&before, &gone, &came, &after].map(|part| escape_line(part));
            write!(out, "{lead}{before}")?;
            out.write_styled(TextStyle::Removed, format_args!("{gone}"))?;
            out.write_styled(TextStyle::Added, format_args!("{came}"))?;
            writeln!(out, "{after}{tail}")
        }
        _ => {
            let title = finding.diagnostic.fix.as_ref().map_or("", |fix| fix.title.as_str());
            let line = clip(text.trim_start(), room.saturating_sub(title.len() + 2).max(20));
            writeln!(out, "{}: {line}", escape_line(title))
        }
    }
}
