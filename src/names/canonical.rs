//! How a person's name is spelt, where that can be told.
//!
//! Frequency alone misleads: one pipeline that spells a name wrong does so every time. So sources are asked in order, and
//! where they disagree the answer is to ask a person.

use super::decisions::Decisions;
use super::form::{Form, Source};

/// The right spelling of a cluster, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The form; None where it cannot be told.
    pub form: Option<String>,
    /// What says so, or why nothing does.
    pub because: String,
}

/// Chooses among `forms`, the anchor first, all of them whole names.
pub(super) fn spelling(forms: &[&Form], decisions: &Decisions) -> Spelling {
    let known = |form: &&Form, because: String| Spelling { form: Some(form.form().to_owned()), because };
    if let Some(recorded) = forms.iter().find(|form| decisions.is_settled(form.form())) {
        return known(recorded, "recorded".to_owned());
    }
    let spellings: Vec<&Form> = forms.iter().filter(|form| !form.name.is_abbreviated()).copied().collect();
    let Some(first) = spellings.first() else {
        return Spelling {
            form: forms.first().map(|form| form.form().to_owned()),
            because: "the longest form".to_owned(),
        };
    };
    if spellings.len() == 1 {
        return known(first, "the only spelling".to_owned());
    }
    let emails: Vec<&String> = forms.iter().flat_map(|form| &form.emails).collect();
    let in_email: Vec<&&Form> =
        spellings.iter().filter(|form| emails.iter().any(|email| email.contains(form.name.surname()))).collect();
    if let [only] = in_email[..] {
        return known(only, "an e-mail address spells it so".to_owned());
    }
    let weights: Vec<(usize, &&Form)> = spellings.iter().map(|form| (weight(form), form)).collect();
    let Some(best) = weights.iter().max_by_key(|(weight, form)| (*weight, std::cmp::Reverse(form.form()))) else {
        return Spelling { form: None, because: "nothing says so".to_owned() };
    };
    let second = weights.iter().filter(|(_, form)| form.form() != best.1.form()).map(|(weight, _)| *weight).max();
    match second {
        Some(second) if best.0 < LEAD * second => Spelling { form: None, because: "the sources disagree".to_owned() },
        _ if best.0 == 0 => Spelling { form: None, because: "only generated notes have it".to_owned() },
        _ => known(best.1, "people note and most notes".to_owned()),
    }
}

/// By how many times the best spelling has to lead.
const LEAD: usize = 2;
/// More notes of one source say no more: their errors are of one making.
const MOST_NOTES: usize = 12;

/// How much speaks for a spelling. Notes that a pipeline wrote do not count.
fn weight(form: &Form) -> usize {
    let typed = form.sources.contains_key(&Source::TypedName);
    let speaks = form.sources.contains_key(&Source::Speaker);
    let own = form.own_note.is_some() && !form.evidence.is_empty();
    10 * usize::from(typed) + 4 * usize::from(speaks) + 6 * usize::from(own) + form.evidence.len().min(MOST_NOTES)
}
