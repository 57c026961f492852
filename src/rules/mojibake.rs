//! Text that was decoded with the wrong codec and saved again.

use super::damage::diagnostic;
use crate::diagnostic::Fix;
use crate::mojibake::{self, Confidence, Evidence, Repair};
use crate::note::{Encoding, Link, Note};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

mod example;

use example::Examples;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(Mojibake))
}

struct Mojibake;

impl Rule for Mojibake {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        let has_history = !note.bases().is_empty() && !text.is_ascii();
        let may_be_damaged = has_history || mojibake::may_be_damaged(text) || text.contains('&');
        if *note.encoding() != Encoding::Utf8 || !may_be_damaged || note.is_drawing() {
            return;
        }
        let areas = note.prose();
        let older: Vec<&str> = note.bases().iter().map(String::as_str).collect();
        let repairs = mojibake::find_with_history(text, &areas, &older);
        if repairs.is_empty() {
            return;
        }
        let mut links = note.links();
        links.sort_by_key(|link| link.path.start);
        let examples = Examples::of(note, &repairs);
        for repair in &repairs {
            if repair.replacement.is_none() && repair.evidence == Evidence::Mention {
                continue;
            }
            let after = links.partition_point(|link| link.path.end <= repair.span.start);
            let link = links.get(after).filter(|link| link.path.overlaps(repair.span));
            let damaged_file = link.and_then(|link| file_of_damaged_name(note, vault, link, &repairs));
            let is_example = examples.hold(note, repair);
            let confidence = if is_example { repair.confidence.min(Confidence::Likely) } else { repair.confidence };
            let found = diagnostic(text, repair, confidence);
            out.add(match damaged_file {
                Some(file) if repair.replacement.is_some() => found.fix(rename_first(file)),
                _ => found,
            });
        }
    }
}

/// The advice where a link opens a file by its damaged name.
fn rename_first(file: &str) -> Fix {
    Fix::manual(format!("rename `{file}` first: the link opens it by its damaged name, and would be dead"))
}

/// The file that `link` opens because its name is damaged too: the link must not be repaired alone.
fn file_of_damaged_name<'a>(note: &Note, vault: &'a VaultIndex, link: &Link, repairs: &[Repair]) -> Option<&'a str> {
    let file = vault.resolve(&link.path(note.text()), note.path())?;
    let from = repairs.partition_point(|repair| repair.span.start < link.path.start);
    let within = repairs[from..].iter().take_while(|repair| link.path.contains(repair.span));
    let edits = within.filter_map(|repair| {
        let span = Span::new(repair.span.start - link.path.start, repair.span.end - link.path.start);
        Some(Edit::replace(span, repair.replacement.clone()?))
    });
    let repaired = Edits::new(edits.collect()).ok()?.apply(link.path.of(note.text()));
    (vault.resolve(&repaired, note.path()) != Some(file)).then(|| vault.path(file))
}
