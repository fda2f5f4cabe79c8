//! Levels of phone models: with what power each really sends, and how deaf its receiver is.
//!
//! The facts are Google's measurements of Android phones for Exposure Notification (see `NOTICE`); `phone_levels.tsv`
//! beside this file is made from them by `cargo run -p lancan-protocol --example phone_levels`. Powers hold for
//! `ADVERTISE_TX_POWER_LOW` and no other setting.

use std::sync::LazyLock;

/// What is known of a phone's radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownLevel {
    /// Transmit power at `ADVERTISE_TX_POWER_LOW` in dBm, as it arrives at a typical receiver.
    pub transmit_power_dbm: i8,
    /// How many dB more attenuation the phone reads than the median phone of the table.
    pub level_db: i8,
    /// How sure, as in the metadata: 3 measured, 2 measured with an older method, 1 the maker's median.
    pub confidence: u8,
}

/// The table: a line `maker <TAB> * <TAB> power <TAB> level <TAB> confidence` for each maker with its medians, below it
/// the maker's models with an empty first field. The first maker, `*`, is the median of all.
const TABLE: &str = include_str!("phone_levels.tsv");

/// The level of a phone: of its model, else of its maker. `None` where both are unknown to the table.
///
/// `maker` and `model` are what Android's `Build.MANUFACTURER` and `Build.MODEL` say; case does not matter. A model is
/// found whatever the maker; an empty maker is unknown.
pub fn phone_level(maker: &str, model: &str) -> Option<KnownLevel> {
    let of_model = rows().find(|row| !row.is_median() && row.model.eq_ignore_ascii_case(model));
    let of_maker = || rows().find(|row| row.is_median() && row.maker.eq_ignore_ascii_case(maker) && row.maker != ALL);
    of_model.or_else(of_maker).map(|row| row.level)
}

/// The median transmit power of all measured models in dBm: what stands for a power that is not known.
pub fn median_power_dbm() -> i8 {
    rows().next().map_or(0, |row| row.level.transmit_power_dbm)
}

/// Every measured model with its level, in the table's order.
pub fn phone_levels() -> impl Iterator<Item = (&'static str, KnownLevel)> {
    rows().filter(|row| !row.is_median()).map(|row| (row.model, row.level))
}

/// Stands for all makers, and for all models of one.
const ALL: &str = "*";

struct ModelRow {
    maker: &'static str,
    model: &'static str,
    level: KnownLevel,
}

impl ModelRow {
    /// Whether the row speaks of all models of a maker.
    fn is_median(&self) -> bool {
        self.model == ALL
    }
}

/// The table's rows, read once: the radio asks for its own model with every event.
static ROWS: LazyLock<Vec<ModelRow>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        let (maker, model) = (next()?, next()?);
        let level = KnownLevel {
            transmit_power_dbm: next()?.parse().ok()?,
            level_db: next()?.parse().ok()?,
            confidence: next()?.parse().ok()?,
        };
        Some(ModelRow { maker, model, level })
    });
    lines.collect()
});

fn rows() -> impl Iterator<Item = &'static ModelRow> {
    ROWS.iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Metadata;

    #[test]
    fn every_line_of_the_table_is_read_and_can_be_declared() {
        assert_eq!(rows().count(), TABLE.lines().count());
        assert!(phone_levels().count() > 500);
        for row in rows() {
            assert!(Metadata::POWER_DBM.contains(&row.level.transmit_power_dbm), "{}", row.model);
            assert!(row.level.confidence <= 3 && !row.model.is_empty());
        }
    }

    #[test]
    fn a_model_is_found_whatever_its_case_and_maker() {
        let pixel = KnownLevel { transmit_power_dbm: -33, level_db: 1, confidence: 3 };
        assert_eq!(phone_level("Google", "Pixel 3"), Some(pixel));
        assert_eq!(phone_level("", "pixel 3"), Some(pixel));
    }

    #[test]
    fn an_unknown_model_has_its_makers_median_with_little_confidence() {
        let samsung = phone_level("SAMSUNG", "a model of next year").unwrap();
        assert_eq!((samsung.transmit_power_dbm, samsung.confidence), (-25, 1));
    }

    #[test]
    fn who_is_unknown_with_their_maker_has_no_level() {
        assert_eq!(phone_level("nobody", "nothing"), None);
        assert_eq!(phone_level("", "*"), None);
        assert_eq!(phone_level("*", ""), None);
    }
}
