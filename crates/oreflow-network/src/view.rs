//! A part of a network as a network of its own: some products, and those who make and use them.

use crate::{CountryCode, Figure, Network, Problem, ProductIndex, Project, SiteIndex, SiteKind, Slot};

impl Network {
    /// The network of some products, named by ids or groups, with its base flows unchanged.
    ///
    /// Sites that make one of the products stay. Inputs of other products are left out, and are part of the cost of operating;
    /// where an input takes both, what it took of others is taken as given. Whoever uses one of the products to make something
    /// else becomes final demand: a product at which the view ends. A by-product whose hosts are left out stands on its own.
    ///
    /// # Errors
    /// If nothing is called so, or if a site at the end of the view uses the products in more than one input.
    pub fn view(&self, products: &[&str]) -> Result<Self, Problem> {
        let mut kept = vec![false; self.products.len()];
        for name in products {
            for product in self.select_products(name)? {
                kept[product.position()] = true;
            }
        }
        let cut = Cut { network: self, slots: parts_of_inputs(self, &kept), kept };
        cut.check_ends()?;
        Ok(cut.network())
    }
}

/// A network and the products that stay in it.
struct Cut<'a> {
    network: &'a Network,
    kept: Vec<bool>,
    /// Part of the material of each input of each site that they bring in the base year.
    slots: Vec<Vec<f64>>,
}

impl Cut<'_> {
    fn keeps(&self, product: ProductIndex) -> bool {
        self.kept[product.position()]
    }

    fn check_ends(&self) -> Result<(), Problem> {
        for (site, slots) in self.network.sites.iter().zip(&self.slots) {
            let inputs = slots.iter().filter(|part| **part > 0.0).count();
            if !self.keeps(site.product) && inputs > 1 {
                let product = &self.network.product(site.product).id;
                return Err(Problem::new(format!(
                    "the view would end at {}, which uses its products in more than one input",
                    site.id
                ))
                .help(format!("choose {product} as well")));
            }
        }
        Ok(())
    }

    fn network(&self) -> Network {
        let whole = self.network;
        let stays: Vec<bool> = (0..whole.sites.len())
            .map(|at| self.keeps(whole.sites[at].product) || self.slots[at].iter().any(|part| *part > 0.0))
            .collect();
        // Products that are demanded where the view ends stay by name.
        let mut named = self.kept.clone();
        for (site, _) in whole.sites.iter().zip(&stays).filter(|(_, stays)| **stays) {
            named[site.product.position()] = true;
        }
        let (products, sites) = (renumbered(&named), renumbered(&stays));
        let product_of = |old: ProductIndex| ProductIndex(products[old.position()]);
        let mut network = Network {
            products: those(&whole.products, &named),
            product_parameters: those(&whole.product_parameters, &named),
            site_parameters: those(&whole.site_parameters, &stays),
            sites: Vec::new(),
            links: Vec::new(),
            figures: Vec::new(),
            projects: Vec::new(),
            ..whole.clone()
        };
        for (at, site) in whole.sites.iter().enumerate().filter(|(at, _)| stays[*at]) {
            let mut part = site.clone();
            part.slots = self.slots(at, &product_of);
            part.product = product_of(site.product);
            part.hosts.retain(|host| stays[host.position()]);
            for host in &mut part.hosts {
                *host = SiteIndex(sites[host.position()]);
            }
            if !self.keeps(site.product) {
                part.kind = SiteKind::Consumer;
                part.hosts.clear();
            }
            network.sites.push(part);
        }
        for link in whole.links.iter().filter(|link| self.keeps(link.product)) {
            let mut part = link.clone();
            let before = &self.slots[link.to.position()][..link.slot];
            part.slot = before.iter().filter(|part| **part > 0.0).count();
            part.from = SiteIndex(sites[link.from.position()]);
            part.to = SiteIndex(sites[link.to.position()]);
            part.product = product_of(link.product);
            network.links.push(part);
        }
        keep_places(&mut network);
        network.figures =
            whole.figures.iter().filter(|figure| self.is_about(&network, figure)).cloned().collect();
        network.projects = whole
            .projects
            .iter()
            .filter(|project| stays[project.site.position()])
            .map(|project| Project { site: SiteIndex(sites[project.site.position()]), ..project.clone() })
            .collect();
        network.put_in_order();
        network
    }

    /// The inputs of a site that are left, of the products that stay, at what they bring of the material.
    fn slots(&self, site: usize, product_of: &dyn Fn(ProductIndex) -> ProductIndex) -> Vec<Slot> {
        let inputs = self.network.sites[site].slots.iter().zip(&self.slots[site]);
        let left = inputs.filter(|(_, part)| **part > 0.0);
        left.map(|(slot, part)| {
            let stay = slot.accepts.iter().filter(|(product, _)| self.keeps(*product));
            let accepts = stay.map(|&(product, conversion)| (product_of(product), conversion)).collect();
            Slot { accepts, per_unit: slot.per_unit * part, ..slot.clone() }
        })
        .collect()
    }

    /// Whether a figure is about products that stay, and places that are left.
    fn is_about(&self, network: &Network, figure: &Figure) -> bool {
        let products = self.network.select_products(&figure.product);
        let place = |name: &str| name.is_empty() || network.select_sites(name).is_ok();
        products.is_ok_and(|products| products.iter().any(|&product| self.keeps(product)))
            && place(&figure.place)
            && place(&figure.partner)
    }
}

/// Leaves out countries without sites.
fn keep_places(network: &mut Network) {
    let mut used: Vec<CountryCode> = network.sites.iter().map(|site| site.country).collect();
    used.sort_unstable();
    used.dedup();
    network.countries.retain(|country| used.binary_search(&country.code).is_ok());
    for members in network.groups.values_mut() {
        members.retain(|code| used.binary_search(code).is_ok());
    }
}

/// The part of each input of each site that links of some products bring; 1 where they bring all of it.
fn parts_of_inputs(network: &Network, kept: &[bool]) -> Vec<Vec<f64>> {
    let none = || network.sites.iter().map(|site| vec![0.0; site.slots.len()]).collect();
    let (mut all, mut part): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (none(), none());
    for link in &network.links {
        let amount = link.flow.0 * link.conversion;
        all[link.to.position()][link.slot] += amount;
        if kept[link.product.position()] {
            part[link.to.position()][link.slot] += amount;
        }
    }
    for (parts, sums) in part.iter_mut().zip(&all) {
        for (part, sum) in parts.iter_mut().zip(sums) {
            *part = if part == sum { f64::from(*sum > 0.0) } else { *part / sum };
        }
    }
    part
}

/// New positions of those that are marked.
fn renumbered(marks: &[bool]) -> Vec<u32> {
    let mut next = 0;
    marks
        .iter()
        .map(|&mark| {
            let position = next;
            next += u32::from(mark);
            position
        })
        .collect()
}

/// Those of the items that are marked.
fn those<T: Clone>(items: &[T], marks: &[bool]) -> Vec<T> {
    items.iter().zip(marks).filter(|(_, mark)| **mark).map(|(item, _)| item.clone()).collect()
}
