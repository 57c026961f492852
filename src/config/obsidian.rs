//! Obsidian's own settings of a vault. A file that cannot be read is ignored, because Obsidian writes it, not the user.

use serde_json::Value;

use crate::note::PeriodicFormats;
use crate::rule::{PropertyType, PropertyTypes};

/// Reads a file of the vault by its path relative to the root.
pub(super) type ReadFile<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The settings of Obsidian that vaultlint uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObsidianSettings {
    /// Globs of the template folders of the core plugin, Templater and QuickAdd.
    pub templates: Vec<String>,
    /// Globs of the user's excluded files.
    pub excluded: Vec<String>,
    /// Whether the Git plugin commits automatically.
    pub commits_by_itself: bool,
}

impl ObsidianSettings {
    /// Reads the settings.
    pub fn read(read: ReadFile<'_>) -> Self {
        let json = |path: &str| json(read, path);
        let app = json(".obsidian/app.json").unwrap_or_default();
        let filters = app.get("userIgnoreFilters").and_then(Value::as_array);
        let filters = filters.into_iter().flatten().filter_map(Value::as_str);
        Self {
            templates: template_folders(read),
            excluded: filters.filter_map(glob_of_filter).collect(),
            commits_by_itself: commits_by_itself(&json),
        }
    }
}

fn json(read: ReadFile<'_>, path: &str) -> Option<Value> {
    serde_json::from_str(&read(path)?).ok()
}

/// Returns globs of the template folders.
pub(super) fn template_folders(read: ReadFile<'_>) -> Vec<String> {
    let folder = |path: &str, key: &str| {
        let folder = json(read, path)?.get(key)?.as_str()?.trim_matches('/').to_owned();
        (!folder.is_empty()).then(|| format!("{}/**", globset::escape(&folder)))
    };
    let folders = [
        folder(".obsidian/templates.json", "folder"),
        folder(".obsidian/plugins/templater-obsidian/data.json", "templates_folder"),
        folder(".obsidian/plugins/quickadd/data.json", "templateFolderPath"),
    ];
    let mut folders: Vec<String> = folders.into_iter().flatten().collect();
    folders.sort_unstable();
    folders.dedup();
    folders
}

/// Returns the formats of daily, weekly and other periodic notes, of the core plugin, Periodic Notes and Calendar.
pub(super) fn periodic_formats(read: ReadFile<'_>) -> PeriodicFormats {
    let daily = json(read, ".obsidian/daily-notes.json").unwrap_or_default();
    let calendar = json(read, ".obsidian/plugins/calendar/data.json").unwrap_or_default();
    let periodic = json(read, ".obsidian/plugins/periodic-notes/data.json").unwrap_or_default();
    let periods = ["daily", "weekly", "monthly", "quarterly", "yearly"];
    let periodic = periods.iter().map(|period| &periodic[period]["format"]);
    let formats = [&daily["format"], &calendar["weeklyNoteFormat"]].into_iter().chain(periodic);
    PeriodicFormats::new(formats.filter_map(Value::as_str))
}

/// Returns the glob of an excluded-files filter: `Archive/` is a folder, anything else a prefix of paths. A filter `/…/` is a
/// regular expression and is ignored.
fn glob_of_filter(filter: &str) -> Option<String> {
    if filter.trim_matches('/').is_empty() || (filter.starts_with('/') && filter.ends_with('/') && filter.len() > 1) {
        return None;
    }
    let path = globset::escape(filter.trim_start_matches('/'));
    Some(if filter.ends_with('/') { format!("{path}**") } else { format!("{path}*") })
}

/// Returns whether the Git plugin is enabled and has an interval for commits.
fn commits_by_itself(json: &dyn Fn(&str) -> Option<Value>) -> bool {
    let is_on = json(".obsidian/community-plugins.json")
        .and_then(|plugins| Some(plugins.as_array()?.iter().any(|plugin| plugin == "obsidian-git")));
    let settings = json(".obsidian/plugins/obsidian-git/data.json").unwrap_or_default();
    let minutes = |key: &str| settings.get(key).and_then(Value::as_f64).unwrap_or_default();
    is_on == Some(true) && (minutes("autoSaveInterval") > 0.0 || minutes("autoBackupInterval") > 0.0)
}

/// Returns the types of properties.
pub(super) fn property_types(read: ReadFile<'_>) -> PropertyTypes {
    let file = json(read, ".obsidian/types.json");
    let types = file.as_ref().and_then(|file| file.get("types")?.as_object());
    let known = types.into_iter().flatten();
    known.filter_map(|(name, word)| Some((name.to_lowercase(), PropertyType::parse(word.as_str()?)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_invalid_json_is_ignored() {
        let read = |path: &str| {
            let text = match path {
                ".obsidian/templates.json" => r#"{"folder": "Meta/Templates/"}"#,
                ".obsidian/plugins/templater-obsidian/data.json" => "{",
                ".obsidian/app.json" => r#"{"userIgnoreFilters": ["Archive/", "Old [x]", "/\\.tmp/", ""]}"#,
                ".obsidian/community-plugins.json" => r#"["obsidian-git"]"#,
                ".obsidian/plugins/obsidian-git/data.json" => r#"{"autoSaveInterval": 10}"#,
                ".obsidian/types.json" => r#"{"types": {"Due": "date", "x": "new"}}"#,
                _ => return None,
            };
            Some(text.to_owned())
        };
        let found = ObsidianSettings::read(&read);
        assert_eq!(found.templates, ["Meta/Templates/**"]);
        assert_eq!(found.excluded, ["Archive/**", "Old [[]x[]]*"]);
        assert!(found.commits_by_itself);
        assert_eq!(property_types(&read), [("due".to_owned(), PropertyType::Date)].into());
    }
}
