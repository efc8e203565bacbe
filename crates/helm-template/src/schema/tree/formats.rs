//! The formats of texts, and why a text has not the one that is asked for.

use std::net::Ipv6Addr;

use crate::functions::{self, regexes};
use crate::go::quote;

/// Why a text has not a format; nothing where it has, or where the format is not known.
pub(super) fn complaint(format: &str, text: &str) -> Option<String> {
    let result = match format {
        "ipv4" => ipv4(text),
        "ipv6" => ipv6(text),
        "hostname" => hostname(text),
        "email" => email(text),
        "date" => date(text),
        "time" => time(text),
        "date-time" => date_time(text),
        "uri" | "iri" | "uri-reference" | "iri-reference" => uri(format, text),
        "uuid" => uuid(text),
        "duration" => duration(text),
        "json-pointer" => json_pointer(text),
        "regex" => regexes::compiled(text).map(|_| ()),
        _ => Ok(()),
    };
    result.err()
}

fn wrong<T>(words: &str) -> Result<T, String> {
    Err(words.to_owned())
}

fn invalid(letter: char) -> Result<(), String> {
    Err(format!("invalid character {}", quote::quoted_rune(i64::from(u32::from(letter)), false)))
}

/// As ISO 8601 has durations.
fn duration(text: &str) -> Result<(), String> {
    let Some(rest) = text.strip_prefix('P') else { return wrong("must start with P") };
    if rest.is_empty() {
        return wrong("nothing after P");
    }
    if let Some(weeks) = rest.strip_suffix('W') {
        return match weeks.bytes().all(|byte| byte.is_ascii_digit()) {
            true if weeks.is_empty() => wrong("no number in week"),
            true => Ok(()),
            false => wrong("invalid week"),
        };
    }
    let all = ["YMD", "HMS"];
    for (index, part) in rest.split('T').enumerate() {
        if index > 0 && part.is_empty() {
            return wrong("no time elements");
        }
        let Some(known) = all.get(index) else { return wrong("more than one T") };
        let (mut units, mut part) = (*known, part);
        while !part.is_empty() {
            let after = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
            if after.len() == part.len() {
                return wrong("missing number");
            }
            let Some(unit) = after.chars().next() else { return wrong("missing unit") };
            let shown = || quote::quoted_rune(i64::from(u32::from(unit)), false);
            let Some((_, later)) = units.split_once(unit) else {
                return Err(match known.contains(unit) {
                    true => format!("unit {} out of order", shown()),
                    false => format!("invalid unit {}", shown()),
                });
            };
            units = later;
            part = &after[unit.len_utf8()..];
        }
    }
    Ok(())
}

fn ipv4(text: &str) -> Result<(), String> {
    let groups: Vec<&str> = text.split('.').collect();
    if groups.len() != 4 {
        return wrong("expected four decimals");
    }
    for group in groups {
        if group.len() > 1 && group.starts_with('0') {
            return wrong("leading zeros");
        }
        let digits = group.strip_prefix(['+', '-']).unwrap_or(group);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let group = quote::quoted(group);
            return Err(format!("strconv.Atoi: parsing {group}: invalid syntax"));
        }
        if !group.parse::<i64>().is_ok_and(|number| (0..=255).contains(&number)) {
            return wrong("decimal must be between 0 and 255");
        }
    }
    Ok(())
}

fn ipv6(text: &str) -> Result<(), String> {
    if !text.contains(':') {
        return wrong("missing colon");
    }
    let (address, zone) = text.split_once('%').unwrap_or((text, ""));
    if address.parse::<Ipv6Addr>().is_err() {
        return Err(format!("ParseAddr({}): unable to parse IP", quote::quoted(text)));
    }
    if !zone.is_empty() {
        return wrong("zone id is not a part of ipv6 address");
    }
    Ok(())
}

fn hostname(text: &str) -> Result<(), String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.len() > 253 {
        return wrong("more than 253 characters long");
    }
    for label in text.split('.') {
        if !(1..=63).contains(&label.len()) {
            return wrong("label must be 1 to 63 characters long");
        }
        if label.starts_with('-') {
            return wrong("label starts with hyphen");
        }
        if label.ends_with('-') {
            return wrong("label ends with hyphen");
        }
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if let Some(letter) = label.chars().find(|letter| !allowed(*letter)) {
            return invalid(letter);
        }
    }
    Ok(())
}

fn email(text: &str) -> Result<(), String> {
    if text.len() > 254 {
        return wrong("more than 255 characters long");
    }
    let Some((local, domain)) = text.rsplit_once('@') else { return wrong("missing @") };
    if local.len() > 64 {
        return wrong("local part more than 64 characters long");
    }
    let inner = local.strip_prefix('"').and_then(|local| local.strip_suffix('"'));
    match inner {
        Some(inner) if inner.contains(['\\', '"']) => {
            return wrong("backslash and quote are not allowed within quoted local part");
        }
        Some(_) => {}
        None if local.starts_with('.') => return wrong("starts with dot"),
        None if local.ends_with('.') => return wrong("ends with dot"),
        None if local.contains("..") => return wrong("consecutive dots"),
        None => {
            let marks = ".!#$%&'*+-/=?^_`{|}~";
            let allowed = |letter: char| letter.is_ascii_alphanumeric() || marks.contains(letter);
            if let Some(letter) = local.chars().find(|letter| !allowed(*letter)) {
                return invalid(letter);
            }
        }
    }
    let bracketed = domain.strip_prefix('[').and_then(|domain| domain.strip_suffix(']'));
    match bracketed.map(|address| (address, address.strip_prefix("IPv6:"))) {
        Some((_, Some(address))) => {
            ipv6(address).map_err(|reason| format!("invalid ipv6 address: {reason}"))
        }
        Some((address, None)) => {
            ipv4(address).map_err(|reason| format!("invalid ipv4 address: {reason}"))
        }
        None => hostname(domain).map_err(|reason| format!("invalid domain: {reason}")),
    }
}

fn date(text: &str) -> Result<(), String> {
    functions::read_date(text)
}

/// Two digits each, divided by colons.
fn clock(text: &str, most: &[u32]) -> Result<Vec<u32>, &'static str> {
    let parts: Option<Vec<u32>> = text
        .split(':')
        .map(|part| part.bytes().all(|it| it.is_ascii_digit()).then(|| part.parse().ok())?)
        .collect();
    let Some(parts) = parts else { return Err("invalid") };
    if parts.iter().zip(most).any(|(part, most)| part > most) {
        return Err("out of range");
    }
    Ok(parts)
}

fn time(text: &str) -> Result<(), String> {
    if text.len() < 9 {
        return wrong("less than 9 characters long");
    }
    let at = |index: usize| text.as_bytes().get(index).copied();
    let (Some(start), true) = (text.get(..8), at(2) == Some(b':') && at(5) == Some(b':')) else {
        return wrong("missing colon in correct place");
    };
    let parts = clock(start, &[23, 59, 60]).map_err(|what| match what {
        "invalid" => "invalid hour/min/sec",
        _ => "hour/min/sec out of range",
    })?;
    let mut rest = &text[8..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let after = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
        if after.len() == fraction.len() {
            return wrong("no digits in second fraction");
        }
        rest = after;
    }
    let mut shift = 0;
    if !matches!(rest, "z" | "Z") {
        if rest.len() != 6 {
            return wrong("offset must be 6 characters long");
        }
        let Some(offset) = rest.strip_prefix(['+', '-']) else {
            return wrong("offset must begin with plus/minus");
        };
        if offset.as_bytes()[2] != b':' {
            return wrong("missing colon in offset in correct place");
        }
        let zone = clock(offset, &[23, 59]).map_err(|what| match what {
            "invalid" => "invalid hour/min in offset",
            _ => "hour/min in offset out of range",
        })?;
        let minutes = i64::from(zone[0]) * 60 + i64::from(zone[1]);
        shift = if rest.starts_with('+') { -minutes } else { minutes };
    }
    let minute = (i64::from(parts[0]) * 60 + i64::from(parts[1]) + shift).rem_euclid(24 * 60);
    if parts[2] == 60 && minute != 24 * 60 - 1 {
        return wrong("invalid leap second");
    }
    Ok(())
}

fn date_time(text: &str) -> Result<(), String> {
    if text.len() < 20 {
        return wrong("less than 20 characters long");
    }
    let (Some(day), Some(clock)) = (text.get(..10), text.get(11..)) else {
        return wrong("11th character must be t or T");
    };
    if !matches!(text.as_bytes()[10], b't' | b'T') {
        return wrong("11th character must be t or T");
    }
    date(day).map_err(|reason| format!("invalid date element: {reason}"))?;
    time(clock).map_err(|reason| format!("invalid time element: {reason}"))
}

fn uri(format: &str, text: &str) -> Result<(), String> {
    let is_absolute = functions::is_absolute_url(text)?;
    match format.ends_with("-reference") {
        true if text.contains('\\') => wrong("contains \\"),
        false if !is_absolute => wrong("relative url"),
        _ => Ok(()),
    }
}

fn uuid(text: &str) -> Result<(), String> {
    let lengths = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split('-').collect();
    if groups.len() != lengths.len() {
        return Err(format!("must have {} elements", lengths.len()));
    }
    for (index, (group, length)) in groups.iter().zip(lengths).enumerate() {
        if group.len() != length {
            return Err(format!("element {} must be {length} characters long", index + 1));
        }
        if let Some(letter) = group.chars().find(|letter| !letter.is_ascii_hexdigit()) {
            let letter = quote::quoted_rune(i64::from(u32::from(letter)), false);
            return Err(format!("non-hex character {letter}"));
        }
    }
    Ok(())
}

fn json_pointer(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    if !text.starts_with('/') {
        return wrong("not starting with /");
    }
    if text.split('~').skip(1).any(|rest| !rest.starts_with(['0', '1'])) {
        return wrong("~ must be followed by 0 or 1");
    }
    Ok(())
}
