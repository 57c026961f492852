//! What users copy parses, and what it names exists.

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
    let known: Vec<&str> = manifest.as_sequence().unwrap().iter().map(|hook| hook["id"].as_str().unwrap()).collect();
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
    for (name, script) in runs_of("hooks/github/action.yml").into_iter().chain(runs_of("hooks/github-fix-workflow.yml"))
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
        let checkout =
            steps.iter().find(|step| step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@")));
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
