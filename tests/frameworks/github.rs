//! The action of GitHub: its script against real repositories, with the variables that GitHub sets.

use super::*;

const NOTHING: &str = "0000000000000000000000000000000000000000";

/// What the action's script did.
struct Checked {
    run: Run,
    summary: String,
    outputs: String,
}

fn id(vault: &TestVault, revision: &str) -> String {
    vault.git_ok(&["rev-parse", revision]).trim().to_owned()
}

/// Runs the script in a folder with the variables that the action sets.
fn check_in(vault: &TestVault, folder: &Path, variables: &[(&str, &str)]) -> Checked {
    let place = tempfile::tempdir().unwrap();
    let (summary, outputs) = (place.path().join("summary.md"), place.path().join("outputs"));
    let mut script = Command::new("sh");
    script.arg(root().join("hooks/github/check.sh")).current_dir(folder).env("PATH", path_with_vaultlint());
    for (name, value) in vault.command().get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    for name in ["GITHUB_REF", "GITHUB_SHA", "GITHUB_EVENT_NAME"] {
        script.env_remove(name);
    }
    script.env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_OUTPUT", &outputs).env("VAULTLINT_DEFAULT_BRANCH", "main");
    let run = Run::of(script.envs(variables.iter().copied()));
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap_or_default();
    Checked { run, summary: read(&summary), outputs: read(&outputs) }
}

fn check(vault: &TestVault, variables: &[(&str, &str)]) -> Checked {
    check_in(vault, &vault.root(), variables)
}

fn pull_request(vault: &TestVault) -> Checked {
    let (base, head) = (id(vault, "main"), id(vault, "topic"));
    check(vault, &[("GITHUB_EVENT_NAME", "pull_request"), ("VAULTLINT_BASE", &base), ("VAULTLINT_HEAD", &head)])
}

fn push(vault: &TestVault, branch: &str, before: &str, after: &str) -> Checked {
    let name = format!("refs/heads/{branch}");
    check(
        vault,
        &[
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_REF", &name),
            ("VAULTLINT_BEFORE", before),
            ("VAULTLINT_AFTER", after),
        ],
    )
}

/// An old error in a.md; `topic` adds this to it, `main` has gone on since. `origin/main` is `main`.
fn forked(added: &str) -> TestVault {
    let vault = TestVault::repository(&[("a.md", DAMAGED), ("b.md", "one\n")]);
    vault.git_ok(&["checkout", "-q", "-b", "topic"]);
    vault.write("a.md", format!("{DAMAGED}{added}"));
    vault.git_ok(&["commit", "-q", "-a", "-m", "topic"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("b.md", DAMAGED);
    vault.git_ok(&["commit", "-q", "-a", "-m", "main goes on"]);
    vault.git_ok(&["update-ref", "refs/remotes/origin/main", "main"]);
    vault.git_ok(&["checkout", "-q", "topic"]);
    vault
}

#[test]
fn a_pull_request_is_annotated_where_it_is_new() {
    let vault = forked(DAMAGED);
    let checked = pull_request(&vault);
    assert_eq!((checked.run.code, checked.run.stderr.as_str()), (1, ""));
    let lines: Vec<&str> = checked.run.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("::error file=a.md,line=2,endLine=2,"), "{lines:?}");
    assert!(checked.summary.starts_with("### vaultlint: what this pull request adds\n\n    "), "{}", checked.summary);
    for part in ["      rule ", "    1 error in 1 of 1 note", "      2  mojibake", "    1 older finding not reported"] {
        assert!(checked.summary.contains(part), "{part}: {}", checked.summary);
    }
    let (_, with_older) =
        checked.summary.split_once("<details><summary>Including findings on lines that did not change").unwrap();
    assert!(with_older.contains("    2 errors in 1 of 1 note"), "{with_older}");
    assert_eq!(checked.outputs, "sarif=vaultlint.sarif\n");
    let sarif: serde_json::Value = serde_json::from_str(&vault.read("vaultlint.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 2, "code scanning is told of every finding");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_report_is_not_followed() {
    use std::os::unix::fs::symlink;
    let vault = forked(DAMAGED);
    vault.write("../outside/mine", "mine\n");
    let is_untouched = || {
        let mut names = fs::read_dir(vault.path("../outside")).unwrap();
        names.all(|entry| entry.unwrap().file_name() == "mine") && vault.read("../outside/mine") == "mine\n"
    };
    symlink("../outside/mine", vault.path("vaultlint.sarif")).unwrap();
    let checked = pull_request(&vault);
    assert_eq!(checked.outputs, "sarif=vaultlint.sarif\n");
    assert!(is_untouched() && vault.read("vaultlint.sarif").contains("\"runs\""), "{:?}", checked.run);
    symlink("../outside", vault.path("reports")).unwrap();
    for place in ["reports/mine", "reports/new.sarif", "./reports/deep/new.sarif"] {
        let checked = check(&vault, &[("VAULTLINT_SARIF", place)]);
        assert!(checked.run.stdout.contains("::warning title=vaultlint::no SARIF file"), "{place}: {:?}", checked.run);
        assert!(is_untouched() && checked.outputs.is_empty(), "{place}: {:?}", checked.run);
    }
    symlink("../outside", vault.path("folder.sarif")).unwrap();
    let checked = check(&vault, &[("VAULTLINT_SARIF", "folder.sarif")]);
    assert!(is_untouched() && vault.path("folder.sarif").is_file(), "{:?}", checked.run);
}

#[test]
fn a_pull_request_that_adds_no_error_passes() {
    let vault = forked("A clean line.\n");
    let checked = pull_request(&vault);
    assert_eq!((checked.run.code, checked.run.stdout.as_str(), checked.run.stderr.as_str()), (0, "", ""));
    assert!(checked.summary.contains("    1 note, nothing to report\n"), "{}", checked.summary);
    assert!(!checked.summary.contains("All findings"), "{}", checked.summary);
    assert!(checked.summary.contains("Including findings on lines that did not change"), "{}", checked.summary);
    assert!(vault.path("vaultlint.sarif").exists());
}

#[test]
fn a_push_is_checked_from_where_the_branch_was() {
    let vault = forked("A clean line.\n");
    let was = id(&vault, "topic");
    assert_eq!(push(&vault, "topic", &was, &was).run.code, 0);
    vault.write("c.md", DAMAGED);
    vault.git_ok(&["add", "c.md"]);
    vault.git_ok(&["commit", "-q", "-m", "more"]);
    let is = id(&vault, "topic");
    let checked = push(&vault, "topic", &was, &is);
    assert_eq!(checked.run.code, 1);
    assert!(checked.run.stdout.starts_with("::error file=c.md,"), "{}", checked.run.stdout);
    assert!(checked.summary.starts_with("### vaultlint: what this push adds\n"), "{}", checked.summary);
    let gone = push(&vault, "topic", &is, NOTHING).run;
    assert_eq!((gone.code, gone.stderr.as_str()), (0, ""), "{gone:?}");
}

#[test]
fn a_new_branch_and_a_forced_one_are_checked_from_the_default_branch() {
    let vault = forked(DAMAGED);
    let is = id(&vault, "topic");
    for before in [NOTHING, "1111111111111111111111111111111111111111"] {
        let checked = push(&vault, "topic", before, &is);
        assert_eq!(checked.run.code, 1, "{:?}", checked.run);
        assert!(checked.run.stdout.starts_with("::error file=a.md,line=2,"), "{}", checked.run.stdout);
        assert_eq!(checked.run.stdout.lines().count(), 1);
    }
    vault.git_ok(&["checkout", "-q", "main"]);
    let checked = push(&vault, "main", NOTHING, &id(&vault, "main"));
    assert_eq!((checked.run.code, checked.run.stdout.lines().count()), (1, 2), "there is nothing older than all of it");
}

#[test]
fn on_a_schedule_the_whole_vault_is_checked() {
    let vault = forked(DAMAGED);
    for event in ["schedule", "workflow_dispatch"] {
        let checked = check(&vault, &[("GITHUB_EVENT_NAME", event)]);
        assert_eq!((checked.run.code, checked.run.stdout.lines().count()), (1, 2));
        assert!(checked.summary.starts_with("### vaultlint: the whole vault\n"), "{}", checked.summary);
    }
    let lenient = check(&vault, &[("GITHUB_EVENT_NAME", "schedule"), ("VAULTLINT_FAIL_ON", "never")]);
    assert_eq!((lenient.run.code, lenient.run.stdout.lines().count()), (0, 2));
}

#[test]
fn a_shallow_clone_is_told_what_to_do() {
    let vault = forked(DAMAGED);
    let origin = format!("file://{}", vault.root().display());
    vault.git_ok(&["clone", "-q", "--depth", "1", "--branch", "topic", &origin, "../shallow"]);
    let shallow = vault.root().parent().unwrap().join("shallow");
    let (main, first, topic) = (id(&vault, "main"), id(&vault, "topic~1"), id(&vault, "topic"));
    let of_a_pull_request =
        [("GITHUB_EVENT_NAME", "pull_request"), ("VAULTLINT_BASE", &main), ("VAULTLINT_HEAD", &topic)];
    let of_a_push = [("GITHUB_EVENT_NAME", "push"), ("VAULTLINT_BEFORE", &first), ("VAULTLINT_AFTER", &topic)];
    let nothing = NOTHING.to_owned();
    let of_a_new_branch = [("GITHUB_EVENT_NAME", "push"), ("VAULTLINT_BEFORE", &nothing), ("VAULTLINT_AFTER", &topic)];
    for event in [of_a_pull_request, of_a_push, of_a_new_branch] {
        let event = event.map(|(name, value)| (name, value as &str));
        let checked = check_in(&vault, &shallow, &event);
        assert_eq!((checked.run.code, checked.run.stdout.lines().count()), (2, 1), "{:?}", checked.run);
        assert!(
            checked.run.stdout.starts_with("::error title=vaultlint::vaultlint: unknown revision"),
            "{:?}",
            checked.run
        );
        assert!(checked.run.stdout.contains("%0A"), "{:?}", checked.run);
        for said in [&checked.run.stdout, &checked.summary] {
            assert!(said.contains("`fetch-depth: 0`"), "{said}");
        }
    }
}

#[test]
fn no_note_writes_commands_or_markup_into_the_page() {
    let vault = forked("clean\n");
    let path = "x\n::warning::y\n</details>.md";
    vault.write(path, format!("{DAMAGED}```\n</details>\n"));
    fs::write(vault.path("n\n::error::bad.md"), b"\x00\xff\x00").unwrap();
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "odd"]);
    let checked = pull_request(&vault);
    assert_eq!(checked.run.code, 2, "a note that is new and no text: {:?}", checked.run);
    for line in checked.run.stdout.lines() {
        let is_start = |start: &&str| line.starts_with(start);
        let starts = ["::error file=x%0A", "::warning title=vaultlint::", "::error title=vaultlint::vaultlint: n"];
        assert!(starts.iter().any(is_start), "{line}");
    }
    assert_eq!(checked.run.stderr, "");
    let ours = ["### vaultlint: ", "    ", "<details><summary>", "</details>"];
    for line in checked.summary.lines().filter(|line| !line.is_empty()) {
        assert!(ours.iter().any(|start| line.starts_with(start)), "{line:?} in {}", checked.summary);
    }
}

#[test]
fn a_config_that_cannot_be_read_fails_the_job_in_words() {
    let vault = forked("clean\n");
    vault.write(".vaultlint.yaml", "rulez: {}\n");
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "config"]);
    let checked = pull_request(&vault);
    assert_eq!(checked.run.code, 2);
    assert!(checked.run.stdout.starts_with("::error title=vaultlint::vaultlint: "), "{}", checked.run.stdout);
    assert!(checked.run.stdout.contains("unknown key `rulez`"), "{}", checked.run.stdout);
    assert_eq!(checked.outputs, "", "there is no SARIF file to upload");
}

#[test]
fn the_action_builds_its_own_source_where_no_vaultlint_is_there() {
    let find = |path: OsString| {
        let outputs = tempfile::NamedTempFile::new().unwrap();
        let mut step = Command::new("sh");
        step.args(["-e", "-c", &snippets::runs_of("hooks/github/action.yml")[0].1]).env("PATH", path);
        step.env("GITHUB_ACTION_PATH", root().join("hooks/github")).env("GITHUB_OUTPUT", outputs.path());
        let run = Run::of(&mut step);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
        fs::read_to_string(outputs.path()).unwrap()
    };
    assert_eq!(find(path_with_vaultlint()), "found=true\n");
    let path = std::env::var_os("PATH").unwrap();
    let without = std::env::split_paths(&path).filter(|folder| !folder.join("vaultlint").exists());
    let output = find(std::env::join_paths(without).unwrap());
    let key = output.strip_prefix("key=").unwrap().trim_end();
    assert!(key.len() >= 40 && key.chars().all(|c| c.is_ascii_hexdigit()), "{key}");
}

/// The step of the scheduled workflow that fixes, with a `gh` that writes down what it is asked.
fn fix(vault: &TestVault, open: &str) -> (Run, String) {
    let place = tempfile::tempdir().unwrap();
    let (programs, asked) = (place.path().join("programs"), place.path().join("asked"));
    fs::create_dir(&programs).unwrap();
    let gh = format!(
        "#!/bin/sh\necho \"$@\" >>'{}'\n[ \"$1\" = pr ] && [ \"$2\" = list ] && echo {open}\nexit 0\n",
        asked.display()
    );
    write_program(&programs.join("gh"), &gh);
    let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&path_with_vaultlint())));
    let scripts = snippets::runs_of("hooks/github-fix-workflow.yml");
    let mut step = Command::new("sh");
    step.args(["-e", "-c", &scripts[0].1]).current_dir(vault.root());
    for (name, value) in vault.command().get_envs() {
        match value {
            Some(value) => step.env(name, value),
            None => step.env_remove(name),
        };
    }
    step.env("PATH", path.unwrap()).env("RUNNER_TEMP", place.path());
    step.env("BASE", "main").env("BRANCH", "vaultlint/fixes");
    (Run::of(&mut step), fs::read_to_string(asked).unwrap_or_default())
}

#[test]
fn the_scheduled_job_pushes_the_fixes_and_asks_for_a_pull_request_once() {
    let vault = forked(DAMAGED);
    vault.git_ok(&["init", "-q", "--bare", "../remote.git"]);
    vault.git_ok(&["remote", "add", "origin", "../remote.git"]);
    let (run, asked) = fix(&vault, "1");
    assert_eq!((run.code, asked.lines().count()), (0, 1), "{run:?}");
    assert_eq!(vault.read("a.md"), DAMAGED.repeat(2), "while one is open nothing is done");
    let (run, asked) = fix(&vault, "0");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(asked.contains("pr create --base main --head vaultlint/fixes"), "{asked}");
    let pushed = vault.git_ok(&["--git-dir=../remote.git", "show", "vaultlint/fixes:a.md"]);
    assert_eq!(pushed, REPAIRED.repeat(2));
    let (run, asked) = fix(&vault, "0");
    assert_eq!((run.code, asked.lines().count()), (0, 1), "{run:?}");
    assert!(run.stdout.ends_with("nothing to fix\n"), "{run:?}");
}
