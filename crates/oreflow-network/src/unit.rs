//! Units as newtypes: only the products that make sense.

use std::ops::{Add, Div, Mul, Sub};

macro_rules! units {
    ($($(#[$doc:meta])* $name:ident $symbol:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl $name {
            /// Symbol of the unit, as printed in tables and column headings.
            pub const SYMBOL: &'static str = $symbol;
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }

        impl Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
                Self(values.map(|value| value.0).sum())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)?;
                write!(f, " {}", $symbol)
            }
        }
    )*};
}

units! {
    /// Tonnes of a product, in the product's own basis (contained metal for ores and metals).
    Tonnes "t";
    /// Tonnes in a month: the rate in which the dynamics run.
    TonnesPerMonth "t/mo";
    /// Tonnes in a year: the rate in which figures are published.
    TonnesPerYear "t/yr";
    /// Months of 30.4375 days.
    Months "mo";
    /// United States dollars of the base year.
    Usd "USD";
    /// United States dollars for a tonne.
    UsdPerTonne "USD/t";
}

impl From<TonnesPerYear> for TonnesPerMonth {
    fn from(rate: TonnesPerYear) -> Self {
        Self(rate.0 / 12.0)
    }
}

impl From<TonnesPerMonth> for TonnesPerYear {
    fn from(rate: TonnesPerMonth) -> Self {
        Self(rate.0 * 12.0)
    }
}

impl Mul<Months> for TonnesPerMonth {
    type Output = Tonnes;
    fn mul(self, time: Months) -> Tonnes {
        Tonnes(self.0 * time.0)
    }
}

impl Mul<UsdPerTonne> for Tonnes {
    type Output = Usd;
    fn mul(self, price: UsdPerTonne) -> Usd {
        Usd(self.0 * price.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_over_a_time_is_a_mass_and_a_mass_at_a_price_is_money() {
        let rate = TonnesPerMonth::from(TonnesPerYear(1200.0));
        let mass = rate * Months(3.0);
        assert_eq!(mass, Tonnes(300.0));
        assert_eq!(mass * UsdPerTonne(10.0), Usd(3000.0));
        assert_eq!(format!("{mass:.1}"), "300.0 t");
    }
}
