//! Stages of the chain and owners of sites.

use std::fmt;
use std::str::FromStr;

/// Stage of a site in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SiteKind {
    /// Digs; needs no input.
    Mine,
    /// Smelts, leaches or refines.
    Refinery,
    /// Makes goods of metals.
    Manufacturer,
    /// Brings scrap back, as a by-product of the use or the making of goods.
    Recycler,
    /// Uses for good: final demand.
    Consumer,
}

impl SiteKind {
    /// All stages, from the ground up.
    pub const ALL: [Self; 5] =
        [Self::Mine, Self::Refinery, Self::Manufacturer, Self::Recycler, Self::Consumer];

    /// Name in tables and scenario files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Refinery => "refinery",
            Self::Manufacturer => "manufacturer",
            Self::Recycler => "recycler",
            Self::Consumer => "consumer",
        }
    }
}

impl fmt::Display for SiteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for SiteKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| {
            format!(
                "'{text}' is not a kind of site: write mine, refinery, manufacturer, recycler or consumer"
            )
        })
    }
}

/// Majority owner of a site.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Owner {
    /// Name of the owner.
    pub name: String,
    /// Code of the owner's country.
    pub country: String,
}
