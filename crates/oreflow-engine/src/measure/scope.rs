//! Whom a measure touches.

use oreflow_network::{CountryCode, Link, LinkIndex, Network, Problem, ProductIndex, SiteIndex, SiteKind};

use super::{Absent, Key, KeyKind, Values};

const PRODUCTS: &str = "[\"nickel-ore\"]";

/// How a list of countries is written.
pub(super) const COUNTRIES: &str = "[\"CHN\"]";

/// Key of the products traded or made, where they are needed.
pub(super) const TRADED: Key =
    Key::new("products", KeyKind::Texts, PRODUCTS, "products or groups of products");

/// Key of the places of sites.
pub(super) const AT: Key =
    Key::new("at", KeyKind::Texts, "\"IDN\"", "countries, groups, `owner:` and country, sites, or `world`");

/// Key of the other side of trade that a measure favours.
pub(super) const PARTNERS: Key =
    Key::new("partners", KeyKind::Texts, "[\"ASEAN\"]", "countries, groups, `owner:` and country, or sites");

/// Key of the share that passes a closed border all the same.
pub(super) const LEAKAGE: Key =
    Key::new("leakage", KeyKind::Share, "\"50 %\"", "share that passes all the same")
        .or(Absent::Value("0 %"));

/// Exports of some products by some sites to some destinations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TradeScope {
    /// Who: a country, a group of countries, `owner:` and a country, or a site.
    pub by: String,
    /// Products or groups of products.
    pub products: Vec<String>,
    /// Countries or groups to which the measure applies; empty for all.
    pub destinations: Vec<String>,
    /// Countries or groups that are spared.
    pub exempt: Vec<String>,
    /// Whether trade among the members of a group is touched too.
    pub intra: bool,
    /// Routes it applies to, `main` for links without one; empty for all.
    pub routes: Vec<String>,
}

impl TradeScope {
    /// Keys of measures on exports.
    pub(super) const KEYS: &'static [Key] = &[
        Key::new("by", KeyKind::Text, "\"IDN\"", "country, group, `owner:` and country, or site"),
        TRADED,
        Key::new("destinations", KeyKind::Texts, COUNTRIES, "countries or groups it applies to")
            .or(Absent::Empty("all")),
        Key::new("exempt", KeyKind::Texts, COUNTRIES, "countries or groups that are spared")
            .or(Absent::Empty("none")),
        Key::new("intra", KeyKind::Flag, "true", "whether trade within the group `by` is touched too")
            .or(Absent::Value("false")),
        Key::new(
            "routes",
            KeyKind::Texts,
            "[\"main\"]",
            "routes it applies to, `main` for links without one",
        )
        .or(Absent::Empty("all")),
    ];

    /// The scope that the values of its keys name.
    pub(super) fn read(values: &Values) -> Self {
        Self {
            by: values.text("by"),
            products: values.texts("products"),
            destinations: values.texts("destinations"),
            exempt: values.texts("exempt"),
            intra: values.flag("intra"),
            routes: values.texts("routes"),
        }
    }

    /// Exports of products by a country, a group, an owner or a site.
    pub fn new(by: &str, products: &[&str]) -> Self {
        Self {
            by: by.to_owned(),
            products: products.iter().map(|&product| product.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Links across borders that the measure touches.
    ///
    /// # Errors
    /// All names that the network does not know.
    pub fn links(&self, network: &Network) -> Result<Vec<LinkIndex>, Vec<Problem>> {
        let mut problems = Vec::new();
        if self.products.is_empty() {
            problems
                .push(Problem::new("no product is named").help("name products or groups, or '*' for all"));
        }
        let sites = keep(network.select_sites(&self.by), &mut problems);
        let products = products(network, &self.products, &mut problems);
        let bound = countries(network, &self.destinations, &mut problems);
        let exempt = countries(network, &self.exempt, &mut problems);
        let routes: Vec<LinkIndex> =
            self.routes.iter().flat_map(|route| keep(network.select_route(route), &mut problems)).collect();
        let bloc = match network.groups().get(&self.by) {
            Some(members) if !self.intra => members.clone(),
            _ => Vec::new(),
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(links_where(network, |index, link| {
            let (home, destination) = (network.site(link.from).country, network.site(link.to).country);
            sites.binary_search(&link.from).is_ok()
                && products.contains(&link.product)
                && home != destination
                && (self.destinations.is_empty() || bound.contains(&destination))
                && !exempt.contains(&destination)
                && !bloc.contains(&destination)
                && (self.routes.is_empty() || routes.contains(&index))
        }))
    }
}

/// Sites of some places that make some products.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteScope {
    /// Countries, groups of countries, `owner:` and a country, sites, or `world`.
    pub places: Vec<String>,
    /// Products or groups of products; empty for all.
    pub products: Vec<String>,
    /// Stages by their names, such as `refinery`; empty for all.
    pub stages: Vec<String>,
}

impl SiteScope {
    /// Keys of measures on sites.
    pub(super) const KEYS: &'static [Key] = &[
        AT,
        Key::new("products", KeyKind::Texts, PRODUCTS, "products or groups of products that are made")
            .or(Absent::Empty("all")),
        Key::new(
            "stages",
            KeyKind::Texts,
            "[\"refinery\"]",
            "stages: mine, refinery, manufacturer, recycler, consumer",
        )
        .or(Absent::Empty("all")),
    ];

    /// The scope that the values of its keys name.
    pub(super) fn read(values: &Values) -> Self {
        Self {
            places: values.texts("at"),
            products: values.texts("products"),
            stages: values.texts("stages"),
        }
    }

    /// All that is made at a place.
    pub fn at(place: &str) -> Self {
        Self { places: vec![place.to_owned()], ..Self::default() }
    }

    /// Only what makes these products.
    #[must_use]
    pub fn of(mut self, products: &[&str]) -> Self {
        self.products = products.iter().map(|&product| product.to_owned()).collect();
        self
    }

    /// Only sites of these stages.
    #[must_use]
    pub fn stages(mut self, stages: &[SiteKind]) -> Self {
        self.stages = stages.iter().map(|stage| stage.name().to_owned()).collect();
        self
    }

    /// Sites in the scope.
    ///
    /// # Errors
    /// All names that the network does not know.
    pub fn sites(&self, network: &Network) -> Result<Vec<SiteIndex>, Vec<Problem>> {
        let mut problems = Vec::new();
        if self.places.is_empty() {
            problems.push(Problem::new("no place is named").help("name places, or 'world' for all"));
        }
        let products = products(network, &self.products, &mut problems);
        let mut sites: Vec<SiteIndex> = Vec::new();
        for place in &self.places {
            sites.extend(keep(network.select_sites(place), &mut problems));
        }
        let mut stages = Vec::new();
        for name in &self.stages {
            match SiteKind::ALL.into_iter().find(|stage| stage.name() == name) {
                Some(stage) => stages.push(stage),
                None => problems.push(
                    Problem::new(format!("there is no stage '{name}'"))
                        .help(format!("write one of {}", SiteKind::ALL.map(SiteKind::name).join(", "))),
                ),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        sites.retain(|&site| self.products.is_empty() || products.contains(&network.site(site).product));
        sites.retain(|&site| stages.is_empty() || stages.contains(&network.site(site).kind));
        sites.sort_unstable();
        sites.dedup();
        Ok(sites)
    }

    /// Sites in the scope that make something.
    pub(super) fn makers(&self, network: &Network) -> Result<Vec<SiteIndex>, Vec<Problem>> {
        let mut sites = self.sites(network)?;
        sites.retain(|&site| network.site(site).kind != SiteKind::Consumer);
        Ok(sites)
    }

    /// Sites of final demand in the scope.
    pub(super) fn consumers(&self, network: &Network) -> Result<Vec<SiteIndex>, Vec<Problem>> {
        let mut sites = self.sites(network)?;
        sites.retain(|&site| network.site(site).kind == SiteKind::Consumer);
        Ok(sites)
    }
}

/// Links that carry products from some places to others, at home and abroad; sorted.
pub(super) fn links_between(
    network: &Network,
    from: &[String],
    to: &[String],
    names: &[String],
) -> Result<Vec<LinkIndex>, Vec<Problem>> {
    let mut problems = Vec::new();
    if from.is_empty() || to.is_empty() {
        problems.push(Problem::new("no partner is named").help("name places, or 'world' for all"));
    }
    let sites = |places: &[String], problems: &mut Vec<Problem>| -> Vec<SiteIndex> {
        places.iter().flat_map(|place| keep(network.select_sites(place), problems)).collect()
    };
    let (from, to) = (sites(from, &mut problems), sites(to, &mut problems));
    let products = products(network, names, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(links_where(network, |_, link| {
        from.contains(&link.from) && to.contains(&link.to) && products.contains(&link.product)
    }))
}

/// Links that are chosen; sorted.
pub(super) fn links_where(network: &Network, chosen: impl Fn(LinkIndex, &Link) -> bool) -> Vec<LinkIndex> {
    let all = network.links().iter().enumerate().map(|(position, link)| (LinkIndex(position as u32), link));
    all.filter(|&(index, link)| chosen(index, link)).map(|(index, _)| index).collect()
}

/// What was found; nothing, and its problem among the others, where nothing was.
pub(super) fn keep<T>(found: Result<Vec<T>, Problem>, problems: &mut Vec<Problem>) -> Vec<T> {
    found.unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    })
}

/// Products that are named.
pub(super) fn products(
    network: &Network,
    names: &[String],
    problems: &mut Vec<Problem>,
) -> Vec<ProductIndex> {
    names.iter().flat_map(|name| keep(network.select_products(name), problems)).collect()
}

/// Countries that are named.
pub(super) fn countries(
    network: &Network,
    names: &[String],
    problems: &mut Vec<Problem>,
) -> Vec<CountryCode> {
    names.iter().flat_map(|name| keep(network.select_countries(name), problems)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::example::network;
    use super::*;

    fn ids(scope: &SiteScope) -> Vec<String> {
        let network = network();
        let sites = scope.sites(&network).expect("sites");
        sites.iter().map(|&site| network.site(site).id.as_str().to_owned()).collect()
    }

    #[test]
    fn stages_are_a_part_of_a_place() {
        assert_eq!(ids(&SiteScope::at("CCC").stages(&[SiteKind::Refinery])), ["smelter"]);
        let both = SiteScope::at("world").stages(&[SiteKind::Mine, SiteKind::Recycler]).of(&["ore"]);
        assert_eq!(ids(&both), ["aaa-mine", "bbb-mine"]);
        let wrong = SiteScope { stages: vec!["smelting".to_owned()], ..SiteScope::at("CCC") };
        let problems = wrong.sites(&network()).expect_err("no stage");
        assert_eq!(problems[0].message, "there is no stage 'smelting'");
    }
}
