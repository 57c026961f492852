//! Notes whose title, file name and first heading disagree.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, has_placeholder};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::VaultIndex;

use super::shared::{checked_properties, comparable, inner};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(TitleMismatch))
}

struct TitleMismatch;

impl Rule for TitleMismatch {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.is_template() {
            return;
        }
        let title = checked_properties(note).and_then(|properties| properties.get("title"));
        let title = title.and_then(|pair| Some((pair.value.as_str()?, inner(&pair.value))));
        let heading = note.body().title().map(|heading| (heading.text.slice(note.text()), heading.text));
        let is_filled_in = |(words, _): &(&str, Span)| !has_placeholder(words);
        out.add_all(mismatch(note.name(), title.filter(is_filled_in), heading.filter(is_filled_in)));
    }
}

type Named<'a> = Option<(&'a str, Span)>;

fn mismatch(file: &str, title: Named<'_>, heading: Named<'_>) -> Option<Diagnostic> {
    let differs = |one: &str, other: &str| comparable(one) != comparable(other);
    let found = |span, what: &str, words: &str, other: &str, others: &str| {
        let message = format!("the {what} is `{words}`, but {other} is `{others}`");
        Some(
            Diagnostic::new(span, message)
                .with_fix(Fix::manual_fix("decide which is right, and use it in all three places")),
        )
    };
    match (title, heading) {
        (Some((title, _)), Some((heading, span))) if differs(heading, title) && !differs(title, file) => {
            found(span, "heading", heading, "the title", title)
        }
        (Some((title, span)), _) if differs(title, file) => found(span, "title", title, "the file name", file),
        (None, Some((heading, span))) if differs(heading, file) => {
            found(span, "heading", heading, "the file name", file)
        }
        _ => None,
    }
}
