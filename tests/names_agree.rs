//! `vaultlint check`, `names`, `names --all` and `names explain` say the same about each name, in generated vaults.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use support::TestVault;

const GIVEN: [&str; 6] = ["Ada", "Karin", "Louise", "Andy", "Tomas", "Ingrid"];
const SURNAMES: [&str; 8] =
    ["Bernhardsen", "Perlsteiner", "Krüger", "Lindqvist", "Hackler", "Rasmussen", "Kowalska", "Falk"];
/// The edits that make a variant of a surname.
const EDITS: [(&str, &str); 8] =
    [("rn", "nr"), ("s", "ss"), ("i", "y"), ("ü", "ue"), ("k", "c"), ("e", "a"), ("l", "ll"), ("d", "t")];

/// A generator of numbers that is the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % end
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// A person, or a variant of one.
    fn name(&mut self) -> String {
        let (given, surname) = (self.pick(&GIVEN), self.pick(&SURNAMES));
        let (from, to) = EDITS[self.below(EDITS.len())];
        match self.below(8) {
            0 => format!("{given} {}", surname.replacen(from, to, 1)),
            1 => format!("{surname}, {given}"),
            2 => format!("{}. {surname}", &given[..1]),
            3 => format!("{} {surname}", given.replacen(from, to, 1)),
            _ => format!("{given} {surname}"),
        }
    }
}

/// Notes in which names stand in every kind of place.
fn notes(random: &mut Random) -> Vec<(String, String)> {
    let mut notes = Vec::new();
    for at in 0..6 {
        let (name, link) = (random.name(), random.below(24));
        let alias = if random.below(3) == 0 { format!("aliases: [\"{}\"]\n", random.name()) } else { String::new() };
        let text = format!(
            "---\ntype: people\ntitle: \"{name}\"\n{alias}---\n# {name}\n\n- 2025-01-0{}: [[{link}]] - met\n",
            at + 1
        );
        notes.push((format!("People/{at}.md"), text));
    }
    for at in 0..24 {
        let attendees: Vec<String> = (0..=random.below(3)).map(|_| format!("\"{}\"", random.name())).collect();
        let mut text = format!("---\ntype: meeting\nattendees: [{}]\n---\n# Call\n\n", attendees.join(", "));
        for _ in 0..=random.below(5) {
            let name = random.name();
            text += &match random.below(10) {
                0 => format!("**{name}**: hello\n"),
                1 => format!("[00:12]  {name}Thanks for it.\n"),
                2 => format!("- [ ] Ask {name} for it\n"),
                3 => format!("- note (via {name})\n"),
                4 => format!("See [[{name}]].\n"),
                5 => format!("> {name} said so.\n"),
                6 => format!("`{name}` is code.\n"),
                7 => format!("Later {name} wrote it.\n"),
                8 => format!("<!-- {name} -->\n"),
                _ => format!("We asked {name} for it.\n"),
            };
        }
        let path = if random.below(6) == 0 { format!("{at} - {}.md", random.name()) } else { format!("{at}.md") };
        notes.push((path, text));
    }
    notes
}

#[test]
fn commands_agree_about_every_name() {
    let (mut reported, mut silent) = (0, 0);
    for seed in 0..4 {
        let notes = notes(&mut Random(seed));
        let vault =
            TestVault::new(&notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
        let listed: Value = vault.run(&["names", "--format", "json"]).json();
        let mut asked: BTreeSet<(String, String)> = BTreeSet::new();
        let mut tiers: BTreeMap<(String, String), String> = BTreeMap::new();
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        for cluster in listed["clusters"].as_array().unwrap() {
            let forms = cluster["forms"].as_array().unwrap();
            let anchor = text(&forms[0]["form"]);
            counts.insert(anchor.clone(), forms[0]["notes"].as_u64().unwrap());
            for form in &forms[1..] {
                let (pair, tier) = ((anchor.clone(), text(&form["form"])), text(&form["tier"]));
                counts.insert(pair.1.clone(), form["notes"].as_u64().unwrap());
                if tier == "auto" || tier == "suggest" {
                    asked.insert(pair.clone());
                }
                tiers.insert(pair, tier);
            }
        }
        let mut told: BTreeSet<(String, String)> = BTreeSet::new();
        for finding in
            vault.run(&["--select", "name-variant", "--format", "json"]).json()["findings"].as_array().unwrap()
        {
            let evidence = &finding["evidence"];
            let known = text(&evidence["known"]);
            assert_eq!(evidence["notes"]["known"].as_u64(), counts.get(&known).copied(), "seed {seed}: {finding}");
            let variant = text(&evidence["variant"]);
            assert_eq!(evidence["notes"]["variant"].as_u64(), counts.get(&variant).copied(), "seed {seed}: {finding}");
            assert_eq!(Some(&text(&evidence["tier"])), tiers.get(&(known.clone(), variant)), "seed {seed}: {finding}");
            let variants = evidence["variants"].as_array().unwrap().iter().map(text);
            told.extend(variants.map(|variant| (known.clone(), variant)));
        }
        assert_eq!(told, asked, "seed {seed}: check and names");
        let (few, all) = (vault.run(&["names"]).stdout, vault.run(&["names", "--all"]).stdout);
        let in_header = |list: &str, (known, variant): &(String, String)| {
            let mut headers = list.lines().filter_map(|line| line.split_once("      one person: "));
            headers.any(|(forms, _)| {
                let forms: Vec<&str> = forms.split(" | ").collect();
                forms.contains(&known.as_str()) && forms.contains(&variant.as_str())
            })
        };
        for (pair, tier) in &tiers {
            let is_asked = asked.contains(pair);
            assert!(in_header(&all, pair) || tier == "also", "seed {seed}: {pair:?} is not in names --all");
            assert!(in_header(&few, pair) == is_asked, "seed {seed}: {pair:?} is {tier}\n{few}");
            let explained = vault.run(&["names", "explain", &pair.0, &pair.1]).stdout;
            assert_eq!(explained.contains("check: asks"), is_asked, "seed {seed}: {pair:?} is {tier}\n{explained}");
            assert!(is_asked || explained.contains("check: does not ask; "), "{explained}");
            *(if is_asked { &mut reported } else { &mut silent }) += 1;
        }
        let anchors: Vec<&String> = tiers.keys().map(|(anchor, _)| anchor).collect();
        for pair in anchors.windows(2).filter(|pair| pair[0] != pair[1]).take(4) {
            let explained = vault.run(&["names", "explain", pair[0], pair[1]]).stdout;
            assert!(explained.contains("check: does not ask; "), "seed {seed}: {pair:?}\n{explained}");
        }
    }
    assert!(reported > 10 && silent > 10, "{reported} and {silent}");
}
