//! Makes the dense arrays of a network.

use oreflow_network::{Network, Parameter, ProductIndex, Scope, SiteIndex, SiteKind, Slot, TonnesPerMonth};

use super::layout::{Around, Layout};
use super::{Compiled, LinkData, MarketData, Overrides, PoolData, Rationing, Role, SiteData};
use crate::lanes::Lanes;
use crate::measure::Reach;
use crate::pages;
use crate::param::LaneParams;

/// Networks of so many links are too large for any cache: a batch has a kilobyte for each.
const LARGE: usize = 400_000;

/// Share of a gap closed in a step.
fn rate<V: Lanes>(dt: f64, tau: V) -> V {
    V::splat(1.0) - (V::splat(-dt) / tau).exp()
}

struct Values<'a, V> {
    network: &'a Network,
    overrides: &'a Overrides<V>,
}

impl<V: Lanes> Values<'_, V> {
    fn get(&self, parameter: Parameter, index: u32, otherwise: impl Fn() -> f64) -> V {
        self.overrides.get(&(parameter, index)).copied().unwrap_or_else(|| V::splat(otherwise()))
    }

    fn site(&self, parameter: Parameter, site: SiteIndex) -> V {
        debug_assert_eq!(parameter.scope(), Scope::Site);
        self.get(parameter, site.0, || self.network.site_parameter(parameter, site))
    }

    fn product(&self, parameter: Parameter, product: ProductIndex) -> V {
        self.get(parameter, product.0, || self.network.product_parameter(parameter, product))
    }

    fn market(&self, parameter: Parameter) -> V {
        self.get(parameter, 0, || self.network.market_parameter(parameter))
    }
}

impl<V: Lanes> Compiled<V> {
    /// Compiles a network for steps of `dt` months, under measures that reach so far.
    pub(crate) fn new(network: &Network, dt: f64, overrides: &Overrides<V>, reach: &Reach) -> Self {
        Self::laid_out(network, &Layout::of(network, dt, reach), overrides)
    }

    /// Compiles a network that is laid out.
    pub(crate) fn laid_out(network: &Network, layout: &Layout, overrides: &Overrides<V>) -> Self {
        let values = Values { network, overrides };
        let places = &layout.places;
        let mut compiled = Self {
            dt: layout.dt,
            pools: pages::with_capacity(places.pools()),
            sites: pages::with_capacity(network.sites().len()),
            lane_params: LaneParams::new(),
            market: compile_market(&values, layout.dt),
            products: network.products().len(),
            grows: vec![false; network.products().len()],
            out: Vec::with_capacity(layout.links.len()),
            hosts: Vec::new(),
            byproducts: Vec::new(),
            berths: layout.berths.clone(),
            most_links: (0..places.pools()).map(|pool| places.links_of(pool).len()).max().unwrap_or(0),
            most_pools: network.sites().iter().map(|site| site.slots.len()).max().unwrap_or(0),
            in_one_go: layout.links.len() >= LARGE,
            places: places.clone(),
            links: pages::collected(layout.links.iter().cloned()),
            costs: pages::collected(layout.costs.iter().cloned()),
        };
        for (&site, around) in places.sites.iter().zip(&layout.around) {
            compiled.add_site(&values, site, around);
        }
        for pool in &mut compiled.pools {
            for link in &mut compiled.links[pool.links.range()] {
                link.special = link.may_be_late() || compiled.sites[link.from as usize].rationing.is_some();
                pool.special |= link.special;
            }
        }
        compiled
    }

    /// Adds the pool of a slot of the next site, which makes so much.
    fn add_pool(&mut self, values: &Values<'_, V>, (site, slot): (SiteIndex, &Slot), output: f64) {
        let dt = self.dt;
        let frozen = values.market(Parameter::PriceResponse);
        let links = self.places.links_of(self.pools.len());
        // A slot of several products behaves like the first it names.
        let leading = slot.accepts[0].0;
        let usage: f64 = self.links[links.clone()].iter().map(LinkData::inflow).sum();
        let costs = self.links[links.clone()].iter().zip(&self.costs[links.clone()]);
        let cost = costs.map(|(link, costs)| link.share(usage) * costs.delivered).sum();
        let bid_lag = values.product(Parameter::BidLag, leading);
        let cover = values.site(Parameter::CoverInput, site);
        let stock = cover * V::splat(usage);
        let step_use = V::splat(usage * dt);
        let needed = step_use / (stock + step_use) * V::splat(1.0 + 1e-12);
        let mut keep = |value| self.lane_params.keep(value);
        self.pools.push(PoolData {
            site: self.sites.len() as u32,
            usage,
            per_unit: usage / output,
            cost,
            importance: slot.importance,
            special: false,
            cover: keep(cover),
            stock: keep(stock),
            drawable: keep(rate(dt, values.market(Parameter::RunOut)).max(needed).min(V::splat(1.0))),
            shortage_response: keep(values.product(Parameter::ShortageResponse, leading)),
            depletion_response: keep(values.product(Parameter::DepletionResponse, leading)),
            exponent: values.network.product_parameter(Parameter::ArmingtonExponent, leading) as u32,
            share_rate: keep(rate(dt, values.product(Parameter::ShareInertia, leading))),
            bid_rise: keep(rate(dt, bid_lag) * frozen),
            bid_fall: keep(rate(dt, bid_lag * values.product(Parameter::BidStickiness, leading)) * frozen),
            ln_availability: keep(V::splat(0.0)),
            links: links.into(),
        });
    }

    fn add_site(&mut self, values: &Values<'_, V>, index: SiteIndex, around: &Around) {
        let Around { out: links_out, byproducts, ranked } = around;
        let site = values.network.site(index);
        let parameter = |parameter| values.site(parameter, index);
        let (dt, zero, one) = (self.dt, V::splat(0.0), V::splat(1.0));
        let output = TonnesPerMonth::from(site.output).0;
        let price = values.network.site_parameter(Parameter::Price, index);
        let first_pool = self.pools.len();
        for slot in &site.slots {
            self.add_pool(values, (index, slot), output);
        }
        let inputs: f64 = self.pools[first_pool..].iter().map(|pool| pool.per_unit * pool.cost).sum();
        let margin = parameter(Parameter::Margin) * V::splat(price);
        let capacity = V::splat(output) / parameter(Parameter::Utilisation);
        let annuity = parameter(Parameter::Capex) * values.market(Parameter::HurdleRate);
        let buildable = V::if_greater(annuity, zero, parameter(Parameter::InvestmentRate), zero);
        let annuity = V::if_greater(annuity, zero, annuity, one);
        self.grows[site.product.position()] |= V::any_greater(buildable, zero);
        let first_out = self.out.len();
        self.out.extend_from_slice(links_out);
        let first_host = self.hosts.len();
        self.hosts.extend(site.hosts.iter().map(|&host| self.places.site(host) as u32));
        let first_byproduct = self.byproducts.len();
        if site.kind != SiteKind::Consumer {
            self.add_byproducts(values.network, byproducts);
        }
        let frozen = values.market(Parameter::PriceResponse);
        let role = match (site.kind, site.hosts.is_empty()) {
            (SiteKind::Consumer, _) => Role::Consumer,
            (_, true) => Role::Maker,
            (_, false) => Role::Byproduct,
        };
        let (home, fair) = (parameter(Parameter::DomesticFirst), parameter(Parameter::FairFill));
        let rationing = self.rationing(links_out, *ranked, home, fair);
        let mut keep = |value| self.lane_params.keep(value);
        self.sites.push(SiteData {
            role,
            product: site.product.0,
            pools: (first_pool..self.pools.len()).into(),
            out: (first_out..self.out.len()).into(),
            hosts: (first_host..self.hosts.len()).into(),
            byproducts: (first_byproduct..self.byproducts.len()).into(),
            output,
            price,
            outflow: links_out.iter().fold(0.0, |sum, &link| sum + self.links[link as usize].flow),
            abroad: links_out
                .iter()
                .map(|&link| &self.links[link as usize])
                .filter(|link| link.abroad)
                .map(|link| link.flow)
                .sum(),
            capacity: keep(capacity),
            cover: keep(parameter(Parameter::CoverOutput)),
            storage: keep(parameter(Parameter::StorageLimit) * V::splat(output)),
            operating_cost: keep(V::splat(price - inputs) - margin),
            margin: keep(margin),
            elasticity_short: keep(parameter(Parameter::ElasticityShort)),
            elasticity_long: keep(parameter(Parameter::ElasticityLong)),
            long_rate: keep(rate(dt, parameter(Parameter::ElasticityDelay))),
            host_rate: keep(rate(dt, parameter(Parameter::ByproductLag))),
            recovery_elasticity: keep(parameter(Parameter::RecoveryElasticity)),
            spoiling: keep(spoiling(dt, parameter(Parameter::ShelfLife))),
            rationing,
            price_rate: keep(rate(dt, values.product(Parameter::PriceLag, site.product)) * frozen),
            shortage_response: keep(values.product(Parameter::ShortageResponse, site.product)),
            momentum: keep(values.product(Parameter::PriceMomentum, site.product)),
            integration: keep(values.product(Parameter::PriceIntegration, site.product)),
            annuity: keep(annuity),
            threshold: keep((margin / annuity).max(one)),
            build_rate: keep(buildable * capacity / V::splat(12.0)),
            ceiling: keep(parameter(Parameter::CapacityCeiling) * capacity),
            lead_time: keep(parameter(Parameter::LeadTime)),
            build_step: keep(one - (V::splat(-3.0 * dt) / parameter(Parameter::LeadTime)).exp()),
            availability: keep(one),
        });
    }
}

impl<V: Lanes> Compiled<V> {
    /// By-products whose revenue counts for a host: its part of their base output for a unit of its own.
    fn add_byproducts(&mut self, network: &Network, byproducts: &[SiteIndex]) {
        for &index in byproducts {
            let site = network.site(index);
            let together: f64 = site.hosts.iter().map(|&host| network.site(host).output.0).sum();
            self.byproducts.push((self.places.site(index) as u32, site.output.0 / together));
        }
    }

    /// How a site with these links serves its buyers, where measures may rank them or not; nothing where all are served in
    /// proportion.
    fn rationing(&mut self, links_out: &[u32], ranks: bool, domestic_first: V, fair: V) -> Option<Rationing> {
        let link = |&link: &u32| &self.links[link as usize];
        let classes = links_out.windows(2).any(|pair| link(&pair[0]).class != link(&pair[1]).class);
        let zero = V::splat(0.0);
        let always = classes || domestic_first != zero || fair != zero;
        (always || ranks).then(|| Rationing {
            always,
            domestic_first: self.lane_params.keep(domestic_first),
            fair: self.lane_params.keep(fair),
        })
    }
}

/// Share of surplus stock that spoils in a step; at the longest shelf life none does.
fn spoiling<V: Lanes>(dt: f64, shelf_life: V) -> V {
    let longest = V::splat(Parameter::ShelfLife.range().1);
    V::if_greater(longest, shelf_life, rate(dt, shelf_life), V::splat(0.0))
}

fn compile_market<V: Lanes>(values: &Values<'_, V>, dt: f64) -> MarketData<V> {
    let get = |parameter| values.market(parameter);
    let per_step = |parameter| rate(dt, values.market(parameter));
    // A gap in stock is closed in two steps at the least: faster, orders that answer orders overshoot at long steps.
    let gap = |parameter| rate(dt, values.market(parameter).max(V::splat(2.0 * dt))) / V::splat(dt);
    MarketData {
        horizon: get(Parameter::Horizon),
        horizon_rate: per_step(Parameter::Horizon),
        reference_rate: rate(dt, V::splat(3.0) * values.market(Parameter::Horizon)),
        order_response: get(Parameter::OrderResponse),
        hoarding: get(Parameter::Hoarding),
        front_loading: get(Parameter::FrontLoading),
        order_ceiling: get(Parameter::OrderCeiling),
        stock_rate: gap(Parameter::StockAdjustment),
        use_rate: per_step(Parameter::UseSmoothing),
        fill_rate: per_step(Parameter::FillMemory),
        glut: get(Parameter::Glut),
        run_rate_response: get(Parameter::RunRateResponse),
        run_rate_floor: get(Parameter::RunRateFloor),
        investment_span: get(Parameter::InvestmentSpan),
        closure: get(Parameter::ClosureRate) * V::splat(dt),
        margin_rate: per_step(Parameter::MarginMemory),
        demand_rate: per_step(Parameter::DemandSmoothing),
        trend_rate: per_step(Parameter::TrendMemory),
    }
}
