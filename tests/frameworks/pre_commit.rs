//! The real frameworks pre-commit and prek, with real commits.

use super::*;

/// A repository under a framework, set up as hooks/pre-commit-config.yaml says, but with the program on PATH.
struct Guarded {
    vault: TestVault,
    framework: &'static str,
}

impl Guarded {
    /// One for each framework that is there. `args` are those of the hook `vaultlint`, where not its own.
    fn each(notes: &[(&str, &str)], args: Option<&[&str]>) -> Vec<Self> {
        let there = ["pre-commit", "prek"].into_iter().filter(|program| has_peer(program));
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
        assert!(
            run.stderr.contains("1 fixed in the working tree, not staged, nothing left to report"),
            "{name}: {run:?}"
        );
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
