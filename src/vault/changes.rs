//! Which questions a change of the vault may answer differently.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use super::dependencies::QuestionHash;
use super::question::{Question, each_question_of_path};
use super::{Habits, NoteFacts, PeopleIndex, UnmadeNames, VAULT_MARKERS, VaultIndex, day_of, fold};
use crate::mojibake;
use crate::names::Decisions;
use crate::note::stem;

/// The differences between two states of a vault.
#[derive(Debug, Default)]
pub struct VaultChanges {
    /// The files that only one of them has.
    pub paths: Vec<String>,
    /// The notes that differ.
    pub notes: Vec<NoteChange>,
}

/// A note that differs between two states of a vault, or that only one of them has.
#[derive(Debug, Default)]
pub struct NoteChange {
    /// The path.
    pub path: String,
    /// The facts before.
    pub before: Option<NoteFacts>,
    /// The facts afterwards.
    pub after: Option<NoteFacts>,
}

/// What a vault answers to questions about all of its notes, kept to be compared with what another state of it answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VaultAnswers {
    pub(super) habits: Habits,
    pub(super) unmade: UnmadeNames,
    pub(super) people: PeopleIndex,
    /// The version of the history, if a note asked for it.
    pub(super) history: Option<u64>,
}

/// Hashes of the guesses in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GuessHashes {
    /// Of who may be whom.
    who: u64,
    /// Of everything that a message says about it.
    words: u64,
}

/// The questions that two states of a vault may answer differently.
#[derive(Clone, Debug, Default)]
pub struct TouchedQuestions {
    /// Whether every question is one of them.
    are_all: bool,
    /// Those whose answer may be another.
    changed: HashSet<QuestionHash, FixedState>,
    /// Those whose answer may have other words only: counts, suggestions.
    worded: HashSet<QuestionHash, FixedState>,
}

impl VaultChanges {
    /// Returns whether there is no difference.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.notes.is_empty()
    }

    /// Returns whether a name of a person may occur elsewhere in `vault` than before, or more or less often.
    pub(super) fn may_concern_names(&self, vault: &VaultIndex) -> bool {
        !self.paths.is_empty() || self.notes.iter().any(|note| note.may_concern_names(vault))
    }
}

impl TouchedQuestions {
    /// Returns the set of all questions.
    pub fn all() -> Self {
        Self { are_all: true, ..Self::default() }
    }

    /// Returns whether no question is one of them.
    pub fn are_none(&self) -> bool {
        !self.are_all && self.changed.is_empty() && self.worded.is_empty()
    }

    /// Returns whether one of these questions may be answered differently, in other words at least.
    pub fn contain_any(&self, questions: &[QuestionHash]) -> bool {
        self.may_change(questions) || questions.iter().any(|question| self.worded.contains(question))
    }

    /// Returns whether one of these questions may have another answer, not only another wording.
    pub fn may_change(&self, questions: &[QuestionHash]) -> bool {
        self.are_all || questions.iter().any(|question| self.changed.contains(question))
    }

    fn change(&mut self, question: Question<'_>) {
        self.changed.insert(question.hash());
    }

    fn word(&mut self, question: Question<'_>) {
        self.worded.insert(question.hash());
    }
}

impl VaultIndex {
    /// Returns the answers of the vault to questions about all of its notes.
    pub fn answers(&self, decisions: &Decisions) -> VaultAnswers {
        VaultAnswers {
            habits: self.habits_of_vault().clone(),
            unmade: self.unmade_names().clone(),
            people: self.people_of_vault(decisions).clone(),
            history: self.asked_history(),
        }
    }

    /// Returns the answers of a vault whose notes were not compared.
    pub fn answers_without_facts(&self) -> VaultAnswers {
        VaultAnswers { history: self.asked_history(), ..VaultAnswers::default() }
    }

    /// Returns the questions that this vault may answer differently than the one that it was seeded with; all without a seed.
    pub fn touched_since_seed(&self, decisions: &Decisions) -> TouchedQuestions {
        match self.seed() {
            Some((answers, changes)) => self.touched_since(answers, changes, decisions),
            None => TouchedQuestions::all(),
        }
    }

    /// Returns the questions that this vault may answer differently than it did with `before`, of which `changes` are the
    /// differences.
    pub fn touched_since(
        &self,
        before: &VaultAnswers,
        changes: &VaultChanges,
        decisions: &Decisions,
    ) -> TouchedQuestions {
        let mut touched = TouchedQuestions::default();
        if self.has_other_history(before) {
            touched.change(Question::History);
        }
        if changes.paths.iter().any(|path| is_or_is_in_marker(path) || is_bibliography(path)) {
            return TouchedQuestions::all();
        }
        for path in &changes.paths {
            each_question_of_path(path, |question| match question {
                Question::Similar(..) => touched.word(question),
                _ => touched.change(question),
            });
        }
        if !changes.paths.is_empty() {
            touched.change(Question::FoundInPaths);
            touched.change(Question::MissedInPaths);
            touched.change(Question::Mirrors);
            let mut paths =
                self.all_files().map(|file| self.path(file)).chain(changes.paths.iter().map(String::as_str));
            if paths.any(mojibake::may_be_damaged) {
                touched.change(Question::GarbledPaths);
            }
            if self.all_facts().any(|(_, facts)| facts.brief().has_damaged_headings) {
                touched.change(Question::GarbledHeadings);
            }
        }
        if changes.notes.is_empty() && changes.paths.is_empty() {
            return touched;
        }
        touched.change(Question::Backlinks);
        touched.change(Question::AllNames);
        touched.change(Question::LinkedFiles);
        changes.notes.iter().for_each(|note| note.touch(&mut touched));
        for path in changes.paths.iter().chain(changes.notes.iter().map(|note| &note.path)) {
            // The aliases of a copy do not count.
            for facts in self.facts_of_possible_copies(path) {
                facts.each_alias(|alias| touched.change(Question::Alias(alias)));
            }
        }
        let of_notes = changes.notes.iter().flat_map(|note| {
            [&note.before, &note.after].into_iter().flatten().map(|facts| (note.path.as_str(), facts))
        });
        let TouchedQuestions { changed, worded, .. } = &mut touched;
        self.habits_of_vault().compare(
            &before.habits,
            of_notes,
            &mut |question| _ = changed.insert(question.hash()),
            &mut |question| _ = worded.insert(question.hash()),
        );
        if self.unmade_names().are_normal() != before.unmade.are_normal() {
            touched.change(Question::Unmade);
        }
        let [guesses, guesses_before] = [self.people_of_vault(decisions), &before.people].map(guess_hashes);
        for path in guesses.keys().chain(guesses_before.keys()) {
            match (guesses.get(path), guesses_before.get(path)) {
                (Some(now), Some(then)) if now == then => {}
                (Some(now), Some(then)) if now.who == then.who => touched.word(Question::Guesses(path)),
                _ => touched.change(Question::Guesses(path)),
            }
        }
        touched
    }
}

impl NoteChange {
    /// Returns whether the note may name other people, or name them elsewhere.
    fn may_concern_names(&self, vault: &VaultIndex) -> bool {
        let Some((before, after)) = self.before.as_ref().zip(self.after.as_ref()) else { return true };
        let is_same = before.is_evidence == after.is_evidence
            && before.properties == after.properties
            && before.heading == after.heading
            && before.headings == after.headings
            && before.links == after.links
            && before.property_links == after.property_links
            && before.mentions == after.mentions
            && before.groups == after.groups;
        // The names in a copy do not count, and its lines say whether it is one.
        !is_same || before.lines != after.lines && vault.may_be_or_have_numbered_copy(&self.path)
    }

    /// Adds the questions about this note alone, and about what it shares with others.
    fn touch(&self, touched: &mut TouchedQuestions) {
        if self.before == self.after {
            return;
        }
        touched.change(Question::Facts(&self.path));
        let of_anchors = |facts: &NoteFacts| (facts.headings.clone(), facts.blocks.clone(), facts.anchors.clone());
        if self.before.as_ref().map(of_anchors) != self.after.as_ref().map(of_anchors) {
            touched.change(Question::Anchors(&self.path));
        }
        for facts in [&self.before, &self.after].into_iter().flatten() {
            facts.each_alias(|alias| touched.change(Question::Alias(alias)));
            facts.placeholders.iter().for_each(|form| touched.change(Question::Placeholder(form)));
            if facts.may_concern_garbled_headings() {
                touched.change(Question::GarbledHeadings);
            }
            let date = facts.property("date").first().map(String::as_str);
            if let (Some(day), Some(_)) = (day_of(stem(&self.path), date), &facts.sketch) {
                touched.change(Question::Day(day));
            }
        }
    }
}

impl NoteFacts {
    /// Calls `visit` with each folded alias.
    fn each_alias(&self, mut visit: impl FnMut(&str)) {
        let aliases = self.property("aliases").iter().chain(self.property("alias"));
        aliases.for_each(|alias| visit(&fold(alias.trim())));
    }

    /// Returns whether the note has a garbled heading, or may have a link to one.
    fn may_concern_garbled_headings(&self) -> bool {
        let fragments = self.links.iter().chain(&self.property_links).filter_map(|link| link.fragment.as_deref());
        !self.damaged_headings.is_empty()
            || !self.machine_fragments.is_empty()
            || fragments.into_iter().any(|fragment| !fragment.is_ascii())
    }
}

/// Returns whether the file at `path` has the keys of citations.
pub fn is_bibliography(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("bib"))
}

fn is_or_is_in_marker(path: &str) -> bool {
    path.split('/').any(|part| VAULT_MARKERS.contains(&part))
}

fn guess_hashes(people: &PeopleIndex) -> HashMap<String, GuessHashes> {
    let hashes = |path: &str| {
        let (mut who, mut words) = (DefaultHasher::new(), DefaultHasher::new());
        for (cluster, member) in people.guesses(path) {
            let canonical = &cluster.canonical;
            (&cluster.anchor.form, &member.form, member.tier as u8, &canonical.form).hash(&mut who);
            (&member.reasons, &member.against, member.score.to_bits(), &canonical.candidates).hash(&mut words);
            (cluster.anchor.notes, member.notes).hash(&mut words);
            let reported = cluster.members.iter().filter(|member| member.is_reported());
            reported.for_each(|member| member.form.hash(&mut words));
        }
        GuessHashes { who: who.finish(), words: words.finish() }
    };
    people.notes_with_guesses().map(|path| (path.to_owned(), hashes(path))).collect()
}
