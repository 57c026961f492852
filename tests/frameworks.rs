//! vaultlint under the frameworks that run hooks, and the snippets for them: what a user copies must work as it stands.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::Value;
use support::{Run, TestVault, has_git};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join(path)).unwrap())
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_sequence().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// Asserts that the program takes these arguments, without doing what they say.
fn assert_taken(words: &[&str]) {
    let mut words = words.to_vec();
    assert_eq!(words.remove(0), "vaultlint");
    words.retain(|word| *word != "--");
    words.push("--help");
    let run = Run::of(Command::new(env!("CARGO_BIN_EXE_vaultlint")).args(&words));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{words:?}");
}

/// `PATH` with this vaultlint in front.
fn path_with_vaultlint() -> OsString {
    let here = Path::new(env!("CARGO_BIN_EXE_vaultlint")).parent().unwrap().to_owned();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([here].into_iter().chain(std::env::split_paths(&rest))).unwrap()
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("skipped: there is no {program} on this machine");
    }
    found
}

mod snippets {
    use super::*;

    #[test]
    fn every_file_for_users_is_known_to_these_tests() {
        let mut found: Vec<String> = Vec::new();
        for folder in ["hooks", "hooks/github"] {
            for entry in fs::read_dir(root().join(folder)).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    found.push(format!("{folder}/{}", entry.file_name().to_str().unwrap()));
                }
            }
        }
        found.sort();
        let known = [
            "hooks/git-hook.sh",
            "hooks/github-fix-workflow.yml",
            "hooks/github-workflow.yml",
            "hooks/github/action.yml",
            "hooks/github/check.sh",
            "hooks/husky-pre-commit",
            "hooks/lefthook.yml",
            "hooks/pre-commit-config.yaml",
        ];
        assert_eq!(found, known);
    }

    #[test]
    fn hooks_of_the_manifest_call_the_program_with_what_it_takes() {
        let manifest = yaml(".pre-commit-hooks.yaml");
        let hooks = manifest.as_sequence().unwrap();
        assert_eq!(
            hooks.iter().map(|hook| hook["id"].as_str().unwrap()).collect::<Vec<_>>(),
            ["vaultlint", "vaultlint-files"]
        );
        for hook in hooks {
            assert_eq!((hook["language"].as_str(), hook["require_serial"].as_bool()), (Some("rust"), Some(true)));
            assert_taken(&[&[hook["entry"].as_str().unwrap()], strings(&hook["args"]).as_slice()].concat());
        }
        assert_eq!(hooks[0]["pass_filenames"].as_bool(), Some(false));
        assert_taken(&["vaultlint", "--staged", "--fix"]);
    }

    #[test]
    fn the_config_for_pre_commit_names_hooks_and_a_version_that_exist() {
        let manifest = yaml(".pre-commit-hooks.yaml");
        let known: Vec<&str> =
            manifest.as_sequence().unwrap().iter().map(|hook| hook["id"].as_str().unwrap()).collect();
        let config = yaml("hooks/pre-commit-config.yaml");
        let repository = &config["repos"][0];
        assert_eq!(repository["rev"].as_str(), Some(concat!("v", env!("CARGO_PKG_VERSION"))));
        let named: Vec<&str> =
            repository["hooks"].as_sequence().unwrap().iter().map(|hook| hook["id"].as_str().unwrap()).collect();
        assert_eq!(named, known);
    }

    #[test]
    fn lefthook_and_husky_call_the_program_with_what_it_takes() {
        let lefthook = yaml("hooks/lefthook.yml");
        for hook in ["pre-commit", "pre-merge-commit"] {
            let line = lefthook[hook]["commands"]["vaultlint"]["run"].as_str().unwrap();
            assert_taken(&line.split(' ').collect::<Vec<_>>());
        }
        let husky = fs::read_to_string(root().join("hooks/husky-pre-commit")).unwrap();
        let lines: Vec<&str> = husky.lines().map(str::trim).filter(|line| line.starts_with("vaultlint ")).collect();
        assert_eq!(lines, ["vaultlint hook run pre-commit"]);
    }

    #[cfg(unix)]
    #[test]
    fn scripts_are_scripts() {
        for script in ["hooks/git-hook.sh", "hooks/husky-pre-commit", "hooks/github/check.sh"] {
            let run = Run::of(Command::new("sh").arg("-n").arg(root().join(script)));
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{script}");
        }
        for (name, script) in
            runs_of("hooks/github/action.yml").into_iter().chain(runs_of("hooks/github-fix-workflow.yml"))
        {
            let run = Run::of(Command::new("sh").args(["-n", "-c", &script]));
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
        }
    }

    /// The scripts of an action or a workflow.
    pub(crate) fn runs_of(path: &str) -> Vec<(String, String)> {
        let script = |step: &Value| step["run"].as_str().map(|run| (path.to_owned(), run.to_owned()));
        steps(path).iter().filter_map(script).collect()
    }

    fn steps(path: &str) -> Vec<Value> {
        let file = yaml(path);
        let of_job = |job: &Value| job["steps"].as_sequence().unwrap().clone();
        match file.get("jobs") {
            Some(jobs) => jobs.as_mapping().unwrap().values().flat_map(of_job).collect(),
            None => of_job(&file["runs"]),
        }
    }

    const GITHUB: [&str; 3] = ["hooks/github/action.yml", "hooks/github-workflow.yml", "hooks/github-fix-workflow.yml"];

    #[test]
    fn nothing_that_others_name_becomes_part_of_a_script() {
        for path in GITHUB {
            for (_, script) in runs_of(path) {
                assert!(!script.contains("${{"), "{path}: {script}");
            }
        }
    }

    #[test]
    fn workflows_ask_for_no_more_than_they_need_and_use_the_action_as_it_is() {
        let action = yaml("hooks/github/action.yml");
        for path in &GITHUB[1..] {
            let workflow = yaml(path);
            assert!(workflow["permissions"].as_mapping().unwrap().is_empty(), "{path}");
            let ours = concat!("OWNER/vaultlint/hooks/github@v", env!("CARGO_PKG_VERSION"));
            let steps = steps(path);
            let step = steps.iter().find(|step| step["uses"].as_str() == Some(ours)).unwrap();
            for name in step.get("with").iter().flat_map(|with| with.as_mapping().unwrap().keys()) {
                assert!(action["inputs"].get(name).is_some(), "{path}: {name:?}");
            }
            let checkout = steps
                .iter()
                .find(|step| step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@")));
            assert_eq!(checkout.unwrap()["with"]["persist-credentials"].as_bool(), Some(false), "{path}");
        }
        let permissions = |path: &str, job: &str| {
            let workflow = yaml(path);
            let asked = workflow["jobs"][job]["permissions"].as_mapping().unwrap().clone();
            asked
                .iter()
                .map(|(on, what)| format!("{} {}", on.as_str().unwrap(), what.as_str().unwrap()))
                .collect::<Vec<_>>()
        };
        assert_eq!(permissions(GITHUB[1], "check"), ["contents read", "security-events write"]);
        assert_eq!(permissions(GITHUB[2], "fix"), ["contents write", "pull-requests write"]);
    }

    #[test]
    fn the_action_hands_on_every_variable_that_its_script_reads() {
        let script = fs::read_to_string(root().join("hooks/github/check.sh")).unwrap();
        let action = fs::read_to_string(root().join("hooks/github/action.yml")).unwrap();
        let mut read: Vec<&str> =
            script.split("${VAULTLINT_").skip(1).map(|rest| rest.split(':').next().unwrap()).collect();
        read.sort_unstable();
        let mut handed: Vec<&str> =
            action.split(" VAULTLINT_").skip(1).map(|rest| rest.split(':').next().unwrap()).collect();
        handed.sort_unstable();
        assert_eq!(read, handed);
    }
}

#[cfg(unix)]
mod github {
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
        script
            .env("GITHUB_STEP_SUMMARY", &summary)
            .env("GITHUB_OUTPUT", &outputs)
            .env("VAULTLINT_DEFAULT_BRANCH", "main");
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
    fn forked(added: &str) -> Option<TestVault> {
        has_git().then(|| {
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
        })
    }

    #[test]
    fn a_pull_request_is_annotated_where_it_is_new() {
        let Some(vault) = forked(DAMAGED) else { return };
        let checked = pull_request(&vault);
        assert_eq!((checked.run.code, checked.run.stderr.as_str()), (1, ""));
        let lines: Vec<&str> = checked.run.stdout.lines().collect();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("::error file=a.md,line=2,endLine=2,"), "{lines:?}");
        assert!(
            checked.summary.starts_with("### vaultlint: what this pull request adds\n\n    "),
            "{}",
            checked.summary
        );
        for part in
            ["      rule ", "    1 error in 1 of 1 note", "      2  mojibake", "    1 older finding did not count"]
        {
            assert!(checked.summary.contains(part), "{part}: {}", checked.summary);
        }
        let (_, with_older) = checked.summary.split_once("<details><summary>With what stood there before").unwrap();
        assert!(with_older.contains("    2 errors in 1 of 1 note"), "{with_older}");
        assert_eq!(checked.outputs, "sarif=vaultlint.sarif\n");
        let sarif: serde_json::Value = serde_json::from_str(&vault.read("vaultlint.sarif")).unwrap();
        assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 2, "code scanning is told of every finding");
    }

    #[test]
    fn a_pull_request_that_adds_no_error_passes() {
        let Some(vault) = forked("A clean line.\n") else { return };
        let checked = pull_request(&vault);
        assert_eq!((checked.run.code, checked.run.stdout.as_str(), checked.run.stderr.as_str()), (0, "", ""));
        assert!(checked.summary.contains("    1 note, nothing to report\n"), "{}", checked.summary);
        assert!(!checked.summary.contains("Each finding"), "{}", checked.summary);
        assert!(checked.summary.contains("With what stood there before"), "{}", checked.summary);
        assert!(vault.path("vaultlint.sarif").exists());
    }

    #[test]
    fn a_push_is_checked_from_where_the_branch_was() {
        let Some(vault) = forked("A clean line.\n") else { return };
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
        let Some(vault) = forked(DAMAGED) else { return };
        let is = id(&vault, "topic");
        for before in [NOTHING, "1111111111111111111111111111111111111111"] {
            let checked = push(&vault, "topic", before, &is);
            assert_eq!(checked.run.code, 1, "{:?}", checked.run);
            assert!(checked.run.stdout.starts_with("::error file=a.md,line=2,"), "{}", checked.run.stdout);
            assert_eq!(checked.run.stdout.lines().count(), 1);
        }
        vault.git_ok(&["checkout", "-q", "main"]);
        let checked = push(&vault, "main", NOTHING, &id(&vault, "main"));
        assert_eq!(
            (checked.run.code, checked.run.stdout.lines().count()),
            (1, 2),
            "there is nothing older than all of it"
        );
    }

    #[test]
    fn on_a_schedule_the_whole_vault_is_checked() {
        let Some(vault) = forked(DAMAGED) else { return };
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
        let Some(vault) = forked(DAMAGED) else { return };
        let origin = format!("file://{}", vault.root().display());
        vault.git_ok(&["clone", "-q", "--depth", "1", "--branch", "topic", &origin, "../shallow"]);
        let shallow = vault.root().parent().unwrap().join("shallow");
        let (main, first, topic) = (id(&vault, "main"), id(&vault, "topic~1"), id(&vault, "topic"));
        let of_a_pull_request =
            [("GITHUB_EVENT_NAME", "pull_request"), ("VAULTLINT_BASE", &main), ("VAULTLINT_HEAD", &topic)];
        let of_a_push = [("GITHUB_EVENT_NAME", "push"), ("VAULTLINT_BEFORE", &first), ("VAULTLINT_AFTER", &topic)];
        let nothing = NOTHING.to_owned();
        let of_a_new_branch =
            [("GITHUB_EVENT_NAME", "push"), ("VAULTLINT_BEFORE", &nothing), ("VAULTLINT_AFTER", &topic)];
        for event in [of_a_pull_request, of_a_push, of_a_new_branch] {
            let event = event.map(|(name, value)| (name, value as &str));
            let checked = check_in(&vault, &shallow, &event);
            assert_eq!((checked.run.code, checked.run.stdout.lines().count()), (2, 1), "{:?}", checked.run);
            assert!(
                checked.run.stdout.starts_with("::error title=vaultlint::vaultlint: no revision"),
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
        let Some(vault) = forked("clean\n") else { return };
        let path = "x\n::warning::y\n</details>.md";
        vault.write(path, format!("{DAMAGED}```\n</details>\n"));
        fs::write(vault.path("n\n::error::bad.md"), b"\x00\xff\x00").unwrap();
        vault.git_ok(&["add", "-A"]);
        vault.git_ok(&["commit", "-q", "-m", "odd"]);
        let checked = pull_request(&vault);
        assert_eq!(checked.run.code, 2, "a note that is new and no text: {:?}", checked.run);
        for line in checked.run.stdout.lines() {
            let is_ours = |start: &&str| line.starts_with(start);
            let starts = ["::error file=x%0A", "::warning title=vaultlint::", "::error title=vaultlint::vaultlint: n"];
            assert!(starts.iter().any(is_ours), "{line}");
        }
        assert_eq!(checked.run.stderr, "");
        let ours = ["### vaultlint: ", "    ", "<details><summary>", "</details>"];
        for line in checked.summary.lines().filter(|line| !line.is_empty()) {
            assert!(ours.iter().any(|start| line.starts_with(start)), "{line:?} in {}", checked.summary);
        }
    }

    #[test]
    fn a_config_that_cannot_be_read_fails_the_job_in_words() {
        let Some(vault) = forked("clean\n") else { return };
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
        if !has_git() {
            return;
        }
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
        write_script(&programs.join("gh"), &gh);
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
        let Some(vault) = forked(DAMAGED) else { return };
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

    fn write_script(path: &Path, text: &str) {
        use std::os::unix::fs::PermissionsExt;
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[cfg(unix)]
mod pre_commit {
    use super::*;

    /// A repository under a framework, set up as hooks/pre-commit-config.yaml says, but with the program on PATH.
    struct Guarded {
        vault: TestVault,
        framework: &'static str,
    }

    impl Guarded {
        /// One for each framework that is there. `args` are those of the hook `vaultlint`, where not its own.
        fn each(notes: &[(&str, &str)], args: Option<&[&str]>) -> Vec<Self> {
            if !has_git() {
                return Vec::new();
            }
            let there = ["pre-commit", "prek"].into_iter().filter(|program| has(program));
            there.map(|framework| Self::new(framework, notes, args)).collect()
        }

        fn new(framework: &'static str, notes: &[(&str, &str)], args: Option<&[&str]>) -> Self {
            let vault = TestVault::repository(notes);
            let project = vault.root().parent().unwrap().join("project");
            fs::create_dir(&project).unwrap();
            fs::copy(root().join(".pre-commit-hooks.yaml"), project.join(".pre-commit-hooks.yaml")).unwrap();
            for step in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "hooks"]] {
                vault.git_ok(&[&["-C", "../project"], step].concat());
            }
            let mut config = yaml("hooks/pre-commit-config.yaml");
            let repository = &mut config["repos"][0];
            repository["repo"] = project.to_str().unwrap().into();
            repository["rev"] = vault.git_ok(&["-C", "../project", "rev-parse", "HEAD"]).trim().into();
            for hook in repository["hooks"].as_sequence_mut().unwrap() {
                hook["language"] = "system".into();
            }
            if let Some(args) = args {
                repository["hooks"][0]["args"] = args.iter().map(|&arg| Value::from(arg)).collect::<Vec<_>>().into();
            }
            vault.write(".pre-commit-config.yaml", serde_yaml::to_string(&config).unwrap());
            vault.git_ok(&["add", "-A"]);
            vault.git_ok(&["commit", "-q", "-m", "framework"]);
            let guarded = Self { vault, framework };
            let run = guarded.run(&["install"]);
            assert_eq!(run.code, 0, "{run:?}");
            guarded
        }

        fn with_frameworks(&self, command: &mut Command) -> Run {
            let home = self.vault.root().parent().unwrap().join("frameworks");
            command.env("PATH", path_with_vaultlint()).env("PRE_COMMIT_HOME", &home).env("PREK_HOME", &home);
            Run::of(command)
        }

        fn git(&self, args: &[&str]) -> Run {
            self.with_frameworks(&mut self.vault.git_command(args))
        }

        fn commit(&self, args: &[&str]) -> Run {
            self.git(&[&["commit", "-q", "-m", "notes"], args].concat())
        }

        /// The framework itself.
        fn run(&self, args: &[&str]) -> Run {
            let mut command = Command::new(self.framework);
            command.args(args).current_dir(self.vault.root());
            for (name, value) in self.vault.git_command(&[]).get_envs() {
                match value {
                    Some(value) => command.env(name, value),
                    None => command.env_remove(name),
                };
            }
            self.with_frameworks(&mut command)
        }

        fn staged(&self) -> String {
            self.vault.git_ok(&["ls-files", "-s"])
        }

        fn commits(&self) -> usize {
            self.vault.git_ok(&["rev-list", "--count", "HEAD"]).trim().parse().unwrap()
        }
    }

    #[test]
    fn a_new_error_stops_a_commit_and_an_old_one_does_not() {
        for guarded in Guarded::each(&[("a.md", &DAMAGED.repeat(3))], None) {
            let (vault, name) = (&guarded.vault, guarded.framework);
            vault.write("a.md", format!("{}A clean line.\n", DAMAGED.repeat(3)));
            vault.write("b.md", "clean\n");
            vault.git_ok(&["add", "-A"]);
            let run = guarded.commit(&[]);
            assert_eq!((run.code, guarded.commits()), (0, 3), "{name}: {run:?}");
            vault.write("b.md", format!("clean\n{DAMAGED}"));
            for form in [&["-a"][..], &["--", "b.md"], &["-i", "b.md"]] {
                let before = (vault.files(), guarded.commits());
                let run = guarded.commit(form);
                assert_eq!((run.code, vault.files(), guarded.commits()), (1, before.0, before.1), "{name} {form:?}");
                for said in ["1 new error in 1 staged note\n", "b.md\n", "  2  mojibake  "] {
                    assert!(run.stderr.contains(said), "{name}: {}", run.stderr);
                }
            }
            vault.write("code.rs", "not a note\n");
            vault.git_ok(&["reset", "-q"]);
            vault.git_ok(&["add", "code.rs"]);
            assert_eq!(guarded.commit(&[]).code, 0, "{name}: no note is staged");
        }
    }

    #[test]
    fn settings_that_are_staged_alone_are_read() {
        for guarded in Guarded::each(&[("a.md", "one\n")], None) {
            guarded.vault.write(".vaultlint.yaml", "rulez: {}\n");
            guarded.vault.git_ok(&["add", "-A"]);
            let run = guarded.commit(&[]);
            assert!(run.code == 1 && run.stderr.contains("unknown key `rulez`"), "{}: {run:?}", guarded.framework);
        }
    }

    #[test]
    fn a_note_that_is_staged_in_part_is_checked_as_staged_and_kept() {
        for guarded in Guarded::each(&[("a.md", "one\n")], None) {
            let (vault, name) = (&guarded.vault, guarded.framework);
            for (staged, on_disk, code) in [("clean\n", DAMAGED, 0), (DAMAGED, "clean, and more\n", 1)] {
                vault.write("a.md", staged);
                vault.git_ok(&["add", "a.md"]);
                vault.write("a.md", on_disk);
                vault.write("untracked.md", DAMAGED);
                let run = guarded.commit(&[]);
                assert_eq!(run.code, code, "{name}: {run:?}");
                assert_eq!((vault.read("a.md").as_str(), vault.at("", "a.md").as_str()), (on_disk, staged), "{name}");
                assert_eq!(vault.read("untracked.md"), DAMAGED);
            }
            assert_eq!(vault.at("HEAD", "a.md"), "clean\n");
        }
    }

    #[test]
    fn fixing_touches_the_working_tree_and_never_the_index() {
        let lines: String = (0..20).map(|line| format!("line {line}\n")).collect();
        let notes = [("a.md", &*format!("{DAMAGED}{lines}")), ("b.md", "one\n")];
        for guarded in Guarded::each(&notes, Some(&["--staged", "--fix"])) {
            let (vault, name) = (&guarded.vault, guarded.framework);
            // Below the line that is fixed stands one that is not staged.
            vault.write("a.md", format!("{DAMAGED}new: {DAMAGED}{lines}"));
            vault.git_ok(&["add", "-A"]);
            vault.write("a.md", format!("{DAMAGED}new: {DAMAGED}{lines}not staged\n"));
            let staged = guarded.staged();
            let run = guarded.commit(&[]);
            assert_eq!((run.code, guarded.commits()), (1, 2), "{name}: {run:?}");
            assert!(run.stderr.contains("1 fixed in the working tree, not staged, nothing is left"), "{name}: {run:?}");
            assert_eq!(guarded.staged(), staged, "{name}: the index is as it was");
            let expected = format!("{DAMAGED}new: {REPAIRED}{lines}not staged\n");
            assert_eq!(vault.read("a.md"), expected, "{name}: only what is new is fixed, and nothing is lost");
            vault.git_ok(&["add", "-A"]);
            let run = guarded.commit(&[]);
            assert_eq!((run.code, guarded.commits()), (0, 3), "{name}: {run:?}");
            assert_eq!(vault.at("HEAD", "a.md"), expected);

            // On the same line: the framework takes the fix back, and what is not staged stays.
            vault.write("b.md", DAMAGED);
            vault.git_ok(&["add", "-A"]);
            vault.write("b.md", "It wonâ€™t wait, not staged.\n");
            let staged = guarded.staged();
            let run = guarded.commit(&[]);
            assert_eq!((run.code, guarded.commits()), (1, 3), "{name}: {run:?}");
            assert_eq!(guarded.staged(), staged, "{name}: the index is as it was");
            assert_eq!(vault.read("b.md"), "It wonâ€™t wait, not staged.\n", "{name}");
        }
    }

    #[test]
    fn fixing_under_each_form_of_commit_leaves_the_index_alone() {
        for form in [&["-a"][..], &["--", "a.md"], &["-i", "a.md"]] {
            for guarded in Guarded::each(&[("a.md", "one\n"), ("b.md", "one\n")], Some(&["--staged", "--fix"])) {
                let (vault, name) = (&guarded.vault, guarded.framework);
                vault.write("a.md", DAMAGED);
                let staged = guarded.staged();
                let run = guarded.commit(form);
                assert_eq!((run.code, guarded.commits()), (1, 2), "{name} {form:?}: {run:?}");
                assert_eq!(guarded.staged(), staged, "{name} {form:?}: the index is as it was");
                assert_eq!(vault.read("a.md"), REPAIRED, "{name} {form:?}: {run:?}");
                assert_eq!(guarded.commit(form).code, 0, "{name} {form:?}: the second time");
                assert_eq!(vault.at("HEAD", "a.md"), REPAIRED);
            }
        }
    }

    #[test]
    fn a_merge_is_checked_for_what_it_adds() {
        for guarded in Guarded::each(&[("a.md", "one\n"), ("b.md", "one\n")], None) {
            let (vault, name) = (&guarded.vault, guarded.framework);
            vault.git_ok(&["checkout", "-q", "-b", "other"]);
            vault.write("b.md", DAMAGED);
            vault.git_ok(&["commit", "-q", "-a", "--no-verify", "-m", "damaged elsewhere"]);
            vault.git_ok(&["checkout", "-q", "main"]);
            vault.write("a.md", "two\n");
            assert_eq!(guarded.commit(&["-a"]).code, 0);
            let run = guarded.git(&["merge", "-q", "other", "-m", "merge"]);
            assert_eq!(run.code, 0, "{name}: the damage is not of this merge: {run:?}");
        }
    }

    #[test]
    fn whole_notes_are_checked_by_hand() {
        let notes =
            [(".vaultlint.yaml", "exclude: [\"Archive/**\"]\n"), ("-dash.md", DAMAGED), ("Archive/old.md", DAMAGED)];
        for guarded in Guarded::each(&notes, None) {
            let (vault, name) = (&guarded.vault, guarded.framework);
            let by_hand = ["run", "--all-files", "--hook-stage", "manual", "vaultlint-files"];
            let run = guarded.run(&by_hand);
            assert_eq!(run.code, 1, "{name}: {run:?}");
            assert!(run.stdout.contains("1 error in 1 of 1 note"), "{name}: {}", run.stdout);
            // What it advises leaves out the same, and a shell takes it.
            let advised = "vaultlint --fix --force-exclude ./-dash.md";
            assert!(run.stdout.contains(advised), "{name}: {}", run.stdout);
            let run = guarded.run(&["run", "--all-files"]);
            assert_eq!(run.code, 0, "{name}: nothing is staged, and whole notes are by hand: {run:?}");
            vault.write("-dash.md", REPAIRED);
            let run = guarded.run(&by_hand);
            assert_eq!(run.code, 0, "{name}: {run:?}");
        }
    }
}
