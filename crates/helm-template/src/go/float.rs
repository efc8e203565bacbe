//! Floating point numbers as strconv.FormatFloat writes them.
//!
//! Widths and signs are package fmt's concern, not this one's.

/// The decimal digits of a number and where its point is: 0.DIGITS × 10^point.
struct Digits {
    digits: Vec<u8>,
    point: i32,
}

fn split(scientific: &str) -> Digits {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    while digits.len() > 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if digits == b"0" {
        return Digits { digits: Vec::new(), point: 0 };
    }
    Digits { digits, point: exponent + 1 }
}

/// Writes a number in a Go format (`e`, `E`, `f`, `F`, `g`, `G`, `x`, `X`, `b`) with a precision, or
/// the shortest that reads back as the same.
pub fn float(number: f64, verb: u8, precision: Option<usize>) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number.is_infinite() {
        return if number > 0.0 { "+Inf".to_owned() } else { "-Inf".to_owned() };
    }
    let size = number.abs();
    let text = match verb {
        b'e' | b'E' => exponential(size, precision, verb),
        b'f' | b'F' => fixed(size, precision),
        b'x' | b'X' => hexadecimal(size, precision, verb),
        b'b' => binary(size),
        _ => shortest_form(size, precision, verb),
    };
    format!("{sign}{text}")
}

/// What `%v` writes: the shortest form, with an exponent below -4 and from 6 on beyond its digits.
pub fn general(number: f64) -> String {
    float(number, b'g', None)
}

fn exponential(size: f64, precision: Option<usize>, verb: u8) -> String {
    let text = match precision {
        Some(precision) => format!("{size:.precision$e}"),
        None => format!("{size:e}"),
    };
    with_exponent(&text, verb)
}

/// Gives an exponent its sign and at least two digits.
fn with_exponent(text: &str, verb: u8) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{}{sign}{:02}", char::from(verb), exponent.abs())
}

fn fixed(size: f64, precision: Option<usize>) -> String {
    match precision {
        Some(precision) => format!("{size:.precision$}"),
        None => format!("{size}"),
    }
}

fn shortest_form(size: f64, precision: Option<usize>, verb: u8) -> String {
    let wanted = precision.map(|precision| precision.max(1));
    let digits = match wanted {
        Some(wanted) => split(&format!("{size:.*e}", wanted - 1)),
        None => split(&format!("{size:e}")),
    };
    let count = digits.digits.len() as i32;
    let mut threshold = wanted.map_or(6, |wanted| i32::try_from(wanted).unwrap_or(i32::MAX));
    if threshold > count && count >= digits.point {
        threshold = count;
    }
    if wanted.is_none() {
        threshold = 6;
    }
    let exponent = digits.point - 1;
    if !digits.digits.is_empty() && (exponent < -4 || exponent >= threshold) {
        let places = (count - 1).max(0) as usize;
        let text = format!("{size:.places$e}");
        return with_exponent(&text, if verb == b'G' { b'E' } else { b'e' });
    }
    let places = (count - digits.point).max(0) as usize;
    format!("{size:.places$}")
}

fn binary(size: f64) -> String {
    let bits = size.to_bits();
    let raw = (bits >> 52) as i64;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) =
        if raw == 0 { (fraction, -1074) } else { (fraction | 1 << 52, raw - 1075) };
    format!("{mantissa}p{exponent:+}")
}

fn hexadecimal(size: f64, precision: Option<usize>, verb: u8) -> String {
    let bits = size.to_bits();
    let raw = (bits >> 52) as i64;
    let mut mantissa = bits & ((1 << 52) - 1);
    let mut exponent = raw - 1023;
    if raw == 0 {
        exponent = if mantissa == 0 { 0 } else { -1022 };
        while mantissa != 0 && mantissa < 1 << 52 {
            mantissa <<= 1;
            exponent -= 1;
        }
    } else {
        mantissa |= 1 << 52;
    }
    if let Some(precision) = precision.filter(|precision| *precision < 13) {
        let dropped = 52 - precision as u32 * 4;
        let rest = mantissa & ((1 << dropped) - 1);
        mantissa >>= dropped;
        let half = 1u64 << (dropped - 1);
        if rest > half || (rest == half && mantissa & 1 == 1) {
            mantissa += 1;
        }
        mantissa <<= dropped;
        if mantissa >> 53 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let mut fraction = format!("{:013x}", mantissa & ((1 << 52) - 1));
    match precision {
        Some(precision) => {
            while fraction.len() < precision {
                fraction.push('0');
            }
            fraction.truncate(precision);
        }
        None => fraction.truncate(fraction.trim_end_matches('0').len()),
    }
    let dot = if fraction.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    let text = format!("0x{}{dot}{fraction}p{sign}{:02}", mantissa >> 52, exponent.abs());
    if verb == b'X' { text.to_uppercase() } else { text }
}
