//! From texts to one config: packs underneath, the vault's file on top.

use serde::de::DeserializeOwned;

use super::names_file::contradictions;
use super::{ConfigError, ConfigFile};
use crate::names::{Decisions, DecisionsFile};
use crate::note::{Node, read_yaml};
use crate::rules::{MOST_PARTS, check_schema};
use crate::text::nearest;

/// A text and where it is from.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// For messages.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// What settings are made from.
pub struct Sources<'a> {
    /// `.vaultlint.yaml`, where there is one.
    pub config: Option<TextFile>,
    /// `.vaultlint-names.yaml`, where there is one.
    pub names: Option<TextFile>,
    /// Reads a file of the vault that `extends` names.
    pub read: &'a dyn Fn(&str) -> Option<String>,
}

/// What a vault's configuration comes to, and what of it the vault says itself.
pub(super) struct Layers {
    pub(super) merged: ConfigFile,
    /// What its config file says, without the files that it extends.
    pub(super) own: ConfigFile,
}

const PACKS: [(&str, &str); 3] = [
    ("default", include_str!("../../rules/packs/default.yaml")),
    ("people", include_str!("../../rules/packs/people.yaml")),
    ("strict", include_str!("../../rules/packs/strict.yaml")),
];

/// Config files are written by people; a larger one is no config.
const LIMIT_BYTES: usize = 1024 * 1024;
/// How deep `extends` may go.
const LIMIT_EXTENDS: usize = 8;
/// How many packs and files may be laid on top of each other, each as often as something extends it.
const MOST_LAYERS: usize = 64;
/// The most types of notes, and the most rules of the vault's own: each note is compared with all of them.
const MOST_NAMED: usize = 500;

/// What was read so far, of what may be read.
#[derive(Default)]
struct Spent {
    layers: usize,
    bytes: usize,
    schema_parts: usize,
}

impl Sources<'_> {
    /// Reads everything and lays it on top of each other.
    pub(super) fn config(&self) -> Result<Layers, ConfigError> {
        let Some(file) = &self.config else {
            return Ok(Layers { merged: pack("default").expect("it is one of them"), own: ConfigFile::default() });
        };
        let own: ConfigFile = parse(file)?;
        let merged = self.layered(file, own.clone(), 0, &mut Spent::default())?;
        for (key, many) in [("types", merged.types.len()), ("custom", merged.custom.len())] {
            if many > MOST_NAMED {
                let offset = offset_of_key(&file.text, key).unwrap_or(0);
                let message = format!("`{key}` has {many} entries; at most {MOST_NAMED} are read");
                return Err(ConfigError::at(&file.path, &file.text, offset, message));
            }
        }
        Ok(Layers { merged, own })
    }

    /// What `file` says, which is `top`, over what it extends.
    fn layered(
        &self,
        file: &TextFile,
        top: ConfigFile,
        depth: usize,
        spent: &mut Spent,
    ) -> Result<ConfigFile, ConfigError> {
        let at_extends = |message: String| {
            let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
            ConfigError::at(&file.path, text, offset_of_key(text, "extends").unwrap_or(0), message)
        };
        if depth > LIMIT_EXTENDS {
            return Err(at_extends("`extends` goes round in a circle, or too deep".to_owned()));
        }
        spent.bytes += file.text.len();
        if spent.bytes > LIMIT_BYTES {
            return Err(at_extends("the files that `extends` names are larger than 1 MiB together".to_owned()));
        }
        if let Some(wanted) = &top.required_version {
            check_version(file, wanted)?;
        }
        check_schemas(file, &top, spent)?;
        let mut merged = ConfigFile::default();
        for name in top.extends.as_deref().unwrap_or(&["default".to_owned()]) {
            spent.layers += 1;
            if spent.layers > MOST_LAYERS {
                return Err(at_extends(format!("`extends` leads to more than {MOST_LAYERS} packs and files"))
                    .help("name each once"));
            }
            merged.overlay(match pack(name) {
                Some(pack) => pack,
                None => {
                    let under = self.extended(file, name)?;
                    self.layered(&under, parse(&under)?, depth + 1, spent)?
                }
            });
        }
        merged.overlay(top);
        Ok(merged)
    }

    fn extended(&self, from: &TextFile, name: &str) -> Result<TextFile, ConfigError> {
        let is_inside =
            !name.starts_with(['/', '\\']) && !name.contains(':') && !name.split(['/', '\\']).any(|part| part == "..");
        if let Some(text) = is_inside.then(|| (self.read)(name)).flatten() {
            return Ok(TextFile { path: name.to_owned(), text });
        }
        let offset = from.text.find(name).unwrap_or(0);
        let error = ConfigError::at(
            &from.path,
            &from.text,
            offset,
            format!("`extends` names `{name}`, which is no pack and no file of the vault"),
        );
        Err(error.help("packs: default, people, strict"))
    }

    /// The decisions about names.
    pub(super) fn decisions(&self) -> Result<Decisions, ConfigError> {
        let Some(file) = &self.names else { return Ok(Decisions::default()) };
        let parsed: DecisionsFile = parse(file)?;
        if let Some(found) = contradictions(&file.text).into_iter().next() {
            return Err(ConfigError::at(&file.path, &file.text, found.first.start, found.message).help(found.help));
        }
        Decisions::try_from(parsed).map_err(|error| ConfigError::in_file(&file.path, error.to_string()))
    }
}

/// The pack of that name, over those that it extends; None where no pack is called so.
fn pack(name: &str) -> Option<ConfigFile> {
    let (_, text) = PACKS.iter().find(|(known, _)| *known == name)?;
    let top: ConfigFile = serde_yaml::from_str(text).expect("a test reads every pack");
    let mut merged = ConfigFile::default();
    for under in top.extends.iter().flatten() {
        merged.overlay(pack(under).expect("packs extend packs"));
    }
    merged.overlay(top);
    Some(merged)
}

/// Reads a file: first with spans and limits, so that errors have a place and nothing is expanded, then into `T`.
pub(super) fn parse<T: DeserializeOwned + Default>(file: &TextFile) -> Result<T, ConfigError> {
    if file.text.len() > LIMIT_BYTES {
        return Err(ConfigError::in_file(&file.path, "the file is larger than 1 MiB"));
    }
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let root = read_yaml(text).map_err(|error| ConfigError::at(&file.path, text, error.offset, error.message))?;
    if root.is_none() {
        return Ok(T::default());
    }
    serde_yaml::from_str(text).map_err(|error| explain(file, text, &error))
}

fn explain(file: &TextFile, text: &str, error: &serde_yaml::Error) -> ConfigError {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    let unknown = unknown_field(&message);
    let offset = unknown.as_ref().and_then(|(field, _)| offset_of_key(text, field));
    let offset = offset.or_else(|| error.location().map(|location| location.index().min(text.len())));
    let mut offset = offset.unwrap_or(0);
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    match unknown {
        Some((field, known)) => {
            let found = ConfigError::at(&file.path, text, offset, format!("unknown key `{field}`"));
            match nearest(&field, known.iter().map(String::as_str)) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help(format!("known here: {}", known.join(", "))),
            }
        }
        None if message.contains("untagged enum RuleSetting") => {
            let found = ConfigError::at(&file.path, text, offset, "a rule has a severity or options");
            found.help("`off`, `info`, `warning`, `error`, or a mapping such as `{severity: warning, action: keep}`")
        }
        None => ConfigError::at(&file.path, text, offset, message),
    }
}

/// The field and the known ones, from the words in which serde refuses a field.
fn unknown_field(message: &str) -> Option<(String, Vec<String>)> {
    let (_, rest) = message.split_once("unknown field `")?;
    let (field, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some((field.to_owned(), known))
}

/// The schemas of the types that `file` describes. Those of the packs are tested, not checked at each start.
fn check_schemas(file: &TextFile, said: &ConfigFile, spent: &mut Spent) -> Result<(), ConfigError> {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    for (name, kind) in said.types.iter().filter(|(_, kind)| !kind.schema.is_null()) {
        let parts = check_schema(&kind.schema, MOST_PARTS - spent.schema_parts).map_err(|error| {
            let message = format!("the schema of `{name}`: {error}");
            ConfigError::at(&file.path, text, offset_of_key(text, name).unwrap_or(0), message)
        })?;
        spent.schema_parts += parts;
    }
    Ok(())
}

/// Where the first key that is called `key` stands.
fn offset_of_key(text: &str, key: &str) -> Option<usize> {
    fn find(node: &Node, key: &str) -> Option<usize> {
        match &node.value {
            crate::note::Value::Mapping(mapping, _) => mapping
                .pairs
                .iter()
                .find_map(|pair| if pair.key == key { Some(pair.key_span.start) } else { find(&pair.value, key) }),
            crate::note::Value::Sequence(items, _) => items.iter().find_map(|item| find(item, key)),
            _ => None,
        }
    }
    find(&read_yaml(text).ok()??, key)
}

/// `>=0.1`, `=0.1.2`, `0.1`: the comparison that a team needs to say who must update.
fn check_version(file: &TextFile, wanted: &str) -> Result<(), ConfigError> {
    let ours = env!("CARGO_PKG_VERSION");
    let (exactly, version) = match wanted.trim() {
        rest if rest.starts_with(">=") => (false, rest[2..].trim()),
        rest if rest.starts_with('=') => (true, rest[1..].trim()),
        rest => (false, rest),
    };
    let offset = file.text.find("required-version").unwrap_or(0);
    let numbers = |version: &str| version.split('.').map(|part| part.parse::<u64>().ok()).collect::<Option<Vec<_>>>();
    let Some(least) = numbers(version) else {
        let message = format!("`required-version: {}` is no version", wanted.chars().take(40).collect::<String>());
        return Err(ConfigError::at(&file.path, &file.text, offset, message).help("write it as `>=0.1` or `=0.1.2`"));
    };
    let have = numbers(ours).expect("the version of this crate is three numbers");
    let fits = if exactly { have.starts_with(&least) } else { have >= least };
    if fits {
        return Ok(());
    }
    let message = format!("this vault wants vaultlint {}; this is {ours}", wanted.chars().take(40).collect::<String>());
    Err(ConfigError::at(&file.path, &file.text, offset, message).help("update vaultlint"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_read_as_a_config_of_the_vault_is_and_has_schemas() {
        for (name, text) in PACKS {
            let text = TextFile { path: format!("{name}.yaml"), text: text.to_owned() };
            let top: ConfigFile = parse(&text).expect("the pack is a config");
            let merged = pack(name).expect("the pack is known");
            assert!(top.types.keys().all(|kind| merged.types.contains_key(kind)), "{name}");
            for (kind, file) in &merged.types {
                if !file.schema.is_null() {
                    assert!(check_schema(&file.schema, MOST_PARTS).is_ok(), "{name}: {kind}");
                }
            }
        }
        assert!(pack("default").is_some_and(|pack| pack.types.contains_key("people")), "it extends `people`");
    }

    #[test]
    fn a_schema_in_a_file_that_is_extended_is_checked() {
        let config = TextFile { path: ".vaultlint.yaml".to_owned(), text: "extends: [ours.yaml]\n".to_owned() };
        let read = |_: &str| Some("types: {x: {match: {type: x}, schema: {type: 3}}}\n".to_owned());
        let sources = Sources { config: Some(config), names: None, read: &read };
        let today = jiff::civil::date(2026, 1, 1);
        let error = super::super::Settings::load(&sources, &super::super::Selection::default(), today).err();
        let error = error.expect("3 is no type").to_string();
        let wanted = "ours.yaml:1:9: the schema of `x`: 3 is not valid under any of the schemas listed in the 'anyOf' keyword (at /type)";
        assert_eq!(error, wanted);
    }
}
