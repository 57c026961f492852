//! Silencers: comments that say a finding is meant.
//!
//! `<!-- vaultlint: allow RULE reason -->` or `%% vaultlint: allow RULE reason %%` on the line of the finding or the
//! line above, `allow-file` anywhere, `# vaultlint: allow RULE` in the frontmatter.

use std::collections::{HashMap, HashSet};

use memchr::memmem;

use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, ZoneKind};
use crate::text::{Edit, Edits, Span, nearest};

/// The rule about silencers that silence nothing. The only one that the engine knows by name.
pub(super) const UNUSED_ALLOW: &str = "unused-allow";

const MARK: &str = "vaultlint: allow";

/// The silencers of one note, and which of them were needed.
#[derive(Debug, Default)]
pub(super) struct Silencers {
    all: Vec<Silencer>,
    /// Where each rule is silenced: on a line from 0, or None in the whole note; and whether something was silenced there.
    reach: HashMap<String, HashMap<Option<usize>, bool>>,
}

#[derive(Debug)]
struct Silencer {
    /// The whole comment.
    span: Span,
    /// Its line, from 0.
    line: usize,
    whole_file: bool,
    rule: String,
}

impl Silencers {
    /// Reads the silencers of `note`.
    pub(super) fn of(note: &Note) -> Self {
        let text = note.text();
        if memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
            return Self::default();
        }
        let in_body = note.body().zones.iter().filter(|zone| zone.kind == ZoneKind::Comment).map(|zone| zone.span);
        let spans = in_properties(note).into_iter().chain(in_body);
        let all: Vec<Silencer> = spans.flat_map(|span| Silencer::read(note, span)).collect();
        let mut reach: HashMap<String, HashMap<Option<usize>, bool>> = HashMap::new();
        for silencer in &all {
            reach.entry(silencer.rule.clone()).or_default().insert(silencer.place(), false);
        }
        Self { all, reach }
    }

    /// Whether `rule` is silenced in the whole note.
    pub(super) fn silence_all(&self, rule: &str) -> bool {
        self.reach.get(rule).is_some_and(|reach| reach.contains_key(&None))
    }

    /// Whether a silencer takes `diagnostic` out; it counts as used then.
    pub(super) fn silence(&mut self, note: &Note, diagnostic: &Diagnostic) -> bool {
        if self.all.is_empty() || diagnostic.rule == UNUSED_ALLOW {
            return false;
        }
        let Some(reach) = self.reach.get_mut(&*diagnostic.rule) else { return false };
        let line = note.lines().line_at(diagnostic.span.start);
        let mut silenced = false;
        for place in [None, Some(line), line.checked_sub(1)] {
            if let Some(used) = reach.get_mut(&place) {
                *used = true;
                silenced = true;
            }
        }
        silenced
    }

    /// Findings for the silencers that silenced nothing, of rules that ran, or that name no rule.
    pub(super) fn unused(&self, note: &Note, settings: &Settings, runs: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let kinds = self.reach.keys().map(|rule| (rule.as_str(), Kind::of(rule, settings, &runs)));
        let kinds: HashMap<&str, Kind> = kinds.collect();
        let is_used = |silencer: &Silencer| self.reach[&silencer.rule].get(&silencer.place()) == Some(&true);
        let is_useless = |silencer: &Silencer| !is_used(silencer) && kinds[silencer.rule.as_str()] == Kind::Runs;
        // A comment with several names goes only when none of them is needed.
        let needed = self.all.iter().filter(|silencer| !is_useless(silencer)).map(|silencer| silencer.span);
        let needed: HashSet<Span> = needed.collect();
        let goes = |span: Span| !needed.contains(&span);
        let mut gone = HashSet::new();
        let unused = self.all.iter().filter(|silencer| !is_used(silencer)).filter_map(|silencer| {
            if let Kind::Unknown { help } = &kinds[silencer.rule.as_str()] {
                return Some(Diagnostic::new(silencer.span, format!("no rule `{}`", silencer.rule)).help(help));
            }
            if !is_useless(silencer) {
                return None;
            }
            let found = Diagnostic::new(silencer.span, format!("this silences no `{}`", silencer.rule));
            if !goes(silencer.span) || !gone.insert(silencer.span) {
                return Some(found.help(format!("take `{}` out of the comment", silencer.rule)));
            }
            let edits = Edits::one(Edit::delete(silencer.removal(note)));
            Some(found.fix(Fix::safe("remove the comment", edits)))
        });
        unused.collect()
    }
}

/// The comments of the frontmatter, from `#` to the end of the line.
fn in_properties(note: &Note) -> Vec<Span> {
    let Some(block) = note.frontmatter() else { return Vec::new() };
    let yaml = block.yaml.of(note.text());
    let marks = yaml.match_indices("# vaultlint: allow").map(|(at, _)| block.yaml.start + at);
    let line_of = |at: usize| note.lines().line(note.text(), note.lines().line_at(at));
    let begins = |at: &usize| note.text()[line_of(*at).start..*at].ends_with(' ') || line_of(*at).start == *at;
    let in_text = |at: &usize| {
        let pairs = block.content.as_ref().map_or(&[][..], |properties| &properties.pairs);
        let behind = pairs.partition_point(|pair| pair.value.span.end <= *at);
        pairs.get(behind).is_some_and(|pair| pair.value.as_str().is_some() && pair.value.span.contains_offset(*at))
    };
    marks.filter(begins).filter(|at| !in_text(at)).map(|at| Span::new(at, line_of(at).end)).collect()
}

/// What a rule is that a silencer names.
#[derive(PartialEq, Eq)]
enum Kind {
    Runs,
    DoesNotRun,
    Unknown { help: String },
}

impl Kind {
    fn of(rule: &str, settings: &Settings, runs: impl Fn(&str) -> bool) -> Self {
        if runs(rule) {
            return Self::Runs;
        }
        if settings.names().any(|name| name == rule) {
            return Self::DoesNotRun;
        }
        let help = match nearest(rule, settings.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "see `vaultlint rules`".to_owned(),
        };
        Self::Unknown { help }
    }
}

impl Silencer {
    fn read(note: &Note, span: Span) -> Vec<Self> {
        let comment = span.of(note.text());
        let inner = comment.trim_start_matches(['<', '!', '-', '%', '#', ' ']).trim_end_matches(['-', '>', '%', ' ']);
        let Some(rest) = inner.strip_prefix(MARK) else { return Vec::new() };
        let (whole_file, rest) = match rest.strip_prefix("-file") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let Some(rules) = rest.strip_prefix(' ').and_then(|rest| rest.split_whitespace().next()) else {
            return Vec::new();
        };
        let line = note.lines().line_at(span.end.saturating_sub(1).max(span.start));
        rules.split(',').map(|rule| Self { span, line, whole_file, rule: rule.to_owned() }).collect()
    }

    /// The line that it reaches from, from 0; None for the whole note.
    fn place(&self) -> Option<usize> {
        (!self.whole_file).then_some(self.line)
    }

    /// The comment, with its line where nothing else stands on it, else with the blanks before it.
    fn removal(&self, note: &Note) -> Span {
        let text = note.text();
        let lines = note.lines();
        let first = lines.full_line(lines.line_at(self.span.start));
        let last = lines.full_line(lines.line_at(self.span.end));
        let before = &text[first.start..self.span.start];
        let after = &text[self.span.end..last.end.max(self.span.end)];
        if before.trim().is_empty() && after.trim().is_empty() {
            return Span::new(first.start, last.end.max(self.span.end));
        }
        if before.trim().is_empty() {
            return Span::new(self.span.start, self.span.end + after.len() - after.trim_start_matches(' ').len());
        }
        Span::new(first.start + before.trim_end_matches(' ').len(), self.span.end)
    }
}
