//! Random small networks, balanced by construction, and what may be done to one without changing its meaning.

use std::sync::Arc;

use oreflow_network::{
    LinkSpec, Months, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec,
    TonnesPerYear, UsdPerTonne,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// As many random cases, the same in every run; with `PROPTEST_CASES` in the environment so many, new ones each time.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let base =
        ProptestConfig { failure_persistence: None, max_shrink_iters: 2000, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return base;
    }
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(2024), ..base }
}

/// A sequence of choices; all zeros is the smallest network with the mildest measures, towards which proptest shrinks.
#[derive(Clone)]
pub(crate) struct Genes {
    values: Vec<u16>,
    next: usize,
}

/// Hundreds of numbers tell nobody anything; tests print what they made of them.
impl std::fmt::Debug for Genes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("genes")
    }
}

/// Any sequence of choices.
pub(crate) fn genes() -> impl Strategy<Value = Genes> {
    prop::collection::vec(any::<u16>(), 400).prop_map(|values| Genes { values, next: 0 })
}

/// Choices of which most are the first or the last that there are.
pub(crate) fn extreme_genes() -> impl Strategy<Value = Genes> {
    let value = prop_oneof![2 => Just(0), 2 => Just(u16::MAX), 1 => any::<u16>()];
    prop::collection::vec(value, 400).prop_map(|values| Genes { values, next: 0 })
}

impl Genes {
    /// A given sequence.
    pub(crate) fn from_values(values: Vec<u16>) -> Self {
        Self { values, next: 0 }
    }

    /// From 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        let value = self.values[self.next % self.values.len()];
        self.next += 1;
        f64::from(value) / 65536.0
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub(crate) fn whole(&mut self, low: usize, high: usize) -> usize {
        low + (self.unit() * (high - low + 1) as f64) as usize
    }

    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() >= 1.0 - p
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.whole(0, from.len() - 1)]
    }
}

/// A network before it is built.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) products: Vec<ProductSpec>,
    pub(crate) sites: Vec<SiteSpec>,
    pub(crate) links: Vec<LinkSpec>,
    pub(crate) market: Vec<(Parameter, f64)>,
}

const COUNTRIES: [&str; 4] = ["AAA", "BBB", "CCC", "DDD"];

/// Group of the first two countries.
pub(crate) const BLOC: &str = "BLOC";

impl Draft {
    pub(crate) fn build(&self) -> Arc<Network> {
        let mut b = NetworkBuilder::new("random");
        for code in COUNTRIES {
            b.country(code);
        }
        b.group(BLOC, &COUNTRIES[..2]);
        for product in &self.products {
            b.product(product.clone());
        }
        for site in &self.sites {
            b.site(site.clone());
        }
        for link in &self.links {
            b.link(link.clone());
        }
        for &(parameter, value) in &self.market {
            b.market(parameter, value);
        }
        Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")))
    }

    /// Sites and links in few words.
    pub(crate) fn sketch(&self) -> String {
        let sites =
            self.sites.iter().map(|site| format!("{} {} {:?}", site.id, site.country, site.parameters));
        let links =
            self.links.iter().map(|link| format!("{}>{} {} {}", link.from, link.to, link.flow, link.transit));
        let market = std::iter::once(format!("{:?}", self.market));
        sites.chain(links).chain(market).collect::<Vec<_>>().join("\n")
    }

    /// Whether any site lies in the bloc.
    pub(crate) fn has_bloc(&self) -> bool {
        self.sites.iter().any(|site| COUNTRIES[..2].contains(&site.country.as_str()))
    }

    /// All prices and bids frozen at their base.
    pub(crate) fn frozen(mut self) -> Self {
        self.market.push((Parameter::PriceResponse, 0.0));
        self
    }

    /// The same flows, prices and capacities, but everybody reacts as is usual.
    pub(crate) fn plain(mut self) -> Self {
        self.market.clear();
        for product in &mut self.products {
            product.parameters.clear();
        }
        for site in &mut self.sites {
            let kept = |parameter| {
                matches!(parameter, Parameter::Price | Parameter::Margin | Parameter::Utilisation)
            };
            site.parameters.retain(|&(parameter, _)| kept(parameter));
        }
        self
    }

    /// All masses in another unit.
    pub(crate) fn scale_tonnes(mut self, factor: f64) -> Self {
        for link in &mut self.links {
            link.flow.0 *= factor;
        }
        self
    }

    /// All money in another currency.
    pub(crate) fn scale_money(mut self, factor: f64) -> Self {
        for link in &mut self.links {
            link.freight.0 *= factor;
        }
        for (parameter, value) in self.sites.iter_mut().flat_map(|site| &mut site.parameters) {
            if matches!(parameter, Parameter::Price | Parameter::Capex) {
                *value *= factor;
            }
        }
        self
    }

    /// The same network, written in another order.
    pub(crate) fn shuffle(mut self, genes: &mut Genes) -> Self {
        fn shuffle<T>(list: &mut [T], genes: &mut Genes) {
            for last in (1..list.len()).rev() {
                list.swap(last, genes.whole(0, last));
            }
        }
        shuffle(&mut self.products, genes);
        shuffle(&mut self.sites, genes);
        shuffle(&mut self.links, genes);
        self
    }

    /// The same network with a link cut into two equal routes.
    pub(crate) fn split(mut self, link: usize) -> Self {
        let half = TonnesPerYear(self.links[link].flow.0 / 2.0);
        self.links[link].flow = half;
        let mut other = self.links[link].clone();
        self.links[link].route = Some("north".to_owned());
        other.route = Some("south".to_owned());
        self.links.push(other);
        self
    }

    /// The same network with a share of a link moved to a route of its own, `seed`.
    pub(crate) fn with_seed(mut self, link: usize, share: f64) -> Self {
        let mut seed = self.links[link].clone();
        self.links[link].flow.0 *= 1.0 - share;
        seed.flow.0 *= share;
        seed.route = Some("seed".to_owned());
        self.links.push(seed);
        self
    }

    fn price(&self, site: &str) -> f64 {
        let spec = self.sites.iter().find(|spec| spec.id == site).expect("sites come before their links");
        let price = spec.parameters.iter().find(|(parameter, _)| *parameter == Parameter::Price);
        price.expect("every site has a price").1
    }

    /// Highest delivered cost of a unit of slot material over the links that carry a product to a site.
    fn dearest(&self, from: &str, to: &str, conversion: f64) -> f64 {
        let links = self.links.iter().filter(|link| link.from.starts_with(from) && link.to == to);
        links
            .map(|link| (self.price(&link.from) * (1.0 + link.duty) + link.freight.0) / conversion)
            .fold(0.0, f64::max)
    }

    fn link(&mut self, genes: &mut Genes, from: &str, to: &str, flow: f64) {
        let price = self.price(from);
        let duty = if genes.chance(0.3) { genes.between(0.0, 0.2) } else { 0.0 };
        self.links.push(
            LinkSpec::new(from, to, TonnesPerYear(flow))
                .transit(Months(genes.between(0.0, 3.5)))
                .freight(UsdPerTonne(price * genes.between(0.0, 0.1)))
                .duty(duty),
        );
    }

    /// A site with random parameters; `price` is its price without a margin.
    fn site(&mut self, genes: &mut Genes, spec: SiteSpec, price: f64) {
        let margin = genes.between(0.0, 0.15);
        let cover = genes.between(0.0, 3.0);
        let price = price / (1.0 - margin);
        let mut spec = spec
            .with(Parameter::Price, price)
            .with(Parameter::Margin, margin)
            .with(Parameter::Utilisation, genes.between(0.5, 0.98))
            .with(Parameter::CoverInput, genes.between(0.0, 4.0))
            .with(Parameter::CoverOutput, cover)
            // Room for a step of output, so that the base stands still at every step length.
            .with(Parameter::StorageLimit, cover + genes.between(6.5, 20.0))
            .with(Parameter::ElasticityShort, -genes.between(0.0, 0.6))
            .with(Parameter::ElasticityLong, -genes.between(0.0, 0.8))
            .with(Parameter::ElasticityDelay, genes.between(1.0, 40.0))
            .with(Parameter::ByproductLag, genes.between(0.1, 12.0));
        if genes.chance(0.6) {
            spec = spec
                .with(Parameter::Capex, price * genes.between(0.5, 6.0))
                .with(Parameter::InvestmentRate, genes.between(0.0, 1.0))
                .with(Parameter::CapacityCeiling, genes.between(1.0, 3.0))
                .with(Parameter::LeadTime, genes.between(0.5, 36.0));
        }
        self.sites.push(spec);
    }

    fn product(&mut self, genes: &mut Genes, id: &str, group: &str) {
        self.products.push(
            ProductSpec::new(id)
                .in_group(group)
                .with(Parameter::ArmingtonExponent, genes.whole(1, 10) as f64)
                .with(Parameter::ShareInertia, genes.between(0.5, 12.0))
                .with(
                    Parameter::PriceIntegration,
                    if genes.chance(0.5) { genes.between(0.0, 1.0) } else { 0.0 },
                )
                .with(Parameter::ShortageResponse, genes.between(0.0, 8.0))
                .with(Parameter::DepletionResponse, genes.between(0.0, 2.0))
                .with(Parameter::PriceMomentum, genes.between(0.0, 0.7))
                .with(Parameter::PriceLag, genes.between(0.3, 4.0))
                .with(Parameter::BidLag, genes.between(0.3, 4.0))
                .with(
                    Parameter::BidStickiness,
                    if genes.chance(0.4) { genes.between(1.0, 20.0) } else { 1.0 },
                ),
        );
    }
}

/// Ranges in which the market's parameters are drawn.
const MARKET: &[(Parameter, f64, f64)] = &[
    (Parameter::Horizon, 2.0, 24.0),
    (Parameter::OrderResponse, 0.0, 0.5),
    (Parameter::Hoarding, 0.0, 2.0),
    (Parameter::FrontLoading, 0.0, 12.0),
    (Parameter::OrderCeiling, 1.0, 2.5),
    (Parameter::StockAdjustment, 1.0, 8.0),
    (Parameter::UseSmoothing, 0.2, 6.0),
    (Parameter::FillMemory, 0.5, 6.0),
    (Parameter::RunOut, 0.1, 2.0),
    (Parameter::Glut, 0.0, 1.0),
    (Parameter::RunRateResponse, 0.0, 10.0),
    (Parameter::RunRateFloor, 0.0, 1.0),
    (Parameter::HurdleRate, 0.05, 0.4),
    (Parameter::InvestmentSpan, 0.05, 2.0),
    (Parameter::ClosureRate, 0.0, 0.2),
    (Parameter::MarginMemory, 1.0, 12.0),
    (Parameter::DemandSmoothing, 0.5, 6.0),
    (Parameter::TrendMemory, 1.0, 12.0),
];

/// Shares of each buyer's need by supplier, `[buyer][supplier]`: every supplier has a buyer, some pairs do not trade.
fn shares(genes: &mut Genes, suppliers: usize, buyers: usize) -> Vec<Vec<f64>> {
    (0..buyers)
        .map(|buyer| {
            let weights: Vec<f64> = (0..suppliers)
                .map(|supplier| {
                    let weight = genes.between(0.05, 1.0);
                    let paired = supplier == buyer % suppliers || buyer == supplier % buyers;
                    if genes.chance(0.5) || paired { weight } else { 0.0 }
                })
                .collect();
            let sum: f64 = weights.iter().sum();
            times(&weights, 1.0 / sum)
        })
        .collect()
}

fn names(kind: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{kind}-{number}")).collect()
}

/// Who is there and what flows between them, from the consumers up; `[buyer][supplier]`, in t/yr of the product.
struct Plan {
    mines: Vec<String>,
    refineries: Vec<String>,
    makers: Vec<String>,
    consumers: Vec<String>,
    /// Makers need a second input; if so, whether it is a by-product of the refineries.
    additive: Option<bool>,
    per_metal: f64,
    ore_conversion: f64,
    ore: Vec<Vec<f64>>,
    per_good: f64,
    metal: Vec<Vec<f64>>,
    /// Scrap used by each maker, if there is any, and what a unit of it counts for.
    scrap: Option<Vec<f64>>,
    scrap_conversion: f64,
    /// What a remelter sends back to the first refinery, if there is one, and what it takes for a unit.
    swarf: Option<f64>,
    per_swarf: f64,
    goods: Vec<f64>,
    good: Vec<Vec<f64>>,
}

impl Plan {
    fn new(genes: &mut Genes) -> Self {
        let (mines, refineries) = (names("mine", genes.whole(1, 3)), names("refinery", genes.whole(1, 3)));
        let (makers, consumers) = (names("maker", genes.whole(1, 2)), names("use", genes.whole(1, 3)));
        let additive = genes.chance(0.4).then_some(genes.chance(0.5));
        let (has_scrap, has_ring) = (genes.chance(0.4), genes.chance(0.35));
        let good: Vec<Vec<f64>> = shares(genes, makers.len(), consumers.len())
            .into_iter()
            .map(|shares| times(&shares, genes.between(50.0, 2000.0)))
            .collect();
        let goods = sums(&good);
        let per_good = genes.between(1.12, 1.6);
        let scrap_share = if has_scrap { genes.between(0.03, 0.3) } else { 0.0 };
        let scrap_conversion = genes.between(0.8, 1.1);
        let used = |good: f64| good * per_good * scrap_share / scrap_conversion;
        let scrap = has_scrap.then(|| goods.iter().map(|&good| used(good)).collect());
        let metal: Vec<Vec<f64>> = shares(genes, refineries.len(), makers.len())
            .iter()
            .zip(&goods)
            .map(|(shares, good)| times(shares, good * per_good * (1.0 - scrap_share)))
            .collect();
        let mut outputs = sums(&metal);
        let per_swarf = genes.between(1.02, 1.2);
        let swarf = has_ring.then(|| outputs[0] * genes.between(0.02, 0.08));
        outputs[0] += per_swarf * swarf.unwrap_or(0.0);
        let (per_metal, ore_conversion) = (genes.between(1.12, 1.6), genes.between(0.9, 1.1));
        let mut feeds = times(&outputs, per_metal);
        feeds[0] -= swarf.unwrap_or(0.0);
        let ore = shares(genes, mines.len(), refineries.len())
            .iter()
            .zip(feeds)
            .map(|(shares, feed)| times(shares, feed / ore_conversion))
            .collect();
        Self {
            mines,
            refineries,
            makers,
            consumers,
            additive,
            per_metal,
            ore_conversion,
            ore,
            per_good,
            metal,
            scrap,
            scrap_conversion,
            swarf,
            per_swarf,
            goods,
            good,
        }
    }
}

fn times(numbers: &[f64], factor: f64) -> Vec<f64> {
    numbers.iter().map(|number| number * factor).collect()
}

/// Sum over buyers of what each supplier sends.
fn sums(flows: &[Vec<f64>]) -> Vec<f64> {
    (0..flows[0].len()).map(|supplier| flows.iter().map(|flows| flows[supplier]).sum()).collect()
}

/// A random network: mines, refineries, makers and consumers; perhaps a second input of the makers (mined or a
/// by-product of the refineries), scrap from the consumers, and a remelter that makes a ring with a refinery.
pub(crate) fn random(genes: &mut Genes) -> Draft {
    let plan = Plan::new(genes);
    let mut draft = Draft::default();
    let wanted = [true, true, true, plan.additive.is_some(), plan.scrap.is_some(), plan.swarf.is_some()];
    let products = ["ore raw", "metal refined", "good made", "additive raw", "scrap refined", "swarf raw"];
    for (product, _) in products.into_iter().zip(wanted).filter(|(_, wanted)| *wanted) {
        let (id, group) = product.split_once(' ').expect("an id and a group");
        draft.product(genes, id, group);
    }
    draft.add_mines_and_refineries(genes, &plan);
    draft.add_by_products(genes, &plan);
    draft.add_makers_and_consumers(genes, &plan);
    for &(parameter, low, high) in MARKET {
        if genes.chance(0.6) {
            draft.market.push((parameter, genes.between(low, high)));
        }
    }
    draft
}

impl Draft {
    fn add_mines_and_refineries(&mut self, genes: &mut Genes, plan: &Plan) {
        for mine in &plan.mines {
            let price = genes.between(20.0, 300.0);
            let country = *genes.pick(&COUNTRIES);
            self.site(genes, SiteSpec::new(mine, SiteKind::Mine, country, "ore"), price);
        }
        for (refinery, flows) in plan.refineries.iter().zip(&plan.ore) {
            self.links(genes, &plan.mines, refinery, flows);
            let mut slot = SlotSpec::new("feed", plan.per_metal).accept("ore", plan.ore_conversion);
            if plan.swarf.is_some() {
                slot = slot.accept("swarf", 1.0);
            }
            let dearest = self.dearest("mine", refinery, plan.ore_conversion);
            let price = plan.per_metal * dearest * genes.between(1.8, 3.0);
            let country = *genes.pick(&COUNTRIES);
            self.site(genes, SiteSpec::new(refinery, SiteKind::Refinery, country, "metal").slot(slot), price);
        }
    }

    fn add_by_products(&mut self, genes: &mut Genes, plan: &Plan) {
        if let Some(swarf) = plan.swarf {
            let (refinery, remelter) = (&plan.refineries[0], "remelter");
            self.link(genes, refinery, remelter, plan.per_swarf * swarf);
            let price = plan.per_swarf * self.dearest("refinery", remelter, 1.0) * 1.05;
            let slot = SlotSpec::of("metal", plan.per_swarf);
            let country = *genes.pick(&COUNTRIES);
            self.site(genes, SiteSpec::new(remelter, SiteKind::Recycler, country, "swarf").slot(slot), price);
            let back = LinkSpec::new(remelter, refinery, TonnesPerYear(swarf));
            self.links.push(back.transit(Months(genes.between(0.0, 2.0))));
        }
        if let Some(by_product) = plan.additive {
            let mut spec =
                SiteSpec::new("additive-0", SiteKind::Mine, genes.pick::<&str>(&COUNTRIES), "additive");
            if by_product {
                spec.kind = SiteKind::Refinery;
                spec.hosts.clone_from(&plan.refineries);
            }
            let price = genes.between(50.0, 2000.0);
            self.site(genes, spec, price);
        }
        if plan.scrap.is_some() {
            let mut spec =
                SiteSpec::new("scrap-0", SiteKind::Recycler, genes.pick::<&str>(&COUNTRIES), "scrap");
            spec.hosts.clone_from(&plan.consumers);
            let price = genes.between(50.0, 500.0);
            self.site(genes, spec, price);
        }
    }

    fn add_makers_and_consumers(&mut self, genes: &mut Genes, plan: &Plan) {
        for (number, maker) in plan.makers.iter().enumerate() {
            self.links(genes, &plan.refineries, maker, &plan.metal[number]);
            let mut slot = SlotSpec::new("metal", plan.per_good).accept("metal", 1.0);
            if let Some(scrap) = &plan.scrap {
                self.link(genes, "scrap-0", maker, scrap[number]);
                slot = slot.accept("scrap", plan.scrap_conversion);
            }
            let metal_cost =
                self.dearest("refinery", maker, 1.0).max(self.dearest("scrap", maker, plan.scrap_conversion));
            let mut cost = plan.per_good * metal_cost;
            let country = *genes.pick(&COUNTRIES);
            let mut spec = SiteSpec::new(maker, SiteKind::Manufacturer, country, "good").slot(slot);
            if plan.additive.is_some() {
                let per_unit = genes.between(0.02, 0.3);
                self.link(genes, "additive-0", maker, plan.goods[number] * per_unit);
                cost += per_unit * self.dearest("additive", maker, 1.0);
                spec = spec.slot(SlotSpec::of("additive", per_unit));
            }
            let price = cost * genes.between(1.1, 2.0);
            self.site(genes, spec, price);
        }
        for (consumer, flows) in plan.consumers.iter().zip(&plan.good) {
            self.links(genes, &plan.makers, consumer, flows);
            let slot = SlotSpec::of("good", genes.between(0.5, 2.0));
            let country = *genes.pick(&COUNTRIES);
            self.site(genes, SiteSpec::new(consumer, SiteKind::Consumer, country, "good").slot(slot), 1000.0);
        }
    }

    /// Links from suppliers to a buyer, where anything flows.
    fn links(&mut self, genes: &mut Genes, suppliers: &[String], buyer: &str, flows: &[f64]) {
        for (supplier, &flow) in suppliers.iter().zip(flows) {
            if flow > 0.0 {
                self.link(genes, supplier, buyer, flow);
            }
        }
    }
}

/// Mines, and consumers who buy from them: one product and nothing between.
pub(crate) fn random_single_product(genes: &mut Genes) -> Draft {
    let mut draft = Draft::default();
    draft.product(genes, "ore", "raw");
    let (mines, consumers) = (names("mine", genes.whole(1, 4)), names("use", genes.whole(1, 3)));
    for (number, mine) in mines.iter().enumerate() {
        let price = genes.between(20.0, 300.0);
        let country = COUNTRIES[number % 3];
        draft.site(genes, SiteSpec::new(mine, SiteKind::Mine, country, "ore"), price);
    }
    for (consumer, shares) in consumers.iter().zip(shares(genes, mines.len(), consumers.len())) {
        let need = genes.between(50.0, 2000.0);
        for (mine, share) in mines.iter().zip(&shares).filter(|(_, share)| **share > 0.0) {
            draft.link(genes, mine, consumer, need * share);
        }
        let spec =
            SiteSpec::new(consumer, SiteKind::Consumer, COUNTRIES[3], "ore").slot(SlotSpec::of("ore", 1.0));
        draft.site(genes, spec, 1000.0);
    }
    draft
}
