//! Numbers of the command line that a measurement can work with.

use std::{error::Error, str::FromStr};

use lancan_text::help::Refusal;

/// A whole number of at least `LEAST`.
///
/// # Errors
/// No number, or a smaller one.
pub(super) fn at_least<T, const LEAST: u16>(text: &str) -> Result<T, Box<dyn Error + Send + Sync>>
where
    T: FromStr<Err: Error + Send + Sync + 'static> + From<u16> + PartialOrd,
{
    let number: T = text.parse()?;
    let is_enough = number >= T::from(LEAST);
    is_enough
        .then_some(number)
        .ok_or_else(|| Refusal::of("bench-too-small", &[("least", LEAST.to_string().as_str().into())]).into())
}

/// A number above 0.
///
/// # Errors
/// No number, or none above 0.
pub(crate) fn positive(text: &str) -> Result<f64, Refusal> {
    let number: f64 = text.parse().map_err(|_| Refusal::of("bench-not-a-number", &[]))?;
    if number.is_finite() && number > 0.0 { Ok(number) } else { Err(Refusal::of("bench-not-positive", &[])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_too_small_is_refused_with_the_least_one_in_both_languages() {
        assert_eq!(at_least::<u32, 63>("63").unwrap(), 63);
        let refused = at_least::<usize, 63>("62").unwrap_err().to_string();
        assert_eq!(refused, "phải từ 63 trở lên / must be 63 or more");
        assert!(at_least::<u64, 1>("-1").is_err() && at_least::<u64, 1>("many").is_err());
        for (text, told) in [("x", "phải là một số"), ("0", "phải lớn hơn 0"), ("NaN", "phải lớn hơn 0")]
        {
            assert!(positive(text).unwrap_err().to_string().starts_with(told), "{text}");
        }
        assert!(positive("0.5").is_ok());
    }
}
