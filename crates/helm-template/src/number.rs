//! Numbers as text, the way Go's strconv and encoding/json write them.
//!
//! It must not know about YAML.

/// The shortest decimal digits of a finite number and the place of its decimal point: 0.d₁d₂… × 10ᵖ.
fn shortest(number: f64) -> (bool, Vec<u8>, i32) {
    let text = format!("{:e}", number.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    (number.is_sign_negative(), digits, exponent.parse::<i32>().unwrap_or(0) + 1)
}

fn scientific(negative: bool, digits: &[u8], point: i32, pad: bool) -> String {
    let mut text = String::with_capacity(digits.len() + 8);
    if negative {
        text.push('-');
    }
    for (index, digit) in digits.iter().enumerate() {
        if index == 1 {
            text.push('.');
        }
        text.push(char::from(*digit));
    }
    let exponent = point - 1;
    text.push('e');
    text.push(if exponent < 0 { '-' } else { '+' });
    let exponent = exponent.abs();
    if pad && exponent < 10 {
        text.push('0');
    }
    text.push_str(&exponent.to_string());
    text
}

fn special(number: f64) -> Option<&'static str> {
    if number.is_nan() {
        return Some("NaN");
    }
    number.is_infinite().then_some(if number > 0.0 { "+Inf" } else { "-Inf" })
}

/// `strconv.FormatFloat(number, 'g', -1, 64)`, which is also what `%v` prints, save that `%v` turns to
/// exponents at 10²¹ only.
pub fn general(number: f64) -> String {
    general_until(number, 6)
}

/// As [`general`], with the exponent from which on powers are written. Go's `%v` has 21.
pub fn general_until(number: f64, limit: i32) -> String {
    if let Some(text) = special(number) {
        return text.to_owned();
    }
    let (negative, digits, point) = shortest(number);
    let exponent = point - 1;
    if number != 0.0 && (exponent < -4 || exponent >= limit) {
        return scientific(negative, &digits, point, true);
    }
    number.to_string()
}

/// A number as encoding/json writes it; nothing for infinity and for what is no number.
pub fn json(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let (negative, digits, point) = shortest(number);
        return Some(scientific(negative, &digits, point, point > 0));
    }
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_as_go_does() {
        assert_eq!(general(1e6), "1e+06");
        assert_eq!(general(123_456.5), "123456.5");
        assert_eq!(general(1_234_567.5), "1.2345675e+06");
        assert_eq!(general(1e-5), "1e-05");
        assert_eq!(general(-0.0), "-0");
        assert_eq!(general_until(1e20, 21), "100000000000000000000");
        assert_eq!(json(1e21).as_deref(), Some("1e+21"));
        assert_eq!(json(1e-7).as_deref(), Some("1e-7"));
        assert_eq!(json(1e20).as_deref(), Some("100000000000000000000"));
        assert_eq!(json(f64::NAN), None);
    }
}
