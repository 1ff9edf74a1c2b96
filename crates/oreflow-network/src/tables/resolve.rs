//! Which figure holds for which site, product or pair: the most specific one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Figure, Network, NetworkBuilder, Parameter, Problem, Quantity, Scope, SiteIndex};

/// How narrowly a figure is aimed: first its places, then its product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Site 3, country 2, group or owner 1, world 0; the sum over place and partner.
    place: u8,
    /// Product 2, group 1, all 0.
    product: u8,
}

/// A figure with the sites and products it is about.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Position of the figure.
    pub(crate) figure: usize,
    pub(crate) quantity: Quantity,
    /// By position of the product.
    pub(crate) products: Vec<bool>,
    /// By position of the site.
    pub(crate) sites: Vec<bool>,
    /// By position of the site; all if no partner is named.
    pub(crate) partners: Vec<bool>,
    rank: Rank,
}

impl Target {
    /// Whether the figure is about this site and what it makes.
    pub(crate) fn covers(&self, network: &Network, site: SiteIndex) -> bool {
        self.sites[site.position()] && self.products[network.site(site).product.position()]
    }

    fn covers_pair(&self, network: &Network, from: SiteIndex, to: SiteIndex) -> bool {
        self.covers(network, from) && self.partners[to.position()]
    }
}

/// Figures, each with what it is about.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    pub(crate) targets: Vec<Target>,
    /// Positions of the targets of each quantity.
    of_quantity: BTreeMap<Quantity, Vec<usize>>,
}

impl Resolver {
    /// Looks up the names in figures; those that name nothing are problems.
    pub(crate) fn new(network: &Network, figures: &[Figure], problems: &mut Vec<Problem>) -> Self {
        let targets: Vec<Target> = figures
            .iter()
            .enumerate()
            .filter_map(|(position, figure)| aim(network, position, figure, problems))
            .collect();
        let mut of_quantity: BTreeMap<Quantity, Vec<usize>> = BTreeMap::new();
        for (position, target) in targets.iter().enumerate() {
            of_quantity.entry(target.quantity).or_default().push(position);
        }
        let resolver = Self { targets, of_quantity };
        resolver.check_ties(network, figures, problems);
        resolver
    }

    /// The figure that holds for a site.
    pub(crate) fn of_site(&self, network: &Network, quantity: Quantity, site: SiteIndex) -> Option<&Target> {
        self.best(quantity, |target| target.covers(network, site))
    }

    /// The figure that holds for trade between two sites.
    pub(crate) fn of_pair(
        &self,
        network: &Network,
        quantity: Quantity,
        from: SiteIndex,
        to: SiteIndex,
    ) -> Option<&Target> {
        self.best(quantity, |target| target.covers_pair(network, from, to))
    }

    fn of_product(&self, quantity: Quantity, product: usize) -> Option<&Target> {
        self.best(quantity, |target| target.products[product])
    }

    /// The targets of a quantity, in their order.
    fn of(&self, quantity: Quantity) -> impl Iterator<Item = &Target> {
        let positions = self.of_quantity.get(&quantity).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|&position| &self.targets[position])
    }

    /// The most specific figure; the first of equals, which have been reported.
    fn best(&self, quantity: Quantity, holds: impl Fn(&Target) -> bool) -> Option<&Target> {
        let mut best: Option<&Target> = None;
        for target in self.of(quantity).filter(|target| holds(target)) {
            if best.is_none_or(|best| target.rank > best.rank) {
                best = Some(target);
            }
        }
        best
    }

    /// Two equally specific figures for one thing leave open which one holds.
    fn check_ties(&self, network: &Network, figures: &[Figure], problems: &mut Vec<Problem>) {
        let mut ties: BTreeSet<(usize, usize)> = BTreeSet::new();
        for &quantity in self.of_quantity.keys().filter(|quantity| !quantity.is_balanced()) {
            for (position, one) in self.of(quantity).enumerate() {
                for other in self.of(quantity).skip(position + 1).filter(|other| other.rank == one.rank) {
                    if contend(network, one, other) && !self.is_overruled(network, one, other) {
                        ties.insert((one.figure, other.figure));
                    }
                }
            }
        }
        for (one, other) in ties {
            let (first, second) = (&figures[one], &figures[other]);
            let line = first.location.as_ref().map_or_else(String::new, |place| {
                format!(" ({}:{})", place.file.display(), place.line.unwrap_or(0))
            });
            problems.push(
                Problem::new(format!(
                    "{} and {}{line} are equally specific and hold for the same",
                    second.path(),
                    first.path()
                ))
                .help("remove one, or write a more specific figure for what both are about")
                .at(second.location.clone()),
            );
        }
    }

    /// Whether a more specific figure settles all that two others contend for.
    fn is_overruled(&self, network: &Network, one: &Target, other: &Target) -> bool {
        if !matches!(one.quantity, Quantity::Parameter(parameter) if parameter.scope() == Scope::Site) {
            return false;
        }
        let contested =
            sites(network).filter(|&site| one.covers(network, site) && other.covers(network, site));
        contested
            .into_iter()
            .all(|site| self.of_site(network, one.quantity, site).is_some_and(|best| best.rank > one.rank))
    }

    /// Writes each parameter to whom it belongs; values out of range have been reported with their rows.
    pub(crate) fn set_parameters(&self, network: &Network, figures: &[Figure], builder: &mut NetworkBuilder) {
        for &parameter in Parameter::ALL {
            let quantity = Quantity::Parameter(parameter);
            let given = |target: &Target| {
                let value = figures[target.figure].value;
                parameter.allows(value).then_some((parameter, value))
            };
            match parameter.scope() {
                Scope::Site => {
                    for spec in &mut builder.sites {
                        let site = network.site_index(&spec.id);
                        let found = site.and_then(|site| self.of_site(network, quantity, site));
                        spec.parameters.extend(found.and_then(given));
                    }
                }
                Scope::Product => {
                    for spec in &mut builder.products {
                        let product = network.product_index(&spec.id);
                        let found = product.and_then(|product| self.of_product(quantity, product.position()));
                        spec.parameters.extend(found.and_then(given));
                    }
                }
                Scope::Market => {
                    builder.market.extend(self.best(quantity, |_| true).and_then(given));
                }
            }
        }
    }
}

/// All sites of a network.
pub(crate) fn sites(network: &Network) -> impl Iterator<Item = SiteIndex> + use<> {
    (0..network.sites.len()).map(|position| SiteIndex(position as u32))
}

/// Whether two figures of one quantity hold for the same thing; those of balancing are not asked, they add up.
fn contend(network: &Network, one: &Target, other: &Target) -> bool {
    let both = |one: &[bool], other: &[bool]| one.iter().zip(other).any(|(&a, &b)| a && b);
    match one.quantity {
        Quantity::Parameter(parameter) if parameter.scope() == Scope::Market => true,
        Quantity::Parameter(parameter) if parameter.scope() == Scope::Product => {
            both(&one.products, &other.products)
        }
        _ => {
            // Most figures are of other products, which is soon seen.
            both(&one.products, &other.products)
                && sites(network).any(|site| one.covers(network, site) && other.covers(network, site))
                && both(&one.partners, &other.partners)
        }
    }
}

fn aim(network: &Network, position: usize, figure: &Figure, problems: &mut Vec<Problem>) -> Option<Target> {
    let before = problems.len();
    let mut complain = |problem: Problem, column: &str| {
        problems.push(problem.at(figure.location.clone().map(|place| place.column(column))));
    };
    let mut products = vec![false; network.products.len()];
    match network.select_products(&figure.product) {
        Ok(chosen) => chosen.into_iter().for_each(|product| products[product.position()] = true),
        Err(problem) => complain(problem, "product"),
    }
    let mut mask = |name: &str, column: &str| {
        let mut mask = vec![false; network.sites.len()];
        match network.select_sites(name) {
            Ok(chosen) => chosen.into_iter().for_each(|site| mask[site.position()] = true),
            Err(problem) => complain(problem, column),
        }
        mask
    };
    let sites = mask(&figure.place, "place");
    let partners = match figure.partner.as_str() {
        "" => vec![true; network.sites.len()],
        partner => mask(partner, "partner"),
    };
    if let Quantity::Parameter(parameter) = figure.quantity {
        let everywhere = figure.place == "world" || figure.place == "*";
        if parameter.scope() != Scope::Site && !everywhere {
            complain(
                Problem::new(format!("{parameter} is the same in all places")).help("write place 'world'"),
                "place",
            );
        }
        if parameter.scope() == Scope::Market && figure.product != "*" {
            complain(
                Problem::new(format!("{parameter} is the same for all products")).help("write product '*'"),
                "product",
            );
        }
    }
    if problems.len() > before {
        return None;
    }
    let rank = Rank {
        place: place_rank(network, &figure.place) + place_rank(network, &figure.partner),
        product: match figure.product.as_str() {
            "*" => 0,
            id if network.product_index(id).is_some() => 2,
            _ => 1,
        },
    };
    let target = Target { figure: position, quantity: figure.quantity, products, sites, partners, rank };
    let is_of_sites =
        matches!(figure.quantity, Quantity::Parameter(parameter) if parameter.scope() == Scope::Site);
    if is_of_sites && !self::sites(network).any(|site| target.covers(network, site)) {
        problems.push(
            Problem::new(format!("{} holds for no site", figure.path()))
                .help("a site's parameter is given by what the site makes: correct product or place")
                .at(figure.location.clone()),
        );
        return None;
    }
    Some(target)
}

fn place_rank(network: &Network, name: &str) -> u8 {
    match name {
        "" | "*" | "world" => 0,
        id if network.site_index(id).is_some() => 3,
        code if network.countries.iter().any(|country| country.code.as_str() == code) => 2,
        _ => 1,
    }
}
