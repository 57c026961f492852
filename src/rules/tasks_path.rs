//! Queries of the plugins Tasks and Dataview with a path that does not exist in the vault.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, RegionKind};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(TasksPath))
}

struct TasksPath;

impl Rule for TasksPath {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let queries = note.body().regions.iter().filter(|zone| zone.kind == RegionKind::Query);
        let mut queries = queries.map(|zone| zone.span).peekable();
        if queries.peek().is_none() || note.is_template() {
            return;
        }
        let (mut of_tasks, mut of_dataview) = (Vec::new(), Vec::new());
        for query in queries {
            places_of(note, query, &mut of_tasks, &mut of_dataview);
        }
        let words = |places: &[Span]| places.iter().map(|place| place.slice(note.text())).collect::<Vec<_>>();
        let in_tasks = vault.any_path_contains_each(&words(&of_tasks));
        let in_dataview = vault.has_folders_or_notes(&words(&of_dataview), note.path());
        let asked = of_tasks.into_iter().zip(in_tasks).chain(of_dataview.into_iter().zip(in_dataview));
        let mut dead: Vec<Span> = asked.filter(|(_, is_there)| !is_there).map(|(place, _)| place).collect();
        dead.sort_unstable();
        out.add_all(dead.into_iter().map(|place| diagnostic(note.text(), place)));
    }
}

/// The filters of Tasks whose text a path must contain for anything to match.
const FILTERS: [&str; 4] = ["path includes ", "folder includes ", "filename includes ", "root includes "];

/// Collects the paths in a query, by plugin.
fn places_of(note: &Note, query: Span, of_tasks: &mut Vec<Span>, of_dataview: &mut Vec<Span>) {
    let text = note.text();
    let first = note.lines().line_at(query.start);
    let last = note.lines().line_at(query.end.saturating_sub(1).max(query.start));
    let opening = note.lines().line(text, first).slice(text);
    let is_tasks = opening.trim_start_matches(['>', ' ', '\t', '`', '~']).to_ascii_lowercase().starts_with("tasks");
    for line in (first + 1..last).map(|line| note.lines().line(text, line)) {
        match is_tasks {
            true => of_tasks.extend(filters(text, line)),
            false => of_dataview.extend(sources(text, line)),
        }
    }
}

fn diagnostic(text: &str, place: Span) -> Diagnostic {
    let words = place.slice(text);
    Diagnostic::new(place, format!("no path in the vault contains `{words}`, so this query finds nothing"))
        .with_fix(Fix::manual_fix("update the path, or remove the query"))
}

/// Returns the paths in `path includes X`, also as `(path includes X) OR (path includes Y)`. Excluded paths need not
/// exist.
fn filters(text: &str, line: Span) -> Vec<Span> {
    let written = line.slice(text);
    let lower = written.to_ascii_lowercase();
    if lower.trim_start().starts_with('#') || lower.contains("not ") || written.contains("{{") {
        return Vec::new();
    }
    let mut places = Vec::new();
    for filter in FILTERS {
        for (at, _) in lower.match_indices(filter) {
            let before = written[..at].trim_end_matches(['>', ' ', '\t']);
            let closing = match before.chars().next_back() {
                None => None,
                Some('(') => Some(')'),
                Some('[') => Some(']'),
                Some('{') => Some('}'),
                Some('"') => Some('"'),
                Some(_) => continue,
            };
            let rest = &written[at + filter.len()..];
            let value = closing.and_then(|closing| rest.find(closing)).map_or(rest, |end| &rest[..end]);
            let start = line.start + at + filter.len() + value.len() - value.trim_start().len();
            places.push(Span::new(start, start + value.trim().len()));
        }
    }
    places.retain(|place| !place.is_empty());
    places.sort_unstable();
    places
}

/// Returns the quoted sources after `FROM` that are not excluded.
fn sources(text: &str, line: Span) -> Vec<Span> {
    let written = line.slice(text);
    let lower = written.to_ascii_lowercase();
    let code = lower.trim_start_matches(['>', ' ', '\t']);
    let from = if code.starts_with("from ") { lower.find("from ") } else { lower.find(" from ") };
    let Some(from) = from.filter(|_| !code.starts_with("//") && !written.contains("{{")) else { return Vec::new() };
    let clause = &written[from..];
    let end = [" where ", " sort ", " flatten ", " group by ", " limit "];
    let end = end.iter().filter_map(|word| lower[from..].find(word)).min().unwrap_or(clause.len());
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(open) = clause[at..end].find('"').map(|open| at + open) {
        let Some(close) = clause[open + 1..end].find('"').map(|close| open + 1 + close) else { break };
        let is_excluded = clause[..open].trim_end_matches([' ', '(']).ends_with(['-', '!']);
        if !is_excluded && !clause[open + 1..close].trim_matches(['/', ' ']).is_empty() {
            places.push(Span::new(line.start + from + open + 1, line.start + from + close));
        }
        at = close + 1;
    }
    places
}
