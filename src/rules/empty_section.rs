//! Sections that are empty or contain only a placeholder.

use std::collections::HashSet;

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::note::{Note, SectionContent, section_contents};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{VaultIndex, fold};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let EmptySectionOptions { allow } = options.parse()?;
    Ok(Box::new(EmptySection { allow: allow.iter().map(|name| fold(name)).collect() }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EmptySectionOptions {
    /// Headings whose sections may be empty.
    allow: Vec<String>,
}

struct EmptySection {
    allow: HashSet<String>,
}

impl Rule for EmptySection {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.is_template() || note.is_drawing() {
            return;
        }
        for (at, content) in section_contents(note) {
            let span = note.body().headings[at].text;
            let heading = span.slice(note.text());
            let message = match content {
                SectionContent::Text => continue,
                SectionContent::Nothing => format!("the section `{heading}` is empty"),
                SectionContent::Comment => format!("the section `{heading}` contains only a placeholder"),
            };
            if !self.allow.contains(&fold(heading)) {
                out.add(Diagnostic::new(span, message));
            }
        }
    }
}
