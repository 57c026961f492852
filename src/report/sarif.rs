//! SARIF 2.1.0, for code scanning and viewers.
//!
//! Paths are relative to the top of the Git repository. The report contains neither machine nor time, so equal notes give
//! equal reports.

mod fingerprint;
mod rules;
mod uri;

use std::io;

use serde_json::{Value, json};

use super::{COMPARES, Out, VaultRun, count_of, last_line, omitted_words, rules_not_run};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::engine::{Finding, NoteOutcome};
use crate::rules::pages;
use crate::text::{Edit, LineColumn};
use fingerprint::Fingerprints;

/// The id of the base that paths are relative to.
const BASE: &str = "SRCROOT";

/// Writes every finding that is left as one run of one tool.
///
/// # Errors
/// When `out` cannot be written.
pub fn sarif(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    // Older findings are included: code scanning closes alerts that are not reported, and tells new from old itself.
    let left = runs.iter().flat_map(|run| run.all_remaining().map(move |(note, finding)| (run, note, finding)));
    let results: Vec<Value> = left.map(|(run, note, found)| result(run, note, found, &mut fingerprints)).collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "vaultlint",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules::descriptors(),
            }},
            "invocations": [invocation(runs)],
            "originalUriBaseIds": {BASE: {"description": {"text": "The top of the Git repository, or the vault."}}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    out.write_json(&report)?;
    writeln!(out)
}

fn result(run: &VaultRun, note: &NoteOutcome, finding: &Finding, fingerprints: &mut Fingerprints) -> Value {
    let diagnostic = &finding.diagnostic;
    let path = run.path_in_repository(&note.path);
    let fingerprint = fingerprints.next(&diagnostic.rule, &path, &finding.excerpt.text);
    let mut result = json!({
        "ruleId": diagnostic.rule,
        "level": level(diagnostic.severity),
        "message": {"text": message(diagnostic)},
        "locations": [{"physicalLocation": location(&path, Some((finding.start, finding.end)))}],
        "partialFingerprints": {fingerprint::NAME: fingerprint},
        "baselineState": if diagnostic.is_new { "new" } else { "unchanged" },
    });
    if note.is_inbound {
        result["properties"] = json!({"inbound": true});
    }
    if let Some(index) = pages().iter().position(|page| page.name == diagnostic.rule) {
        result["ruleIndex"] = json!(index);
    }
    if !diagnostic.related.is_empty() {
        result["relatedLocations"] = related(run, &path, finding);
    }
    if let Some(fix) = fix(&path, finding).filter(|_| note.is_utf8) {
        result["fixes"] = json!([fix]);
    }
    result
}

fn related(run: &VaultRun, path: &str, finding: &Finding) -> Value {
    let pairs = finding.diagnostic.related.iter().zip(&finding.related);
    let located = pairs.map(|(related, located)| {
        let other = related.path.as_ref().map(|path| run.path_in_repository(path));
        (location(other.as_deref().unwrap_or(path), located.place), literal(&related.message))
    });
    let numbered = located.enumerate();
    numbered
        .map(|(id, (place, text))| json!({"id": id, "physicalLocation": place, "message": {"text": text}}))
        .collect()
}

/// Returns the fix, if edits in this note can express it. A rename cannot be expressed: it also changes other notes.
fn fix(path: &str, finding: &Finding) -> Option<Value> {
    let fix = finding.diagnostic.fix.as_ref()?;
    if !finding.diagnostic.is_fixable(Applicability::Unsafe) || fix.retarget.is_some() {
        return None;
    }
    let replacements: Vec<Value> =
        fix.edits.iter().zip(&finding.edits).map(|(edit, place)| replacement(edit, *place)).collect();
    Some(json!({
        "description": {"text": literal(&fix.title)},
        "artifactChanges": [{"artifactLocation": artifact(path), "replacements": replacements}],
        "properties": {"applicability": fix.applicability},
    }))
}

fn replacement(edit: &Edit, (start, end): (LineColumn, LineColumn)) -> Value {
    // A byte-order mark has bytes but no column.
    let is_mark = start == end && !edit.span.is_empty() && edit.text.is_empty();
    let deleted = match is_mark {
        true => json!({"byteOffset": edit.span.start, "byteLength": edit.span.len()}),
        false => json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        }),
    };
    match edit.text.as_str() {
        "" => json!({"deletedRegion": deleted}),
        text => json!({"deletedRegion": deleted, "insertedContent": {"text": text}}),
    }
}

fn location(path: &str, place: Option<(LineColumn, LineColumn)>) -> Value {
    let mut location = json!({"artifactLocation": artifact(path)});
    let Some((start, end)) = place else { return location };
    let last = last_line(start, end);
    location["region"] = json!({"startLine": start.line, "startColumn": start.column, "endLine": last});
    // Without an end column, the region ends at the end of its last line. GitHub shows an alert in a pull request only if
    // all its lines changed, so the line after a final line break must not be included.
    if last == end.line {
        location["region"]["endColumn"] = json!(end.column);
    }
    location
}

fn artifact(path: &str) -> Value {
    json!({"uri": uri::encoded(path), "uriBaseId": BASE})
}

/// Returns the message of a finding, with help and manual advice.
fn message(diagnostic: &Diagnostic) -> String {
    let advice = diagnostic.fix.as_ref().filter(|fix| fix.applicability == Applicability::Manual);
    let lines = [Some(&diagnostic.message), diagnostic.help.as_ref(), advice.map(|fix| &fix.title)];
    let lines: Vec<&str> = lines.into_iter().flatten().map(String::as_str).collect();
    literal(&lines.join("\n"))
}

/// Escapes placeholders, such as `{0}`, and links, such as `[a](1)`, which a viewer would interpret.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, brace) = rest.split_at(at);
        out.push_str(before);
        let digits = brace[1..].bytes().take_while(u8::is_ascii_digit).count();
        let is_placeholder = digits > 0 && brace[1 + digits..].starts_with('}');
        let (taken, after) = brace.split_at(if is_placeholder { digits + 2 } else { 1 });
        out.push_str(&if is_placeholder { format!("{{{taken}}}") } else { taken.to_owned() });
        rest = after;
    }
    out.push_str(rest);
    out.replace("](", "\\](")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Returns the invocation with everything that was not checked, was not written or failed. A note without results counts
/// as clean, so these must be listed.
fn invocation(runs: &[VaultRun]) -> Value {
    let mut notes = Vec::new();
    let mut is_successful = true;
    for run in runs {
        let mut notify = |level: &str, path: &str, text: &str| {
            let place = json!([{"physicalLocation": location(&run.path_in_repository(path), None)}]);
            notes.push(json!({"level": level, "message": {"text": literal(text)}, "locations": place}));
        };
        for (path, why) in &run.outcome.unreadable {
            notify("warning", path, &why.to_string());
        }
        for (path, why) in run.written.iter().flat_map(|written| &written.skipped) {
            notify("warning", path, &format!("not written: {why}"));
        }
        for (path, why) in run.written.iter().flat_map(|written| &written.index_only) {
            notify("warning", path, &format!("fixed in the index only: {why}"));
        }
        for note in &run.outcome.notes {
            note.bugs.iter().for_each(|bug| notify("error", &note.path, bug));
            if let Some(words) = omitted_words(count_of(&note.remaining_omitted)) {
                notify("note", &note.path, &words);
            }
            is_successful &= note.bugs.is_empty();
        }
    }
    for (rule, reason) in rules_not_run(runs) {
        let in_full = if reason == COMPARES { " in full" } else { "" };
        let text = format!("`{rule}` was not run{in_full}: {reason}");
        notes.push(json!({"level": "note", "message": {"text": text}}));
    }
    json!({"executionSuccessful": is_successful, "toolExecutionNotifications": notes})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_links_are_escaped() {
        assert_eq!(literal("`{0}` and {{title}}, {x}, {12} {"), "`{{0}}` and {{title}}, {x}, {{12}} {");
        assert_eq!(literal("[[Plan]] and [a](1)"), "[[Plan]] and [a\\](1)");
    }
}
