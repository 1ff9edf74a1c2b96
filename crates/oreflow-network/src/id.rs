//! Names and dense indices, each its own type.

use std::fmt;
use std::str::FromStr;

/// A name that breaks the rule of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not lower-case words joined by dashes.
    #[error(
        "'{0}' is not an id: write lower-case letters and digits in words joined by dashes, such as 'nickel-ore'"
    )]
    NotAnId(String),
    /// Not three capital letters.
    #[error("'{0}' is not a country: write the three capital letters of ISO 3166-1 alpha-3, such as 'IDN'")]
    NotACountry(String),
}

fn is_id(text: &str) -> bool {
    text.split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                if is_id(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(IdError::NotAnId(text.to_owned()))
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    )*};
}

ids! {
    /// Id of a product, such as `nickel-ore-saprolite`.
    ProductId;
    /// Id of a site, such as `idn-sorowako`.
    SiteId;
}

/// Id of a link: the two sites, `from>to`, with `~route` behind it where two sites are joined twice.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(transparent)]
pub struct LinkId(String);

impl LinkId {
    /// The id of the link between two sites.
    pub fn new(from: &SiteId, to: &SiteId, route: Option<&str>) -> Self {
        Self(match route {
            Some(route) => format!("{from}>{to}~{route}"),
            None => format!("{from}>{to}"),
        })
    }

    /// The route, where two sites are joined twice.
    pub fn route(&self) -> Option<&str> {
        self.0.split_once('~').map(|(_, route)| route)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A country by its ISO 3166-1 alpha-3 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CountryCode([u8; 3]);

impl CountryCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl FromStr for CountryCode {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(IdError::NotACountry(text.to_owned())),
        }
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for CountryCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The index as a position in a slice.
            pub fn position(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

indices! {
    /// Position of a product in [`Network::products`](crate::Network::products).
    ProductIndex;
    /// Position of a site in [`Network::sites`](crate::Network::sites).
    SiteIndex;
    /// Position of a link in [`Network::links`](crate::Network::links).
    LinkIndex;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_words_with_dashes() {
        for good in ["nickel", "nickel-ore-2", "7"] {
            assert!(good.parse::<ProductId>().is_ok(), "{good}");
        }
        for bad in ["", "-", "Nickel", "nickel.ore", "nickel--ore", "nickel ore", "erz-ü"] {
            assert!(bad.parse::<ProductId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn countries_are_three_capitals() {
        assert_eq!("IDN".parse::<CountryCode>().map(|c| c.to_string()), Ok("IDN".to_owned()));
        for bad in ["ID", "idn", "IDNO", "I1N", "É1"] {
            assert!(bad.parse::<CountryCode>().is_err(), "{bad}");
        }
    }
}
