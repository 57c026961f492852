//! Properties that are not in the configured order.

use serde::Deserialize;

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Mapping, Note, Pair};
use crate::rule::{Findings, NoteTypes, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

use super::shared::{checked_properties, lines_of, same_properties};

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let KeyOrderOptions { order } = options.parse()?;
    Ok(Box::new(KeyOrder { order, types: Arc::clone(&setup.types) }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct KeyOrderOptions {
    /// The order of keys; if empty, that of the note type's schema.
    order: Vec<String>,
}

struct KeyOrder {
    order: Vec<String>,
    types: Arc<NoteTypes>,
}

impl Rule for KeyOrder {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(properties) = checked_properties(note).filter(|properties| properties.pairs.len() > 1) else { return };
        let order = self.order_for(note);
        let mut ranks: HashMap<String, usize> = HashMap::new();
        for (rank, key) in order.iter().enumerate() {
            ranks.entry(key.to_ascii_lowercase()).or_insert(rank);
        }
        let rank = |pair: &Pair| ranks.get(&pair.key.to_ascii_lowercase()).copied();
        let known: Vec<(usize, usize)> =
            properties.pairs.iter().enumerate().filter_map(|(at, pair)| Some((rank(pair)?, at))).collect();
        let Some(pair) = known.windows(2).find(|pair| pair[0].0 > pair[1].0) else { return };
        let late = &properties.pairs[pair[1].1];
        let early = known.iter().find(|(rank, _)| *rank > pair[1].0).expect("the pair before it is one");
        let early = &properties.pairs[early.1];
        let found = Diagnostic::new(late.key_span, format!("`{}` belongs above `{}`", late.key, early.key))
            .with_related(early.key_span, "belongs below it");
        out.add(match sorted(note, properties, &known) {
            Some(edits) => found.with_fix(Fix::safe_fix("sort the properties", edits)),
            None => found.with_help(format!("move it above line {}", note.lines().line_at(early.key_span.start) + 1)),
        });
    }
}

impl KeyOrder {
    fn order_for(&self, note: &Note) -> Vec<&str> {
        if !self.order.is_empty() {
            return self.order.iter().map(String::as_str).collect();
        }
        let schema = self.types.type_of(note).and_then(|kind| kind.schema.get("properties")?.as_object());
        schema.into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }
}

/// Returns the edits that sort the `known` keys into the slots they occupy; the others stay in place. Returns `None` if
/// a comment or another property is on their lines or between them, or if the result would mean something else.
fn sorted(note: &Note, properties: &Mapping, known: &[(usize, usize)]) -> Option<Edits> {
    let lines: Vec<Span> = properties.pairs.iter().map(|pair| lines_of(note, pair)).collect::<Option<_>>()?;
    let between = lines.windows(2).map(|pair| Span::new(pair[0].end.min(pair[1].start), pair[1].start));
    let is_apart = lines.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let first = note.frontmatter()?.yaml.start;
    let mut gaps = between.chain([Span::new(first, lines[0].start)]);
    if !is_apart || gaps.any(|gap| !gap.slice(note.text()).trim().is_empty()) {
        return None;
    }
    let mut wanted = known.to_vec();
    wanted.sort_by_key(|(rank, _)| *rank);
    let wanted = wanted.into_iter().map(|(_, at)| at);
    let moves = known.iter().map(|(_, slot)| *slot).zip(wanted).filter(|(slot, from)| slot != from);
    let edits = moves.map(|(slot, from)| Edit::replace(lines[slot], lines[from].slice(note.text()).to_owned()));
    let edits = Edits::new(edits.collect()).ok()?;
    same_properties(note, &edits).then_some(edits)
}
