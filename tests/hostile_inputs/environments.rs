//! What the environment says, and vaultlint must not believe or hand on.

use crate::world::{Hostile, World};

fn repository(world: &World) {
    world.commit_all();
    world.write("Note.md", "It wonâ€™t wait long.\n");
    world.git(&["add", "-A"]);
}

const STAGED: &[&[&str]] = &[&["--staged"], &["--staged", "--fix"], &["hook", "run", "pre-commit"], &["--statistics"]];

pub(crate) const TABLE: &[Hostile] = &[
    Hostile::new("a relative home", |_| {}).with(&[
        ("HOME", "home"),
        ("XDG_STATE_HOME", "../outside/state"),
        ("XDG_CACHE_HOME", "../outside/cache"),
        ("XDG_CONFIG_HOME", "../outside"),
    ]),
    Hostile::new("no home", |_| {}).with(&[("HOME", ""), ("XDG_STATE_HOME", ""), ("XDG_CACHE_HOME", "")]),
    Hostile::new("a repository of somebody else in the environment", repository)
        .with(&[("GIT_DIR", "{outside}/folder"), ("GIT_WORK_TREE", "{outside}")])
        .also(STAGED),
    Hostile::new("an index that is no index", repository).with(&[("GIT_INDEX_FILE", "{outside}/key")]).also(STAGED),
    Hostile::new("a time zone that is a file", |_| {}).with(&[("TZ", ":{outside}/key")]),
    Hostile::new("a terminal of nonsense", |_| {}).with(&[
        ("COLUMNS", "0"),
        ("LINES", "-1"),
        ("TERM", "\u{1b}[2J"),
        ("LANG", "../../outside/key"),
        ("LC_ALL", "xx_YY.\u{1b}"),
    ]),
    Hostile::new("programs in the environment", repository)
        .with(&[
            ("PAGER", "touch {outside}/EXECUTED"),
            ("GIT_PAGER", "touch {outside}/EXECUTED"),
            ("GIT_EXTERNAL_DIFF", "touch {outside}/EXECUTED"),
            ("GIT_SSH_COMMAND", "touch {outside}/EXECUTED"),
            ("GIT_ASKPASS", "{outside}/EXECUTED"),
        ])
        .also(STAGED),
    Hostile::new("threads beyond all bounds", |_| {}).with(&[("RAYON_NUM_THREADS", "-5")]),
    Hostile::new("a switch of the tests", |_| {}).with(&[("VAULTLINT_KILL_AT", "nowhere"), ("VAULTLINT_READER", "sh")]),
];
