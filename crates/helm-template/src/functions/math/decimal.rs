//! Decimal arithmetic without rounding, except that quotients have 16 places.

use num_bigint::{BigInt, Sign};

use crate::functions::convert::to_float;
use crate::value::Value;

/// Decimal places of a quotient.
const PLACES: i32 = 16;

/// Numbers with more digits are refused, so that no template can exhaust the memory.
const MAX_DIGITS: u64 = 1 << 17;

/// A whole number times a power of ten.
#[derive(Clone)]
pub(super) struct Decimal {
    number: BigInt,
    exponent: i32,
}

/// Makes one number of two.
pub(super) type Operation = fn(&Decimal, &Decimal) -> Result<Decimal, String>;

impl Decimal {
    fn new(number: f64) -> Result<Decimal, String> {
        if !number.is_finite() {
            let shown = crate::go::general(number);
            return Err(format!("Cannot create a Decimal from {shown}"));
        }
        let shown = format!("{number:e}");
        let (mantissa, exponent) = shown.split_once('e').unwrap_or((&shown, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let exponent: i32 = exponent.parse().unwrap_or(0);
        Ok(Decimal {
            number: digits.parse().unwrap_or_default(),
            exponent: exponent - fraction.len() as i32,
        })
    }

    fn float(&self) -> f64 {
        format!("{}e{}", self.number, self.exponent).parse().unwrap_or(0.0)
    }

    /// The number for a smaller exponent.
    fn scaled(&self, exponent: i32) -> BigInt {
        let places = self.exponent.saturating_sub(exponent).max(0);
        &self.number * power_of_ten(places)
    }
}

fn power_of_ten(places: i32) -> BigInt {
    BigInt::from(10).pow(places.unsigned_abs())
}

/// Applies an operation to a number and each of the others in turn.
pub(super) fn fold(first: &Value, others: &[Value], operation: Operation) -> Result<Value, String> {
    let mut result = Decimal::new(to_float(first))?;
    for other in others {
        result = operation(&result, &Decimal::new(to_float(other))?)?;
        if result.number.bits() > MAX_DIGITS || result.exponent.unsigned_abs() > 1 << 16 {
            return Err("decimal number is too long".to_owned());
        }
    }
    Ok(Value::Float(result.float()))
}

/// The sum.
pub(super) fn add(one: &Decimal, other: &Decimal) -> Result<Decimal, String> {
    let exponent = one.exponent.min(other.exponent);
    Ok(Decimal { number: one.scaled(exponent) + other.scaled(exponent), exponent })
}

/// The difference.
pub(super) fn subtract(one: &Decimal, other: &Decimal) -> Result<Decimal, String> {
    let exponent = one.exponent.min(other.exponent);
    Ok(Decimal { number: one.scaled(exponent) - other.scaled(exponent), exponent })
}

/// The product.
pub(super) fn multiply(one: &Decimal, other: &Decimal) -> Result<Decimal, String> {
    Ok(Decimal { number: &one.number * &other.number, exponent: one.exponent + other.exponent })
}

/// The quotient to 16 places, rounded half away from zero.
pub(super) fn divide(one: &Decimal, other: &Decimal) -> Result<Decimal, String> {
    if other.number.sign() == Sign::NoSign {
        return Err("decimal division by 0".to_owned());
    }
    let shift = one.exponent - other.exponent + PLACES;
    let (mut dividend, mut divisor) = (one.number.clone(), other.number.clone());
    if shift >= 0 {
        dividend *= power_of_ten(shift);
    } else {
        divisor *= power_of_ten(shift);
    }
    let quotient = &dividend / &divisor;
    let remainder = &dividend - &quotient * &divisor;
    let rounds_up = remainder.magnitude() * 2u32 >= *divisor.magnitude();
    let away = if dividend.sign() == divisor.sign() { 1 } else { -1 };
    let number = if rounds_up { quotient + away } else { quotient };
    Ok(Decimal { number, exponent: -PLACES })
}
