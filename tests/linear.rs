//! Notes and vaults of twice the length cost twice the work, and a little for what is sorted: counted in allocations and their
//! bytes, which are the same on every machine.

use vaultlint::config::{ConfigSources, ConfigText, RuleSelection, Settings};
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{FindingScope, FixOptions, check_note};
use vaultlint::note::Note;
use vaultlint::vault::{NoteFacts, VaultIndex};

/// A vault of `n` of something: its notes, the checked one first.
type Vault = Vec<(String, String)>;
type Make = fn(usize) -> Vault;

fn one(text: String) -> Vault {
    vec![("a.md".to_owned(), text)]
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect()
}

fn person(entries: String) -> Vault {
    one(format!("---\ntype: people\n---\n## Recent Context\n{entries}"))
}

fn day(at: usize) -> String {
    format!("{}-{:02}-{:02}", 2000 + at % 20, 1 + at % 12, 1 + at % 28)
}

const KINDS: &[(&str, Make)] = &[
    ("links to headings", |n| {
        let links = lines(n, |at| format!("[[t#H{at}]] [x](t.md#H{at})\n"));
        vec![("a.md".to_owned(), links), ("t.md".to_owned(), lines(n, |at| format!("# H{at}\n")))]
    }),
    ("links to damaged headings", |n| {
        let links = lines(n, |at| format!("[[t#CafÃ© {at}]]\n"));
        vec![("a.md".to_owned(), links), ("t.md".to_owned(), lines(n, |at| format!("# Café {at}\n")))]
    }),
    ("links to missing headings", |n| one(lines(n, |at| format!("# H{at}\n[[#No such {at}]]\n")))),
    ("links to blocks", |n| one(lines(n, |at| format!("x ^b{at}\n[[#^b{at}]]\n")))),
    ("links to blocks of another note", |n| {
        let links = lines(n, |at| format!("[[t#^b{at}]] [[t#^c{at}]]\n"));
        vec![("a.md".to_owned(), links), ("t.md".to_owned(), lines(n, |at| format!("x ^b{at}\n")))]
    }),
    ("links to one missing note", |n| one("[[nope]]\n".repeat(n))),
    ("links to missing notes", |n| one(lines(n, |at| format!("[[nope {at}]]\n")))),
    ("notes of one name", |n| {
        let others = (0..n).map(|at| (format!("d{at}/n.md"), String::new()));
        let links = lines(n, |at| format!("[[n]] [[d{at}/n]] [[x{at}/n]] [[N]]\n"));
        std::iter::once(("a.md".to_owned(), links)).chain(others).collect()
    }),
    ("one alias of many notes", |n| {
        let others = (0..n).map(|at| (format!("d{at}.md"), "---\naliases: [Boo, Boo]\n---\n".to_owned()));
        std::iter::once(("a.md".to_owned(), "[[Boo]]\n".repeat(n))).chain(others).collect()
    }),
    ("silencers", |n| one("<!-- vaultlint: allow mojibake x -->\nIt wonâ€™t\n".repeat(n))),
    ("silencers of nothing", |n| one("<!-- vaultlint: allow mojibake x -->\n\n".repeat(n))),
    ("silencers of the file", |n| one("<!-- vaultlint: allow-file mojibake x -->\nIt wonâ€™t\n".repeat(n))),
    ("silencers of no rule", |n| one(lines(n, |at| format!("<!-- vaultlint: allow mojibak{at} x -->\n\n")))),
    ("entries to sort", |n| person(lines(n, |at| format!("- {}: [[Call {at}]] - Ada spoke of {at}\n", day(at))))),
    ("entries of one day", |n| person(lines(n, |at| format!("- 2020-01-02: [[Call {at}]] - said {at} of {at}\n")))),
    ("entries of one target", |n| person(lines(n, |at| format!("- {}: [[Call]] - said {at}\n", day(at * 7919))))),
    ("entries ahead", |n| person(lines(n, |at| format!("- 2099-01-02: [[Call {at}]] - said {at}\n")))),
    ("repeated entries", |n| person("- 2020-01-02: [[Call]] - Ada spoke\n".repeat(n))),
    ("repeated items", |n| one("- the same five words are here\n".repeat(n))),
    ("damage", |n| one("It wonâ€™t do.\n".repeat(n))),
    ("damage on one line", |n| one("wonâ€™t ".repeat(n))),
    ("control characters", |n| one("a\u{1}b\n".repeat(n))),
    ("marks of direction", |n| one("a\u{202e}b\n".repeat(n))),
    ("conflict markers", |n| one("<<<<<<< a\n=======\n>>>>>>> b\n".repeat(n))),
    ("empty sections", |n| one("## A\n\n".repeat(n))),
    ("items within items", |n| one(lines(40, |at| " ".repeat(at) + "- x\n") + &"y\n".repeat(n))),
    ("brackets", |n| one("[".repeat(n) + "\n" + &"[[a ".repeat(n) + "\n" + &"[a](".repeat(n))),
    ("marks that nothing closes", |n| one("`` ` $a <!-- %% <% {{date <a b= [^a ".repeat(n))),
    ("comments that nothing closes in their paragraph", |n| one("a <!-- b\n\n".repeat(n) + "-->")),
    ("comments of one paragraph", |n| one("a <!-- b\n".repeat(n) + "\n-->")),
    ("open fences in items", |n| one("- ```\n".repeat(n))),
    (
        "open fences in nested items",
        |n| one(lines(40, |at| " ".repeat(at * 2) + "- ```\n") + &"- ```\n  x\n".repeat(n)),
    ),
    ("tables", |n| one("|[[a]]|b|\n".repeat(2) + "|-|-|\n" + &"|[[a]]|b|\n".repeat(n))),
    ("rows outside their table", |n| one("|a|b|\n|-|-|\n\n".to_owned() + &"|[[c]]|d|\n\n".repeat(n))),
    ("links that nothing closes", |n| one("[[a\nb\n".repeat(n))),
    ("tags", |n| one(format!("---\ntags: [{}]\n---\n", lines(n, |at| format!("t{at}, ")) + &"t, ".repeat(n)))),
    ("properties", |n| one(format!("---\n{}---\n", lines(n, |at| format!("k{at}: '[[x{at}]]'\n"))))),
    ("properties of one name", |n| one(format!("---\n{}---\n", "a: 1\n".repeat(n)))),
    ("matches of a rule of the vault", |n| one("TODO ".repeat(n))),
];

const CONFIG: &str =
    "extends: [strict]\ncustom: {todo: {pattern: TODO, message: 'a `$0`', replace: DONE, where: [body, heading]}}\n";

fn settings() -> Settings {
    let config = ConfigText { path: ".vaultlint.yaml".to_owned(), text: CONFIG.to_owned() };
    let sources = ConfigSources { config: Some(config), names: None, read: &|_| None };
    Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2026, 1, 15)).expect("the config is one")
}

/// The allocations of a check with all fixes, and their bytes.
fn work(settings: &Settings, vault: &Vault) -> (u64, u64) {
    let facts =
        vault.iter().map(|(path, text)| (path.clone(), NoteFacts::from_note(&Note::new(path.as_str(), text.as_str()))));
    let index = || {
        let paths = vault.iter().map(|(path, _)| path.clone()).collect();
        VaultIndex::new(paths).with_facts(facts.clone())
    };
    let fixing = Some(FixOptions { min_applicability: Applicability::Unsafe, finding_scope: FindingScope::All });
    let check = || check_note(Note::new(vault[0].0.as_str(), vault[0].1.as_str()), &index(), settings, fixing);
    drop(check());
    let info = allocation_counter::measure(|| drop(check()));
    (info.count_total, info.bytes_total)
}

#[test]
fn twice_the_length_is_twice_the_work() {
    let settings = settings();
    let mut wrong = Vec::new();
    for (kind, make) in KINDS {
        let [once, twice] = [150, 300].map(|n| work(&settings, &make(n)));
        for (what, once, twice) in [("allocations", once.0, twice.0), ("bytes", once.1, twice.1)] {
            // Vectors double when they are full, and what is made once is made for both.
            if twice > once * 27 / 10 + 20_000 {
                wrong.push(format!("{kind}: {once} {what}, and {twice} for twice as many"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
