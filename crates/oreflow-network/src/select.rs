//! Selectors: how people name sets of products and of places.

use std::collections::BTreeMap;

use crate::check;
use crate::suggest::unknown;
use crate::{CountryCode, Link, LinkIndex, Network, Problem, ProblemKind, ProductIndex, SiteIndex};

impl Network {
    /// Products named by an id, a group of products, or `*`; sorted.
    ///
    /// # Errors
    /// If nothing is called so.
    pub fn select_products(&self, name: &str) -> Result<Vec<ProductIndex>, Problem> {
        let chosen: Vec<ProductIndex> = self
            .products
            .iter()
            .enumerate()
            .filter(|(_, product)| {
                name == "*" || product.id.as_str() == name || product.groups.iter().any(|group| group == name)
            })
            .map(|(position, _)| ProductIndex(position as u32))
            .collect();
        if chosen.is_empty() {
            let known = self.products.iter().flat_map(|product| {
                std::iter::once(product.id.as_str()).chain(product.groups.iter().map(String::as_str))
            });
            return Err(unknown("product", name, known));
        }
        Ok(chosen)
    }

    /// Sites of a place: `world` or `*`, a country, a group of countries, `owner:` and a country, or a site; sorted.
    ///
    /// # Errors
    /// If nothing is called so.
    pub fn select_sites(&self, place: &str) -> Result<Vec<SiteIndex>, Problem> {
        let all = self.sites.iter().enumerate();
        let chosen: Vec<SiteIndex> = if place == "world" || place == "*" {
            all.map(|(position, _)| SiteIndex(position as u32)).collect()
        } else if let Some(country) = place.strip_prefix("owner:") {
            all.filter(|(_, site)| site.owner.as_ref().is_some_and(|owner| owner.country == country))
                .map(|(position, _)| SiteIndex(position as u32))
                .collect()
        } else if let Some(site) = self.site_index(place) {
            vec![site]
        } else {
            let countries = self.select_countries(place)?;
            all.filter(|(_, site)| countries.contains(&site.country))
                .map(|(position, _)| SiteIndex(position as u32))
                .collect()
        };
        if chosen.is_empty() {
            return Err(Problem::new(format!("no site belongs to '{place}'")).kind(ProblemKind::Empty));
        }
        Ok(chosen)
    }

    /// Links between places: `A>B` from the sites of A to those of B, `A@route` out of A, `A>B@route`; sorted. The route
    /// `main` means links without a route.
    ///
    /// # Errors
    /// If nothing is called so, or no such link exists.
    pub fn select_links(&self, place: &str) -> Result<Vec<LinkIndex>, Problem> {
        let (pair, route) = match place.split_once('@') {
            Some((pair, route)) => (pair, Some(route)),
            None => (place, None),
        };
        let (from, to) = pair.split_once('>').unwrap_or((pair, "world"));
        let (from, to) = (self.select_sites(from)?, self.select_sites(to)?);
        let takes = |link: &Link| match route {
            None => true,
            Some("main") => link.route.is_none(),
            Some(route) => link.route.as_deref() == Some(route),
        };
        let chosen: Vec<LinkIndex> = self
            .links
            .iter()
            .enumerate()
            .filter(|(_, link)| {
                takes(link) && from.binary_search(&link.from).is_ok() && to.binary_search(&link.to).is_ok()
            })
            .map(|(position, _)| LinkIndex(position as u32))
            .collect();
        if chosen.is_empty() {
            return Err(match route.filter(|&route| route != "main") {
                Some(route) if !self.links.iter().any(|link| link.route.as_deref() == Some(route)) => {
                    unknown("route", route, self.links.iter().filter_map(|link| link.route.as_deref()))
                }
                _ => Problem::new(format!("no link goes '{place}'")).kind(ProblemKind::Empty),
            });
        }
        Ok(chosen)
    }

    /// Countries named by a code or a group; sorted.
    ///
    /// # Errors
    /// If nothing is called so.
    pub fn select_countries(&self, place: &str) -> Result<Vec<CountryCode>, Problem> {
        if let Some(members) = self.groups.get(place) {
            return Ok(members.clone());
        }
        if let Some(country) = self.countries.iter().find(|country| country.code.as_str() == place) {
            return Ok(vec![country.code]);
        }
        let known = self.countries.iter().map(|country| country.code.as_str());
        let known = known.chain(self.groups.keys().map(String::as_str));
        Err(unknown("place", place, known.chain(self.sites.iter().map(|site| site.id.as_str()))))
    }

    /// The network with one more group of countries; members are countries and groups that it knows.
    ///
    /// # Errors
    /// If the name is no name of a group or taken, and all members that the network does not know.
    pub fn with_group(&self, name: &str, members: &[&str]) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut countries = Vec::new();
        for member in members {
            match self.select_countries(member) {
                Ok(found) => countries.extend(found),
                Err(problem) => problems.push(problem),
            }
        }
        if self.groups.contains_key(name) {
            problems.push(
                Problem::new(format!("the network has a group {name} of its own"))
                    .help("give the group another name"),
            );
        }
        let codes = countries.iter().map(|code| code.as_str().to_owned()).collect();
        let group = BTreeMap::from([(name.to_owned(), codes)]);
        let checked = check::groups(&group, &self.countries, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut network = self.clone();
        network.groups.extend(checked);
        Ok(network)
    }

    /// Links of a route, or those without one for `main`; sorted.
    ///
    /// # Errors
    /// If no link has such a route.
    pub fn select_route(&self, route: &str) -> Result<Vec<LinkIndex>, Problem> {
        let wanted = (route != "main").then_some(route);
        let chosen = self.links_where(|link| link.id.route() == wanted);
        if chosen.is_empty() && wanted.is_some() {
            let known = self.links.iter().filter_map(|link| link.id.route());
            return Err(unknown("route", route, known.chain(["main"])));
        }
        Ok(chosen)
    }

    /// Links that pass a strait or canal; sorted.
    ///
    /// # Errors
    /// If no link passes it.
    pub fn select_passage(&self, passage: &str) -> Result<Vec<LinkIndex>, Problem> {
        let chosen = self.links_where(|link| link.passages.iter().any(|passed| passed == passage));
        if chosen.is_empty() {
            let known = self.links.iter().flat_map(|link| link.passages.iter().map(String::as_str));
            return Err(unknown("passage", passage, known));
        }
        Ok(chosen)
    }

    fn links_where(&self, chosen: impl Fn(&Link) -> bool) -> Vec<LinkIndex> {
        let links = self.links.iter().enumerate().filter(|(_, link)| chosen(link));
        links.map(|(position, _)| LinkIndex(position as u32)).collect()
    }
}
