//! A part of a network to look at, which need not be a network itself.

use std::collections::BTreeSet;

use crate::{LinkIndex, Network, Problem, ProductIndex, SiteIndex, SiteKind};

/// Which part of a network to look at; where nothing is named, all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Products or groups of products.
    pub products: Vec<String>,
    /// Countries, groups of countries, `owner:` and a country, or sites.
    pub places: Vec<String>,
    /// The stage.
    pub stage: Option<SiteKind>,
}

/// A part of a network, each list sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The products.
    pub products: Vec<ProductIndex>,
    /// Sites of the places and the stage that make, serve or take in one of the products.
    pub sites: Vec<SiteIndex>,
    /// Links of the products with at least one end among the sites.
    pub links: Vec<LinkIndex>,
}

impl Part {
    /// The sites, and those at the other ends of the links.
    pub fn ends(&self, network: &Network) -> Vec<SiteIndex> {
        let links = self.links.iter().map(|&link| network.link(link));
        let ends: BTreeSet<SiteIndex> =
            links.flat_map(|link| [link.from, link.to]).chain(self.sites.iter().copied()).collect();
        ends.into_iter().collect()
    }
}

impl Network {
    /// The part that a filter lets through.
    ///
    /// # Errors
    /// If a name is not known, or nothing passes.
    pub fn part(&self, filter: &Filter) -> Result<Part, Problem> {
        let mut products = vec![filter.products.is_empty(); self.products.len()];
        for name in &filter.products {
            for product in self.select_products(name)? {
                products[product.position()] = true;
            }
        }
        let mut places = vec![filter.places.is_empty(); self.sites.len()];
        for name in &filter.places {
            for site in self.select_sites(name)? {
                places[site.position()] = true;
            }
        }
        let mut handles: Vec<bool> =
            self.sites.iter().map(|site| products[site.product.position()]).collect();
        for link in self.links.iter().filter(|link| products[link.product.position()]) {
            handles[link.to.position()] = true;
        }
        let passes = |&at: &usize| {
            handles[at] && places[at] && filter.stage.is_none_or(|stage| self.sites[at].kind == stage)
        };
        let chosen: Vec<bool> = (0..self.sites.len()).map(|at| passes(&at)).collect();
        if !chosen.contains(&true) {
            return Err(Problem::new("no site passes the filter")
                .help("name fewer things at once: a site must meet all of product, place and stage"));
        }
        let joins = |link: &crate::Link| {
            products[link.product.position()] && (chosen[link.from.position()] || chosen[link.to.position()])
        };
        let marked = |marks: &[bool]| {
            marks.iter().enumerate().filter(|(_, mark)| **mark).map(|(at, _)| at as u32).collect::<Vec<u32>>()
        };
        let links: Vec<bool> = self.links.iter().map(joins).collect();
        Ok(Part {
            products: marked(&products).into_iter().map(ProductIndex).collect(),
            sites: marked(&chosen).into_iter().map(SiteIndex).collect(),
            links: marked(&links).into_iter().map(LinkIndex).collect(),
        })
    }
}
