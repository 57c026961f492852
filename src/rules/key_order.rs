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

/// The percentage of the notes of a type that must have two properties in one order for the others to be reported.
const MAJORITY: usize = 90;
/// The maximum number of properties that are compared with each other.
const MAX_RANKED: usize = 256;

impl Rule for KeyOrder {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let Some(properties) = checked_properties(note).filter(|properties| properties.pairs.len() > 1) else { return };
        if note.is_drawing() {
            return;
        }
        let known = ranked(&self.order_for(note), &properties.pairs);
        let key = |at: usize| properties.pairs[at].key.as_str();
        let is_wanted =
            |above: usize, below: usize| !self.order.is_empty() || is_usual(note, vault, key(above), key(below));
        // Each property that belongs above an earlier one, with the first of these.
        let mut misplaced = known.windows(2).filter(|pair| pair[0].0 > pair[1].0).filter_map(|pair| {
            let (rank, late) = pair[1];
            let (_, early) = known.iter().find(|(other, early)| *other > rank && is_wanted(late, *early))?;
            Some((&properties.pairs[late], &properties.pairs[*early]))
        });
        let Some((late, early)) = misplaced.next() else { return };
        let mut swapped = known.iter().enumerate().flat_map(|(at, one)| {
            known[at + 1..].iter().filter(move |other| other.0 < one.0).map(move |other| (other.1, one.1))
        });
        let may_sort = !self.order.is_empty() || swapped.all(|(above, below)| is_wanted(above, below));
        let found = Diagnostic::new(late.key_span, format!("`{}` belongs above `{}`", late.key, early.key))
            .with_related(early.key_span, "belongs below it");
        out.add(match sorted(note, properties, &known).filter(|_| may_sort) {
            Some(edits) => found.with_fix(Fix::safe_fix("sort the properties", edits)),
            None => found.with_help(format!("move it above line {}", note.lines().line_at(early.key_span.start) + 1)),
        });
    }

    fn precompute(&self, vault: &VaultIndex) {
        if self.order.is_empty() {
            vault.habits();
        }
    }

    fn compares_with_habits(&self) -> bool {
        self.order.is_empty()
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        let Some(habits) = vault.habits().filter(|_| self.order.is_empty()) else { return false };
        let Some(facts) = vault.facts(path) else { return false };
        let kind = habits.of_facts(path, &facts);
        let keys = &facts.habits.keys;
        let mut pairs = keys
            .iter()
            .enumerate()
            .flat_map(|(at, (above, _))| keys[at + 1..].iter().map(move |(below, _)| (above, below)));
        pairs.any(|(above, below)| kind.in_order(below, above, MAJORITY).is_some())
    }
}

/// Returns whether nearly all notes of the type have `above` above `below`.
fn is_usual(note: &Note, vault: &VaultIndex, above: &str, below: &str) -> bool {
    vault.habits().is_some_and(|habits| habits.of(note).in_order(above, below, MAJORITY).is_some())
}

/// Returns the properties that are in `order`: the rank of each, and its index.
fn ranked(order: &[&str], pairs: &[Pair]) -> Vec<(usize, usize)> {
    let mut ranks: HashMap<String, usize> = HashMap::new();
    for (rank, key) in order.iter().enumerate() {
        ranks.entry(key.to_ascii_lowercase()).or_insert(rank);
    }
    let rank = |pair: &Pair| ranks.get(&pair.key.to_ascii_lowercase()).copied();
    // A note may have one key a million times.
    pairs.iter().enumerate().filter_map(|(at, pair)| Some((rank(pair)?, at))).take(MAX_RANKED).collect()
}

impl KeyOrder {
    /// Returns the order of the options; without it, that of the schema of the note's type.
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
