//! Conversions to narrower numbers that stop at the end of the narrower type.
//!
//! For sizes, counts and times that only a damaged or hostile input could make too large: the greatest number there is
//! is then the right answer, and wrapping around or failing is not.

/// A conversion to `T` that stops at the least and the greatest `T`.
///
/// ```
/// use lancan_protocol::Saturate;
///
/// let minutes: u8 = 70_000_u32.saturate();
/// assert_eq!(minutes, u8::MAX);
/// let days: i32 = (-7_i64).saturate();
/// assert_eq!(days, -7);
/// ```
pub trait Saturate<T> {
    /// The nearest `T`.
    fn saturate(self) -> T;
}

macro_rules! unsigned {
    ($($from:ty => $($to:ty),+;)+) => {$($(
        impl Saturate<$to> for $from {
            #[inline]
            fn saturate(self) -> $to {
                <$to>::try_from(self).unwrap_or(<$to>::MAX)
            }
        }
    )+)+};
}

macro_rules! signed {
    ($($from:ty => $($to:ty),+;)+) => {$($(
        impl Saturate<$to> for $from {
            #[inline]
            fn saturate(self) -> $to {
                <$to>::try_from(self).unwrap_or(if self < 0 { <$to>::MIN } else { <$to>::MAX })
            }
        }
    )+)+};
}

unsigned! {
    u16 => u8, i8, i16;
    u32 => u8, u16, usize, i8, i16, i32;
    u64 => u8, u16, u32, usize, i32, i64;
    u128 => u32, u64, usize;
    usize => u8, u16, u32, u64, i32, i64;
}

signed! {
    i16 => i8, u8, u16;
    i32 => u8, i8, u16, i16, u32;
    i64 => u8, i8, u16, i16, u32, i32, u64;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_fits_stays_and_what_does_not_stops_at_the_nearer_end(number in any::<i64>()) {
            let wide = i128::from(number);
            let narrow: i32 = number.saturate();
            prop_assert_eq!(i128::from(narrow), wide.clamp(i32::MIN.into(), i32::MAX.into()));
            let unsigned: u16 = number.saturate();
            prop_assert_eq!(i128::from(unsigned), wide.clamp(0, u16::MAX.into()));
            let from_unsigned: u32 = number.cast_unsigned().saturate();
            prop_assert_eq!(u128::from(from_unsigned), u128::from(number.cast_unsigned()).min(u32::MAX.into()));
            let to_signed: i64 = number.cast_unsigned().saturate();
            prop_assert_eq!(u128::from(to_signed.cast_unsigned()), u128::from(number.cast_unsigned()).min(i64::MAX.cast_unsigned().into()));
        }
    }
}
