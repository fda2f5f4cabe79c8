//! The transmit power that a phone declares, by its model.

use lancan_protocol::{problem::Problem, ranging::phone_level};

use crate::boundary::guard;

/// Transmit power in dBm that a phone of this model declares when it advertises at Android's `ADVERTISE_TX_POWER_LOW`:
/// as measured for the model, else the median of its maker's models. None: neither is known, and the power is declared as
/// unknown.
///
/// `maker` and `model` are Android's `Build.MANUFACTURER` and `Build.MODEL`.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn declared_power_dbm(maker: String, model: String) -> Result<Option<i8>, Problem> {
    guard(|| Ok(phone_level(&maker, &model).map(|level| level.transmit_power_dbm)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(maker: &str, model: &str) -> Option<i8> {
        declared_power_dbm(maker.to_owned(), model.to_owned()).unwrap()
    }

    #[test]
    fn a_model_is_declared_as_measured_else_as_its_maker_else_not_at_all() {
        assert_eq!(declared("Google", "Pixel 3"), Some(-33));
        assert_eq!(declared("samsung", "a model of next year"), Some(-25));
        assert_eq!(declared("nobody", "nothing"), None);
    }
}
