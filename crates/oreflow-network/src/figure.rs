//! Published and assumed numbers, each with its year, its source and how well it is known.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::suggest::nearest;
use crate::{Location, Parameter, Problem};

/// How well a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Counted and published.
    Measured,
    /// Inferred from what was counted.
    Estimated,
    /// A judgement.
    Assumed,
}

impl Confidence {
    /// All levels, best first.
    pub const ALL: [Self; 3] = [Self::Measured, Self::Estimated, Self::Assumed];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Estimated => "estimated",
            Self::Assumed => "assumed",
        }
    }

    /// Standard deviation that balancing gives such a figure, as a share of the figure.
    pub fn standard_deviation(self) -> f64 {
        match self {
            Self::Measured => 0.01,
            Self::Estimated => 0.1,
            Self::Assumed => 0.3,
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Confidence {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|level| level.name() == text).ok_or_else(|| {
            Problem::new(format!("'{text}' is not a level of confidence"))
                .help("write measured, estimated or assumed")
        })
    }
}

macro_rules! quantities {
    ($($(#[$doc:meta])* $variant:ident $name:literal $unit:literal;)*) => {
        /// What a figure is a figure of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Quantity {
            $($(#[$doc])* $variant,)*
            /// A parameter of sites, products or the market.
            Parameter(Parameter),
        }

        impl Quantity {
            /// All quantities that are not parameters.
            pub const PHYSICAL: &'static [Self] = &[$(Self::$variant,)*];

            /// Name in tables.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* Self::Parameter(parameter) => parameter.name() }
            }

            /// Unit to which values are converted; `1` for a pure number.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* Self::Parameter(parameter) => parameter.unit() }
            }
        }
    };
}

quantities! {
    /// What sites of a place make of a product.
    Output "output" "t/yr";
    /// What sites of a place take in of a product.
    Use "use" "t/yr";
    /// What consumers of a place use of a demand product.
    Demand "demand" "t/yr";
    /// Trade from a place to a partner.
    Flow "flow" "t/yr";
    /// What a place ships to all other countries; 0 forbids it.
    Exports "exports" "t/yr";
    /// What a place receives from all other countries; 0 forbids it.
    Imports "imports" "t/yr";
    /// Most that sites of a place can make of a product.
    Capacity "capacity" "t/yr";
    /// Days at sea between two places.
    Transit "transit" "d";
    /// Days in ports on a trip between countries.
    PortDays "port-days" "d";
    /// Days under way within a country.
    DomesticDays "domestic-days" "d";
    /// Freight for each gross tonne, whatever the distance.
    FreightFixed "freight-fixed" "USD/t";
    /// Freight for each gross tonne and thousand nautical miles.
    FreightRate "freight-rate" "USD/t/1000nmi";
    /// Import duty from a place into a partner, as a share of the ex-works price.
    Duty "duty" "1";
}

impl Quantity {
    /// Whether balancing tries to meet figures of this quantity.
    pub fn is_balanced(self) -> bool {
        matches!(self, Self::Output | Self::Use | Self::Demand | Self::Flow | Self::Exports | Self::Imports)
    }

    /// Whether it is a quantity for gross tonnes, whatever the product is counted in.
    pub(crate) fn is_of_gross_tonnes(self) -> bool {
        matches!(self, Self::FreightFixed | Self::FreightRate)
    }

    /// Whether a figure of this quantity may name a partner.
    pub fn has_partner(self) -> bool {
        matches!(self, Self::Flow | Self::Transit | Self::Duty)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Quantity {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        let all = || {
            let parameters = Parameter::ALL.iter().map(|&parameter| Self::Parameter(parameter));
            Self::PHYSICAL.iter().copied().chain(parameters)
        };
        all().find(|quantity| quantity.name() == text).ok_or_else(|| {
            let problem = Problem::new(format!("there is no quantity '{text}'"));
            match nearest(text, all().map(Self::name)) {
                Some(name) => problem.help(format!("did you mean '{name}'?")),
                None => problem.help("write output, use, demand, flow, capacity or the name of a parameter"),
            }
        })
    }
}

impl serde::Serialize for Quantity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A published or assumed number.
///
/// Two figures are equal if they say the same; where they stand in a file does not count.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Figure {
    /// What it is a figure of.
    pub quantity: Quantity,
    /// A product, a group of products, or `*`.
    pub product: String,
    /// A site, a country, a group of countries, `world` or `*`.
    pub place: String,
    /// The buyer's site, country or group, where the quantity has one; else empty.
    pub partner: String,
    /// The value in [`Quantity::unit`].
    pub value: f64,
    /// The unit in which it was published.
    pub unit: String,
    /// The range that the source gives for it, lowest and highest, in the same unit as the value.
    pub range: Option<(f64, f64)>,
    /// The year it is about, where given.
    pub year: Option<i16>,
    /// Who says so.
    pub source: String,
    /// How well it is known.
    pub confidence: Confidence,
    /// A remark for people.
    pub note: String,
    /// Where it stands.
    #[serde(skip)]
    pub location: Option<Location>,
}

impl Figure {
    /// The path of the figure, such as `flow.nickel-ore.PHL>CHN`.
    pub fn path(&self) -> String {
        let partner = if self.partner.is_empty() { String::new() } else { format!(">{}", self.partner) };
        format!("{}.{}.{}{partner}", self.quantity, self.product, self.place)
    }

    fn key(&self) -> (Quantity, [&str; 3], Option<i16>, [&str; 3], Confidence) {
        (
            self.quantity,
            [&self.product, &self.place, &self.partner],
            self.year,
            [&self.source, &self.note, &self.unit],
            self.confidence,
        )
    }

    /// A total order in which location has no part.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key()).then(self.value.total_cmp(&other.value))
    }
}

impl PartialEq for Figure {
    fn eq(&self, other: &Self) -> bool {
        self.order(other) == Ordering::Equal
    }
}

/// What a network is about and who may use it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Description {
    /// The element whose tonnes are counted, such as `nickel`; empty if not said.
    pub element: String,
    /// Licence of the tables.
    pub licence: String,
    /// A few sentences for people.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quantity_is_found_by_its_name() {
        for &quantity in Quantity::PHYSICAL {
            assert_eq!(quantity.name().parse(), Ok(quantity));
        }
        assert_eq!("price".parse(), Ok(Quantity::Parameter(Parameter::Price)));
        let problem = "elasticty-short".parse::<Quantity>().expect_err("misspelt");
        assert_eq!(problem.help.as_deref(), Some("did you mean 'elasticity-short'?"));
    }
}
