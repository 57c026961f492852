//! Repositories that name programs, lead outside, or are no repositories.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::world::{DAMAGED, Hostile, SECRET, World};

const GIT: &[&[&str]] = &[
    &["--statistics"],
    &["--staged"],
    &["--staged", "--fix"],
    &["--since", "HEAD"],
    &["hook", "status"],
    &["hook", "run", "pre-commit"],
    &["rename", "Note", "Other"],
    &["undo"],
];

/// A repository with one more change staged.
fn repository(world: &World) {
    world.commit_all();
    world.write("Other.md", DAMAGED);
    world.git(&["add", "Other.md"]);
}

fn configured(world: &World, key: &str) {
    repository(world);
    world.git(&["config", key, &format!("{}; false", world.program())]);
}

/// A repository in which a file of Git's own is a link to one outside whose first line is a token.
fn link_of_git(world: &World, path: &str) {
    repository(world);
    fs::write(world.outside().join("token"), format!("{SECRET}\n")).unwrap();
    let path = world.vault.path(&format!(".git/{path}"));
    let _ = fs::remove_file(&path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    symlink(world.outside().join("token"), path).unwrap();
}

/// Turns the vault itself into the insides of a repository: files that any clone may hold.
fn as_bare(world: &World) {
    repository(world);
    world.git(&["config", "core.worktree", "."]);
    world.git(&["config", "core.fsmonitor", &format!("{}; :", world.program())]);
    let git = world.vault.path(".git");
    for entry in fs::read_dir(&git).unwrap() {
        let entry = entry.unwrap();
        fs::rename(entry.path(), world.vault.path(entry.file_name().to_str().unwrap())).unwrap();
    }
    fs::remove_dir(git).unwrap();
}

pub(crate) const TABLE: &[Hostile] = &[
    Hostile::new("a vault that is a bare repository", as_bare).also(GIT),
    Hostile::new("a bare repository within a repository", |world| {
        as_bare(world);
        let (vault, inner) = (world.vault.root(), world.vault.root().with_file_name("inner"));
        fs::rename(&vault, &inner).unwrap();
        fs::create_dir(&vault).unwrap();
        fs::rename(&inner, vault.join("n")).unwrap();
        world.git(&["init", "-q"]);
        world.git(&["add", "-fA"]);
        world.git(&["commit", "-q", "-m", "x"]);
    })
    .also(GIT)
    .also(&[&["n"], &["--fix", "n"], &["--vault", "n"], &["--vault", "n", "--fix", "--statistics"]]),
    Hostile::new("a monitor of files that is a program", |world| configured(world, "core.fsmonitor")).also(GIT),
    Hostile::new("a differ that is a program", |world| {
        configured(world, "diff.external");
        world.git(&["config", "diff.evil.textconv", &world.program()]);
        world.git(&["config", "diff.evil.command", &world.program()]);
        world.write(".gitattributes", "*.md diff=evil\n");
    })
    .also(GIT),
    Hostile::new("a pager, an editor and an asker that are programs", |world| {
        for key in ["core.pager", "pager.log", "pager.show", "core.editor", "sequence.editor", "core.askPass"] {
            configured(world, key);
        }
    })
    .also(GIT),
    Hostile::new("a signer that is a program", |world| {
        configured(world, "gpg.program");
        world.git(&["config", "gpg.ssh.program", &world.program()]);
        world.git(&["config", "log.showSignature", "true"]);
    })
    .also(GIT),
    Hostile::new("a shell and a helper that are programs", |world| {
        for key in ["core.sshCommand", "credential.helper", "core.gitProxy", "core.alternateRefsCommand"] {
            configured(world, key);
        }
    })
    .also(GIT),
    Hostile::new("a promisor that is a program", |world| {
        repository(world);
        let program = world.program();
        world.git(&["config", "remote.evil.url", &format!("ext::sh -c '{program}'")]);
        world.git(&["config", "remote.evil.promisor", "true"]);
        world.git(&["config", "remote.evil.uploadpack", &program]);
        world.git(&["config", "extensions.partialClone", "evil"]);
        world.git(&["config", "core.repositoryFormatVersion", "1"]);
        world.git(&["config", "protocol.ext.allow", "always"]);
        // An object that is not there, so that it would be fetched.
        let object = world.vault.git_ok(&["rev-parse", ":Other.md"]);
        let (folder, rest) = object.trim().split_at(2);
        fs::remove_file(world.vault.path(&format!(".git/objects/{folder}/{rest}"))).unwrap();
    })
    .also(GIT),
    Hostile::new("hooks that a run must not start", |world| {
        repository(world);
        for name in ["post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"] {
            let path = world.vault.path(&format!(".git/hooks/{name}"));
            fs::write(&path, format!("#!/bin/sh\n{}\n", world.program())).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    })
    .also(&[&["--statistics"], &["--staged"], &["--since", "HEAD"], &["hook", "status"]]),
    Hostile::new("a folder of kept hooks that is a link outside", |world| {
        repository(world);
        let hooks = world.vault.path(".git/hooks");
        fs::create_dir_all(&hooks).unwrap();
        fs::write(hooks.join("pre-commit"), "#!/bin/sh\n").unwrap();
        fs::write(world.outside().join("folder/pre-merge-commit"), format!("#!/bin/sh\n# {}\n", SECRET)).unwrap();
        symlink(world.outside().join("folder"), hooks.join("before-vaultlint")).unwrap();
    })
    .also(&[&["hook", "install"], &["hook", "install", "pre-merge-commit"], &["hook", "uninstall"]]),
    Hostile::new("a file that leads to a repository outside", |world| {
        world.vault.git_ok(&["init", "-q", "--bare", "../outside/bare"]);
        world.write(".git", "gitdir: ../outside/bare\n");
    })
    .also(&[&["--statistics"], &["--staged"]]),
    Hostile::new("a Git folder that is a file of nonsense", |world| {
        world.write(".git", format!("gitdir: \u{1b}[2J{}\n", "x".repeat(100_000)));
    })
    .also(GIT),
    Hostile::new("a Git folder that is a link to a device", |world| {
        symlink("/dev/zero", world.vault.path(".git")).unwrap();
    })
    .also(GIT),
    Hostile::new("a HEAD of nonsense", |world| {
        repository(world);
        fs::write(world.vault.path(".git/HEAD"), "ref: ../../../outside/key\n").unwrap();
    })
    .also(GIT),
    Hostile::new("an index of nonsense", |world| {
        repository(world);
        fs::write(world.vault.path(".git/index"), b"DIRC\0\0\0\x02\xff\xff\xff\xff".repeat(50)).unwrap();
    })
    .also(GIT),
    Hostile::new("an index with paths that lead up", |world| {
        repository(world);
        let mut index = fs::read(world.vault.path(".git/index")).unwrap();
        let at = index.windows(8).position(|window| window == b"Other.md").unwrap();
        index[at..at + 8].copy_from_slice(b"../out.m");
        fs::write(world.vault.path(".git/index"), index).unwrap();
    })
    .also(GIT),
    Hostile::new("a config that includes a file outside", |world| {
        repository(world);
        let include = world.outside().join("evil.config");
        fs::write(&include, format!("[core]\n\tfsmonitor = \"{}; :\"\n", world.program())).unwrap();
        world.git(&["config", "include.path", include.to_str().unwrap()]);
    })
    .also(GIT),
    Hostile::new("a branch and a commit with controls", |world| {
        world.commit_all();
        world.git(&["commit", "-q", "--allow-empty", "-m", "\u{1b}]0;owned\u{7}\n::error::x"]);
        world.write("Note.md", format!("{DAMAGED}{DAMAGED}"));
        world.git(&["commit", "-qam", "::set-output name=x::\u{1b}[2J\u{202e}"]);
    })
    .also(GIT)
    .also(&[&["--range", "HEAD~1..HEAD"], &["--since", "HEAD~1\u{1b}[2J"], &["--range", "--output=x..HEAD"]]),
    Hostile::new("an option as a revision", repository).also(&[
        &["--since", "--output=../outside/x"],
        &["--range=--output=../outside/x...HEAD"],
        &["--since=-O../outside/key"],
    ]),
    Hostile::new("ignore rules by the thousand", |world| {
        world.write(".gitignore", "**/a*b*c*d*e*f*g*\n".repeat(3_000));
        world.write("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.md", "x\n");
    }),
    Hostile::new("ignore rules without end", |world| {
        let path = world.vault.path(".gitignore");
        fs::File::create(&path).unwrap().set_len(3 << 30).unwrap();
        world.write("Sub/.gitignore", (0..500).map(|at| format!("*a*b*c*d*{at}\n")).collect::<String>());
        world.write("Sub/x.md", DAMAGED);
    }),
    Hostile::new("files of Git that are links outside", |world| {
        repository(world);
        fs::create_dir_all(world.vault.path(".git/info")).unwrap();
        let _ = fs::remove_file(world.vault.path(".git/info/exclude"));
        symlink("/dev/zero", world.vault.path(".git/info/exclude")).unwrap();
        symlink(world.outside().join("key"), world.vault.path(".git/MERGE_HEAD")).unwrap();
    })
    .also(&[&["--staged"]]),
    Hostile::new("locks that are links and pipes", |world| {
        repository(world);
        symlink("/dev/zero", world.vault.path(".git/index.lock")).unwrap();
        mknodat(CWD, world.vault.path(".git/x.lock"), FileType::Fifo, Mode::from_raw_mode(0o644), 0).unwrap();
    })
    .also(GIT),
    Hostile::new("a lock that is a pipe", |world| {
        repository(world);
        mknodat(CWD, world.vault.path(".git/index.lock"), FileType::Fifo, Mode::from_raw_mode(0o644), 0).unwrap();
    })
    .also(GIT),
    Hostile::new("a list of a shallow clone that is a link to a token", |world| link_of_git(world, "shallow"))
        .also(GIT),
    Hostile::new("references that are a link to a token", |world| link_of_git(world, "packed-refs")).also(GIT),
    Hostile::new("alternates that are a link to a token", |world| link_of_git(world, "objects/info/alternates"))
        .also(GIT),
    Hostile::new("grafts that are a link to a token", |world| link_of_git(world, "info/grafts")).also(GIT),
    Hostile::new("a folder of Git that is a link to one with a token", |world| {
        repository(world);
        fs::write(world.outside().join("folder/grafts"), format!("{SECRET}\n")).unwrap();
        let info = world.vault.path(".git/info");
        let _ = fs::remove_dir_all(&info);
        symlink(world.outside().join("folder"), info).unwrap();
    })
    .also(GIT),
];
