//! What must hold before a description is a network; each check reports all it finds.

mod flow;
mod host;
mod link;
mod name;
mod parameter;
mod reach;
mod recipe;
mod site;

pub(crate) use flow::flows;
pub(crate) use host::hosts;
pub(crate) use link::links;
pub(crate) use name::{countries, groups, products};
pub(crate) use parameter::{out_of_range, parameters};
pub(crate) use reach::reach;
pub(crate) use recipe::recipes;
pub(crate) use site::sites;

use crate::{Location, ProductSpec, SiteSpec};

/// Products and sites as written, sorted by id.
pub(crate) struct Declared<'a> {
    pub(crate) products: Vec<&'a ProductSpec>,
    pub(crate) sites: Vec<&'a SiteSpec>,
}

impl<'a> Declared<'a> {
    pub(crate) fn new(products: &'a [ProductSpec], sites: &'a [SiteSpec]) -> Self {
        let mut products: Vec<&ProductSpec> = products.iter().collect();
        products.sort_by(|a, b| a.id.cmp(&b.id));
        let mut sites: Vec<&SiteSpec> = sites.iter().collect();
        sites.sort_by(|a, b| a.id.cmp(&b.id));
        Self { products, sites }
    }

    pub(crate) fn product(&self, id: &str) -> Option<&'a ProductSpec> {
        let at = self.products.binary_search_by(|product| product.id.as_str().cmp(id)).ok()?;
        Some(self.products[at])
    }

    pub(crate) fn site_position(&self, id: &str) -> Option<usize> {
        self.sites.binary_search_by(|site| site.id.as_str().cmp(id)).ok()
    }

    pub(crate) fn site(&self, id: &str) -> Option<&'a SiteSpec> {
        Some(self.sites[self.site_position(id)?])
    }
}

/// A place, narrowed to a column.
fn column(location: Option<&Location>, name: &str) -> Option<Location> {
    location.map(|place| place.clone().column(name))
}

/// Whether a number is finite and above zero.
fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}
