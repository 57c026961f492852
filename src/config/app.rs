//! The app that a vault is for.

/// The app that a vault is for. It determines the syntax of properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum App {
    /// Obsidian: properties are YAML.
    #[default]
    Obsidian,
    /// Logseq: properties have their own syntax. The pack `logseq` is applied on top of the others.
    Logseq,
}

impl App {
    /// The file that identifies a Logseq graph, if the vault has no folder `.obsidian`.
    pub const LOGSEQ_FILE: &str = "logseq/config.edn";
    /// The folder with Obsidian's settings.
    pub const OBSIDIAN_FOLDER: &str = ".obsidian";

    /// Returns the reason why rules about properties do not run in a vault for this app.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Obsidian => "",
            Self::Logseq => {
                "a Logseq graph (logseq/config.edn, no .obsidian): its properties do not have Obsidian's syntax"
            }
        }
    }

    /// Returns the pack for vaults of this app, if there is one.
    pub(super) fn pack(self) -> Option<&'static str> {
        match self {
            Self::Obsidian => None,
            Self::Logseq => Some("logseq"),
        }
    }
}
