//! A table of findings by rule, with counts and an example each.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::format::{clip, number, pad, plural, width};
use super::{Out, ReportOptions, VaultRun};
use crate::diagnostic::Applicability;
use crate::engine::Finding;
use crate::output::{TextStyle, escape_line};
use crate::rules::pages;

struct Row<'a> {
    findings: usize,
    notes: BTreeSet<&'a str>,
    safe_fixes: usize,
    unsafe_fixes: usize,
    example: (String, &'a Finding),
}

/// Writes a heading and the table of rules.
pub(super) fn overview(runs: &[VaultRun], view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    writeln!(out, "{}", heading(runs, view.seconds))?;
    table(runs, view, out)
}

fn heading(runs: &[VaultRun], seconds: f64) -> String {
    let checked: usize = runs.iter().map(|run| run.outcome.checked).sum();
    let mut heading = format!("{}, {seconds:.1} s.", plural(checked, "note"));
    if runs.iter().all(|run| !run.has_config) {
        heading.push_str(" No config: default rules");
        let people: usize = runs.iter().filter_map(|run| run.outcome.by_type.get("people")).sum();
        if people > 0 {
            heading.push_str(&format!("; people rules for {} of them", number(people)));
        }
    }
    heading
}

/// Writes one row for each rule with findings, the most frequent first.
pub(super) fn table(runs: &[VaultRun], view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let rows = rows(runs);
    if rows.is_empty() {
        return Ok(());
    }
    let rules = rows.iter().map(|(rule, _)| width(&escape_line(rule))).max().unwrap_or(0).max(4);
    let rule = pad("rule", rules);
    out.write_styled(
        TextStyle::Dim,
        format_args!("  {rule}  {:>7} {:>7}  {:>6}  for example", "found", "notes", "--fix"),
    )?;
    writeln!(out)?;
    for (rule, row) in rows {
        let room = view.width.map_or(usize::MAX, |width| width.saturating_sub(rules + 30).max(24));
        let fix = match (row.safe_fixes, row.unsafe_fixes) {
            (safe, _) if safe == row.findings => "yes".to_owned(),
            (0, 0) => "-".to_owned(),
            (0, _) => "unsafe".to_owned(),
            (safe, _) => number(safe),
        };
        let example = clip(&format!("{}  {}", row.example.0, words(row.example.1)), room);
        writeln!(
            out,
            "  {}  {:>7} {:>7}  {fix:>6}  {example}",
            pad(&escape_line(rule), rules),
            number(row.findings),
            number(row.notes.len())
        )?;
    }
    Ok(())
}

fn rows(runs: &[VaultRun]) -> Vec<(&str, Row<'_>)> {
    let mut rows: BTreeMap<&str, Row<'_>> = BTreeMap::new();
    for run in runs {
        for (note, finding) in run.remaining() {
            let place = || (format!("{}:{}", run.path_from_here(&note.path), finding.start.line), finding);
            let row = rows.entry(finding.diagnostic.rule.as_ref()).or_insert_with(|| Row {
                findings: 0,
                notes: BTreeSet::new(),
                safe_fixes: 0,
                unsafe_fixes: 0,
                example: place(),
            });
            row.findings += 1;
            row.notes.insert(&note.path);
            let is_safe = finding.diagnostic.is_fixable(Applicability::Safe);
            row.safe_fixes += usize::from(is_safe);
            row.unsafe_fixes += usize::from(!is_safe && finding.diagnostic.is_fixable(Applicability::Unsafe));
        }
        for (_, omitted) in run.omitted().filter(|(_, omitted)| run.counts.includes_age(omitted.is_new)) {
            // A rule with omitted findings in a note also has listed ones.
            let Some(row) = rows.get_mut(omitted.rule.as_ref()) else { continue };
            row.findings += omitted.count;
            match omitted.fixable {
                Some(Applicability::Safe) => row.safe_fixes += omitted.count,
                Some(Applicability::Unsafe) => row.unsafe_fixes += omitted.count,
                Some(Applicability::Manual) | None => {}
            }
        }
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    let order = |rule: &str| pages().iter().position(|page| page.name == rule);
    rows.sort_by_key(|(rule, row)| (std::cmp::Reverse(row.findings), order(rule)));
    rows
}

/// Formats a finding as `Acme[â€™ > ’]s plan` if its fix is one small edit, or else as its message.
fn words(finding: &Finding) -> String {
    let edits = finding.diagnostic.fix.as_ref().map(|fix| fix.edits.iter().collect::<Vec<_>>()).unwrap_or_default();
    let [edit] = edits[..] else { return finding.diagnostic.message.clone() };
    let (text, offset) = (&finding.excerpt.text, finding.excerpt.offset);
    let inside = edit.span.start >= offset && edit.span.end <= offset + text.len();
    if !inside || edit.span.is_empty() || edit.text.is_empty() || edit.span.len() + edit.text.len() > 48 {
        return finding.diagnostic.message.clone();
    }
    let (start, end) = (edit.span.start - offset, edit.span.end - offset);
    let before: String = text[..start].chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[end..].chars().take(12).collect();
    format!("{}[{} > {}]{after}", before.trim_start(), &text[start..end], edit.text)
}
