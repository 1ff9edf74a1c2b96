//! Kinds of markets: how a product is traded, and what the calibration found for its metal.
//!
//! What a network's figures say of a product wins over both. The values are the calibration of the project over all its
//! historical cases; see its page on validation.

use crate::Parameter;

words! {
    /// How a product is traded.
    Traded "way of trading" {
        /// On an exchange: one price among open borders, and bets on its trend.
        Exchange "exchange",
        /// By quotes in a thin, opaque market: bids answer strongly to shortage, late, and fall slowly.
        Quoted "quoted",
        /// By contracts between those who know each other.
        Contract "contract",
    }
}

words! {
    /// How a product travels.
    Cargo "cargo" {
        /// Loose in a ship of its own.
        Bulk "bulk",
        /// In containers.
        Container "container",
    }
}

use Parameter as P;

impl Traded {
    /// Parameters of products that are traded so.
    pub fn parameters(self) -> &'static [(Parameter, f64)] {
        match self {
            Self::Exchange => {
                &[(P::ArmingtonExponent, 2.0), (P::PriceIntegration, 0.8), (P::PriceMomentum, 0.4)]
            }
            Self::Quoted => &[
                (P::BidLag, 4.0),
                (P::BidStickiness, 10.0),
                (P::DepletionResponse, 2.0),
                (P::ShareInertia, 6.0),
                (P::ShortageResponse, 4.0),
            ],
            Self::Contract => &[],
        }
    }
}

/// What the calibration found for a metal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metal {
    /// Name in tables.
    pub name: &'static str,
    /// Response of bids to expected shortage.
    pub shortage_response: f64,
    /// Response of final demand to lasting prices.
    pub elasticity_long: f64,
}

/// Metals with calibrated parameters; others take the defaults.
pub const METALS: &[Metal] = &[
    Metal { name: "nickel", shortage_response: 1.4, elasticity_long: -0.16 },
    Metal { name: "cobalt", shortage_response: 0.7, elasticity_long: -0.35 },
    Metal { name: "rare-earths", shortage_response: 7.0, elasticity_long: -0.7 },
];

/// Parameters of products of a metal that are traded in a way; later ones win.
pub(crate) fn of_product(metal: Option<&str>, traded: Option<Traded>) -> Vec<(Parameter, f64)> {
    let mut given = traded.map(|traded| traded.parameters().to_vec()).unwrap_or_default();
    given.extend(calibrated(metal).map(|metal| (P::ShortageResponse, metal.shortage_response)));
    given
}

/// Parameters of final demand for a metal.
pub(crate) fn of_consumer(metal: Option<&str>) -> Vec<(Parameter, f64)> {
    calibrated(metal).map_or_else(Vec::new, |metal| vec![(P::ElasticityLong, metal.elasticity_long)])
}

fn calibrated(metal: Option<&str>) -> Option<&'static Metal> {
    METALS.iter().find(|known| Some(known.name) == metal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_allowed_for_its_parameter() {
        let metals = METALS.iter().map(|metal| Some(metal.name)).chain([None, Some("tin")]);
        for metal in metals {
            for traded in Traded::ALL.iter().copied().map(Some).chain([None]) {
                let given = of_product(metal, traded).into_iter().chain(of_consumer(metal));
                for (parameter, value) in given {
                    assert!(parameter.allows(value), "{parameter} {value}");
                }
            }
        }
        assert!(of_product(Some("tin"), None).is_empty() && of_consumer(None).is_empty());
    }

    #[test]
    fn words_are_read_back() {
        for &traded in Traded::ALL {
            assert_eq!(traded.name().parse::<Traded>().ok(), Some(traded));
        }
        assert!("exchnage".parse::<Traded>().unwrap_err().help.unwrap().contains("exchange"));
        assert_eq!("container".parse::<Cargo>().ok(), Some(Cargo::Container));
    }
}
