//! The app that a vault belongs to.

/// The app whose notes a vault holds. It decides how properties are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum App {
    /// Obsidian: properties are YAML.
    #[default]
    Obsidian,
    /// Logseq: properties are lines of its own form. The pack `logseq` is laid over the others.
    Logseq,
}

impl App {
    /// The file by which a graph of Logseq is known, where the vault has no folder `.obsidian`.
    pub const LOGSEQ_FILE: &str = "logseq/config.edn";
    /// The folder of Obsidian's settings.
    pub const OBSIDIAN_FOLDER: &str = ".obsidian";

    /// Why rules about properties do not run in a vault of this app.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Obsidian => "",
            Self::Logseq => {
                "a Logseq graph (logseq/config.edn, no .obsidian): its properties are not read as Obsidian reads them"
            }
        }
    }

    /// The pack for vaults of this app, where there is one.
    pub(super) fn pack(self) -> Option<&'static str> {
        match self {
            Self::Obsidian => None,
            Self::Logseq => Some("logseq"),
        }
    }
}
