//! What a rename comes to: every link of the vault opens what it opened, and nothing else changes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use vaultlint::diagnostic::Retarget;
use vaultlint::engine::{NoteSource, Rename, RenameError, RenamePlan, Unreadable, plan_renames};
use vaultlint::note::{LinkKind, Note};
use vaultlint::vault::{VaultIndex, fold};

type Files = BTreeMap<String, String>;

struct InMemoryNotes<'a>(&'a Files);

impl NoteSource for InMemoryNotes<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound).into();
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(missing)
    }
}

fn plan(files: &Files, renames: &[Rename]) -> Result<RenamePlan, RenameError> {
    let paths: Vec<String> = files.keys().cloned().collect();
    plan_renames(renames, &paths, &InMemoryNotes(files))
}

fn note(from: &str, to: &str) -> Rename {
    Rename { path: from.to_owned(), to: Retarget::Note { to: to.to_owned() } }
}

fn heading(path: &str, from: &str, to: &str) -> Rename {
    Rename { path: path.to_owned(), to: Retarget::Heading { from: from.to_owned(), to: to.to_owned() } }
}

fn carried_out(files: &Files, plan: &RenamePlan) -> Files {
    let mut after = files.clone();
    for (path, change) in &plan.changes {
        after.insert(path.clone(), change.after());
    }
    let moved: Vec<(String, String)> =
        plan.moves.iter().map(|(from, to)| (to.clone(), after.remove(from).unwrap())).collect();
    after.extend(moved);
    after
}

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// Renames in a vault that holds `People/Ada.md` and the text under test, and compares that.
fn check(rename: &Rename, path: &str, before: &str, after: &str) {
    let mut vault =
        files(&[("People/Ada.md", "# Ada\n\n## Plan: B\n\n## Log\n"), ("Other.md", "x"), ("img/a b.png", "")]);
    vault.insert(path.to_owned(), before.to_owned());
    let plan = plan(&vault, std::slice::from_ref(rename)).unwrap();
    let found = plan
        .changes
        .iter()
        .find(|(changed, _)| changed == path)
        .map_or(before.to_owned(), |(_, change)| change.after());
    assert_eq!(found, after);
}

#[test]
fn every_form_of_link_goes_along_in_its_manner() {
    let rename = note("People/Ada.md", "People/Ada Byron.md");
    let before = "---\nup: \"[[Ada]]\"\nby: '[[Ada|A''s]]'\n---\n[[Ada]] [[ada.md]] [[People/Ada#Log|her]] ![[Ada#^x]] `[[Ada]]`\n\
        | [[Ada\\|A]] |\n[a](People/Ada.md#Log) [b](<Ada.md>) ![c](../x.png) [d](./People/Ada.md)\n\n[e]: People/Ada.md \"t\"\n[[Adam]] %% [[Ada]] %%\n";
    let after = "---\nup: \"[[Ada Byron]]\"\nby: '[[Ada Byron|A''s]]'\n---\n[[Ada Byron]] [[Ada Byron.md]] [[People/Ada Byron#Log|her]] ![[Ada Byron#^x]] `[[Ada]]`\n\
        | [[Ada Byron\\|A]] |\n[a](People/Ada%20Byron.md#Log) [b](<Ada Byron.md>) ![c](../x.png) [d](./People/Ada%20Byron.md)\n\n[e]: People/Ada%20Byron.md \"t\"\n[[Adam]] %% [[Ada]] %%\n";
    check(&rename, "n.md", before, after);
}

#[test]
fn a_note_that_moves_keeps_its_own_links_and_its_title() {
    let vault = files(&[
        ("aa/Ada.md", "---\ntitle: Ada\n---\n# Ada\n[[Bo]] [b](../b/Bo.md) [[#Log]]\n## Log\n"),
        ("aa/Bo.md", "near"),
        ("b/Bo.md", "far"),
    ]);
    let plan = plan(&vault, &[note("aa/Ada.md", "c/d/Ada's.md")]).unwrap();
    let after = carried_out(&vault, &plan);
    let wanted = "---\ntitle: Ada's\n---\n# Ada's\n[[aa/Bo]] [b](../../b/Bo.md) [[#Log]]\n## Log\n";
    assert_eq!(after["c/d/Ada's.md"], wanted);
    let index = VaultIndex::new(after.keys().cloned().collect());
    let note = Note::new("c/d/Ada's.md", after["c/d/Ada's.md"].as_str());
    let opened: Vec<&str> = note
        .links()
        .iter()
        .map(|link| index.path(index.resolve(&link.path(note.text()), note.path()).unwrap()))
        .collect();
    assert_eq!(opened, ["aa/Bo.md", "b/Bo.md", "c/d/Ada's.md"]);
}

#[test]
fn a_link_that_the_new_name_would_capture_is_written_with_its_path() {
    let vault = files(&[("q/Ada.md", "z"), ("deep/er/Bo.md", "y"), ("n.md", "[[Bo]]\n"), ("m.md", "[[Ada]]\n")]);
    let plan = plan(&vault, &[note("q/Ada.md", "Bo.md")]).unwrap();
    let after = carried_out(&vault, &plan);
    assert_eq!(after["n.md"], "[[deep/er/Bo]]\n");
    assert_eq!(after["m.md"], "[[Bo]]\n");
}

#[test]
fn headings_take_their_links_along() {
    let rename = heading("People/Ada.md", "plan b", "Plan: C (new)");
    check(
        &rename,
        "n.md",
        "[[Ada#Plan B]] [[Ada#ada#Plan  B|x]] [x](People/Ada.md#Plan%20B) [[Ada#Log]] [[Other#Plan B]]\n",
        "[[Ada#Plan C (new)]] [[Ada#ada#Plan C (new)|x]] [x](People/Ada.md#Plan%20C%20%28new%29) [[Ada#Log]] [[Other#Plan B]]\n",
    );
    let vault = files(&[("a.md", "# A\n[[#a]] [[#Log]]\n## Log\n")]);
    let plan = plan(&vault, &[heading("a.md", "A", "B")]).unwrap();
    assert_eq!(carried_out(&vault, &plan)["a.md"], "# B\n[[#B]] [[#Log]]\n## Log\n");
}

#[test]
fn canvases_bases_and_queries_are_spliced() {
    let rename = note("People/Ada.md", "Team/Ada \"é\" Byron.md".replace('"', "").as_str());
    check(
        &rename,
        "Board.canvas",
        "{\n\t\"nodes\":[{\"id\":\"1\",\"type\":\"file\",\"file\":\"People/Ada.md\",\"x\":0, \"text2\":\"[[Ada]]\"},\n{\"type\":\"text\",\"text\":\"see [[Ada|her]]\\n\\u00e9\"},{\"text\":\"é\"}],\"edges\":[]}",
        "{\n\t\"nodes\":[{\"id\":\"1\",\"type\":\"file\",\"file\":\"Team/Ada é Byron.md\",\"x\":0, \"text2\":\"[[Ada]]\"},\n{\"type\":\"text\",\"text\":\"see [[Ada é Byron|her]]\\né\"},{\"text\":\"é\"}],\"edges\":[]}",
    );
    check(
        &rename,
        "All.base",
        "filters:\n  and:\n    - file.hasLink(\"Ada\")\n    - file.path != \"People/Ada.md\" # \"Ada\"\n    - 'note.up == link(\"Ada\")'\nname: \"Ada\"\n",
        "filters:\n  and:\n    - file.hasLink(\"Ada é Byron\")\n    - file.path != \"Team/Ada é Byron.md\" # \"Ada\"\n    - 'note.up == link(\"Ada é Byron\")'\nname: \"Ada\"\n",
    );
    check(
        &rename,
        "q.md",
        "```tasks\npath includes People/Ada\ndescription includes [[Ada]]\n```\n\n```dataview\nLIST FROM \"People/Ada\" OR [[Ada]] OR \"People\"\n```\n\n```dataviewjs\ndv.page(\"People/Ada.md\")\n```\n\n```\npath includes People/Ada\n```\n",
        "```tasks\npath includes Team/Ada é Byron\ndescription includes [[Ada é Byron]]\n```\n\n```dataview\nLIST FROM \"Team/Ada é Byron\" OR [[Ada é Byron]] OR \"People\"\n```\n\n```dataviewjs\ndv.page(\"Team/Ada é Byron.md\")\n```\n\n```\npath includes People/Ada\n```\n",
    );
}

#[test]
fn a_query_that_would_find_other_notes_is_told_of() {
    let vault = files(&[("Ada.md", ""), ("2025 - Ada.md", ""), ("q.md", "```tasks\npath includes Ada\n```\n")]);
    let plan = plan(&vault, &[note("Ada.md", "Byron.md")]).unwrap();
    assert_eq!(plan.changes.len(), 0);
    assert_eq!(plan.needs_review, [("q.md".to_owned(), "path includes Ada".to_owned())]);
}

#[test]
fn what_cannot_be_done_is_refused() {
    let mut vault = files(&[("a.md", "# H\n# H\n"), ("b.md", "[[a]]"), ("C.md", "")]);
    let error = |renames: &[Rename]| plan(&vault, renames).unwrap_err();
    assert_eq!(error(&[note("x.md", "y.md")]), RenameError::Missing("x.md".to_owned()));
    assert_eq!(error(&[note("a.md", "b.md")]), RenameError::Taken("b.md".to_owned()));
    assert_eq!(error(&[note("a.md", "c.md")]), RenameError::Taken("c.md".to_owned()));
    assert_eq!(error(&[note("a.md", "d.md"), note("b.md", "D.md")]), RenameError::Collision("D.md".to_owned()));
    for name in ["x#y.md", "a|b.md", "q?.md", "x:y.md", "a[b.md"] {
        assert!(matches!(error(&[note("a.md", name)]), RenameError::InvalidCharacter { .. }), "{name}");
    }
    for name in ["../x.md", "x", ".md", "/x.md", "a/", " x.md", ".x/y.md", "x .md"] {
        assert!(matches!(error(&[note("a.md", name)]), RenameError::InvalidName(_)), "{name}");
    }
    assert!(matches!(error(&[heading("a.md", "h", "i")]), RenameError::SeveralHeadings { .. }));
    assert!(matches!(error(&[heading("a.md", "none", "i")]), RenameError::NoHeading { .. }));
    vault.insert("C.md".to_owned(), "x".to_owned());
    assert!(plan(&vault, &[note("C.md", "c.md")]).is_ok(), "another case is the same file");
}

#[test]
fn links_follow_into_another_case() {
    let rename = note("People/Ada.md", "People/ada.md");
    let links = "[[Ada]] [[People/Ada|x]] [[ADA]] [x](People/Ada.md)\n";
    check(&rename, "q.md", links, "[[ada]] [[People/ada|x]] [[ADA]] [x](People/ada.md)\n");
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["Ada", "Bo", "Cy D", "README", "v1.2", "Éa", "d'or"]).prop_map(str::to_owned)
}

fn path() -> impl Strategy<Value = String> {
    let folder = prop::sample::select(vec!["", "a/", "b/", "a/c/", "b/c/"]);
    (folder, name()).prop_map(|(folder, name)| format!("{folder}{name}.md"))
}

/// How a link to `path` may be written in the note at `from`.
fn link() -> impl Strategy<Value = (String, u8)> {
    (path(), 0u8..10)
}

fn written(path: &str, form: u8) -> String {
    let whole = path.strip_suffix(".md").unwrap();
    let name = whole.rsplit('/').next().unwrap();
    let percent = |text: &str| text.replace(' ', "%20");
    match form {
        0 => format!("[[{name}]]"),
        1 => format!("[[{whole}]]"),
        2 => format!("[[{path}|words]]"),
        3 => format!("![[{name}#Log]]"),
        4 => format!("[x]({})", percent(path)),
        5 => format!("[x](<{path}>)"),
        6 => format!("[x](../{})", percent(path)),
        7 => format!("[x](./{name}.md)").replace(' ', "%20"),
        8 => format!("[[{}]]", whole.to_uppercase()),
        _ => format!("[[/{whole}]]"),
    }
}

fn vaults() -> impl Strategy<Value = (Files, Vec<Rename>)> {
    let notes = prop::collection::btree_map(path(), prop::collection::vec(link(), 0..6), 2..8);
    let folders = || prop::sample::select(vec!["a", "b", "a/c", "b/c", "c", "A/c", "d", "b/d", "README"]);
    let folder = prop::option::of((folders(), folders()));
    let renames = prop::collection::vec((any::<prop::sample::Index>(), path()), 1..3);
    (notes, renames, folder).prop_map(|(notes, renames, folder)| {
        let text = |links: &Vec<(String, u8)>| {
            let lines: Vec<String> = links.iter().map(|(path, form)| format!("é {} z", written(path, *form))).collect();
            format!(
                "---\nup: \"[[{}]]\"\n---\n{}\n",
                links.first().map_or("Ada", |(path, _)| path.trim_end_matches(".md")),
                lines.join("\n")
            )
        };
        let mut seen = std::collections::BTreeSet::new();
        let files: Files = notes
            .iter()
            .filter(|(path, _)| seen.insert(fold(path)))
            .map(|(path, links)| (path.clone(), text(links)))
            .collect();
        let paths: Vec<&String> = files.keys().collect();
        let renames = match folder {
            Some((from, to)) => vec![Rename { path: from.to_owned(), to: Retarget::Folder { to: to.to_owned() } }],
            None => renames.iter().map(|(index, to)| note(paths[index.index(paths.len())], to)).collect(),
        };
        (files, renames)
    })
}

fn opened<'a>(index: &'a VaultIndex, note: &Note) -> Vec<Option<&'a str>> {
    let links = note.links();
    links.iter().map(|link| index.resolve(&link.path(note.text()), note.path()).map(|file| index.path(file))).collect()
}

/// The text without the targets of its links.
fn without_targets(note: &Note) -> String {
    let mut text = note.text().to_owned();
    for link in note.links().iter().rev() {
        text.replace_range(link.path.start..link.path.end, if link.kind == LinkKind::Wiki { "W" } else { "M" });
    }
    text
}

proptest! {
    #[test]
    fn every_link_opens_the_file_that_it_opened((files, renames) in vaults()) {
        let Ok(plan) = plan(&files, &renames) else { return Ok(()) };
        let after = carried_out(&files, &plan);
        prop_assert_eq!(after.len(), files.len());
        let (old, new) = (VaultIndex::new(files.keys().cloned().collect()), VaultIndex::new(after.keys().cloned().collect()));
        let now = |path: &str| plan.moves.iter().find(|(from, _)| from == path).map_or(path.to_owned(), |(_, to)| to.clone());
        for (path, text) in &files {
            let before = Note::new(path.as_str(), text.as_str());
            let moved = now(path);
            let later = Note::new(moved.as_str(), after[&moved].as_str());
            prop_assert_eq!(without_targets(&before), without_targets(&later));
            let wanted: Vec<Option<String>> = opened(&old, &before).iter().map(|path| path.map(now)).collect();
            for (wanted, found) in wanted.iter().zip(opened(&new, &later)) {
                if let Some(wanted) = wanted {
                    prop_assert_eq!(Some(wanted.as_str()), found, "{} -> {}", text, later.text());
                }
            }
        }
    }

    #[test]
    fn there_and_back_opens_the_same((files, renames) in vaults()) {
        let Some(Rename { path, to: Retarget::Note { to } }) = renames.first().cloned() else { return Ok(()) };
        let Ok(there) = plan(&files, &[note(&path, &to)]) else { return Ok(()) };
        let after = carried_out(&files, &there);
        if path == to { prop_assert_eq!(&after, &files); return Ok(()); }
        let Ok(back) = plan(&after, &[note(&to, &path)]) else { return Ok(()) };
        let again = carried_out(&after, &back);
        let index = VaultIndex::new(files.keys().cloned().collect());
        for (path, text) in &files {
            let (one, other) = (Note::new(path.as_str(), text.as_str()), Note::new(path.as_str(), again[path].as_str()));
            for (was, is) in opened(&index, &one).iter().zip(opened(&index, &other)) {
                if was.is_some() { prop_assert_eq!(*was, is); }
            }
        }
    }
}
