//! Code blocks, comments and formulas that are never closed and hide the rest of the note.

use crate::diagnostic::Diagnostic;
use crate::note::{Note, RegionKind, UnclosedBlock};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(UnclosedBlocks))
}

struct UnclosedBlocks;

impl Rule for UnclosedBlocks {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(block) = note.body().unclosed else { return };
        // A template may be one part of a note; plugins read their own notes.
        if note.is_template() || note.is_drawing() || is_of_kanban(note) {
            return;
        }
        let rest: Vec<&str> = note.text()[block.opening.end..].trim_end().lines().skip(1).collect();
        if rest.is_empty() || is_of_code(block.kind) && hides_nothing(&rest) {
            return;
        }
        out.add(diagnostic(note, block, rest.len()));
    }
}

fn diagnostic(note: &Note, block: UnclosedBlock, lines: usize) -> Diagnostic {
    let next = if lines == 1 { "the next line is".to_owned() } else { format!("the next {lines} lines are") };
    let mark = block.opening.slice(note.text());
    let fence = if mark.starts_with('`') { format!(" {mark} ") } else { mark.to_owned() };
    let (message, close) = match block.kind {
        RegionKind::Comment => {
            (format!("this comment is never closed: {next} hidden"), if mark == "%%" { mark } else { "-->" })
        }
        RegionKind::Math => (format!("this formula is never closed: {next} part of it"), fence.as_str()),
        RegionKind::Query => (format!("this query is never closed: {next} part of it"), fence.as_str()),
        RegionKind::FencedCode
        | RegionKind::IndentedCode
        | RegionKind::InlineCode
        | RegionKind::HtmlCode
        | RegionKind::Template
        | RegionKind::Url => (format!("this code block is never closed: {next} displayed as code"), fence.as_str()),
    };
    Diagnostic::new(block.opening, message).with_help(format!("add a line `{close}` where it ends"))
}

fn is_of_code(kind: RegionKind) -> bool {
    matches!(kind, RegionKind::FencedCode | RegionKind::Query)
}

/// Returns true if `lines` are nothing but the block itself, as far as can be seen: no empty line, heading, task or link.
fn hides_nothing(lines: &[&str]) -> bool {
    let is_of_note = |line: &str| line.starts_with("## ") || line.starts_with("- [") || line.contains("[[");
    !lines.iter().any(|line| line.trim().is_empty() || is_of_note(line.trim_start()))
}

fn is_of_kanban(note: &Note) -> bool {
    note.properties().is_some_and(|properties| properties.get("kanban-plugin").is_some())
}
