//! The order of keys in what go-yaml v2 writes: letters behind all else, digits by their number.

use std::cmp::Ordering;

/// Sorts entries by their keys. The order is not transitive where digits meet letters (`a1b`, `a2`,
/// `a10`), for which Go's own result depends on chance and a sort of the standard library may panic.
pub(super) fn sort<T>(entries: Vec<T>, key: impl Fn(&T) -> &str + Copy) -> Vec<T> {
    let ordered = |pair: &[T]| compare(key(&pair[0]), key(&pair[1])) != Ordering::Greater;
    if entries.windows(2).all(ordered) {
        return entries;
    }
    let mut left = entries;
    let right = left.split_off(left.len() / 2);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let mut left = sort(left, key).into_iter().peekable();
    let mut right = sort(right, key).into_iter().peekable();
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let from_right = compare(key(one), key(other)) == Ordering::Greater;
        merged.extend(if from_right { right.next() } else { left.next() });
    }
    merged.extend(left);
    merged.extend(right);
    merged
}

/// Which of two keys comes first.
fn compare(left: &str, right: &str) -> Ordering {
    if simple(left) && simple(right) {
        return left.cmp(right);
    }
    natural(left, right)
}

/// Keys of ASCII letters only, the usual ones, which are ordered by their bytes.
fn simple(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn natural(left: &str, right: &str) -> Ordering {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let Some(at) = left.iter().zip(&right).position(|(one, other)| one != other) else {
        return left.len().cmp(&right.len());
    };
    let (one, other) = (left[at], right[at]);
    match (is_letter(one), is_letter(other)) {
        (true, true) => return one.cmp(&other),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    // A zero inside of a number counts; a zero in front of one does not.
    let zero = one == '0' || other == '0';
    let inside = zero
        && left[..at].iter().rev().take_while(|letter| is_digit(**letter)).any(|it| *it != '0');
    let start = i64::from(inside);
    let (one_number, one_end) = number(&left, at, start);
    let (other_number, other_end) = number(&right, at, start);
    one_number.cmp(&other_number).then(one_end.cmp(&other_end)).then(one.cmp(&other))
}

fn number(letters: &[char], from: usize, start: i64) -> (i64, usize) {
    let mut number = start;
    let mut end = from;
    while let Some(letter) = letters.get(end).filter(|letter| is_digit(**letter)) {
        let digit = i64::from(*letter as u32) - i64::from('0' as u32);
        number = number.wrapping_mul(10).wrapping_add(digit);
        end += 1;
    }
    (number, end)
}

fn is_letter(letter: char) -> bool {
    if letter.is_ascii() { letter.is_ascii_alphabetic() } else { letter.is_alphabetic() }
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_as_go_yaml_does() {
        // Recorded from `toYaml` of Helm 3.16.
        let expected = [
            "", "-", "1", "2", "10", "A", "B", "a 1", "a-b", "a.b", "a_b", "a1", "a01", "a2",
            "a10", "ab", "b", "é",
        ];
        let mut keys = expected.to_vec();
        keys.sort_unstable();
        assert_eq!(sort(keys, |key| key), expected);
    }
}
