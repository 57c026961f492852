//! Silencers: comments that say a finding is meant.
//!
//! `<!-- vaultlint: allow RULE reason -->` or `%% vaultlint: allow RULE reason %%` on the line of the finding or the
//! line above, `allow-file` anywhere, `# vaultlint: allow RULE` in the frontmatter.

use std::collections::HashSet;

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
pub(super) struct Silencers(Vec<Silencer>);

#[derive(Debug)]
struct Silencer {
    /// The whole comment.
    span: Span,
    /// Its line, from 0.
    line: usize,
    whole_file: bool,
    rule: String,
    used: bool,
}

impl Silencers {
    /// Reads the silencers of `note`.
    pub(super) fn of(note: &Note) -> Self {
        let text = note.text();
        if memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
            return Self::default();
        }
        let in_body = note.body().zones.iter().filter(|zone| zone.kind == ZoneKind::Comment).map(|zone| zone.span);
        Self(in_properties(note).into_iter().chain(in_body).flat_map(|span| Silencer::read(note, span)).collect())
    }

    /// Whether `rule` is silenced in the whole note.
    pub(super) fn silence_all(&self, rule: &str) -> bool {
        self.0.iter().any(|silencer| silencer.whole_file && silencer.rule == rule)
    }

    /// Whether a silencer takes `diagnostic` out; it counts as used then.
    pub(super) fn silence(&mut self, note: &Note, diagnostic: &Diagnostic) -> bool {
        if self.0.is_empty() || diagnostic.rule == UNUSED_ALLOW {
            return false;
        }
        let line = note.lines().line_at(diagnostic.span.start);
        let mut silenced = false;
        for silencer in &mut self.0 {
            let reaches = silencer.whole_file || line == silencer.line || line == silencer.line + 1;
            if reaches && silencer.rule == diagnostic.rule {
                silencer.used = true;
                silenced = true;
            }
        }
        silenced
    }

    /// Findings for the silencers that silenced nothing, of rules that ran, or that name no rule.
    pub(super) fn unused(&self, note: &Note, settings: &Settings, runs: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let is_useless = |silencer: &&Silencer| !silencer.used && runs(&silencer.rule);
        // A comment with several names goes only when none of them is needed.
        let goes = |span: Span| self.0.iter().filter(|other| other.span == span).all(|other| is_useless(&other));
        let mut gone = HashSet::new();
        let unused = self.0.iter().filter(|silencer| !silencer.used).filter_map(|silencer| {
            if !settings.names().any(|name| name == silencer.rule) {
                return Some(silencer.names_no_rule(settings));
            }
            if !is_useless(&silencer) {
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
        let pairs = block.content.iter().flat_map(|properties| &properties.pairs);
        pairs.filter(|pair| pair.value.as_str().is_some()).any(|pair| pair.value.span.contains_offset(*at))
    };
    marks.filter(begins).filter(|at| !in_text(at)).map(|at| Span::new(at, line_of(at).end)).collect()
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
        rules.split(',').map(|rule| Self { span, line, whole_file, rule: rule.to_owned(), used: false }).collect()
    }

    fn names_no_rule(&self, settings: &Settings) -> Diagnostic {
        let found = Diagnostic::new(self.span, format!("no rule `{}`", self.rule));
        match nearest(&self.rule, settings.names()) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help("see `vaultlint rules`"),
        }
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
