//! The streams of a study.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Sobol, owen_scrambled, owen_shuffled, permuted};
use crate::key::{finalise, stream_key};
use crate::{Stream, Trial};

/// How the trials of a study are spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Design {
    /// Every draw independent of every other: plain Monte Carlo.
    Plain,
    /// Each draw alone is spread evenly over the trials of a replicate: Latin hypercube sampling.
    ///
    /// Of the `points` trials of a replicate, each draw has one in each of as many equal cells. More trials than that begin
    /// another hypercube, so that a run of another length is another run.
    ///
    /// `McKay`, Beckman & Conover, *Technometrics* 21(2), 1979, 239-245.
    LatinHypercube {
        /// Trials of each replicate.
        points: u64,
    },
    /// Scrambled Sobol' points: each draw alone is spread evenly over any aligned run of 2^k trials of a replicate, and
    /// the first four of a stream, and all drivers, are so together.
    ///
    /// Draws of one purpose of one entity form a block of four dimensions, in an order of its own, so that no draw depends
    /// on what else a model draws. Further draws of a stream are plain.
    #[default]
    Sobol,
}

impl Design {
    /// Its name: `plain`, `latin-hypercube` or `sobol`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::LatinHypercube { .. } => "latin-hypercube",
            Self::Sobol => "sobol",
        }
    }

    /// Whether trials of a replicate are independent of each other, and not only the replicates.
    pub fn independent_trials(self) -> bool {
        self == Self::Plain
    }
}

/// What a study draws from: a seed, a design, and the drivers that the design spreads together.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Trial, design::{Design, Draws}};
///
/// let draws = Draws::new(42, Design::Sobol);
/// let stops = draws.stream("machine-7", "stops");
/// // Of the first 64 trials of a replicate, one falls into each 64th part.
/// let mut cells: Vec<u64> = (0..64)
///     .map(|index| (stops.uniform(Trial { replicate: 3, index }, 0) * 64.0) as u64)
///     .collect();
/// cells.sort();
/// assert!((0..64).eq(cells));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    seed: u64,
    design: Design,
    drivers: Arc<[(String, String)]>,
}

/// How a stream places its draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// Anywhere.
    Plain,
    /// One in each of so many cells.
    Latin(u64),
    /// In a block of its own.
    Block,
    /// The first draw in a dimension shared with all drivers, the others in a block of its own.
    Driver(u16),
}

/// Dimensions of a block.
const BLOCK: u32 = 4;

/// What a key is for, so that no two hashes of a stream are alike.
#[derive(Clone, Copy)]
enum For {
    Order = 1,
    Scramble = 2,
    Driver = 3,
}

impl Draws {
    /// Draws of a seed under a design, without drivers.
    pub fn new(seed: u64, design: Design) -> Self {
        Self { seed, design, drivers: Arc::new([]) }
    }

    /// Names the drivers: pairs of entity and purpose whose first draws lie in one Sobol' sequence together, in this
    /// order.
    ///
    /// A study whose outcome hangs on the interplay of a few inputs gains by naming them; the order matters a little, the
    /// first dimensions being the most even ones. Other designs take no notice. Drivers beyond the 1,111th are drawn as if
    /// they were none.
    #[must_use]
    pub fn drivers<E: Into<String>, P: Into<String>>(
        mut self,
        drivers: impl IntoIterator<Item = (E, P)>,
    ) -> Self {
        self.drivers = drivers.into_iter().map(|(entity, purpose)| (entity.into(), purpose.into())).collect();
        self
    }

    /// The same draws under another seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The same draws under another design.
    #[must_use]
    pub fn with_design(self, design: Design) -> Self {
        Self { design, ..self }
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The design.
    pub fn design(&self) -> Design {
        self.design
    }

    /// The stream of an entity and a purpose.
    pub fn stream(&self, entity: &str, purpose: &str) -> Stream {
        let driver = || self.drivers.iter().position(|(e, p)| e == entity && p == purpose);
        let place = match self.design {
            Design::Plain => Place::Plain,
            Design::LatinHypercube { points } => Place::Latin(points.max(1)),
            Design::Sobol => match driver() {
                Some(dimension) if dimension < Sobol::DIMENSIONS => Place::Driver(dimension as u16),
                _ => Place::Block,
            },
        };
        Stream::placed(stream_key(self.seed, entity, purpose), place)
    }
}

impl Place {
    /// The bits of a draw, of which the upper 52 are used; none where they are plain ones.
    ///
    /// `plain` gives the plain bits of the draw.
    #[inline]
    pub(crate) fn bits(self, key: u64, trial: Trial, n: u32, plain: impl Fn() -> u64) -> u64 {
        match self {
            Self::Latin(points) => latin(points, key, trial, n, plain()),
            Self::Driver(dimension) if n == 0 => {
                let point = point(usize::from(dimension), trial.index);
                owen_scrambled(point, subkey(key, trial.replicate, For::Driver, 0))
            }
            Self::Block | Self::Driver(_) if n < BLOCK => {
                let index = owen_shuffled(trial.index, subkey(key, trial.replicate, For::Order, 0));
                let point = point(n as usize, index);
                owen_scrambled(point, subkey(key, trial.replicate, For::Scramble, n))
            }
            Self::Plain | Self::Block | Self::Driver(_) => plain(),
        }
    }
}

/// A Sobol' coordinate of a dimension that is known to exist.
fn point(dimension: usize, index: u64) -> u64 {
    Sobol::new(dimension).map_or(0, |sobol| sobol.point(index))
}

/// A place in the cell of the trial, out of as many cells as points.
fn latin(points: u64, key: u64, trial: Trial, n: u32, plain: u64) -> u64 {
    let (cube, index) = (trial.index / points, trial.index % points);
    let key = finalise(subkey(key, trial.replicate, For::Order, n) ^ finalise(cube));
    let cell = permuted(index, points, key);
    // (cell + fraction) / points in 64 bits.
    let upper = u128::from(cell) << 64 | u128::from(plain);
    (upper / u128::from(points)) as u64
}

/// A key for one use of a stream in one replicate.
fn subkey(key: u64, replicate: u32, usage: For, n: u32) -> u64 {
    finalise(key ^ finalise(u64::from(replicate) << 40 | (usage as u64) << 32 | u64::from(n)))
}
