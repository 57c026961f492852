//! Template placeholders as they are written: `{{date}}`, `{ { date } }` after a formatter, `<% date %>`.

use super::{Note, RegionKind};
use crate::text::Span;

/// A template placeholder outside code, formulas and comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The whole placeholder, with its delimiters.
    pub span: Span,
    /// The words inside.
    pub inner: Span,
    /// Whether it is in the properties.
    pub in_properties: bool,
}

impl Placeholder {
    /// Returns the placeholder as a template writes it: a formatter may have put spaces between its braces.
    pub fn form(&self, text: &str) -> String {
        let inner = self.inner.slice(text);
        match self.span.slice(text).starts_with('<') {
            true => format!("<% {inner} %>"),
            false => format!("{{{{{inner}}}}}"),
        }
    }
}

/// Returns the placeholders of `note`, in order.
pub(super) fn placeholders(note: &Note) -> Vec<Placeholder> {
    let text = note.text();
    let has_signs = memchr::memchr2(b'{', b'<', text.as_bytes()).is_some();
    if !has_signs || !text.contains("{{") && !text.contains("{ {") && !text.contains("<%") {
        return Vec::new();
    }
    let yaml = note.frontmatter().map(|block| block.yaml);
    let body = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
    let in_properties = yaml.into_iter().flat_map(|yaml| in_lines(note, yaml, true));
    let in_body = in_lines(note, Span::new(body, text.len()), false);
    in_properties.chain(in_body).filter(|found| is_prose(note, found.span)).collect()
}

fn in_lines(note: &Note, area: Span, in_properties: bool) -> Vec<Placeholder> {
    let text = note.text();
    let mut found = Vec::new();
    for line in area.slice(text).split_inclusive('\n') {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        if in_properties && line.trim_start().starts_with('#') {
            continue;
        }
        let mut at = 0;
        while let Some(skip) = line[at..].find(['{', '<']) {
            at += skip;
            let Some((inner, end)) = at_start(line, at) else {
                at += 1;
                continue;
            };
            let words = line[inner..end].trim_end_matches(['}', '%', '>', ' ', '\t']);
            found.push(Placeholder {
                span: Span::new(start + at, start + end),
                inner: Span::new(start + inner, start + inner + words.len()),
                in_properties,
            });
            at = end;
        }
    }
    found
}

/// Returns the start of the words and the end of the placeholder that begins at byte `at` of `line`. `${{x}}`, `={{x}}`
/// and `{{{x}}}` belong to other programs.
fn at_start(line: &str, at: usize) -> Option<(usize, usize)> {
    if line[..at].ends_with(['$', '=', '{', '\\', '%']) {
        return None;
    }
    let rest = &line[at..];
    let (open, close) = if rest.starts_with('{') { (['{', '{'], ['}', '}']) } else { (['<', '%'], ['%', '>']) };
    let spaced = |from: usize, signs: [char; 2]| {
        let after = rest[from..].strip_prefix(signs[0])?;
        let after = if signs[0] == signs[1] { after.trim_start_matches([' ', '\t']) } else { after };
        Some(rest.len() - after.strip_prefix(signs[1])?.len())
    };
    let opened = spaced(0, open)?;
    let inner = rest.len() - rest[opened..].trim_start_matches([' ', '\t']).len();
    // The words have no braces, so that each byte is read once.
    let length = rest[inner..].find(['{', '}', '<', '>', '\n'])?;
    // The `%` of `<%>` is that of the opening.
    let length = if signs_before(rest, inner + length) { length.checked_sub(1)? } else { length };
    let end = spaced(inner + length, close)?;
    let is_alone = !rest[end..].starts_with('}') && !rest[inner..inner + length].trim().is_empty();
    is_alone.then_some((at + inner, at + end))
}

/// Returns whether the byte at `at` is the `>` of a `%>`.
fn signs_before(rest: &str, at: usize) -> bool {
    rest[at..].starts_with('>') && rest[..at].ends_with('%')
}

fn is_prose(note: &Note, span: Span) -> bool {
    let in_comment = note.body().region_at(span.start).is_some_and(|region| region.kind == RegionKind::Comment);
    !in_comment && note.verbatim_at(span).is_none()
}

#[cfg(test)]
mod tests {
    use crate::note::Note;

    fn forms(text: &str) -> Vec<String> {
        let note = Note::new("a.md", text);
        note.placeholders().iter().map(|found| found.form(text)).collect()
    }

    #[test]
    fn a_formatter_may_have_split_the_braces() {
        let text = "---\na: { { DATE } }\nb: \"{{ DATE }}\"\n# {{x}}\n---\n{{date:YYYY}} <% x %> <%y%>\n";
        assert_eq!(forms(text), ["{{DATE}}", "{{DATE}}", "{{date:YYYY}}", "<% x %>", "<% y %>"]);
    }

    #[test]
    fn code_and_other_languages_have_none() {
        for text in [
            "`{{a}}`",
            "$\\frac{{a}}{b}$",
            "<!-- {{a}} -->",
            "${{ a }}",
            "style={{a: 1}}",
            "{{{a}}}",
            "{{}}",
            "<%>",
            "<% %>",
            "{{a",
            "{{a}b}",
            "\\<% a %>",
            "```\n{{a}}\n```",
        ] {
            assert_eq!(forms(text), Vec::<String>::new(), "{text}");
        }
    }
}
