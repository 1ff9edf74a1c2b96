//! Parameters that we do not know, but that go together.

use crate::source::{Span, Spanned};
use crate::unit::Quantity;

/// `[[correlated]]`: lines of `[uncertain]` whose draws go together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Correlated {
    /// Paths of the lines.
    pub of: Vec<Spanned<String>>,
    /// How closely they go together.
    pub correlation: Correlation,
    /// Where it was published, or why it is assumed.
    pub source: Option<String>,
}

/// Correlations of the normals behind the draws of a group.
#[derive(Clone, Debug, PartialEq)]
pub enum Correlation {
    /// `correlation`: the same of each with each other.
    Equal(Spanned<Quantity>),
    /// `matrix`: a row and a column for each, in order.
    Matrix(Spanned<Vec<Vec<Spanned<Quantity>>>>),
}

impl Correlation {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Equal(number) => number.span,
            Self::Matrix(rows) => rows.span,
        }
    }
}
