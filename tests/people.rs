//! Who is told to be one person, and who is not, in a small vault: somebody with a note and six meetings, and another name in
//! one meeting with other people.

use vaultlint::names::{Decisions, Tier};
use vaultlint::note::Note;
use vaultlint::vault::{NoteFacts, VaultIndex};

/// What may be done with `other` beside `known`; None where nothing is said of it at all.
fn tier(known: &str, other: &str) -> Option<Tier> {
    let meeting = |who: &str, with: &str| format!("---\ntype: meeting\nattendees: [{who}, {with}]\n---\n");
    let mut notes = vec![("People/p.md".to_owned(), format!("---\ntype: people\ntitle: {known}\n---\n# {known}\n"))];
    notes.extend((0..6).map(|at| (format!("{at}.md"), meeting(known, "Bo Falk, Cy Dahl"))));
    notes.push(("n.md".to_owned(), meeting(other, "Zed Quill, Hugo Norden")));
    let facts = |(path, text): &(String, String)| {
        (path.clone(), NoteFacts::from_note(&Note::new(path.as_str(), text.as_str())))
    };
    let index =
        VaultIndex::new(notes.iter().map(|(path, _)| path.clone()).collect()).with_facts(notes.iter().map(facts));
    let people = index.people(&Decisions::default()).people();
    let mut members = people.clusters.iter().flat_map(|cluster| &cluster.members);
    members.find(|member| member.form == other).map(|member| member.tier)
}

#[test]
fn people_of_one_family_or_language_are_not_told() {
    for (known, other) in [
        ("Maria Rossi", "Mario Rossi"),
        ("Jan Bakker", "Jana Bakker"),
        ("Daniel Costa", "Daniela Costa"),
        ("John Miller", "Joan Miller"),
        ("Kim Min-su", "Kim Min-ju"),
        ("Park Ji-won", "Park Ji-woo"),
        ("Min-jun Lee", "Min-jung Lee"),
        ("Xiaoming Wang", "Xiaoping Wang"),
        ("Ida Maria Berg", "Ida Karla Berg"),
        ("Sergey Ivanovich Pernov", "Sergey Pavlovich Pernov"),
        ("Анна Белова", "Анна Вехова"),
        ("Иван Петров", "Иван Сидоров"),
    ] {
        let tier = tier(known, other);
        assert!(tier <= Some(Tier::Report), "{known} and {other}: {tier:?}");
    }
}

#[test]
fn what_may_be_a_name_is_never_as_good_as_certain() {
    for (known, other) in [
        ("Nikola Popov", "Nikolay Popov"),
        ("Yuki Tanaka", "Yuka Tanaka"),
        ("Takeshi Yamamoto", "Takashi Yamamoto"),
        ("Nguyen Thi Lan", "Nguyen Thi Linh"),
        ("Berlin Office", "Merlin Office"),
    ] {
        let tier = tier(known, other);
        assert!(tier < Some(Tier::Auto), "{known} and {other}: {tier:?}");
    }
}

#[test]
fn a_torn_name_is_told() {
    for (known, other) in [("Andy Perlsteiner", "Andy Perl Steiner"), ("Brinley Perlsteiner", "Brin Ley Perlsteiner")] {
        assert!(tier(known, other) >= Some(Tier::Suggest), "{known} and {other}");
    }
}

#[test]
fn a_slip_in_a_long_name_is_as_good_as_certain() {
    for (known, other) in [("Andy Perlsteiner", "Andy Pernsteiner"), ("Ada Bernhardsen", "Ada Bernhartsen")] {
        assert_eq!(tier(known, other), Some(Tier::Auto), "{known} and {other}");
    }
}
