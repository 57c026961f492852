//! Suppressions: comments that mark a finding as intentional.
//!
//! `<!-- vaultlint: allow RULE reason -->` or `%% vaultlint: allow RULE reason %%` on the line of the finding or the
//! line above, `allow-file` anywhere, `# vaultlint: allow RULE` in the frontmatter.

use std::collections::{HashMap, HashSet};

use memchr::memmem;

use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, RegionKind};
use crate::rule::Findings;
use crate::rules::{page, suggest_rule};
use crate::text::{Edit, Edits, Span};

/// The rule about unused suppressions, the only rule that the engine knows by name.
pub(super) const UNUSED_ALLOW: &str = "unused-allow";

const MARK: &str = "vaultlint";
/// The keywords that other linters use.
const FOREIGN_KEYWORDS: [&str; 9] =
    ["allow", "ignore", "ignore-next-line", "disable", "disable-line", "disable-next-line", "off", "skip", "noqa"];

/// The suppressions of one note, and which of them were used.
#[derive(Debug, Default)]
pub(super) struct Suppressions {
    all: Vec<Suppression>,
    /// The reason of each suppression comment: the words after its rules.
    reasons: Vec<(Span, String)>,
    /// Comments that look like a suppression but are none, and what to write instead.
    misread: Vec<(Span, String)>,
    /// Where each rule is suppressed, and whether that was used: on a zero-based line, or in the whole note for `None`.
    reach: HashMap<String, HashMap<Option<usize>, bool>>,
}

#[derive(Debug)]
struct Suppression {
    /// The span of the whole comment.
    span: Span,
    /// The zero-based line of the comment.
    line: usize,
    whole_file: bool,
    rule: String,
}

impl Suppressions {
    /// Parses the suppressions of `note`.
    pub(super) fn parse(note: &Note) -> Self {
        let text = note.text();
        if memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
            return Self::default();
        }
        let in_body =
            note.body().regions.iter().filter(|region| region.kind == RegionKind::Comment).map(|region| region.span);
        let spans = in_properties(note).into_iter().chain(in_body);
        let (mut all, mut reasons, mut misread) = (Vec::new(), Vec::new(), Vec::new());
        for span in spans {
            match Comment::parse(span.slice(text)) {
                Comment::Other => {}
                Comment::Misread(help) => misread.push((span, help)),
                Comment::Allow { whole_file, rules, reason } => {
                    let line = note.lines().line_at(span.end.saturating_sub(1).max(span.start));
                    all.extend(rules.into_iter().map(|rule| Suppression { span, line, whole_file, rule }));
                    reasons.push((span, reason));
                }
            }
        }
        let mut reach: HashMap<String, HashMap<Option<usize>, bool>> = HashMap::new();
        for suppression in &all {
            reach.entry(suppression.rule.clone()).or_default().insert(suppression.place(), false);
        }
        Self { all, reasons, misread, reach }
    }

    /// Returns whether `rule` is suppressed in the whole note.
    pub(super) fn suppresses_everywhere(&self, rule: &str) -> bool {
        self.reach.get(rule).is_some_and(|reach| reach.contains_key(&None))
    }

    /// Returns whether `diagnostic` is suppressed, and marks the matching suppressions as used.
    pub(super) fn suppress(&mut self, note: &Note, diagnostic: &Diagnostic) -> bool {
        if self.all.is_empty() || diagnostic.rule == UNUSED_ALLOW {
            return false;
        }
        let Some(reach) = self.reach.get_mut(&*diagnostic.rule) else { return false };
        let line = note.lines().line_at(diagnostic.span.start);
        let mut is_suppressed = false;
        for place in [None, Some(line), line.checked_sub(1)] {
            if let Some(used) = reach.get_mut(&place) {
                *used = true;
                is_suppressed = true;
            }
        }
        is_suppressed
    }

    /// Reports unused suppressions of rules that ran, unknown rules, and comments that are no valid suppression.
    pub(super) fn unused(&self, note: &Note, settings: &Settings, runs: impl Fn(&str) -> bool, out: &mut Findings<'_>) {
        let kinds = self.reach.keys().map(|rule| (rule.as_str(), NamedRule::of(rule, settings, &runs)));
        let kinds: HashMap<&str, NamedRule> = kinds.collect();
        let is_used =
            |suppression: &Suppression| self.reach[&suppression.rule].get(&suppression.place()) == Some(&true);
        let is_useless =
            |suppression: &Suppression| !is_used(suppression) && kinds[suppression.rule.as_str()] == NamedRule::Runs;
        // A comment that names several rules is removed only if none of them is needed.
        let needed = self.all.iter().filter(|suppression| !is_useless(suppression)).map(|suppression| suppression.span);
        let needed: HashSet<Span> = needed.collect();
        let is_removable = |span: Span| !needed.contains(&span);
        let mut removed = HashSet::new();
        let unused = self.all.iter().filter(|suppression| !is_used(suppression)).filter_map(|suppression| {
            if let NamedRule::Unknown { help } = &kinds[suppression.rule.as_str()] {
                return Some(
                    Diagnostic::new(suppression.span, format!("unknown rule `{}`", suppression.rule)).with_help(help),
                );
            }
            if !is_useless(suppression) {
                return None;
            }
            let found = Diagnostic::new(suppression.span, format!("unused suppression of `{}`", suppression.rule));
            if !is_removable(suppression.span) || !removed.insert(suppression.span) {
                return Some(found.with_help(format!("remove `{}` from the comment", suppression.rule)));
            }
            let edits = Edits::from_edit(Edit::delete(suppression.removal(note)));
            Some(found.with_fix(Fix::safe_fix("remove the comment", edits)))
        });
        out.add_all(unused);
        out.add_all(self.misread());
        out.add_all(self.rules_as_reasons(settings));
    }

    /// Reports comments that look like a suppression but are none.
    fn misread(&self) -> impl Iterator<Item = Diagnostic> {
        let found =
            |(span, help): &(Span, String)| Diagnostic::new(*span, "this comment suppresses nothing").with_help(help);
        self.misread.iter().map(found)
    }

    /// Reports comments whose reason consists of rule names: they suppress only the first rule.
    fn rules_as_reasons(&self, settings: &Settings) -> impl Iterator<Item = Diagnostic> {
        self.reasons.iter().filter_map(|(span, reason)| {
            let words: Vec<&str> = reason.split([' ', ',']).filter(|word| !word.is_empty()).collect();
            let are_rules = words.iter().all(|word| settings.rule_names().any(|name| name == *word));
            if words.is_empty() || !are_rules {
                return None;
            }
            let message = format!("`{}` is read as the reason", words.join(" "));
            Some(Diagnostic::new(*span, message).with_help("separate rules with commas: `allow ONE,OTHER reason`"))
        })
    }
}

/// Returns the comments of the frontmatter, from `#` to the end of the line.
fn in_properties(note: &Note) -> Vec<Span> {
    let Some(block) = note.frontmatter() else { return Vec::new() };
    let yaml = block.yaml.slice(note.text());
    let marks = yaml.match_indices("# vaultlint").map(|(at, _)| block.yaml.start + at);
    let line_of = |at: usize| note.lines().line(note.text(), note.lines().line_at(at));
    let starts_comment = |at: &usize| note.text()[line_of(*at).start..*at].ends_with(' ') || line_of(*at).start == *at;
    let in_text = |at: &usize| {
        let pairs = block.content.as_ref().map_or(&[][..], |properties| &properties.pairs);
        let next = pairs.partition_point(|pair| pair.value.span.end <= *at);
        pairs.get(next).is_some_and(|pair| pair.value.as_str().is_some() && pair.value.span.contains_offset(*at))
    };
    marks.filter(starts_comment).filter(|at| !in_text(at)).map(|at| Span::new(at, line_of(at).end)).collect()
}

/// The state of a rule that a suppression names.
#[derive(PartialEq, Eq)]
enum NamedRule {
    Runs,
    DoesNotRun,
    Unknown { help: String },
}

impl NamedRule {
    fn of(rule: &str, settings: &Settings, runs: impl Fn(&str) -> bool) -> Self {
        if runs(rule) {
            return Self::Runs;
        }
        if settings.rule_names().any(|name| name == rule) {
            return Self::DoesNotRun;
        }
        Self::Unknown { help: suggest_rule(rule, settings.config.custom.keys().map(String::as_str)) }
    }
}

/// A comment, as vaultlint reads it.
enum Comment {
    /// A comment that is not for vaultlint.
    Other,
    /// An invalid suppression, and what to write instead.
    Misread(String),
    /// A suppression.
    Allow { whole_file: bool, rules: Vec<String>, reason: String },
}

impl Comment {
    fn parse(comment: &str) -> Self {
        let inner = comment.trim_start_matches(['<', '!', '-', '%', '#', ' ']).trim_end_matches(['-', '>', '%', ' ']);
        let Some(rest) = inner.strip_prefix(MARK).filter(|rest| rest.starts_with([':', '-', ' '])) else {
            return Self::Other;
        };
        let Some(rest) = rest.strip_prefix(": allow") else {
            let word = rest.trim_start_matches([':', '-', ' ']).split([' ', ':', '\n']).next().unwrap_or_default();
            return match FOREIGN_KEYWORDS.contains(&word.to_lowercase().as_str()) {
                true => Self::Misread("write `vaultlint: allow RULE reason`".to_owned()),
                false => Self::Other,
            };
        };
        let (whole_file, rest) = match rest.strip_prefix("-file") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            return Self::Other;
        }
        let mut words = rest.split_whitespace();
        let mut rules = Vec::new();
        for word in words.by_ref() {
            rules.extend(word.split(',').filter(|rule| !rule.is_empty()).map(rule_name));
            if !word.ends_with(',') {
                break;
            }
        }
        if rules.is_empty() {
            return Self::Misread("name the rule: `vaultlint: allow RULE reason`".to_owned());
        }
        Self::Allow { whole_file, rules, reason: words.collect::<Vec<_>>().join(" ") }
    }
}

/// Returns the name of a rule in lower case if a built-in rule has it.
fn rule_name(written: &str) -> String {
    let lower = written.to_lowercase();
    if page(&lower).is_some() { lower } else { written.to_owned() }
}

impl Suppression {
    /// Returns the zero-based line that it applies to, with the line below; `None` for the whole note.
    fn place(&self) -> Option<usize> {
        (!self.whole_file).then_some(self.line)
    }

    /// Returns the span to delete: the whole line if nothing else is on it, otherwise the comment with the spaces before
    /// it, or after it at the start of a line.
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
