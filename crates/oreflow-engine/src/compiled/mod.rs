//! The network as dense arrays, made once for a batch and thrown away.
//!
//! Flows, topology, prices, transit and share exponents are the same in all lanes; every other parameter has a
//! value in each lane and is back-solved there, so that each trial starts in its own exact steady state.

mod build;
mod layout;

pub(crate) use self::layout::Layout;

use std::collections::BTreeMap;
use std::ops::Range;

use oreflow_network::Parameter;

use crate::lanes::Lanes;
use crate::param::{LaneParams, Param};
use crate::places::Places;

/// Parameters that differ from the network's, by lane.
pub(crate) type Overrides<V> = BTreeMap<(Parameter, u32), V>;

/// How a site decides what to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Follows orders.
    Maker,
    /// Follows its hosts.
    Byproduct,
    /// Final demand.
    Consumer,
}

/// Which of the rows of an array, in half the bytes of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// These.
    #[inline(always)]
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The first of them.
    #[inline(always)]
    pub(crate) fn first(self) -> usize {
        self.start as usize
    }

    /// Whether there are none.
    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }
}

/// What every pass needs of a trade link.
#[derive(Clone, Debug)]
pub(crate) struct LinkData {
    pub(crate) from: u32,
    /// Its place among the links with as many berths, and where these begin (see [`Berths`]).
    pub(crate) place: u32,
    /// Whole steps under way, at least one.
    pub(crate) lag: u16,
    /// Berths for its cargoes: the lag, the longest delay, and one for what has just arrived.
    pub(crate) berths: u16,
    /// Priority class; the first is served first.
    pub(crate) class: u8,
    /// Whether news travel it with a step's delay.
    pub(crate) feedback: bool,
    /// Whether it crosses a border.
    pub(crate) abroad: bool,
    /// Whether sending takes more than one multiplication: where the seller may ration, or cargoes may come late and mix.
    pub(crate) special: bool,
    /// Units of slot material in a unit of the product.
    pub(crate) conversion: f64,
    /// Units of the product in a unit of slot material.
    pub(crate) per_conversion: f64,
    /// Base flow in t/mo of the product.
    pub(crate) flow: f64,
}

/// What a trade link costs.
#[derive(Clone, Debug)]
pub(crate) struct LinkCosts {
    /// USD for a unit of the product.
    pub(crate) freight: f64,
    /// 1 and the base duty, and one over it.
    pub(crate) markup: f64,
    pub(crate) per_markup: f64,
    /// Base delivered cost of a unit of slot material.
    pub(crate) delivered: f64,
}

/// Where the cargoes of all links with as many berths lie: those of one step side by side, in the order of links, so that a
/// pass over links reads and writes in one go.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Berths {
    /// Links that have as many.
    pub(crate) links: u32,
    /// Where the berth of this step stands, from 0.
    pub(crate) standing: u32,
    /// How far after the place of a link its berth of this step lies.
    pub(crate) arriving: u32,
    /// How far after it the berth lies that was of the last step, where what leaves goes if nothing is late.
    pub(crate) leaving: u32,
}

impl LinkData {
    /// Whether a measure may make its voyages longer by a step or more.
    #[inline(always)]
    pub(crate) fn may_be_late(&self) -> bool {
        self.berths > self.lag + 1
    }

    /// Base flow in t/mo of slot material.
    #[inline(always)]
    pub(crate) fn inflow(&self) -> f64 {
        self.flow * self.conversion
    }

    /// Months under way if nothing is late.
    #[inline(always)]
    pub(crate) fn voyage(&self, dt: f64) -> f64 {
        f64::from(self.lag) * dt
    }

    /// Base share of a pool that uses so much.
    pub(crate) fn share(&self, usage: f64) -> f64 {
        self.inflow() / usage
    }
}

/// An input of a site.
#[derive(Clone, Debug)]
pub(crate) struct PoolData {
    pub(crate) site: u32,
    pub(crate) links: Span,
    /// Base use in t/mo.
    pub(crate) usage: f64,
    /// Input for a unit of output.
    pub(crate) per_unit: f64,
    /// Base delivered cost.
    pub(crate) cost: f64,
    /// Share of output lost where the input is missing.
    pub(crate) importance: f64,
    /// Whether a link of it is special.
    pub(crate) special: bool,
    pub(crate) cover: Param,
    pub(crate) stock: Param,
    /// Share of stock that can be drawn in a step.
    pub(crate) drawable: Param,
    pub(crate) shortage_response: Param,
    pub(crate) depletion_response: Param,
    pub(crate) exponent: u32,
    pub(crate) share_rate: Param,
    pub(crate) bid_rise: Param,
    pub(crate) bid_fall: Param,
    /// Logarithm of base availability.
    pub(crate) ln_availability: Param,
}

/// A site.
#[derive(Clone, Debug)]
pub(crate) struct SiteData {
    pub(crate) role: Role,
    pub(crate) product: u32,
    pub(crate) pools: Span,
    /// Where its links out stand in [`Compiled::out`].
    pub(crate) out: Span,
    pub(crate) hosts: Span,
    /// Where its by-products stand in [`Compiled::byproducts`].
    pub(crate) byproducts: Span,
    /// Base output in t/mo.
    pub(crate) output: f64,
    pub(crate) price: f64,
    /// Base flow across borders in t/mo.
    pub(crate) abroad: f64,
    /// Base flow to all buyers in t/mo.
    pub(crate) outflow: f64,
    pub(crate) capacity: Param,
    pub(crate) cover: Param,
    pub(crate) storage: Param,
    pub(crate) operating_cost: Param,
    pub(crate) margin: Param,
    pub(crate) elasticity_short: Param,
    pub(crate) elasticity_long: Param,
    pub(crate) long_rate: Param,
    pub(crate) host_rate: Param,
    pub(crate) recovery_elasticity: Param,
    /// Share of surplus stock that spoils in a step.
    pub(crate) spoiling: Param,
    /// How it serves its buyers, where not all in proportion.
    pub(crate) rationing: Option<Rationing>,
    pub(crate) price_rate: Param,
    pub(crate) momentum: Param,
    /// Response of bids for its product to shortage.
    pub(crate) shortage_response: Param,
    pub(crate) integration: Param,
    /// Annuity that new capacity must earn, USD a year for t/yr, and the profitability above which building starts.
    pub(crate) annuity: Param,
    pub(crate) threshold: Param,
    /// Fastest start of capacity, t/mo each month.
    pub(crate) build_rate: Param,
    pub(crate) ceiling: Param,
    pub(crate) build_step: Param,
    /// Mean time of building, in months.
    pub(crate) lead_time: Param,
    /// Availability of base output.
    pub(crate) availability: Param,
}

/// How far a site serves some buyers before others.
#[derive(Clone, Debug)]
pub(crate) struct Rationing {
    /// Whether it does so without any measure.
    pub(crate) always: bool,
    /// 1 serves buyers at home first.
    pub(crate) domestic_first: Param,
    /// 1 fills all buyers up to one level of their base flows.
    pub(crate) fair: Param,
}

/// Parameters of the market, with rates for the step.
#[derive(Clone, Debug)]
pub(crate) struct MarketData<V> {
    pub(crate) horizon: V,
    pub(crate) horizon_rate: V,
    /// Smoothing over three horizons.
    pub(crate) reference_rate: V,
    pub(crate) order_response: V,
    pub(crate) hoarding: V,
    pub(crate) front_loading: V,
    pub(crate) order_ceiling: V,
    pub(crate) stock_rate: V,
    pub(crate) use_rate: V,
    pub(crate) fill_rate: V,
    pub(crate) glut: V,
    pub(crate) run_rate_response: V,
    pub(crate) run_rate_floor: V,
    pub(crate) investment_span: V,
    pub(crate) closure: V,
    pub(crate) margin_rate: V,
    pub(crate) demand_rate: V,
    pub(crate) trend_rate: V,
}

/// The network as dense arrays.
#[derive(Clone, Debug)]
pub(crate) struct Compiled<V> {
    /// Length of a step in months.
    pub(crate) dt: f64,
    /// By pool, then by id.
    pub(crate) links: Vec<LinkData>,
    /// Of links, in their order.
    pub(crate) costs: Vec<LinkCosts>,
    pub(crate) pools: Vec<PoolData>,
    pub(crate) sites: Vec<SiteData>,
    /// Parameters of pools and sites that differ between lanes.
    pub(crate) lane_params: LaneParams<V>,
    pub(crate) market: MarketData<V>,
    pub(crate) products: usize,
    /// Of which products capacity can be built anywhere.
    pub(crate) grows: Vec<bool>,
    /// Links by supplier.
    pub(crate) out: Vec<u32>,
    pub(crate) hosts: Vec<u32>,
    /// By-products of hosts that make something, each with its base output for a unit of the host's.
    pub(crate) byproducts: Vec<(u32, f64)>,
    /// Where cargoes of links with so many berths lie.
    pub(crate) berths: Vec<Berths>,
    /// Most links of a pool, and most pools of a site.
    pub(crate) most_links: usize,
    pub(crate) most_pools: usize,
    /// Whether expectations and decisions go through the network together.
    pub(crate) in_one_go: bool,
    pub(crate) places: Places,
}

impl<V: Lanes> Compiled<V> {
    /// A parameter in all lanes.
    #[inline(always)]
    pub(crate) fn at(&self, param: Param) -> V {
        self.lane_params.at(param)
    }

    /// Whether a site is one of those whose capacity investors watch.
    #[inline(always)]
    pub(crate) fn counted(&self, site: &SiteData) -> bool {
        site.role == Role::Maker && self.grows[site.product as usize]
    }
}
