//! What a product is counted in.

words! {
    /// The unit of a product: tonnes, or what goods are counted in.
    ProductUnit "unit of products" {
        /// Tonnes: of contained metal, or of the product itself, as its table says.
        Tonne "t",
        /// Megawatt hours of storage, for battery cells.
        MegawattHour "MWh",
        /// Megawatts of capacity, for turbines and modules.
        Megawatt "MW",
        /// Vehicles.
        Vehicle "vehicles",
        /// Pieces, such as motors.
        Piece "pieces",
    }
}

impl ProductUnit {
    /// Spellings of the unit in tables, with their sizes in the unit.
    pub(crate) fn spellings(self) -> &'static [(&'static str, f64)] {
        match self {
            Self::Tonne => &[("t", 1.0)],
            Self::MegawattHour => &[("MWh", 1.0), ("kWh", 1e-3), ("GWh", 1e3), ("TWh", 1e6)],
            Self::Megawatt => &[("MW", 1.0), ("kW", 1e-3), ("GW", 1e3)],
            Self::Vehicle => {
                &[("vehicles", 1.0), ("vehicle", 1.0), ("thousand vehicles", 1e3), ("million vehicles", 1e6)]
            }
            Self::Piece => {
                &[("pieces", 1.0), ("piece", 1.0), ("thousand pieces", 1e3), ("million pieces", 1e6)]
            }
        }
    }

    /// A thousand of the unit, in which people read amounts.
    pub fn thousand(self) -> &'static str {
        match self {
            Self::Tonne => "kt",
            Self::MegawattHour => "GWh",
            Self::Megawatt => "GW",
            Self::Vehicle => "thousand vehicles",
            Self::Piece => "thousand pieces",
        }
    }

    /// A unit that is written for tonnes, such as `t/yr` or `USD/t`, for this unit.
    pub fn of(self, unit: &str) -> String {
        swapped(unit, Self::Tonne.name(), self.name()).unwrap_or_else(|| unit.to_owned())
    }
}

/// A text in which a word stands in place of another one; `None` if that is not in it.
pub(crate) fn swapped(text: &str, word: &str, by: &str) -> Option<String> {
    let apart = |side: Option<char>| side.is_none_or(|letter| !letter.is_alphanumeric());
    let (at, _) = text.match_indices(word).find(|&(at, _)| {
        apart(text[..at].chars().next_back()) && apart(text[at + word.len()..].chars().next())
    })?;
    Some(format!("{}{by}{}", &text[..at], &text[at + word.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_the_product() {
        assert_eq!(ProductUnit::MegawattHour.of("t/yr"), "MWh/yr");
        assert_eq!(ProductUnit::Vehicle.of("USD per t/yr"), "USD per vehicles/yr");
        assert_eq!(ProductUnit::Megawatt.of("USD/t"), "USD/MW");
        assert_eq!(ProductUnit::Megawatt.of("mo"), "mo");
        assert_eq!(ProductUnit::Tonne.of("t/yr"), "t/yr");
    }
}
