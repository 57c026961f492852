//! The list of rules. Each rule is one file named after it, with one page under `rules/`.

use std::sync::OnceLock;

use crate::rule::{RuleEntry, RulePage};

mod alias_as_target;
mod alias_clash;
mod ambiguous_link;
mod bidi_control;
mod broken_block;
mod broken_heading;
mod broken_link;
mod byte_order_mark;
mod conflict_copy;
mod control_character;
mod custom;
mod deprecated_key;
mod duplicate_entry;
mod duplicate_key;
mod duplicate_list_item;
mod duplicate_tag;
mod duplicate_word;
mod empty_property;
mod empty_section;
mod entry_date;
mod entry_order;
mod frontmatter_schema;
mod invalid_frontmatter;
mod invalid_utf8;
mod key_case;
mod key_order;
mod last_contact;
mod line_end;
mod link_case;
mod list_style;
mod merge_conflict_marker;
mod mojibake;
mod mojibake_in_code;
mod name_variant;
mod near_duplicate_entry;
mod orphan_note;
mod repair_diagnostic;
mod replacement_character;
mod required_section;
mod same_source_note;
mod shared;
mod suggest_rule;
mod table_cells;
mod tag_form;
mod task_date;
mod tasks_path;
mod title_mismatch;
mod truncated_entry;
mod unclosed_block;
mod unclosed_bracket;
mod unfilled_placeholder;
mod unquoted_link;
mod unused_allow;
mod unused_attachment;
mod via_mismatch;
mod whole_note;
mod written_link;
mod written_path;

pub use custom::{CustomRule, CustomScope};
pub(crate) use frontmatter_schema::{KNOWN_FORMATS, MAX_PARTS, check_schema, format_of};
pub use suggest_rule::suggest_rule;

/// All rules, in order of fix precedence: if two fixes overlap, the earlier rule's is applied and the other waits for
/// the next pass.
pub static RULES: &[RuleEntry] = &[
    RuleEntry { page: include_str!("../rules/invalid-utf8.md"), make: invalid_utf8::make },
    RuleEntry { page: include_str!("../rules/byte-order-mark.md"), make: byte_order_mark::make },
    RuleEntry { page: include_str!("../rules/line-end.md"), make: line_end::make },
    RuleEntry { page: include_str!("../rules/mojibake.md"), make: mojibake::make },
    RuleEntry { page: include_str!("../rules/mojibake-in-code.md"), make: mojibake_in_code::make },
    RuleEntry { page: include_str!("../rules/replacement-character.md"), make: replacement_character::make },
    RuleEntry { page: include_str!("../rules/control-character.md"), make: control_character::make },
    RuleEntry { page: include_str!("../rules/bidi-control.md"), make: bidi_control::make },
    RuleEntry { page: include_str!("../rules/merge-conflict-marker.md"), make: merge_conflict_marker::make },
    RuleEntry { page: include_str!("../rules/unclosed-block.md"), make: unclosed_block::make },
    RuleEntry { page: include_str!("../rules/invalid-frontmatter.md"), make: invalid_frontmatter::make },
    RuleEntry { page: include_str!("../rules/duplicate-key.md"), make: duplicate_key::make },
    RuleEntry { page: include_str!("../rules/key-case.md"), make: key_case::make },
    RuleEntry { page: include_str!("../rules/unquoted-link.md"), make: unquoted_link::make },
    RuleEntry { page: include_str!("../rules/deprecated-key.md"), make: deprecated_key::make },
    RuleEntry { page: include_str!("../rules/tag-form.md"), make: tag_form::make },
    RuleEntry { page: include_str!("../rules/duplicate-tag.md"), make: duplicate_tag::make },
    RuleEntry { page: include_str!("../rules/frontmatter-schema.md"), make: frontmatter_schema::make },
    RuleEntry { page: include_str!("../rules/list-style.md"), make: list_style::make },
    RuleEntry { page: include_str!("../rules/key-order.md"), make: key_order::make },
    RuleEntry { page: include_str!("../rules/duplicate-entry.md"), make: duplicate_entry::make },
    RuleEntry { page: include_str!("../rules/near-duplicate-entry.md"), make: near_duplicate_entry::make },
    RuleEntry { page: include_str!("../rules/conflict-copy.md"), make: conflict_copy::make },
    RuleEntry { page: include_str!("../rules/same-source-note.md"), make: same_source_note::make },
    RuleEntry { page: include_str!("../rules/duplicate-list-item.md"), make: duplicate_list_item::make },
    RuleEntry { page: include_str!("../rules/entry-date.md"), make: entry_date::make },
    RuleEntry { page: include_str!("../rules/task-date.md"), make: task_date::make },
    RuleEntry { page: include_str!("../rules/entry-order.md"), make: entry_order::make },
    RuleEntry { page: include_str!("../rules/last-contact.md"), make: last_contact::make },
    RuleEntry { page: include_str!("../rules/via-mismatch.md"), make: via_mismatch::make },
    RuleEntry { page: include_str!("../rules/truncated-entry.md"), make: truncated_entry::make },
    RuleEntry { page: include_str!("../rules/duplicate-word.md"), make: duplicate_word::make },
    RuleEntry { page: include_str!("../rules/name-variant.md"), make: name_variant::make },
    RuleEntry { page: include_str!("../rules/title-mismatch.md"), make: title_mismatch::make },
    RuleEntry { page: include_str!("../rules/broken-link.md"), make: broken_link::make },
    RuleEntry { page: include_str!("../rules/alias-as-target.md"), make: alias_as_target::make },
    RuleEntry { page: include_str!("../rules/ambiguous-link.md"), make: ambiguous_link::make },
    RuleEntry { page: include_str!("../rules/link-case.md"), make: link_case::make },
    RuleEntry { page: include_str!("../rules/broken-heading.md"), make: broken_heading::make },
    RuleEntry { page: include_str!("../rules/broken-block.md"), make: broken_block::make },
    RuleEntry { page: include_str!("../rules/alias-clash.md"), make: alias_clash::make },
    RuleEntry { page: include_str!("../rules/table-cells.md"), make: table_cells::make },
    RuleEntry { page: include_str!("../rules/unclosed-bracket.md"), make: unclosed_bracket::make },
    RuleEntry { page: include_str!("../rules/orphan-note.md"), make: orphan_note::make },
    RuleEntry { page: include_str!("../rules/unused-attachment.md"), make: unused_attachment::make },
    RuleEntry { page: include_str!("../rules/required-section.md"), make: required_section::make },
    RuleEntry { page: include_str!("../rules/empty-property.md"), make: empty_property::make },
    RuleEntry { page: include_str!("../rules/empty-section.md"), make: empty_section::make },
    RuleEntry { page: include_str!("../rules/tasks-path.md"), make: tasks_path::make },
    RuleEntry { page: include_str!("../rules/unfilled-placeholder.md"), make: unfilled_placeholder::make },
    RuleEntry { page: include_str!("../rules/unused-allow.md"), make: unused_allow::make },
];

/// Returns the pages of [`RULES`], in the same order.
///
/// # Panics
/// If a page's header is invalid; a test reads all of them.
pub fn pages() -> &'static [RulePage] {
    static PAGES: OnceLock<Vec<RulePage>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let page = |entry: &RuleEntry| RulePage::parse(entry.page).expect("the pages are compiled in and tested");
        RULES.iter().map(page).collect()
    })
}

/// Returns the page of the rule `name`.
pub fn page(name: &str) -> Option<&'static RulePage> {
    pages().iter().find(|page| page.name == name)
}
