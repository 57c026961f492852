//! The JSON report, version 1. `schemas/report.schema.json` describes it; a test holds the two together.

use std::io;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::command_line::JsonCommand;
use super::rename_command::RenameCommand;
use super::scope::JsonScope;
use super::summary::Totals;
use super::{Out, VaultRun, rules_not_run};
use crate::diagnostic::{Applicability, Command, Retarget, Severity};
use crate::engine::{Finding, NoteOutcome};
use crate::text::{Edit, LineColumn, Span};

/// Writes findings, summary and scope as one JSON object. Lines and columns start at 1, columns count characters or UTF-16
/// code units, spans are byte ranges of the note's text.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    let left = runs.iter().flat_map(|run| run.all_remaining().map(move |found| (run, found)));
    let fixed = runs.iter().flat_map(|run| run.fixed().map(move |found| (run, found)));
    // Findings are written one at a time: there may be a million, and each is larger as JSON than in memory.
    write!(out, "{{\"version\":1,\"findings\":[")?;
    list(left, out)?;
    write!(out, "],\"fixed\":[")?;
    list(fixed, out)?;
    write!(out, "],\"summary\":")?;
    let totals = Totals::from_runs(runs);
    let summary = json!({
        "notes": totals.checked,
        "errors": totals.errors,
        "warnings": totals.warnings,
        "infos": totals.infos,
        "older": totals.preexisting,
        "fixable": totals.safe_fixes,
        "fixable_unsafe": totals.unsafe_fixes,
        "fixed": totals.fixed,
        "notes_changed": totals.changed,
        "silenced": totals.suppressed,
        "omitted": totals.omitted,
        "omitted_fixed": totals.fixed_omitted,
        "rules_not_run": rules_not_run(runs).into_iter().map(not_run).collect::<Vec<_>>(),
        "not_checked": unreadable(runs),
        "not_written": not_written(runs),
        "undo": undo(runs),
        "bugs": runs.iter().flat_map(|run| run.outcome.notes.iter()).flat_map(|note| &note.bugs).collect::<Vec<_>>(),
    });
    out.write_json(&summary)?;
    write!(out, ",\"scope\":")?;
    out.write_json(&runs.iter().map(JsonScope::new).collect::<Vec<_>>())?;
    writeln!(out, "}}")
}

/// Writes findings, separated by commas.
fn list<'a>(
    findings: impl Iterator<Item = (&'a VaultRun, (&'a NoteOutcome, &'a Finding))>,
    out: Out<'_>,
) -> io::Result<()> {
    for (at, (run, (note, finding))) in findings.enumerate() {
        if at > 0 {
            write!(out, ",")?;
        }
        out.write_json(&JsonFinding::new(run, &run.display_path(&note.path), note, finding))?;
    }
    Ok(())
}

/// The JSON form of a finding.
#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    severity: Severity,
    new: bool,
    /// Whether the note was not changed itself.
    inbound: bool,
    path: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    span: Span,
    start: LineColumn,
    end: LineColumn,
    related: Vec<JsonRelated<'a>>,
    evidence: &'a RawValue,
    fix: Option<JsonFix<'a>>,
    commands: Vec<JsonCommand>,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    path: &'a str,
    span: Option<Span>,
    start: Option<LineColumn>,
    end: Option<LineColumn>,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<JsonEdit<'a>>,
    retarget: Option<&'a Retarget>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    #[serde(flatten)]
    edit: &'a Edit,
    start: LineColumn,
    end: LineColumn,
}

impl<'a> JsonFinding<'a> {
    fn new(run: &VaultRun, path: &'a str, note: &NoteOutcome, finding: &'a Finding) -> Self {
        let diagnostic = &finding.diagnostic;
        let related = diagnostic.related.iter().zip(&finding.related).map(|(related, located)| JsonRelated {
            path: related.path.as_deref().unwrap_or(path),
            span: related.span,
            start: located.place.map(|place| place.0),
            end: located.place.map(|place| place.1),
            message: &related.message,
        });
        let rename = run.moved.rename_behind(finding).map(|renamed| RenameCommand::new(run, renamed).json());
        let commands =
            diagnostic.commands.iter().map(|command| JsonCommand::new(command, &run.from_here)).chain(rename);
        Self {
            rule: &diagnostic.rule,
            severity: diagnostic.severity,
            new: diagnostic.is_new,
            inbound: note.is_inbound,
            path,
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            span: diagnostic.span,
            start: finding.start,
            end: finding.end,
            related: related.collect(),
            evidence: diagnostic.evidence.raw(),
            fix: diagnostic.fix.as_ref().map(|fix| JsonFix {
                title: &fix.title,
                applicability: fix.applicability,
                edits: fix.edits.iter().zip(&finding.edits).map(JsonEdit::new).collect(),
                retarget: fix.retarget.as_ref(),
            }),
            commands: commands.collect(),
        }
    }
}

impl<'a> JsonEdit<'a> {
    fn new((edit, &(start, end)): (&'a Edit, &(LineColumn, LineColumn))) -> Self {
        Self { edit, start, end }
    }
}

/// Returns the commands that undo what was written, one for each vault.
fn undo(runs: &[VaultRun]) -> Vec<JsonCommand> {
    let lines = runs.iter().filter_map(|run| run.written.as_ref()?.undo.as_ref());
    lines.map(|line| line.json(&Command::Undo)).collect()
}

fn not_run((rule, reason): (&str, &str)) -> Value {
    json!({"rule": rule, "reason": reason})
}

fn unreadable(runs: &[VaultRun]) -> Vec<Value> {
    let all =
        runs.iter().flat_map(|run| run.outcome.unreadable.iter().map(move |(path, why)| (run.display_path(path), why)));
    all.map(|(path, why)| json!({"path": path, "reason": why.to_string()})).collect()
}

fn not_written(runs: &[VaultRun]) -> Vec<Value> {
    let written = runs.iter().filter_map(|run| Some((run, run.written.as_ref()?)));
    let all = written.flat_map(|(run, written)| {
        let left = written.skipped.iter().chain(&written.index_only);
        left.map(move |(path, why)| (run.display_path(path), why))
    });
    all.map(|(path, why)| json!({"path": path, "reason": why.to_string()})).collect()
}
