//! Generates `rules/data/given.txt`, `surnames.txt` and `nicknames.txt`: known names.
//!
//! `cargo run --release --example make-names -- NAMES FAKER NICKNAMES rules/data`, where the first three are the
//! unpacked Python packages `names` 0.3.0 (lists of the 1990 census of the United States; MIT), `Faker` 40.63.0 (lists
//! of names of many countries; MIT) and `nicknames` 1.0.1 (Apache-2.0). The same packages give the same bytes.
//!
//! A line of the first two files is the key of a name and its frequency: the power of two nearest to its share of the
//! census in millionths; 0 if the census does not contain it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use vaultlint::names::key;

/// The languages of Faker that write names in Latin letters.
const LOCALES: &[&str] = &[
    "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_NZ", "en_PK",
    "en_US", "es", "es_AR", "es_CA", "es_CL", "es_CO", "es_ES", "es_MX", "et_EE", "fi_FI", "fr_BE", "fr_CA", "fr_CH",
    "fr_FR", "ga_IE", "hr_HR", "hu_HU", "id_ID", "is_IS", "it_IT", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO",
    "pl_PL", "pt_BR", "pt_PT", "ro_RO", "sk_SK", "sl_SI", "sv_SE", "tr_TR", "tw_GH", "vi_VN", "yo_NG", "zu_ZA",
];

type Table = BTreeMap<String, u32>;

fn main() {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [names, faker, nicknames, out] = &arguments[..] else { panic!("usage: make-names NAMES FAKER NICKNAMES OUT") };
    let (mut given, mut surnames) = (Table::new(), Table::new());
    let census = |file: &str| read(&names.join("names").join(file));
    take_census(&census("dist.male.first"), &mut given);
    take_census(&census("dist.female.first"), &mut given);
    take_census(&census("dist.all.last"), &mut surnames);
    for locale in LOCALES {
        let provider = read(&faker.join("faker/providers/person").join(locale).join("__init__.py"));
        take_faker(&provider, "first_names", &mut given);
        take_faker(&provider, "last_names", &mut surnames);
    }
    write(out, "given.txt", &given);
    write(out, "surnames.txt", &surnames);
    let nicknames = read(&nicknames.join("nicknames/names.csv"));
    fs::write(out.join("nicknames.txt"), pairs(&nicknames)).expect("the folder can be written to");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(out: &Path, file: &str, table: &Table) {
    let lines: String = table.iter().map(|(name, class)| format!("{name} {class}\n")).collect();
    fs::write(out.join(file), lines).expect("the folder can be written to");
}

/// Reads lines such as `SMITH          1.006  1.006      1`: the name and its share in percent.
fn take_census(text: &str, table: &mut Table) {
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(share)) = (words.next(), words.next().and_then(|share| share.parse::<f64>().ok())) else {
            continue;
        };
        let millionths = (share * 10_000.0).max(1.0);
        let class = (millionths.log2().round() as u32).max(1);
        let known = table.entry(key(name)).or_default();
        *known = class.max(*known);
    }
}

/// Reads the quoted strings of the tables whose names start with `prefix`.
fn take_faker(provider: &str, prefix: &str, table: &mut Table) {
    let mut inside = false;
    for line in provider.lines() {
        let indent = line.len() - line.trim_start().len();
        if indent == 4 {
            inside = line.trim_start().starts_with(prefix);
        }
        if !inside {
            continue;
        }
        for name in line.split('"').skip(1).step_by(2) {
            let is_name = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'));
            let name = key(name);
            if is_name && name.is_ascii() && name.len() > 1 {
                table.entry(name).or_default();
            }
        }
    }
}

/// Converts `aaron,has_nickname,ron` to `aaron ron`.
fn pairs(csv: &str) -> String {
    let pairs: BTreeSet<(String, String)> = csv
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split(',');
            let (name, _, nickname) = (fields.next()?, fields.next()?, fields.next()?);
            let (name, nickname) = (key(name), key(nickname));
            (!name.is_empty() && !nickname.is_empty() && name != nickname).then_some((name, nickname))
        })
        .collect();
    pairs.iter().map(|(name, nickname)| format!("{name} {nickname}\n")).collect()
}
