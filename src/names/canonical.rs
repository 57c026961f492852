//! Chooses the canonical spelling of a person's name, if it can be decided.
//!
//! Frequency alone misleads: a pipeline that spells a name wrong does so every time. So sources are consulted in
//! order, and if they disagree, a person has to decide.

use serde::{Deserialize, Serialize};

use super::decisions::Decisions;
use super::name_form::{NameForm, NameSource};

/// The canonical spelling of a cluster, and the reason for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CanonicalName {
    /// The form; `None` if it cannot be decided.
    pub form: Option<String>,
    /// The form with the strongest evidence, for when one has to be named anyway.
    pub best_guess: String,
    /// The forms that may be right: one if it is known. A form that occurs once beside a frequent one is not among
    /// them.
    pub candidates: Vec<String>,
    /// The reason for the form, or why there is none.
    pub reason: String,
}

/// Chooses the canonical spelling among `forms`, the anchor first, all of them whole names.
pub(super) fn choose_canonical(forms: &[&NameForm], decisions: &Decisions) -> CanonicalName {
    let known = |form: &&NameForm, because: String| CanonicalName {
        form: Some(form.form().to_owned()),
        best_guess: form.form().to_owned(),
        candidates: vec![form.form().to_owned()],
        reason: because,
    };
    if let Some(recorded) = forms.iter().find(|form| decisions.is_right(form.form())) {
        return known(recorded, "recorded".to_owned());
    }
    let spellings: Vec<&NameForm> = forms.iter().filter(|form| !form.name.is_abbreviated()).copied().collect();
    let Some(first) = spellings.first() else {
        return known(&forms[0], "the only form".to_owned());
    };
    if spellings.len() == 1 {
        return known(first, "the only spelling".to_owned());
    }
    let emails: Vec<&String> = forms.iter().flat_map(|form| &form.emails).collect();
    let in_email: Vec<&&NameForm> =
        spellings.iter().filter(|form| emails.iter().any(|email| email.contains(form.name.surname()))).collect();
    if let [only] = in_email[..] {
        return known(only, "an e-mail address has this spelling".to_owned());
    }
    let counts = |form: &&NameForm| form.human_notes.len().min(MAX_NOTES);
    let most = spellings.iter().map(counts).max().unwrap_or(0);
    let seen = |form: &&NameForm| form.notes.len().min(MAX_NOTES);
    let most_seen = spellings.iter().map(seen).max().unwrap_or(0);
    let may_be = |form: &&&NameForm| TYPO_RATIO * seen(form) >= most_seen || form.own_note.is_some();
    let unknown = |because: &str| {
        let likeliest = spellings.iter().rev().max_by_key(|form| weight(form)).unwrap_or(first);
        CanonicalName {
            form: None,
            best_guess: likeliest.form().to_owned(),
            candidates: spellings.iter().filter(may_be).map(|form| form.form().to_owned()).collect(),
            reason: because.to_owned(),
        }
    };
    let having =
        |source: NameSource| spellings.iter().filter(may_be).filter(move |form| form.sources.contains_key(&source));
    let second = spellings.iter().map(counts).filter(|notes| *notes < most).max().unwrap_or(0);
    let is_clear = most >= MIN_NOTES && most >= MIN_LEAD * second;
    let frequent = spellings.iter().filter(|form| is_clear && counts(form) == most);
    let claims: Vec<(&str, &&NameForm)> = having(NameSource::TypedName)
        .map(|form| ("`name:` of the people note", form))
        .chain(having(NameSource::Speaker).map(|form| ("speaker labels", form)))
        .chain(frequent.map(|form| ("most notes written by hand", form)))
        .collect();
    // A title tells who is meant. It does not prove the spelling, but it can contradict other sources.
    let titles = spellings.iter().filter(|form| form.own_note.is_some() && !form.human_notes.is_empty());
    let mut forms: Vec<&str> =
        claims.iter().map(|(_, form)| form.form()).chain(titles.map(|form| form.form())).collect();
    forms.sort_unstable();
    forms.dedup();
    match (&claims[..], &forms[..]) {
        ([], _) if most == 0 => unknown("only generated notes contain it"),
        ([], _) => unknown("no source is conclusive"),
        ([(because, form), ..], [_]) => known(form, format!("{because}, and no source disagrees")),
        (_, _) => unknown("the sources disagree"),
    }
}

/// Returns the evidence for a spelling: notes, and the title of the people note.
fn weight(form: &NameForm) -> usize {
    let own = form.own_note.is_some() && !form.human_notes.is_empty();
    OWN_NOTE_WEIGHT * usize::from(own) + form.human_notes.len().min(MAX_NOTES)
}

/// The minimum ratio between the best spelling and the second best.
const MIN_LEAD: usize = 3;
/// A form in this many times fewer notes is a typo, whatever its sources are.
const TYPO_RATIO: usize = 10;
/// The minimum number of notes that are evidence for a spelling.
const MIN_NOTES: usize = 3;
/// The number of notes that the title of a people note counts for.
const OWN_NOTE_WEIGHT: usize = 6;
/// The maximum number of notes that count: the errors of one source have the same cause.
const MAX_NOTES: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::name_form::{Occurrence, collect_forms};

    /// Returns the canonical spelling of forms with this number of occurrences in a source, in notes by people or not.
    fn canonical(seen: &[(&str, NameSource, u32, bool)]) -> CanonicalName {
        let mut occurrences = Vec::new();
        for (at, &(form, source, notes, is_evidence)) in (0..).zip(seen) {
            let first: u32 = 100 * at;
            occurrences.extend((first..first + notes).map(|note| Occurrence {
                form,
                note,
                source,
                is_human_written: is_evidence,
                list: None,
                email: None,
            }));
        }
        let found = collect_forms(occurrences);
        choose_canonical(&found.iter().collect::<Vec<_>>(), &Decisions::default())
    }

    const ONE: &str = "Ada Bernhardsen";
    const OTHER: &str = "Ada Bernhartsen";

    #[test]
    fn rare_form_beside_a_frequent_one_is_not_a_candidate() {
        let found = canonical(&[(ONE, NameSource::Attendee, 39, true), (OTHER, NameSource::Speaker, 1, true)]);
        assert_eq!((found.form.as_deref(), &found.candidates[..]), (Some(ONE), &[ONE.to_owned()][..]));
    }

    #[test]
    fn nothing_is_chosen_if_sources_disagree() {
        for seen in [
            [(ONE, NameSource::Attendee, 8, true), (OTHER, NameSource::Speaker, 2, true)],
            [(ONE, NameSource::OwnNote, 1, true), (OTHER, NameSource::LinkTarget, 1, true)],
            [(ONE, NameSource::OwnNote, 1, true), (OTHER, NameSource::Speaker, 3, true)],
            [(ONE, NameSource::Attendee, 31, false), (OTHER, NameSource::LinkTarget, 2, true)],
        ] {
            let found = canonical(&seen);
            assert_eq!(found.form, None, "{seen:?} {}", found.reason);
        }
    }

    #[test]
    fn typed_or_most_frequent_spelling_is_chosen() {
        for seen in [
            [(ONE, NameSource::TypedName, 1, true), (OTHER, NameSource::LinkTarget, 2, true)],
            [(ONE, NameSource::Attendee, 9, true), (OTHER, NameSource::LinkTarget, 3, true)],
            [(ONE, NameSource::Speaker, 2, true), (OTHER, NameSource::Attendee, 31, false)],
        ] {
            assert_eq!(canonical(&seen).form.as_deref(), Some(ONE), "{seen:?}");
        }
    }
}
