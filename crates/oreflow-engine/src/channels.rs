//! What measures may change: a few channels of links and of sites.
//!
//! Links (and sites) that the same measures touch share one row; row 0 is the untouched one.

use crate::lanes::Lanes;

/// Channels of a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkChannels<V> {
    /// Share of orders that may pass, averaged over the step `[perm]`.
    pub permission: V,
    /// Openness that the market sees now `[cur]`; below 1 under a lasting quota, so that it is not a lasting threat.
    pub seen: V,
    /// Openness that the market expects over its horizon `[eperm]`.
    pub expected: V,
    /// Duty added to the base duty, as a share of the ex-works price `[adv]`.
    pub duty: V,
    /// Duty added for a unit of the product, USD `[spec]`.
    pub specific_duty: V,
    /// Multiple of base freight `[frm]`.
    pub freight: V,
}

impl<V: Lanes> LinkChannels<V> {
    /// Nothing changed.
    pub fn neutral() -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        Self { permission: one, seen: one, expected: one, duty: zero, specific_duty: zero, freight: one }
    }
}

/// Channels of a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SiteChannels<V> {
    /// Multiple of capacity `[cap]`.
    pub capacity: V,
    /// Multiple of capacity that the market expects over its horizon `[ecap]`.
    pub expected_capacity: V,
    /// Multiple of operating cost `[cost]`.
    pub cost: V,
    /// Multiple of final demand `[dem]`.
    pub demand: V,
}

impl<V: Lanes> SiteChannels<V> {
    /// Nothing changed.
    pub fn neutral() -> Self {
        let one = V::splat(1.0);
        Self { capacity: one, expected_capacity: one, cost: one, demand: one }
    }
}

/// A set of links that share one volume, such as the export quota of a country.
#[derive(Clone, Debug)]
pub struct Gate<V> {
    /// Volume allowed in this step, in units of the product; infinite where none is set `[allow]`.
    pub allowed: V,
    /// Share of blocked orders that passes all the same `[leak]`.
    pub leakage: V,
    /// Smoothed share of orders served `[gfill]`.
    pub fill: V,
    /// Share of orders served in this step.
    pub served: V,
    /// Volume that passed in this step, in units of the product.
    pub passed: V,
}

impl<V: Lanes> Gate<V> {
    /// An open gate.
    pub fn open() -> Self {
        Self {
            allowed: V::splat(f64::INFINITY),
            leakage: V::splat(0.0),
            fill: V::splat(1.0),
            served: V::splat(1.0),
            passed: V::splat(0.0),
        }
    }
}

/// The channels of all links and sites in a step.
#[derive(Clone, Debug)]
pub struct Channels<V> {
    /// Row of each link.
    pub link_row: Vec<u32>,
    /// Rows of links.
    pub links: Vec<LinkChannels<V>>,
    /// Row of each site.
    pub site_row: Vec<u32>,
    /// Rows of sites.
    pub sites: Vec<SiteChannels<V>>,
    /// Gates.
    pub gates: Vec<Gate<V>>,
    /// Gates of each row of links.
    pub row_gates: Vec<Vec<u32>>,
}

impl<V: Lanes> Channels<V> {
    /// Channels that change nothing.
    pub fn neutral(links: usize, sites: usize) -> Self {
        Self {
            link_row: vec![0; links],
            links: vec![LinkChannels::neutral()],
            site_row: vec![0; sites],
            sites: vec![SiteChannels::neutral()],
            gates: Vec::new(),
            row_gates: vec![Vec::new()],
        }
    }

    /// Channels of a link.
    #[inline(always)]
    pub fn link(&self, link: usize) -> &LinkChannels<V> {
        &self.links[self.link_row[link] as usize]
    }

    /// Channels of a site.
    #[inline(always)]
    pub fn site(&self, site: usize) -> &SiteChannels<V> {
        &self.sites[self.site_row[site] as usize]
    }
}
