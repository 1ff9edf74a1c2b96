//! Series over time: a quantity of some products at a place.

use oreflow_network::{LinkIndex, Network, Problem, ProductUnit, SiteIndex};

use super::outcome::is_shortfall;
use super::record::OfLink;
use super::selection::Selection;
use super::{Kind, Quantity};
use crate::lanes::Lanes;
use crate::run::View;

/// Sum over sites, links or slots, in their order: a macro, for closures stay portable code where they are not inlined.
macro_rules! sum {
    ($over:expr, |&$each:pat_param| $of:expr) => {{
        let mut sum = V::splat(0.0);
        for &$each in $over {
            sum = sum + $of;
        }
        sum
    }};
}

/// A quantity of a product at a place, found in a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    quantity: Quantity,
    product: String,
    place: String,
    sites: Vec<SiteIndex>,
    /// Links out of the sites, or for a price the links it is read from.
    links: Vec<LinkIndex>,
    /// Links into the sites.
    inputs: Vec<LinkIndex>,
    /// Slots of sites that accept the product, with their base use.
    slots: Vec<(SiteIndex, usize, f64)>,
    world: bool,
    counted: ProductUnit,
    /// Base output of the sites and base flow of the links.
    base: f64,
}

impl Series {
    /// Reads a path `quantity.product.place`.
    ///
    /// # Errors
    /// If the path is malformed, names what the network does not know, or names nothing.
    pub fn parse(path: &str, network: &Network) -> Result<Self, Problem> {
        let parts: Vec<&str> = path.split('.').collect();
        let &[quantity, product, place] = parts.as_slice() else {
            return Err(Problem::new(format!("'{path}' is not a path"))
                .help("write quantity.product.place, such as 'unmet.stainless-steel.JPN'"));
        };
        let Some(quantity) = Quantity::from_name(quantity) else {
            let known: Vec<&str> = Quantity::ALL.iter().map(|quantity| quantity.name()).collect();
            return Err(Problem::new(format!("there is no quantity '{quantity}'"))
                .help(format!("write one of {}", known.join(", "))));
        };
        Self::new(quantity, product, place, network)
    }

    /// A quantity of a product or group at a place.
    ///
    /// # Errors
    /// If the network does not know the names, or nothing there has the quantity.
    pub fn new(quantity: Quantity, product: &str, place: &str, network: &Network) -> Result<Self, Problem> {
        let Selection { sites, links, inputs, slots } = Selection::new(quantity, product, place, network)?;
        let world = matches!(place, "world" | "*");
        let counted = counted_in(quantity, product, network)?;
        let made = sites.iter().map(|&site| network.site(site).output.0);
        let base =
            made.chain(links.iter().map(|&link| network.link(link).flow.0)).fold(0.0, |sum, each| sum + each);
        Ok(Self {
            quantity,
            base,
            product: product.to_owned(),
            place: place.to_owned(),
            sites,
            links,
            inputs,
            slots,
            world,
            counted,
        })
    }

    /// The quantity.
    pub fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// The product or group.
    pub fn product(&self) -> &str {
        &self.product
    }

    /// The place.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The path.
    pub fn path(&self) -> String {
        format!("{}.{}.{}", self.quantity, self.product, self.place)
    }

    /// The unit, of what the product is counted in: `MWh` of cells as `t` of ore.
    pub fn unit(&self) -> String {
        self.counted.of(self.quantity.unit())
    }

    /// How it adds up over time.
    pub fn kind(&self) -> Kind {
        self.quantity.kind()
    }

    /// The value of a step.
    ///
    /// Links are added up in the order of their ids, in a run down the chain: the last bits may differ.
    #[inline(always)]
    pub fn value<V: Lanes>(&self, view: &View<'_, V>) -> V {
        let mut sums = [V::splat(0.0); 2];
        for (sum, (kind, links)) in sums.iter_mut().zip(self.of_links().into_iter().flatten()) {
            *sum = sum!(links, |&link| {
                let link = view.at(view.link(link));
                kind.of(link, link.shipment())
            });
        }
        self.value_of(view, sums)
    }

    /// What is summed up over links for its value, each with the links.
    pub(super) fn of_links(&self) -> [Option<(OfLink, &[LinkIndex])>; 2] {
        let paid = if self.world { OfLink::PaidExWorks } else { OfLink::PaidDelivered };
        let own = |kind| Some((kind, &self.links[..]));
        match self.quantity {
            Quantity::Exports => [own(OfLink::Sent), None],
            Quantity::Imports => [own(OfLink::Arrived), None],
            Quantity::ExportRevenue => [own(OfLink::Sold), None],
            Quantity::ValueAdded => [own(OfLink::Sold), Some((OfLink::PaidDelivered, &self.inputs))],
            Quantity::Price => [own(OfLink::Sent), own(paid)],
            _ => [None, None],
        }
    }

    /// The value of a step, when the sums over links are known.
    #[inline(always)]
    pub(super) fn value_of<V: Lanes>(&self, view: &View<'_, V>, [first, second]: [V; 2]) -> V {
        let dt = V::splat(view.calendar().step().months());
        match self.quantity {
            // Demand that a low price adds at one place makes up for no shortage at another.
            Quantity::Unmet => sum!(&self.sites, |&site| (short(view, site) + priced_out(view, site)) * dt),
            Quantity::Short => sum!(&self.sites, |&site| short(view, site) * dt),
            Quantity::PricedOut => sum!(&self.sites, |&site| priced_out(view, site) * dt),
            Quantity::Demand => sum!(&self.sites, |&site| view.demand(site) * dt),
            Quantity::Served | Quantity::Output => sum!(&self.sites, |&site| view.output(site) * dt),
            Quantity::Exports | Quantity::Imports | Quantity::ExportRevenue => first,
            Quantity::ValueAdded => first - second,
            Quantity::Price => self.mean_price(view, first, second),
            Quantity::Use => sum!(&self.slots, |&(site, slot, _)| view.used(site, slot)),
            Quantity::InputStock => sum!(&self.slots, |&(site, slot, _)| view.input_stock(site, slot)),
            Quantity::InTransit if self.links.is_empty() => {
                sum!(&self.slots, |&(site, slot, _)| view.in_transit(site, slot))
            }
            Quantity::InTransit => sum!(&self.links, |&link| view.under_way(link)),
            Quantity::Reserve => sum!(&self.slots, |&(site, slot, _)| view.reserve(site, slot)),
            Quantity::Bid => self.bid(view),
            Quantity::TreatmentCharge => self.treatment_charge(view),
            Quantity::Spoiled => sum!(&self.sites, |&site| view.spoiled(site)),
            Quantity::Stock => sum!(&self.sites, |&site| view.stock(site)),
            Quantity::Capacity => sum!(&self.sites, |&site| view.capacity(site) * V::splat(12.0)),
        }
    }

    /// What the values of a trial are measured against, in a step of the base with these sums: for a shortfall the demand, for others
    /// the value itself.
    #[inline(always)]
    pub(super) fn base_value<V: Lanes>(&self, view: &View<'_, V>, sums: [V; 2]) -> V {
        if is_shortfall(self.quantity) {
            let dt = V::splat(view.calendar().step().months());
            sum!(&self.sites, |&site| view.demand(site) * dt)
        } else {
            self.value_of(view, sums)
        }
    }

    /// Mean price where so much was paid for so much; where nothing is shipped, by base flows; of makers, ex works by base output.
    #[inline(always)]
    fn mean_price<V: Lanes>(&self, view: &View<'_, V>, shipped: V, paid: V) -> V {
        let nothing = V::splat(1e-9 * self.base);
        let idle = V::if_greater(shipped, nothing, V::splat(0.0), V::splat(1.0));
        if !V::any_greater(idle, V::splat(0.0)) {
            return paid / shipped;
        }
        let network = view.network();
        let of_makers = sum!(&self.sites, |&site| V::splat(network.site(site).output.0) * view.price(site));
        let mut asked = of_makers;
        for &link in &self.links {
            asked = asked + V::splat(network.link(link).flow.0) * self.link_price(view, link);
        }
        V::if_greater(shipped, nothing, paid / shipped.max(nothing), asked / V::splat(self.base))
    }

    /// What is paid on a link: of the world ex works, else delivered.
    #[inline(always)]
    fn link_price<V: Lanes>(&self, view: &View<'_, V>, link: LinkIndex) -> V {
        if self.world { view.asked(link) } else { view.delivered_cost(link) }
    }
}

/// What the products of a series are counted in; money adds up whatever they are.
fn counted_in(quantity: Quantity, product: &str, network: &Network) -> Result<ProductUnit, Problem> {
    let products = network.select_products(product)?;
    let unit = network.product(products[0]).unit;
    let other = products.iter().find(|&&other| network.product(other).unit != unit);
    match other {
        Some(&other) if quantity.unit() != "USD" => {
            let (first, second) = (network.product(products[0]), network.product(other));
            let message = format!(
                "{quantity} of '{product}' would add {} in {unit} and {} in {}",
                first.id, second.id, second.unit
            );
            Err(Problem::new(message)
                .help("name a product, or a group whose products are counted in one unit"))
        }
        _ => Ok(unit),
    }
}

impl Series {
    /// Mean bid weighted by base use.
    #[inline(always)]
    fn bid<V: Lanes>(&self, view: &View<'_, V>) -> V {
        let (mut sum, mut weight) = (V::splat(0.0), 0.0);
        for &(site, slot, usage) in &self.slots {
            sum = sum + V::splat(usage) * view.bid(site, slot);
            weight += usage;
        }
        sum / V::splat(weight)
    }

    /// Price less bids for inputs, weighted by base output.
    #[inline(always)]
    fn treatment_charge<V: Lanes>(&self, view: &View<'_, V>) -> V {
        let (mut sum, mut weight) = (V::splat(0.0), 0.0);
        for &site in &self.sites {
            let data = view.network().site(site);
            let mut kept = view.price(site);
            for slot in 0..data.slots.len() {
                kept = kept - view.per_unit(site, slot) * view.bid(site, slot);
            }
            sum = sum + V::splat(data.output.0) * kept;
            weight += data.output.0;
        }
        sum / V::splat(weight)
    }
}

/// What a consumer wanted at its price and was not served.
#[inline(always)]
fn short<V: Lanes>(view: &View<'_, V>, site: SiteIndex) -> V {
    (view.wanted(site) - view.output(site)).max(V::splat(0.0))
}

/// What a consumer gave up for the price.
#[inline(always)]
fn priced_out<V: Lanes>(view: &View<'_, V>, site: SiteIndex) -> V {
    (view.demand(site) - view.wanted(site)).max(V::splat(0.0))
}
