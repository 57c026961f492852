//! Contradictions in a file of decisions: forms that are both wrong and right, people who are both different and the
//! same.

use std::collections::HashMap;
use std::hash::Hash;

use super::validate::why_invalid;
use super::{DecisionsError, DecisionsFile};

/// The maximum length of an invalid name that is shown, in characters.
const MAX_SHOWN_CHARS: usize = 40;

/// Two decisions that contradict each other, or an invalid one, with their positions in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The error.
    pub error: DecisionsError,
    /// The two positions as JSON pointers without the leading slash, such as `people/0/wrong/1`. Both are the same if
    /// a single decision is invalid.
    pub places: [String; 2],
}

/// The claim of one decision about a form.
struct FormClaim<'a> {
    form: &'a str,
    /// The right form; the form itself if it is right.
    name: &'a str,
    /// The glob of the notes where this holds; everywhere if `None`.
    in_notes: Option<&'a str>,
    /// Whether the form is right because it is somebody's right form.
    is_name: bool,
    place: String,
}

/// A form of a person.
struct PersonForm<'a> {
    name: &'a str,
    /// The index of the entry.
    person: usize,
    is_name: bool,
    place: String,
}

impl DecisionsFile {
    /// Returns all contradictions.
    ///
    /// A form that is wrong in some notes only may be right elsewhere, and belong to another person there. Two globs
    /// are considered disjoint unless they are equal.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts = self.empty_names();
        conflicts.extend(self.invalid_names());
        let (right, wrong) = (self.right(), self.wrong());
        let right_of = FirstClaims::new(&right, |claim| claim.form, |one, other| one.is_name != other.is_name);
        let wrong_of = FirstClaims::new(&wrong, |claim| claim.form, |one, other| one.name != other.name);
        let wrong_for = FirstClaims::new(&wrong, |claim| (claim.form, claim.name), |_, _| false);
        for (at, claim) in wrong.iter().enumerate() {
            let back = wrong_for.overlapping((claim.name, claim.form), claim.in_notes).min();
            let back = back.filter(|_| claim.name != claim.form);
            if let Some(back) = back.filter(|&back| back > at) {
                let error = DecisionsError::Cycle { one: claim.form.to_owned(), other: claim.name.to_owned() };
                conflicts.push(conflict(error, &claim.place, &wrong[back].place));
            }
            let places = claim.in_notes.map_or(Scope::Anywhere, |in_notes| Scope::Within(Some(in_notes)));
            let is_refuted = |at: &usize| !(back.is_some() && right[*at].is_name);
            let refuted = right_of.at(claim.form, places).iter().copied().filter(is_refuted).min();
            if let Some(right) = refuted.map(|at| &right[at]) {
                let (form, name) = (claim.form.to_owned(), claim.name.to_owned());
                conflicts.push(conflict(DecisionsError::WrongAndRight { form, name }, &claim.place, &right.place));
            }
            let others =
                wrong_of.overlapping(claim.form, claim.in_notes).filter(|&other| wrong[other].name != claim.name);
            if let Some(other) = others.min().filter(|&other| other < at) {
                let (first, second) = (wrong[other].name.to_owned(), claim.name.to_owned());
                let error = DecisionsError::TwoOwners { form: claim.form.to_owned(), first, second };
                conflicts.push(conflict(error, &wrong[other].place, &claim.place));
            }
        }
        conflicts.extend(self.distinct_and_same());
        conflicts
    }

    fn right(&self) -> Vec<FormClaim<'_>> {
        let claim = |form, in_notes, is_name, place| FormClaim { form, name: form, in_notes, is_name, place };
        let mut claims = Vec::new();
        for (at, person) in self.people.iter().enumerate() {
            claims.push(claim(person.name.as_str(), None, true, format!("people/{at}/name")));
            let also = person.also.iter().enumerate();
            claims
                .extend(also.map(|(form, also)| claim(also.as_str(), None, false, format!("people/{at}/also/{form}"))));
        }
        claims.extend(self.ok.iter().enumerate().map(|(at, ok)| claim(ok, None, false, format!("ok/{at}"))));
        let scoped = self.scoped.iter().enumerate();
        claims.extend(scoped.map(|(at, scoped)| {
            claim(scoped.name.as_str(), Some(scoped.in_notes.as_str()), true, format!("scoped/{at}/name"))
        }));
        claims
    }

    fn wrong(&self) -> Vec<FormClaim<'_>> {
        let mut claims = Vec::new();
        for (at, person) in self.people.iter().enumerate() {
            for (form, wrong) in person.wrong.iter().enumerate() {
                let place = format!("people/{at}/wrong/{form}");
                claims.push(FormClaim { form: wrong, name: &person.name, in_notes: None, is_name: false, place });
            }
        }
        for (at, scoped) in self.scoped.iter().enumerate() {
            let place = format!("scoped/{at}/wrong");
            let in_notes = Some(scoped.in_notes.as_str());
            claims.push(FormClaim { form: &scoped.wrong, name: &scoped.name, in_notes, is_name: false, place });
        }
        claims
    }

    fn empty_names(&self) -> Vec<Conflict> {
        let claims = self.right().into_iter().chain(self.wrong()).map(|claim| (claim.form, claim.place));
        let groups = [("distinct", &self.distinct), ("later", &self.later)].into_iter();
        let groups = groups.flat_map(|(list, groups)| groups.iter().enumerate().map(move |group| (list, group)));
        let groups = groups.flat_map(|(list, (group, names))| {
            names.iter().enumerate().map(move |(at, name)| (name.as_str(), format!("{list}/{group}/{at}")))
        });
        let empty = claims.chain(groups).filter(|(form, _)| form.trim().is_empty());
        empty.map(|(_, place)| conflict(DecisionsError::Empty, &place, &place)).collect()
    }

    /// Returns right names that contain markup, path or control characters.
    fn invalid_names(&self) -> Vec<Conflict> {
        let written = self.right().into_iter().filter(|claim| claim.is_name);
        let conflicts = written.filter_map(|claim| {
            let reason = why_invalid(claim.form)?;
            let name = claim.form.chars().take(MAX_SHOWN_CHARS).collect();
            Some(conflict(DecisionsError::NotAName { name, reason }, &claim.place, &claim.place))
        });
        conflicts.collect()
    }

    /// Returns different people whose names are forms of one person.
    fn distinct_and_same(&self) -> Vec<Conflict> {
        let forms = self.forms();
        let mut conflicts = Vec::new();
        for (group, names) in self.distinct.iter().enumerate() {
            let mut seen: HashMap<&str, (&str, &PersonForm<'_>)> = HashMap::new();
            for (at, member) in names.iter().enumerate() {
                for form in forms.get(member.as_str()).into_iter().flatten() {
                    let (other, known) = *seen.entry(form.name).or_insert((member, form));
                    if other == member {
                        continue;
                    }
                    // Report the later entry, at the form that makes the two one person.
                    let later =
                        if (form.person, !form.is_name) < (known.person, !known.is_name) { known } else { form };
                    let (one, other, name) = (other.to_owned(), member.clone(), form.name.to_owned());
                    let error = DecisionsError::DistinctAndSame { one, other, name };
                    conflicts.push(conflict(error, &format!("distinct/{group}/{at}"), &later.place));
                }
            }
        }
        conflicts
    }

    /// Returns the people that each form belongs to: each person once, with the last entry that says so.
    fn forms(&self) -> HashMap<&str, Vec<PersonForm<'_>>> {
        let mut forms: HashMap<&str, Vec<PersonForm<'_>>> = HashMap::new();
        for (person, entry) in self.people.iter().enumerate() {
            let listed = |list: &'static str| move |(at, form)| (form, false, format!("people/{person}/{list}/{at}"));
            let name = std::iter::once((&entry.name, true, format!("people/{person}/name")));
            let also = entry.also.iter().enumerate().map(listed("also"));
            let wrong = entry.wrong.iter().enumerate().map(listed("wrong"));
            for (form, is_name, place) in name.chain(also).chain(wrong) {
                let of = forms.entry(form).or_default();
                of.retain(|known| known.name != entry.name);
                of.push(PersonForm { name: &entry.name, person, is_name, place });
            }
        }
        forms
    }
}

/// The notes in which claims hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Scope<'a> {
    /// Any notes: every claim.
    Anywhere,
    /// The notes of a glob; all notes if `None`.
    Within(Option<&'a str>),
}

/// The first claims of a kind, and the first that differs from it. Each claim is compared with these only.
struct FirstClaims<'a, Kind>(HashMap<(Kind, Scope<'a>), Vec<usize>>);

impl<'a, Kind: Copy + Eq + Hash> FirstClaims<'a, Kind> {
    fn new(
        claims: &[FormClaim<'a>],
        kind: impl Fn(&FormClaim<'a>) -> Kind,
        differ: impl Fn(&FormClaim<'a>, &FormClaim<'a>) -> bool,
    ) -> Self {
        let mut firsts: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, claim) in claims.iter().enumerate() {
            for place in [Scope::Anywhere, Scope::Within(claim.in_notes)] {
                let known = firsts.entry((kind(claim), place)).or_default();
                match known[..] {
                    [] => known.push(at),
                    [first] if differ(&claims[first], claim) => known.push(at),
                    _ => {}
                }
            }
        }
        Self(firsts)
    }

    fn at(&self, kind: Kind, place: Scope<'a>) -> &[usize] {
        self.0.get(&(kind, place)).map_or(&[], Vec::as_slice)
    }

    /// Returns the claims that hold in some of the notes in which a claim with the glob `in_notes` holds.
    fn overlapping(&self, kind: Kind, in_notes: Option<&'a str>) -> impl Iterator<Item = usize> {
        let places = match in_notes {
            None => [Some(Scope::Anywhere), None],
            Some(_) => [Some(Scope::Within(None)), Some(Scope::Within(in_notes))],
        };
        places.into_iter().flatten().flat_map(move |place| self.at(kind, place).iter().copied())
    }
}

fn conflict(error: DecisionsError, first: &str, second: &str) -> Conflict {
    Conflict { error, places: [first.to_owned(), second.to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the errors in this file, with their positions.
    fn conflicts(yaml: &str) -> Vec<String> {
        let file: DecisionsFile = serde_yaml::from_str(yaml).unwrap();
        let shown = |fault: &Conflict| format!("{}: {}", fault.error, fault.places.join(", "));
        file.conflicts().iter().map(shown).collect()
    }

    #[test]
    fn form_cannot_be_wrong_and_right() {
        let error = "`b` is recorded as wrong for `A` and as right: people/0/wrong/0";
        for (right, place) in [
            ("- {name: b}", "people/1/name"),
            ("- {name: C, also: [b]}", "people/1/also/0"),
            ("- {name: A, also: [b]}", "people/1/also/0"),
        ] {
            assert_eq!(
                conflicts(&format!("people: \n- {{name: A, wrong: [b]}}\n{right}\n")),
                [format!("{error}, {place}")]
            );
        }
        assert_eq!(conflicts("people: [{name: A, wrong: [b]}]\nok: [c, b]"), [format!("{error}, ok/1")]);
        assert_eq!(conflicts("people: [{name: A, wrong: [A]}]").len(), 1);
    }

    #[test]
    fn form_cannot_be_wrong_for_two_people() {
        assert_eq!(
            conflicts("people: [{name: A, wrong: [x, b]}, {name: C, wrong: [b]}]"),
            ["`b` is recorded as wrong for both `A` and `C`: people/0/wrong/1, people/1/wrong/0"]
        );
        assert_eq!(conflicts("people: [{name: A, wrong: [b]}, {name: A, wrong: [b]}]"), [""; 0], "merged line by line");
    }

    #[test]
    fn cycle_is_one_conflict() {
        assert_eq!(
            conflicts("people: [{name: A, wrong: [B]}, {name: B, wrong: [A]}]"),
            ["`B` is recorded as wrong for `A`, and `A` as wrong for `B`: people/0/wrong/0, people/1/wrong/0"]
        );
        assert_eq!(conflicts("people: [{name: A, wrong: [B]}]\nscoped: [{wrong: A, name: B, in: x}]").len(), 1);
        assert_eq!(conflicts("scoped: [{wrong: A, name: B, in: x}, {wrong: B, name: A, in: x}]").len(), 1);
        assert_eq!(conflicts("people: [{name: A, wrong: [B]}, {name: B, wrong: [C]}, {name: C, wrong: [A]}]").len(), 3);
    }

    #[test]
    fn form_wrong_in_some_notes_may_be_right_elsewhere() {
        let scoped = "scoped:\n- {wrong: b, name: A, in: x}\n";
        assert_eq!(conflicts(&format!("{scoped}ok: [b]\npeople: [{{name: b}}]\ndistinct: [[A, b]]")), [""; 0]);
        assert_eq!(conflicts(&format!("{scoped}- {{wrong: b, name: C, in: y}}")), [""; 0]);
        assert_eq!(conflicts(&format!("{scoped}- {{wrong: A, name: b, in: y}}")), [""; 0]);
        assert_eq!(conflicts(&format!("{scoped}- {{wrong: b, name: C, in: x}}")).len(), 1);
        assert_eq!(conflicts(&format!("{scoped}people: [{{name: C, wrong: [b]}}]")).len(), 1);
        assert_eq!(conflicts(&format!("{scoped}people: [{{name: C, wrong: [A]}}]")).len(), 1);
        assert_eq!(conflicts("scoped: [{wrong: A, name: A, in: x}]").len(), 1);
    }

    #[test]
    fn different_people_cannot_share_a_form() {
        let error = "are recorded as different people and as one person, `A`: distinct/0/1";
        assert_eq!(
            conflicts("people: [{name: A, also: [b], wrong: [c]}]\ndistinct: [[A, c]]"),
            [format!("`A` and `c` {error}, people/0/wrong/0")]
        );
        assert_eq!(
            conflicts("people: [{name: A, wrong: [c]}, {name: A, also: [b]}]\ndistinct: [[b, c]]"),
            [format!("`b` and `c` {error}, people/1/also/0")]
        );
        assert_eq!(
            conflicts("people: [{name: A, also: [b]}, {name: C, also: [b]}]\ndistinct: [[A, C], [C, D]]"),
            [""; 0]
        );
    }

    #[test]
    fn empty_name_is_a_conflict() {
        for yaml in [
            "ok: ['']",
            "later: [[A, '']]",
            "distinct: [[A, ' ']]",
            "people: [{name: A, also: ['']}]",
            "people: [{name: ''}]",
        ] {
            assert!(conflicts(yaml)[0].starts_with("an empty name is recorded"), "{yaml}");
        }
    }
}
