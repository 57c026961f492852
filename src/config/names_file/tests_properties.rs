//! Random decisions about unusual names in files with unusual layouts: nothing is lost, and every decision can be undone.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::tests::{record_one, recorded_conflicts};
use super::*;

const NAMES: [&str; 20] = [
    "Ada Byron",
    "ada byron",
    "Byron, Ada",
    "O’Neil",
    "O'Neil",
    "No",
    "Null",
    "~",
    "3",
    "# 1",
    "a: b",
    "C# Team",
    "Ada:",
    "李 小龙",
    "\"Q\"",
    "[x]",
    "- y",
    "a\nb",
    "İ",
    "{z",
];

/// Files with layouts that people may write.
const FILES: [&str; 9] = [
    "",
    "# only a comment",
    "people:\n  # two\n  - {name: Ada Byron, wrong: [ada byron]} # one\n\n  # three\n  - {name: No}\n# end\n",
    "people: # p\n- name: \"Null\" # n\n  # w\n  wrong:\n  - 'a: b' # x\n  also: [O'Neil,\n    Ada Byron # y\n  ]\n",
    "---\nok: [ # o\n    No,\n    \"Ada:\", # a\n    İ # i\n  ] # last\ndistinct:\n  - - No # d1\n    - '3' # d2\n    - O’Neil\n",
    "ok:\n# low\n- Null # null\n- 3\n- ~\nscoped:\n    - {in: '*', wrong: O'Neil, name: O’Neil} # s\n    - in: x # in\n      wrong: No\n      name: Ada Byron\n",
    "people: [] # none\ndistinct: # yet\nok: []\n",
    "{people: [{name: No, also: , wrong}], ok: [\"~\", Ada Byron,]} # flow",
    "people:\n  - {name: C# Team, also: [No], # why\n     wrong: [Ada Byron, # 1\n       ada byron]} # 2\n  - {name: No, note: a.md}",
];

fn name() -> impl Strategy<Value = String> {
    proptest::sample::select(&NAMES[..]).prop_map(str::to_owned)
}

fn names(most: usize) -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(name(), 0..=most)
}

fn decision() -> impl Strategy<Value = Decision> {
    let note = proptest::option::weighted(0.3, name().prop_map(|name| format!("People/{name}.md")));
    prop_oneof![
        4 => (name(), note, names(3), names(2))
            .prop_map(|(name, note, wrong, also)| Decision::Same { name, note, wrong, also }),
        2 => names(4).prop_map(Decision::Distinct),
        2 => names(3).prop_map(Decision::Later),
        2 => name().prop_map(Decision::Right),
        2 => (name(), name(), proptest::sample::select(&["*", "Sources/**", "a, b"][..]))
            .prop_map(|(wrong, name, in_notes)| Decision::Scoped { wrong, name, in_notes: in_notes.to_owned() }),
    ]
}

/// The decisions in a file, regardless of order and repetition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct DecisionSet {
    /// The notes, right forms and wrong forms of a name.
    people: BTreeMap<String, [BTreeSet<String>; 3]>,
    apart: BTreeSet<(String, String)>,
    later: BTreeSet<BTreeSet<String>>,
    ok: BTreeSet<String>,
    scoped: BTreeSet<(String, String, String)>,
}

impl DecisionSet {
    fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let file: Option<DecisionsFile> = serde_yaml::from_str(text).unwrap();
        let file = file.unwrap_or_default();
        let mut expected = Self::default();
        for PersonEntry { name, note, also, wrong } in file.people {
            expected.add(&Decision::Same { name, note, also, wrong });
        }
        file.distinct.into_iter().for_each(|group| expected.add(&Decision::Distinct(group)));
        expected.later.extend(file.later.into_iter().map(BTreeSet::from_iter));
        file.ok.into_iter().for_each(|name| expected.add(&Decision::Right(name)));
        for ScopedEntry { wrong, name, in_notes } in file.scoped {
            expected.add(&Decision::Scoped { wrong, name, in_notes });
        }
        expected
    }

    fn add(&mut self, decision: &Decision) {
        let decided: Option<BTreeSet<String>> = match decision.clone() {
            Decision::Same { name, wrong, also, .. } => Some([wrong, also, vec![name]].concat().into_iter().collect()),
            Decision::Distinct(names) => Some(names.into_iter().collect()),
            Decision::Later(_) | Decision::Right(_) | Decision::Scoped { .. } => None,
        };
        self.later.retain(|group| !decided.as_ref().is_some_and(|decided| group.is_subset(decided)));
        match decision.clone() {
            Decision::Same { name, note, wrong, also } => {
                let [notes, rights, wrongs] = self.people.entry(name.clone()).or_default();
                notes.extend(note);
                rights.extend(also.into_iter().filter(|form| *form != name));
                wrongs.extend(wrong);
            }
            Decision::Distinct(names) => {
                let pairs = names.iter().flat_map(|one| names.iter().map(move |other| (one.clone(), other.clone())));
                self.apart.extend(pairs.filter(|(one, other)| one < other));
            }
            Decision::Later(names) => {
                let shares = |one: &String, other: &String| {
                    self.later.iter().any(|group| group.contains(one) && group.contains(other))
                };
                if !names.iter().all(|one| names.iter().all(|other| one == other || shares(one, other))) {
                    self.later.insert(names.into_iter().collect());
                }
            }
            Decision::Right(name) => drop(self.ok.insert(name)),
            Decision::Scoped { wrong, name, in_notes } => drop(self.scoped.insert((wrong, name, in_notes))),
        }
    }

    fn forget(&mut self, form: &str) {
        let without = |forms: &mut BTreeSet<String>| forms.remove(form);
        self.people.retain(|name, [notes, rights, wrongs]| {
            let is_touched = without(rights) | without(wrongs);
            let is_empty = notes.is_empty() && rights.is_empty() && wrongs.is_empty();
            name != form && !(is_touched && is_empty)
        });
        self.apart.retain(|(one, other)| one != form && other != form);
        self.later = std::mem::take(&mut self.later)
            .into_iter()
            .filter_map(|mut group| {
                let is_touched = group.remove(form);
                (!is_touched || group.len() > 1).then_some(group)
            })
            .collect();
        self.ok.remove(form);
        self.scoped.retain(|(wrong, name, _)| wrong != form && name != form);
    }
}

fn comments(text: &str) -> Vec<&str> {
    let at_end = |line: &str| line.starts_with('#').then_some(0).or_else(|| line.rfind(" # ").map(|at| at + 1));
    text.lines()
        .filter_map(|line| Some(&line[at_end(line.trim_start())? + line.len() - line.trim_start().len()..]))
        .collect()
}

fn forms(decision: &Decision) -> Vec<String> {
    match decision.clone() {
        Decision::Same { name, wrong, also, .. } => [wrong, also, vec![name]].concat(),
        Decision::Distinct(names) | Decision::Later(names) => names,
        Decision::Right(name) => vec![name],
        Decision::Scoped { wrong, name, .. } => vec![wrong, name],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decisions_are_recorded_and_forgotten_without_loss(
        file in proptest::sample::select(&FILES[..]),
        line_break in proptest::sample::select(&["\n", "\r\n"][..]),
        mark in proptest::sample::select(&["", "\u{feff}"][..]),
        decisions in proptest::collection::vec(decision(), 1..12),
    ) {
        let mut text = format!("{mark}{}", file.replace('\n', line_break));
        let mut expected = DecisionSet::parse(&text);
        let mut recorded = Vec::new();
        for decision in &decisions {
            match record_one(&text, decision) {
                Ok(after) => {
                    expected.add(decision);
                    prop_assert_eq!(DecisionSet::parse(&after), expected.clone(), "{}", after);
                    prop_assert_eq!(&record_one(&after, decision).unwrap(), &after);
                    prop_assert_eq!(recorded_conflicts(&after), []);
                    prop_assert!(comments(&text).iter().all(|comment| after.contains(comment)), "{}", after);
                    let ends = |text: &str| text.ends_with('\n');
                    prop_assert!(text.is_empty() || text == mark || ends(&text) == ends(&after));
                    prop_assert!(after.starts_with(mark));
                    prop_assert!(line_break == "\n" || !file.contains('\n') || !after.replace("\r\n", "").contains('\n'));
                    recorded.push(decision);
                    text = after;
                }
                Err(RecordError::Conflict { .. }) => {
                    let mut file = expected.clone();
                    file.add(decision);
                    prop_assert_ne!(file, expected.clone(), "recorded decisions contradict nothing");
                }
                Err(RecordError::OtherNote { .. } | RecordError::TooFew) => {}
                Err(error) => prop_assert!(false, "{error}:\n{text}\n{decision:?}"),
            }
        }
        for form in recorded.into_iter().flat_map(forms) {
            let after = forget(&text, &form).map_err(|error| TestCaseError::fail(format!("{error}:\n{text}\n{form}")))?;
            expected.forget(&form);
            prop_assert_eq!(DecisionSet::parse(&after), expected.clone(), "{}\n{}", form, after);
            prop_assert_eq!(&forget(&after, &form).unwrap(), &after);
            text = after;
        }
    }

    #[test]
    fn what_is_added_to_a_file_leaves_no_trace(decision in decision()) {
        let text = "# h\npeople: # p\n  - {name: x, wrong: [y]}\ndistinct: # d\nok: [z] # o\nscoped:\n  - {wrong: p, name: q, in: r}";
        if let Ok(after) = record_one(text, &decision) {
            let forms = forms(&decision);
            prop_assert_eq!(forms.iter().fold(after, |text, form| forget(&text, form).unwrap()), text);
        }
    }
}
