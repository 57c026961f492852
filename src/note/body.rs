//! The text after the frontmatter: headings, lists, links, and the regions that are not prose.

use super::blocks;
use super::link::Link;
use super::list::ListItem;
use crate::text::{LineIndex, Span};

/// The parts of a note's body, each kind in text order.
#[derive(Debug, Default)]
pub struct Body {
    /// Headings.
    pub headings: Vec<Heading>,
    /// List items; sub-items follow their parent.
    pub items: Vec<ListItem>,
    /// Links to files of the vault, except in code and comments.
    pub links: Vec<Link>,
    /// Code, comments, mathematics, template placeholders and URLs. Sorted and disjoint.
    pub regions: Vec<Region>,
    /// Formulas that only other programs recognise, or that span lines: `\(x\)`, `\[x\]`, `$x` with its `x$` on the
    /// next line. Links in them count as links. Sorted; they may contain regions.
    pub formulas: Vec<Span>,
    /// The first block that is never closed and hides the rest of the note.
    pub unclosed: Option<UnclosedBlock>,
}

/// A block that is opened and never closed, so that it runs to the end of the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnclosedBlock {
    /// What opens it: three backticks or more, `%%`, `<!--` or `$$`.
    pub opening: Span,
    /// Its kind: code, a query, a comment, or a formula, whose text counts as words.
    pub kind: RegionKind,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its line, from 0.
    pub line: usize,
    /// Its text, without the `#` characters.
    pub text: Span,
}

/// A part of the text that is not prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The whole region, with its delimiters.
    pub span: Span,
    /// Its kind.
    pub kind: RegionKind,
}

/// The kind of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// A fenced code block.
    FencedCode,
    /// A fenced query of the plugins Tasks or Dataview, or a base.
    Query,
    /// Lines indented by four columns or more.
    IndentedCode,
    /// Code between backticks.
    InlineCode,
    /// An HTML element that contains code or data: `<code>`, `<pre>`, `<script>`.
    HtmlCode,
    /// A comment: `%%` or `<!-- -->`.
    Comment,
    /// A formula between `$` or `$$`.
    Math,
    /// A template placeholder: `{{date}}` or `<% %>`.
    Template,
    /// A URL such as `https://…`.
    Url,
}

impl RegionKind {
    /// Returns whether the region is code of any kind.
    pub fn is_code(self) -> bool {
        match self {
            Self::FencedCode | Self::Query | Self::IndentedCode | Self::InlineCode | Self::HtmlCode => true,
            Self::Comment | Self::Math | Self::Template | Self::Url => false,
        }
    }
}

impl Body {
    /// Parses `text` from byte `start`, which must be the start of a line.
    pub(super) fn parse(text: &str, start: usize, lines: &LineIndex) -> Self {
        blocks::scan(text, start, lines)
    }

    /// Returns the region that contains the byte at `offset`.
    pub fn region_at(&self, offset: usize) -> Option<Region> {
        let after = self.regions.partition_point(|region| region.span.start <= offset);
        self.regions[..after].last().copied().filter(|region| region.span.contains_offset(offset))
    }

    /// Returns the index of the last heading at or above `line`, which counts from 0.
    pub fn section_at(&self, line: usize) -> Option<usize> {
        self.headings.partition_point(|heading| heading.line <= line).checked_sub(1)
    }

    /// Returns the first heading of level 1, which is the note's title.
    pub fn title(&self) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.level == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Body {
        Body::parse(text, 0, &LineIndex::new(text))
    }

    fn regions(text: &str) -> Vec<(RegionKind, &str)> {
        parse(text).regions.iter().map(|region| (region.kind, region.span.slice(text))).collect()
    }

    fn links(text: &str) -> Vec<&str> {
        parse(text).links.iter().map(|link| link.span.slice(text)).collect()
    }

    #[test]
    fn code_is_fenced_indented_or_inline() {
        let text = "a `b` ``c ` d``\n\n    indented\n\n~~~\nx `y`\n~~~\nz";
        let kinds: Vec<_> = regions(text);
        assert_eq!(kinds[0], (RegionKind::InlineCode, "`b`"));
        assert_eq!(kinds[1], (RegionKind::InlineCode, "``c ` d``"));
        assert_eq!(kinds[2], (RegionKind::IndentedCode, "    indented"));
        assert_eq!(kinds[3], (RegionKind::FencedCode, "~~~\nx `y`\n~~~"));
        assert_eq!(kinds.len(), 4);
    }

    #[test]
    fn a_code_span_does_not_cross_its_paragraph() {
        assert_eq!(regions("a `b\nc` d"), [(RegionKind::InlineCode, "`b\nc`")]);
        assert_eq!(regions("- a `b\n- c` d"), []);
        assert_eq!(regions("a `b\n\nc` d"), []);
        assert_eq!(regions("a `b\n===\nc` d"), []);
        assert_eq!(regions("a `b\n---\nc` d"), []);
        assert_eq!(parse("a `b\n===\nc` d").headings.len(), 1);
    }

    #[test]
    fn an_unclosed_fence_runs_to_the_end() {
        assert_eq!(regions("```\na\n\nb [[x]]"), [(RegionKind::FencedCode, "```\na\n\nb [[x]]")]);
    }

    #[test]
    fn comments_span_lines_and_hide_links() {
        let text = "a %%\n- [[x]]\n%% [[y]] <!-- [[z]]\n--> [[w]]\n# H";
        assert_eq!(links(text), ["[[y]]", "[[w]]"]);
        assert_eq!(parse(text).headings.len(), 1);
        assert_eq!(links("<!-- a\n\n[[x]] --> [[y]]"), ["[[y]]"]);
        assert_eq!(links("- <!-- [[x]]\n  [[x]] --> [[y]]"), ["[[y]]"]);
    }

    #[test]
    fn an_html_comment_within_a_line_ends_in_its_paragraph() {
        assert_eq!(links("a <!-- [[x]]\n[[x]] --> [[y]]"), ["[[y]]"]);
        assert_eq!(links("a <!-- [[x]]\n\n[[y]] --> [[z]]"), ["[[x]]", "[[y]]", "[[z]]"]);
        assert_eq!(links("a <!-- [[x]]\n# b -->\n"), ["[[x]]"]);
        assert_eq!(links("# a <!-- [[x]]\nb -->\n"), ["[[x]]"]);
        assert_eq!(links("a <!-- [[x]]\n<!-- [[y]] -->\n"), ["[[x]]"]);
        assert_eq!(links("> <!-- [[x]]\n> b -->\n\n> <!-- c\n\n[[y]] -->"), ["[[y]]"]);
    }

    #[test]
    fn an_empty_html_comment_is_closed() {
        for comment in ["<!-->", "<!--->", "<!---->"] {
            let text = format!("{comment} [[x]]\n\na {comment} [[y]]\n\n--> [[z]]");
            assert_eq!(links(&text), ["[[x]]", "[[y]]", "[[z]]"], "{comment}");
            assert_eq!(regions(&text), [(RegionKind::Comment, comment); 2]);
        }
    }

    #[test]
    fn an_unclosed_block_hides_the_rest_of_the_note() {
        let unclosed =
            |text: &str| parse(text).unclosed.map(|block| (block.kind, block.opening.slice(text).to_owned()));
        for (text, kind, opening) in [
            ("a\n```sh\nb [[x]]\n", RegionKind::FencedCode, "```"),
            ("a\n~~~~ python\nb\n~~~\n", RegionKind::FencedCode, "~~~~"),
            ("a\n```tasks\nb\n", RegionKind::Query, "```"),
            ("a\n%%\nb\n\n[[x]]\n", RegionKind::Comment, "%%"),
            ("a\n<!-- b\n\n[[x]]\n", RegionKind::Comment, "<!--"),
        ] {
            assert_eq!(unclosed(text), Some((kind, opening.to_owned())), "{text}");
            assert_eq!(links(text), <[&str; 0]>::default(), "{text}");
        }
        assert_eq!(unclosed("a\n$$\nx^2\n\n[[x]]\n"), Some((RegionKind::Math, "$$".to_owned())));
        for text in [
            "```\na\n```\nb",
            "100 %% of it\n\nb",
            "a <!-- b\n\nc",
            "a $$ b\n\nc",
            "$$ is cheap\n\nb",
            "- <!-- b\n\nc",
            "> %% b\n\nc",
            "> ```\n> a\n\nb",
            "- ```\n  a\n\nb",
            "`%%`\n",
        ] {
            assert_eq!(unclosed(text), None, "{text}");
            assert_eq!(links(&format!("{text}\n\n[[x]]")), ["[[x]]"], "{text}");
        }
    }

    #[test]
    fn templates_mathematics_and_urls() {
        let text = "{{date:YYYY}} $x^2$ costs $5 and $6 <% tp.x %> https://a.b/c_[d] {{x}}";
        let found = regions(text);
        assert_eq!(found[0], (RegionKind::Template, "{{date:YYYY}}"));
        assert_eq!(found[1], (RegionKind::Math, "$x^2$"));
        assert_eq!(found[2], (RegionKind::Template, "<% tp.x %>"));
        assert_eq!(found[3], (RegionKind::Url, "https://a.b/c_[d]"));
    }

    #[test]
    fn wikilinks_have_parts() {
        let text = "![[a/b.md#H#^x|words]] | [[A\\|b]] | [[#H]]";
        let found = parse(text).links;
        assert!(found[0].is_embed);
        assert_eq!(found[0].path(text), "a/b.md");
        assert_eq!(found[0].fragment(text).unwrap(), "H#^x");
        assert_eq!(found[0].alias.unwrap().slice(text), "words");
        assert_eq!(found[1].path(text), "A");
        assert_eq!(found[1].alias.unwrap().slice(text), "b");
        assert_eq!(found[2].path(text), "");
    }

    #[test]
    fn markdown_links_outside_the_vault_are_not_links() {
        let text = "[a](b%20c.md#d) [x](https://e.f) ![p](<my pic.png> \"t\") [n] (o) [q](r(s).md)";
        assert_eq!(links(text), ["[a](b%20c.md#d)", "![p](<my pic.png> \"t\")", "[q](r(s).md)"]);
        assert_eq!(parse(text).links[0].path(text), "b c.md");
    }

    #[test]
    fn items_include_their_sub_items_and_continuation_lines() {
        let text = "- a\n  more\n\t- b\n\n  still a\n- c\n\nend\n";
        let items = parse(text).items;
        let spans: Vec<&str> = items.iter().map(|item| item.span.slice(text)).collect();
        assert_eq!(spans, ["- a\n  more\n\t- b\n\n  still a\n", "\t- b\n", "- c\n"]);
        assert_eq!(items[1].parent, Some(0));
        assert_eq!(items[2].list, items[0].list);
    }

    #[test]
    fn a_fence_in_an_item_belongs_to_it() {
        let text = "- a\n  ```\n  x\n  ```\n- b\n";
        let items = parse(text).items;
        assert_eq!(items[0].span.slice(text), "- a\n  ```\n  x\n  ```\n");
    }

    #[test]
    fn an_unclosed_fence_in_an_item_ends_with_it() {
        let fence = |text: &str| regions(text).first().map(|(_, code)| code.trim_start().to_owned()).unwrap();
        assert_eq!(fence("- a\n  ```sh\n  x\n\n  y\n\nb [[x]]"), "```sh\n  x\n\n  y");
        assert_eq!(fence("- ```sh\n  x\n- b [[x]]"), "```sh\n  x");
        assert_eq!(fence("1. a\n   - b\n     ```\n     x\n   - c"), "```\n     x");
        assert_eq!(fence("- z\n\t- a\n\t\t```\n\t\tx\n\t- b"), "```\n\t\tx");
        assert_eq!(fence("- a\n  ```\n  > x\n  y\n  ```\nb"), "```\n  > x\n  y\n  ```");
        assert_eq!(fence("- [ ] a\n      ```\n      x\n      ```\n      b"), "```\n      x\n      ```");
        assert_eq!(fence("```\nx\n    ```\n```\nb"), "```\nx\n    ```\n```");
        // These fences are not indented enough to be in the item.
        assert_eq!(fence("10. a\n   ```\nx\n\ny\n   ```\nb"), "```\nx\n\ny\n   ```");
        assert_eq!(fence("- a\n```\nx\n\ny"), "```\nx\n\ny");
        assert_eq!(links("- a\n  ```sh\n  x\n\nb [[x]]"), ["[[x]]"]);
        let text = "- a\n  ```\n  x\n\n- b\n";
        assert_eq!(parse(text).items[0].span.slice(text), "- a\n  ```\n  x\n");
    }

    #[test]
    fn headings_of_both_kinds() {
        let text = "# A #\n\nB\n===\n\ntext\n---\n\n#tag\n\n---\n";
        let found: Vec<_> =
            parse(text).headings.iter().map(|heading| (heading.level, heading.text.slice(text))).collect();
        assert_eq!(found, [(1, "A"), (1, "B"), (2, "text")]);
    }

    #[test]
    fn hostile_lines_are_linear() {
        for text in
            ["[[".repeat(50_000), "`".repeat(9) + &"` ``".repeat(30_000), "<!--".repeat(30_000), "- ".repeat(40_000)]
        {
            parse(&text);
        }
    }
}
