//! What observers see of a batch after each step.

use oreflow_network::{LinkIndex, Network, SiteIndex};

use crate::calendar::Calendar;
use crate::channels::{Channels, LinkChannels};
use crate::compiled::{Compiled, LinkData};
use crate::kernel::{self, Kernel};
use crate::lanes::Lanes;
use crate::state::State;

/// A batch after a step. Masses are in tonnes, rates in tonnes a month, money in USD.
pub struct View<'a, V> {
    pub(crate) network: &'a Network,
    pub(crate) calendar: &'a Calendar,
    /// What observers may run passes of their own with.
    pub(crate) kernel: Kernel<V>,
    pub(crate) net: &'a Compiled<V>,
    pub(crate) state: &'a State<V>,
    pub(crate) channels: &'a Channels<V>,
    pub(crate) step: usize,
}

impl<V: Lanes> View<'_, V> {
    /// The network.
    pub fn network(&self) -> &Network {
        self.network
    }

    /// The calendar.
    pub fn calendar(&self) -> &Calendar {
        self.calendar
    }

    /// Number of the step, from 0.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Output of a site in t/mo; for a consumer what was served.
    #[inline(always)]
    pub fn output(&self, site: SiteIndex) -> V {
        self.state.sites[self.site(site)].output
    }

    /// What a site would have made with all inputs at hand, or what a consumer wanted at its price, in t/mo.
    #[inline(always)]
    pub fn wanted(&self, site: SiteIndex) -> V {
        self.state.sites[self.site(site)].wanted
    }

    /// What a consumer would want at base prices, in t/mo.
    #[inline(always)]
    pub fn demand(&self, site: SiteIndex) -> V {
        V::splat(self.net.sites[self.site(site)].output) * self.channels.site(self.site(site)).demand
    }

    /// Ex-works price at which the step traded, in USD/t.
    #[inline(always)]
    pub fn price(&self, site: SiteIndex) -> V {
        self.state.offers[self.site(site)].price
    }

    /// Finished stock in t.
    #[inline(always)]
    pub fn stock(&self, site: SiteIndex) -> V {
        self.state.sites[self.site(site)].stock
    }

    /// Capacity in t/mo.
    #[inline(always)]
    pub fn capacity(&self, site: SiteIndex) -> V {
        self.state.sites[self.site(site)].capacity
    }

    /// Stock of an input in t of slot material.
    #[inline(always)]
    pub fn input_stock(&self, site: SiteIndex, slot: usize) -> V {
        self.state.pools[self.pool(site, slot)].input_stock
    }

    /// What was used of an input in this step, in t of slot material.
    #[inline(always)]
    pub fn used(&self, site: SiteIndex, slot: usize) -> V {
        self.state.pools[self.pool(site, slot)].used
    }

    /// What is under way to an input, in t of slot material.
    #[inline(always)]
    pub fn in_transit(&self, site: SiteIndex, slot: usize) -> V {
        self.state.pools[self.pool(site, slot)].under_way
    }

    /// Bid for an input in USD/t of slot material.
    #[inline(always)]
    pub fn bid(&self, site: SiteIndex, slot: usize) -> V {
        self.state.pools[self.pool(site, slot)].bid
    }

    /// What was sent on a link in this step, in t of the product.
    #[inline(always)]
    pub fn shipment(&self, link: LinkIndex) -> V {
        self.at(self.link(link)).shipment()
    }

    /// What arrived on a link in this step, in t of the product.
    #[inline(always)]
    pub fn arrival(&self, link: LinkIndex) -> V {
        self.at(self.link(link)).arrival()
    }

    /// Strategic stock of an input in t of slot material.
    #[inline(always)]
    pub fn reserve(&self, site: SiteIndex, slot: usize) -> V {
        self.state.pools[self.pool(site, slot)].reserve
    }

    /// Finished stock that spoiled in this step, in t.
    #[inline(always)]
    pub fn spoiled(&self, site: SiteIndex) -> V {
        self.state.sites[self.site(site)].spoiled
    }

    /// What is under way on a link, in t of the product.
    #[inline(always)]
    pub fn under_way(&self, link: LinkIndex) -> V {
        let data = &self.net.links[self.link(link)];
        let coming = (1..data.berths).map(|later| self.state.arriving(data, later));
        coming.fold(V::splat(0.0), |sum, cargo| sum + cargo)
    }

    /// What arrives on a link in the next step, in t of the product.
    #[inline(always)]
    pub fn arriving_next(&self, link: LinkIndex) -> V {
        self.state.arriving(&self.net.links[self.link(link)], 1)
    }

    /// Cost of a unit of the product delivered over a link, freight and duties included, in USD/t.
    #[inline(always)]
    pub fn delivered_cost(&self, link: LinkIndex) -> V {
        self.at(self.link(link)).delivered_cost()
    }

    /// Ex-works price at which the seller of a link traded, in USD/t of the product.
    #[inline(always)]
    pub fn asked(&self, link: LinkIndex) -> V {
        self.at(self.link(link)).asked()
    }

    /// Duties that measures add on a link, in USD/t of the product.
    #[inline(always)]
    pub fn added_duty(&self, link: LinkIndex) -> V {
        self.at(self.link(link)).added_duty().unwrap_or(V::splat(0.0))
    }

    /// Input for a unit of output, in t of slot material.
    #[inline(always)]
    pub fn per_unit(&self, site: SiteIndex, slot: usize) -> V {
        let pool = self.pool(site, slot);
        self.channels.input(pool, self.net.pools[pool].per_unit)
    }

    #[inline(always)]
    fn site(&self, site: SiteIndex) -> usize {
        self.net.places.site(site)
    }

    #[inline(always)]
    fn pool(&self, site: SiteIndex, slot: usize) -> usize {
        self.net.places.pool(site, slot)
    }

    #[inline(always)]
    pub(crate) fn link(&self, link: LinkIndex) -> usize {
        self.net.places.link(link)
    }

    /// The link at a position in the arrays of the kernel.
    #[inline(always)]
    pub(crate) fn at(&self, position: usize) -> LinkView<'_, V> {
        let link = &self.net.links[position];
        let row = self.channels.link_row[position] as usize;
        LinkView {
            position,
            link,
            price: &self.state.offers[link.from as usize].price,
            control: if row == 0 { None } else { Some(&self.channels.links[row]) },
            view: self,
        }
    }
}

/// A link after a step.
#[derive(Clone, Copy)]
pub(crate) struct LinkView<'a, V> {
    position: usize,
    link: &'a LinkData,
    price: &'a V,
    /// Its channels, if a measure may touch it.
    control: Option<&'a LinkChannels<V>>,
    view: &'a View<'a, V>,
}

impl<V: Lanes> LinkView<'_, V> {
    #[inline(always)]
    pub(crate) fn shipment(&self) -> V {
        self.view.state.shipment(self.position, self.link)
    }

    #[inline(always)]
    pub(crate) fn arrival(&self) -> V {
        self.view.state.arriving(self.link, 0)
    }

    #[inline(always)]
    pub(crate) fn asked(&self) -> V {
        *self.price
    }

    #[inline(always)]
    pub(crate) fn delivered_cost(&self) -> V {
        let data = (self.link, &self.view.net.costs[self.position]);
        kernel::delivered(*self.price, data, self.control) * V::splat(self.link.conversion)
    }

    /// Duties that measures may add.
    #[inline(always)]
    pub(crate) fn added_duty(&self) -> Option<V> {
        self.control.map(|control| *self.price * control.duty + control.specific_duty)
    }
}

/// Something that watches a batch, step by step.
pub trait Observer<V: Lanes> {
    /// Called after each step.
    fn observe(&mut self, view: &View<'_, V>);

    /// Whether it wants to see a step of the base of the same trials, without measures.
    fn wants_base(&self) -> bool {
        false
    }

    /// Called with a step of the base before the first step, if wanted.
    fn observe_base(&mut self, _view: &View<'_, V>) {}
}

impl<V: Lanes, F: FnMut(&View<'_, V>)> Observer<V> for F {
    fn observe(&mut self, view: &View<'_, V>) {
        self(view);
    }
}
