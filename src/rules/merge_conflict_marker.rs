//! Conflict markers that `git merge` left behind.

use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(MergeConflictMarker))
}

struct MergeConflictMarker;

impl Rule for MergeConflictMarker {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        if memchr::memmem::find(text.as_bytes(), b"<<<<<<<").is_none() {
            return;
        }
        let mut open = None;
        let mut middle = false;
        for line in 0..note.lines().len() {
            let span = note.lines().line(text, line);
            let words = span.slice(text);
            if is_marker(words, "<<<<<<<") {
                let in_code = note.body().region_at(span.start).is_some_and(|zone| zone.kind.is_code());
                open = (!in_code).then_some(span);
                middle = false;
            } else if words == "=======" {
                middle = true;
            } else if is_marker(words, ">>>>>>>")
                && middle
                && let Some(start) = open.take()
            {
                let message = "a merge conflict was saved unresolved";
                let help = "keep one side or merge both, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`";
                out.add(Diagnostic::new(start, message).with_related(span, "the conflict ends here").with_help(help));
            }
        }
    }
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
