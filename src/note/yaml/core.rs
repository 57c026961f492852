//! Resolution of plain scalars by the core schema of YAML 1.2, as JavaScript implements it.

use super::{ScalarStyle, Value};

/// Returns the value of a plain scalar (YAML 1.2, 10.3.2).
pub(super) fn resolve(text: String) -> Value {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Value::Number(f64::NAN),
        _ => match number(&text) {
            Some(number) => Value::Number(number),
            None => Value::String(text, ScalarStyle::Plain),
        },
    }
}

fn number(text: &str) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "numbers are doubles in Obsidian too")]
    let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).ok().map(|whole| whole as f64);
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8).filter(|_| !digits.starts_with('+'));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16).filter(|_| !digits.starts_with('+'));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    let decimal = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned.bytes().any(|byte| byte.is_ascii_digit())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    decimal.then(|| text.parse().ok()).flatten()
}

/// Returns the name of a plain key in a JavaScript object: `0x10` is "16", `~` is "".
pub(super) fn key(text: String) -> String {
    match resolve(text) {
        Value::Null => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number_text(number),
        Value::String(text, _) => text,
        Value::Sequence(..) | Value::Mapping(..) => unreachable!("a scalar is not a collection"),
    }
}

/// Formats a number as JavaScript does (ECMA-262, Number::toString): with the fewest digits that round-trip.
fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if (1e-6..1e21).contains(&number.abs()) || number.is_nan() {
        return number.to_string();
    }
    let written = format!("{number:e}");
    match written.contains("e-") {
        true => written,
        false => written.replace('e', "e+"),
    }
}
