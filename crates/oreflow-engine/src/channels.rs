//! What measures may change: a few channels of links and of sites.
//!
//! Links (and sites) that the same measures touch share one row; row 0 is the untouched one.

use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::measure::ReserveRule;

/// Channels of a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LinkChannels<V> {
    /// Share of orders that may pass, averaged over the step `[perm]`.
    pub(crate) permission: V,
    /// Openness that the market sees now `[cur]`; below 1 under a lasting quota, so that it is not a lasting threat.
    pub(crate) seen: V,
    /// Openness that the market expects over its horizon `[eperm]`.
    pub(crate) expected: V,
    /// Duty added to the base duty, as a share of the ex-works price `[adv]`.
    pub(crate) duty: V,
    /// Duty added for a unit of the product, USD `[spec]`.
    pub(crate) specific_duty: V,
    /// Tariff of the importing country, as a share of the ex-works price.
    pub(crate) tariff: V,
    /// Tariff of the importing country for a unit of the product, USD.
    pub(crate) specific_tariff: V,
    /// Multiple of base freight `[frm]`.
    pub(crate) freight: V,
    /// Whole steps that the voyage takes longer `[xdel]`.
    pub(crate) delay: V,
    /// Smoothed share of orders that its gates serve.
    pub(crate) fill: V,
    /// How far its buyer is served before others where there is not enough `[prio]`.
    pub(crate) priority: V,
    /// Multiple of what draws contracts to it `[pref]`.
    pub(crate) preference: V,
    /// Whether a duty or tariff may be added that is a share of the price.
    pub(crate) taxed: bool,
}

impl<V: Lanes> LinkChannels<V> {
    /// Nothing changed.
    pub(crate) fn neutral() -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        Self {
            permission: one,
            seen: one,
            expected: one,
            duty: zero,
            specific_duty: zero,
            tariff: zero,
            specific_tariff: zero,
            freight: one,
            delay: zero,
            fill: one,
            priority: zero,
            preference: one,
            taxed: false,
        }
    }
}

/// Channels of a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SiteChannels<V> {
    /// Multiple of capacity `[cap]`.
    pub(crate) capacity: V,
    /// Multiple of capacity that the market expects over its horizon `[ecap]`.
    pub(crate) expected_capacity: V,
    /// Multiple of operating cost `[cost]`.
    pub(crate) cost: V,
    /// Multiple of final demand `[dem]`.
    pub(crate) demand: V,
    /// Capacity that measures have added, t/mo `[kadd]`.
    pub(crate) added: V,
    /// Capacity that the market expects measures to have added over its horizon, t/mo.
    pub(crate) expected_added: V,
    /// Multiple of the cost of new capacity.
    pub(crate) building_cost: V,
    /// Multiple of what a by-product recovers from its hosts `[host]`.
    pub(crate) recovery: V,
    /// Price below which the site does not sell, USD for a unit.
    pub(crate) price_floor: V,
}

impl<V: Lanes> SiteChannels<V> {
    /// Nothing changed.
    pub(crate) fn neutral() -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        Self {
            capacity: one,
            expected_capacity: one,
            cost: one,
            demand: one,
            added: zero,
            expected_added: zero,
            building_cost: one,
            recovery: one,
            price_floor: zero,
        }
    }
}

/// A set of links that share one volume, such as the export quota of a country.
#[derive(Clone, Debug)]
pub(crate) struct Gate<V> {
    /// Volume allowed in this step, in units of the product; infinite where none is set `[allow]`.
    pub(crate) allowed: V,
    /// Share of blocked orders that passes all the same `[leak]`.
    pub(crate) leakage: V,
    /// Smoothed share of orders served `[gfill]`.
    pub(crate) fill: V,
    /// Share of orders served in this step.
    pub(crate) served: V,
    /// Volume that passed in this step, in units of the product.
    pub(crate) passed: V,
}

impl<V: Lanes> Gate<V> {
    /// An open gate.
    pub(crate) fn open() -> Self {
        Self {
            allowed: V::splat(f64::INFINITY),
            leakage: V::splat(0.0),
            fill: V::splat(1.0),
            served: V::splat(1.0),
            passed: V::splat(0.0),
        }
    }
}

/// A strategic stock of some pools.
#[derive(Clone, Debug)]
pub(crate) struct Reserve<V> {
    /// The pools.
    pub(crate) pools: Vec<u32>,
    /// What it holds for each of them, in t of slot material.
    pub(crate) held: Vec<V>,
    /// How much is to be held, in months of base use.
    pub(crate) target: V,
    /// How it is filled and released.
    pub(crate) rule: ReserveRule,
}

/// Goods of the hosts of some sites that come back after a lifetime.
#[derive(Clone, Debug)]
pub(crate) struct Returns<V> {
    /// The sites that collect them.
    pub(crate) sites: Vec<u32>,
    /// How far these follow them.
    pub(crate) level: V,
    /// How long goods last.
    pub(crate) cohorts: Cohorts,
    /// Sales of the hosts over their base: `[site][step]`.
    pub(crate) sold: Vec<Vec<V>>,
    /// Goods that retire in this step, over those of the base.
    pub(crate) retired: Vec<V>,
}

/// How goods retire that were sold in one step.
#[derive(Clone, Debug)]
pub(crate) struct Cohorts {
    /// Share that retires in the first step after it, the second, and so on.
    pub(crate) shares: Vec<f64>,
    /// Goods sold before the run that retire in each step, in units of base sales.
    pub(crate) before: Vec<f64>,
}

/// The channels of all links and sites in a step.
#[derive(Clone, Debug)]
pub(crate) struct Channels<V> {
    /// Row of each link.
    pub(crate) link_row: Vec<u32>,
    /// Whether a link of a pool has another row than 0.
    pub(crate) pool_touched: Vec<bool>,
    /// Whether a link out of a site has another row than 0.
    pub(crate) seller_touched: Vec<bool>,
    /// Rows of links.
    pub(crate) links: Vec<LinkChannels<V>>,
    /// Row of each site.
    pub(crate) site_row: Vec<u32>,
    /// Rows of sites.
    pub(crate) sites: Vec<SiteChannels<V>>,
    /// Gates.
    pub(crate) gates: Vec<Gate<V>>,
    /// Gates of each row of links.
    pub(crate) row_gates: Vec<Vec<u32>>,
    /// Rows of links on which some voyage may take longer.
    pub(crate) delayed: Vec<bool>,
    /// Multiple of the input for a unit of output of each pool; empty where none changes.
    pub(crate) intensity: Vec<V>,
    /// Strategic stocks.
    pub(crate) reserves: Vec<Reserve<V>>,
    /// Goods that come back.
    pub(crate) returns: Vec<Returns<V>>,
}

impl<V: Lanes> Channels<V> {
    /// Channels that change nothing.
    pub(crate) fn neutral(net: &Compiled<V>) -> Self {
        let sites = net.sites.len();
        Self {
            link_row: vec![0; net.links.len()],
            pool_touched: vec![false; net.pools.len()],
            seller_touched: vec![false; sites],
            links: vec![LinkChannels::neutral()],
            site_row: vec![0; sites],
            sites: vec![SiteChannels::neutral()],
            gates: Vec::new(),
            row_gates: vec![Vec::new()],
            delayed: vec![false],
            intensity: Vec::new(),
            reserves: Vec::new(),
            returns: Vec::new(),
        }
    }

    /// Channels of a link.
    #[inline(always)]
    pub(crate) fn link(&self, link: usize) -> &LinkChannels<V> {
        &self.links[self.link_row[link] as usize]
    }

    /// What is in proportion to the input of a pool for a unit of output, given for its base `[int]`.
    #[inline(always)]
    pub(crate) fn input(&self, pool: usize, base: f64) -> V {
        if self.intensity.is_empty() { V::splat(base) } else { V::splat(base) * self.intensity[pool] }
    }

    /// Channels of a site.
    #[inline(always)]
    pub(crate) fn site(&self, site: usize) -> &SiteChannels<V> {
        &self.sites[self.site_row[site] as usize]
    }
}
