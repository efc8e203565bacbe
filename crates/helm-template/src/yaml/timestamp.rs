//! Which texts go-yaml takes for points in time; it quotes such strings when it writes them.

/// Whether go-yaml reads the plain text as a time stamp.
pub(super) fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let year = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if year != 4 || bytes.get(4) != Some(&b'-') {
        return false;
    }
    date(bytes).is_some_and(|rest| rest.is_empty() || time(rest).is_some())
}

fn date(bytes: &[u8]) -> Option<&[u8]> {
    let (year, rest) = number(bytes, 4)?;
    let (month, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    let (day, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(rest)
}

/// `T`, `t` and a zone, or a blank and no zone.
fn time(rest: &[u8]) -> Option<()> {
    let (mark, rest) = rest.split_first()?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = number(rest.strip_prefix(b":")?, 2)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let rest = fraction(rest);
    let fits = match mark {
        b'T' | b't' => zone(rest),
        b' ' => rest.is_empty(),
        _ => false,
    };
    fits.then_some(())
}

fn fraction(rest: &[u8]) -> &[u8] {
    let [b'.' | b',', digits @ ..] = rest else { return rest };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 { rest } else { &digits[count..] }
}

fn zone(rest: &[u8]) -> bool {
    let [b'+' | b'-', clock @ ..] = rest else { return rest == b"Z" };
    let [a, b, b':', c, d] = clock else { return false };
    if ![a, b, c, d].iter().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let hours = u32::from(a - b'0') * 10 + u32::from(b - b'0');
    let minutes = u32::from(c - b'0') * 10 + u32::from(d - b'0');
    hours <= 24 && minutes <= 60
}

fn number(bytes: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let count = bytes.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    let digits = std::str::from_utf8(&bytes[..count]).ok()?;
    Some((digits.parse().ok()?, &bytes[count..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_forms_of_go_yaml() {
        for text in [
            "2001-01-01",
            "2001-1-1",
            "2001-01-01T00:00:00Z",
            "2001-12-14t21:59:43.10-05:00",
            "2001-12-14 21:59:43.1",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in
            ["2001-02-30", "2001-13-01", "2001-01-01T00:00:00", "2001-01-01 00:00:00Z", "201-1-1"]
        {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}
