//! Renames: every link of the vault opens what it opened, and nothing else changes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use support::{Run, TestVault, has_git};
use vaultlint::diagnostic::Retarget;
use vaultlint::engine::{Rename, RenameError, RenamePlan, Texts, Unreadable, plan_renames};
use vaultlint::note::{LinkKind, Note};
use vaultlint::vault::{VaultIndex, fold};

type Files = BTreeMap<String, String>;

struct Memory<'a>(&'a Files);

impl Texts for Memory<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound).into();
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(missing)
    }
}

fn plan(files: &Files, renames: &[Rename]) -> Result<RenamePlan, RenameError> {
    let paths: Vec<String> = files.keys().cloned().collect();
    plan_renames(renames, &paths, &Memory(files))
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
        after.insert(path.clone(), change.after.clone());
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
    let found = plan.changes.iter().find(|(changed, _)| changed == path).map_or(before, |(_, change)| &change.after);
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
    let wanted = "---\ntitle: \"Ada's\"\n---\n# Ada's\n[[aa/Bo]] [b](../../b/Bo.md) [[#Log]]\n## Log\n";
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
    assert_eq!(plan.mentions, [("q.md".to_owned(), "path includes Ada".to_owned())]);
}

#[test]
fn what_cannot_be_done_is_refused() {
    let mut vault = files(&[("a.md", "# H\n# H\n"), ("b.md", "[[a]]"), ("C.md", "")]);
    let error = |renames: &[Rename]| plan(&vault, renames).unwrap_err();
    assert_eq!(error(&[note("x.md", "y.md")]), RenameError::Missing("x.md".to_owned()));
    assert_eq!(error(&[note("a.md", "b.md")]), RenameError::Taken("b.md".to_owned()));
    assert_eq!(error(&[note("a.md", "c.md")]), RenameError::Taken("c.md".to_owned()));
    assert_eq!(error(&[note("a.md", "d.md"), note("b.md", "D.md")]), RenameError::Twice("D.md".to_owned()));
    for name in ["x#y.md", "a|b.md", "q?.md", "x:y.md", "a[b.md"] {
        assert!(matches!(error(&[note("a.md", name)]), RenameError::Sign { .. }), "{name}");
    }
    for name in ["../x.md", "x", ".md", "/x.md", "a/", " x.md", ".x/y.md", "x .md"] {
        assert!(matches!(error(&[note("a.md", name)]), RenameError::Name(_)), "{name}");
    }
    assert!(matches!(error(&[heading("a.md", "h", "i")]), RenameError::SeveralHeadings { .. }));
    assert!(matches!(error(&[heading("a.md", "none", "i")]), RenameError::NoHeading { .. }));
    vault.insert("C.md".to_owned(), "x".to_owned());
    assert!(plan(&vault, &[note("C.md", "c.md")]).is_ok(), "another case is the same file");
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
    (notes, prop::collection::vec((any::<prop::sample::Index>(), path()), 1..3)).prop_map(|(notes, renames)| {
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
        let renames = renames.iter().map(|(index, to)| note(paths[index.index(paths.len())], to)).collect();
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

const NOTES: [(&str, &str); 4] = [
    ("People/Ada.md", "---\ntitle: Ada\n---\n# Ada\n\n## Log\n"),
    ("n.md", "[[Ada]] and [her](People/Ada.md#Log)\n\nend\n"),
    ("Board.canvas", "{\"nodes\":[{\"type\":\"file\",\"file\":\"People/Ada.md\"}]}\n"),
    ("other.md", "x\n"),
];

#[test]
fn the_command_moves_prints_the_patch_and_is_taken_back() {
    let vault = TestVault::new(&NOTES);
    let before = vault.files();
    let patch = vault.run(&["rename", "Ada", "Ada Byron", "--diff"]);
    assert_eq!((patch.code, vault.files() == before), (1, true), "{}", patch.stderr);
    let run = vault.run(&["rename", "Ada", "Ada Byron"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with(&patch.stdout) && run.stdout.contains("undo: vaultlint undo"), "{}", run.stdout);
    assert!(run.stdout.contains("People/Ada.md is now People/Ada Byron.md"), "{}", run.stdout);
    assert_eq!(vault.read("People/Ada Byron.md"), "---\ntitle: Ada Byron\n---\n# Ada Byron\n\n## Log\n");
    assert_eq!(vault.read("n.md"), "[[Ada Byron]] and [her](People/Ada%20Byron.md#Log)\n\nend\n");
    assert!(vault.read("Board.canvas").contains("People/Ada Byron.md") && !vault.path("People/Ada.md").exists());
    assert!(vault.run(&["undo", "--list"]).stdout.contains("rename Ada Ada Byron"));
    let undone = vault.run(&["undo"]);
    assert_eq!(undone.code, 0, "{}{}", undone.stdout, undone.stderr);
    assert_eq!(vault.files(), before);
}

#[test]
fn the_patch_is_one_that_git_applies() {
    if !has_git() {
        return;
    }
    let vault = TestVault::repository(&NOTES);
    let patch = vault.run(&["rename", "People/Ada.md", "Team/", "--diff"]).stdout;
    vault.write("../p.patch", &patch);
    vault.git_ok(&["apply", "../p.patch"]);
    let applied = vault.files();
    vault.git_ok(&["checkout", "-q", "."]);
    vault.git_ok(&["clean", "-qfd"]);
    assert_eq!(vault.run(&["rename", "People/Ada.md", "Team/"]).code, 0);
    assert_eq!(vault.files(), applied);
}

#[test]
fn what_is_tracked_moves_as_git_mv_moves_it() {
    if !has_git() {
        return;
    }
    let vault = TestVault::repository(&NOTES);
    vault.write("People/Ada.md", "---\ntitle: Ada\n---\n# Ada\n\n## Log\nstaged\n");
    vault.git_ok(&["add", "."]);
    vault.write("People/Ada.md", "---\ntitle: Ada\n---\n# Ada\n\n## Log\nstaged\nnot\n");
    let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
    assert_eq!(vault.run(&["rename", "Ada", "Ada Byron"]).code, 0);
    let status = vault.git_ok(&["-c", "core.quotePath=off", "status", "--porcelain"]);
    assert_eq!(status, " M Board.canvas\nRM People/Ada.md -> \"People/Ada Byron.md\"\n M n.md\n");
    assert_eq!(vault.at("", "People/Ada Byron.md"), "---\ntitle: Ada\n---\n# Ada\n\n## Log\nstaged\n");
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before);
}

#[test]
fn a_change_of_case_and_a_target_that_is_there() {
    let vault = TestVault::new(&NOTES);
    assert_eq!(vault.run(&["rename", "Ada", "ADA"]).code, 0);
    assert_eq!(vault.read("n.md"), "[[Ada]] and [her](People/Ada.md#Log)\n\nend\n", "a link knows no case");
    assert!(vault.path("People/ADA.md").exists());
    let before = vault.files();
    vault.write("People/Bo.md", "mine\n");
    let run = vault.run(&["rename", "ADA", "Bo"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("`People/Bo.md` is there already") && run.stderr.contains("nothing was renamed"),
        "{}",
        run.stderr
    );
    std::fs::remove_file(vault.path("People/Bo.md")).unwrap();
    assert_eq!(vault.files(), before);
}

#[test]
fn a_name_is_found_as_it_is_typed() {
    let vault = TestVault::new(&[("a/Ada.md", ""), ("b/Ada.md", ""), ("Bernhard.md", "# One\n[[#One]]\n")]);
    let several = vault.run(&["rename", "Ada", "x"]);
    assert!(several.code == 2 && several.stderr.contains("a/Ada.md, b/Ada.md"), "{}", several.stderr);
    let near = vault.run(&["rename", "Bernhart", "x"]);
    assert!(near.code == 2 && near.stderr.contains("did you mean `Bernhard`?"), "{}", near.stderr);
    let here = Run::of(vault.command().current_dir(vault.path("a")).args(["rename", "Ada.md", "Grace"]));
    assert_eq!(here.code, 0, "{}", here.stderr);
    assert!(vault.path("a/Grace.md").exists());
    assert_eq!(vault.run(&["rename", "bernhard#one", "Two"]).code, 0);
    assert_eq!(vault.read("Bernhard.md"), "# Two\n[[#Two]]\n");
}

#[test]
fn an_edit_since_stays_when_a_rename_is_taken_back() {
    let vault = TestVault::new(&NOTES);
    assert_eq!(vault.run(&["rename", "Ada", "Ada Byron"]).code, 0);
    vault.write("n.md", "[[Ada Byron]] and [her](People/Ada%20Byron.md#Log)\n\nend\nmore\n");
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.read("n.md"), "[[Ada]] and [her](People/Ada.md#Log)\n\nend\nmore\n");
    assert!(vault.path("People/Ada.md").exists() && !vault.path("People/Ada Byron.md").exists());
}

#[test]
fn killed_at_any_moment_it_is_taken_back_by_the_next_run() {
    if !has_git() {
        return;
    }
    for place in ["kept", "temporary", "file", "moved", "written"] {
        let vault = TestVault::repository(&NOTES);
        let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
        let run = Run::of(vault.command().env("VAULTLINT_KILL_AT", place).args(["rename", "Ada", "Ada Byron"]));
        assert_ne!(run.code, 0, "{place}");
        assert_eq!(vault.run(&["--fix"]).code, 0, "{place}");
        assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before, "{place}");
    }
    let vault = TestVault::new(&NOTES);
    let before = vault.files();
    let run = Run::of(vault.command().env("VAULTLINT_KILL_AT", "half way").args(["rename", "Ada", "ADA"]));
    assert_ne!(run.code, 0);
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.files(), before);
}

#[test]
fn damaged_names_are_repaired_with_their_links() {
    let note = "[[BjÃ¶rn Falk]] and ![[MÃ¼ller.png]] and [x](People/BjÃ¶rn%20Falk.md), [[Björn Falk]]\n";
    let vault = TestVault::new(&[
        ("People/BjÃ¶rn Falk.md", "# Björn Falk\n"),
        ("MÃ¼ller.png", "x"),
        ("Itâ€™s.md", "x\n"),
        ("n.md", note),
        ("São Paulo.md", "x\n"),
    ]);
    let told = vault.run(&[]).stdout;
    assert!(told.contains("the note's own path was `People/Björn Falk.md`"), "{told}");
    let before = vault.files();
    assert_eq!(vault.run(&["rename", "--damaged", "--diff"]).code, 1);
    assert_eq!(vault.files(), before);
    let run = vault.run(&["rename", "--damaged"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(run.stdout.contains("1 dead link is alive again"), "{}", run.stdout);
    let expected = "[[Björn Falk]] and ![[Müller.png]] and [x](People/Björn%20Falk.md), [[Björn Falk]]\n";
    assert_eq!(vault.read("n.md"), expected);
    assert!(vault.path("People/Björn Falk.md").exists() && vault.path("Müller.png").exists());
    assert!(vault.path("São Paulo.md").exists());
    assert!(vault.run(&["rename", "--damaged"]).stdout.contains("no name of a file was decoded with the wrong codec"));
    vault.run(&["undo"]);
    assert_eq!(vault.files(), before);
}

#[test]
fn words_in_queries_that_are_no_notes_stay() {
    let query = "```dataview\nTABLE FROM \"Work\" WHERE status = \"Done\" AND file.name = \"Done\"\n```\n";
    let script = "```dataviewjs\ndv.page(\"Done\"); dv.pages().where(p => p.status === \"Done\")\n```\n";
    let base = "filters:\n  and:\n    - status == \"Done\"\n    - 'file.name == \"Done\"'\n";
    let vault = TestVault::new(&[
        ("Done.md", "x\n"),
        ("Work/a.md", "x\n"),
        ("q.md", &format!("{query}{script}")),
        ("b.base", base),
    ]);
    let run = vault.run(&["rename", "Done", "Log/Finished"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(run.stdout.contains("look at q.md") && run.stdout.contains("look at b.base"), "{}", run.stdout);
    let query = query.replace("file.name = \"Done\"", "file.name = \"Finished\"");
    let script = script.replace("dv.page(\"Done\")", "dv.page(\"Log/Finished\")");
    assert_eq!(vault.read("q.md"), format!("{query}{script}"));
    assert_eq!(vault.read("b.base"), base.replace("file.name == \"Done\"", "file.name == \"Finished\""));
}

#[test]
fn what_nothing_could_link_to_is_no_name() {
    let vault = TestVault::new(&[
        ("Note.md", "# H\n\n## K\n"),
        ("q.md", "[[Note#H]] [[Note#K]]\n"),
        ("C# notes.md", "x\n"),
        ("b.base", "filters:\n  - 'file.hasLink(\"Note\")'\n"),
        ("up.md", "---\nup: '[[Note]]'\n---\n"),
    ]);
    let before = vault.files();
    for new in ["", ":", "a\nb", "K"] {
        let run = vault.run(&["rename", "Note#H", new]);
        assert!(run.code == 2 && run.stderr.contains("heading"), "{new}: {}{}", run.stdout, run.stderr);
    }
    let run = vault.run(&["rename", "Note#Nowhere", "K"]);
    assert!(run.stderr.contains("has no heading `Nowhere`"), "{}", run.stderr);
    assert_eq!(vault.run(&["rename", "Note", "/elsewhere/Note"]).code, 2);
    assert!(vault.run(&["rename", "Note", "Note"]).stdout.contains("it is called so already"));
    assert_eq!(vault.files(), before);
    let inside = vault.root().join("People/Note.md").display().to_string();
    assert_eq!(vault.run(&["rename", "Note", &inside]).code, 0);
    assert!(vault.path("People/Note.md").exists());
    assert_eq!(vault.run(&["rename", "C# notes", "C sharp"]).code, 0);
    let run = vault.run(&["rename", "Note", "Ada's"]);
    assert!(run.code == 0 && run.stdout.contains("look at b.base"), "{}{}", run.stdout, run.stderr);
    assert_eq!(vault.read("up.md"), "---\nup: '[[Ada''s]]'\n---\n");
    assert!(vault.read("b.base").contains("\"People/Note\""), "a name with a quote would break the file");
}

#[test]
fn a_heading_with_an_apostrophe_is_written_twice_in_single_quotes() {
    let vault = TestVault::new(&[("Note.md", "# H\n"), ("up.md", "---\nup: '[[Note#H]]'\nto: \"[[Note#H]]\"\n---\n")]);
    assert_eq!(vault.run(&["rename", "Note#H", "Ada's"]).code, 0);
    assert_eq!(vault.read("up.md"), "---\nup: '[[Note#Ada''s]]'\nto: \"[[Note#Ada's]]\"\n---\n");
}
