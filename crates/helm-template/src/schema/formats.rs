//! The formats of texts that a schema may ask for; unknown ones let everything pass.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a text has a format.
pub(super) fn fits(format: &str, text: &str) -> bool {
    match format {
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.contains(':') && text.parse::<Ipv6Addr>().is_ok(),
        "email" | "idn-email" => is_email(text),
        "hostname" => is_hostname(text),
        "uri" | "iri" => is_uri(text),
        "uri-reference" | "iri-reference" => !text.contains('\\') && !text.starts_with("::"),
        "date" => is_date(text),
        "time" => is_time(text),
        "date-time" => {
            text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
        }
        "uuid" => is_uuid(text),
        "regex" => crate::functions::regexes::compiled(text).is_ok(),
        "json-pointer" => text.is_empty() || text.starts_with('/'),
        _ => true,
    }
}

fn is_email(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !text.contains(char::is_whitespace)
    })
}

fn is_hostname(text: &str) -> bool {
    text.len() <= 255
        && text.trim_end_matches('.').split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !text.contains(['\\', ' '])
}

fn digits(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
            b'0' => byte.is_ascii_digit(),
            _ => byte == wanted,
        })
}

fn is_date(text: &str) -> bool {
    let within = |range: std::ops::Range<usize>, most: u32| {
        text.get(range)
            .and_then(|it| it.parse::<u32>().ok())
            .is_some_and(|it| (1..=most).contains(&it))
    };
    digits(text, "0000-00-00") && within(5..7, 12) && within(8..10, 31)
}

fn is_time(text: &str) -> bool {
    let Some(clock) = text.get(..8) else { return false };
    let rest = &text[8..];
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|letter: char| letter.is_ascii_digit()),
        None => rest,
    };
    let zone = matches!(rest, "Z" | "z")
        || rest.strip_prefix(['+', '-']).is_some_and(|zone| digits(zone, "00:00"));
    let within = |(part, end): (&str, u32)| part.parse::<u32>().is_ok_and(|part| part < end);
    let fits = clock.split(':').zip([24, 60, 60]).all(within);
    digits(clock, "00:00:00") && fits && zone
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}
