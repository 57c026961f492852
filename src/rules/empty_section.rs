//! Sections that are empty or contain only a placeholder.

use std::collections::HashSet;

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::note::{Note, SectionContent, section_contents};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{Habits, KindHabits, VaultIndex, fold};

use super::shared::percent;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let EmptySectionOptions { allow, filled } = options.parse()?;
    let allow = allow.iter().map(|name| fold(name)).collect();
    Ok(Box::new(EmptySection { allow, filled: percent(filled, "filled")? }))
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EmptySectionOptions {
    /// Headings whose sections may be empty.
    allow: Vec<String>,
    /// The share of the notes of a type that must fill a section; if 0, every empty one is reported.
    filled: f32,
}

impl Default for EmptySectionOptions {
    fn default() -> Self {
        Self { allow: Vec::new(), filled: 0.95 }
    }
}

struct EmptySection {
    allow: HashSet<String>,
    /// The percentage of sections with the same heading that must have content.
    filled: usize,
}

impl Rule for EmptySection {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.is_template() || note.is_drawing() {
            return;
        }
        let headings = &note.body().headings;
        let has_hashes = headings.iter().any(|heading| note.heading_has_hashes(heading));
        for (at, content) in section_contents(note) {
            let heading = &headings[at];
            // A line above `---` becomes a heading by accident.
            if has_hashes && !note.heading_has_hashes(heading) {
                continue;
            }
            let words = heading.text.slice(note.text());
            let message = match content {
                SectionContent::Text => continue,
                SectionContent::Nothing => format!("the section `{words}` is empty"),
                SectionContent::Comment => format!("the section `{words}` contains only a placeholder"),
            };
            let is_odd = || {
                let habits = vault.habits();
                habits.is_some_and(|habits| self.is_odd(habits, &habits.of(note), words))
            };
            if !self.allow.contains(&fold(words)) && (self.filled == 0 || is_odd()) {
                out.add(Diagnostic::new(heading.text, message));
            }
        }
    }

    fn precompute(&self, vault: &VaultIndex) {
        if self.filled > 0 {
            vault.habits();
        }
    }

    fn compares_with_habits(&self) -> bool {
        self.filled > 0
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        let Some(habits) = vault.habits().filter(|habits| self.filled > 0 && habits.has_empty_section(path)) else {
            return false;
        };
        let Some(facts) = vault.facts(path) else { return false };
        let kind = habits.of_facts(path, &facts);
        let mut empty = facts.habits.sections.iter().filter(|(_, has_content)| !has_content);
        empty.any(|(at, _)| facts.headings.get(*at).is_some_and(|heading| self.is_odd(habits, &kind, heading)))
    }
}

impl EmptySection {
    /// Returns whether an empty section with this heading is the exception among the notes of its kind.
    fn is_odd(&self, habits: &Habits, kind: &KindHabits<'_>, heading: &str) -> bool {
        kind.filled_sections(heading, self.filled).is_some() && !habits.template_leaves_empty(heading)
    }
}
