//! How few hands hold a product, and how far a country hangs on others for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    CountryCode, Network, Problem, ProductIndex, ProductUnit, Site, SiteIndex, SiteKind, TonnesPerYear,
};

/// Whose a site counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// The country where it stands.
    Country,
    /// The country of its majority owner.
    OwnerCountry,
}

/// What one country holds of a product.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Share {
    /// Code of the country.
    pub country: String,
    /// Its amount.
    pub amount: TonnesPerYear,
    /// Its part of the total, 0 to 1.
    pub share: f64,
}

/// Concentration of the base output of a product, or of the use of a demand.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Concentration {
    /// The product or group of products, as asked.
    pub product: String,
    /// The stage, if one was asked for.
    pub stage: Option<SiteKind>,
    /// Whose sites count as.
    pub holder: Holder,
    /// Output of all: in units of the product; of a group of several, in tonnes of their metal.
    pub total: TonnesPerYear,
    /// What the product is counted in; a group of several is counted in tonnes.
    pub unit: ProductUnit,
    /// Shares by country, largest first; sites without a known owner are in none of them.
    pub shares: Vec<Share>,
    /// Part of the total whose owner is not known, 0 to 1; always 0 by country of the site.
    pub unknown: f64,
    /// Sum of the three largest shares, 0 to 1.
    pub top_three: f64,
    /// What is left without the largest holder, as a part of the total: the N-1 view.
    pub without_largest: f64,
    /// What would be left if all others ran at full capacity; of demand, the same.
    pub with_spare: f64,
    /// Herfindahl-Hirschman index, `sum of (100 share)^2`: 10,000 if one country holds all.
    ///
    /// Where owners are unknown it is a lower bound: they count as many small ones.
    pub hhi: f64,
}

/// How far a place hangs on others for a product in the base year.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct ImportDependence {
    /// The product or group of products, as asked.
    pub product: String,
    /// The country or group of countries.
    pub place: String,
    /// What its sites take in.
    pub used: TonnesPerYear,
    /// What its sites make.
    pub output: TonnesPerYear,
    /// What comes from elsewhere.
    pub imports: TonnesPerYear,
    /// What goes elsewhere.
    pub exports: TonnesPerYear,
    /// `(imports - exports) / used`: 1 if nothing is made at home, negative for a net exporter, 0 without use.
    pub net: f64,
    /// Countries by their part in what is used, largest first; the place's own among them.
    pub suppliers: Vec<Share>,
    /// What is left of what is used without the largest supplier abroad, 0 to 1: the N-1 view.
    pub without_largest: f64,
}

impl Network {
    /// Concentration of a product or a group of products, over all stages that make it or one stage.
    ///
    /// The stage `consumer` measures use of a demand product. By owner, a site counts wholly for its
    /// majority owner's country.
    ///
    /// # Errors
    /// If no product or group is called so, no site of the stage makes it, or the products of a group cannot be added up.
    ///
    /// # References
    /// - Hirschman (1964), *The paternity of an index*, American Economic Review 54(5), 761-762.
    /// - U.S. Department of Justice and Federal Trade Commission (2023), *Merger Guidelines*, 2.1: markets
    ///   above 1,800 are highly concentrated.
    pub fn concentration(
        &self,
        product: &str,
        stage: Option<SiteKind>,
        holder: Holder,
    ) -> Result<Concentration, Problem> {
        let products = self.select_products(product)?;
        self.check_summable(product, &products)?;
        let counts = |site: &&Site| {
            products.contains(&site.product)
                && match stage {
                    Some(stage) => site.kind == stage,
                    None => site.kind != SiteKind::Consumer,
                }
        };
        let mut held: BTreeMap<&str, f64> = BTreeMap::new();
        let mut spare: BTreeMap<&str, f64> = BTreeMap::new();
        let (mut total, mut unknown, mut all_spare) = (0.0, 0.0, 0.0);
        for (position, site) in self.sites.iter().enumerate().filter(|(_, site)| counts(site)) {
            let weight = self.weight(&products, site.product);
            let amount = site.output.0 * weight;
            let idle = match site.kind {
                SiteKind::Consumer => 0.0,
                _ => self.capacity(SiteIndex(position as u32)).0 * weight - amount,
            };
            total += amount;
            all_spare += idle;
            let whose = match (holder, &site.owner) {
                (Holder::Country, _) => site.country.as_str(),
                (Holder::OwnerCountry, Some(owner)) => owner.country.as_str(),
                (Holder::OwnerCountry, None) => {
                    unknown += amount;
                    continue;
                }
            };
            *held.entry(whose).or_default() += amount;
            *spare.entry(whose).or_default() += idle;
        }
        if total <= 0.0 {
            let stage = stage.map_or_else(|| "site".to_owned(), |stage| stage.to_string());
            return Err(Problem::new(format!("no {stage} makes '{product}'"))
                .help("a product that is only used is measured at the stage consumer"));
        }
        let shares = shares(held, total);
        let (largest, its_spare) = shares.first().map_or((0.0, 0.0), |first| {
            (first.share, spare.get(first.country.as_str()).copied().unwrap_or(0.0))
        });
        let unit = if products.len() == 1 { self.product(products[0]).unit } else { ProductUnit::Tonne };
        Ok(Concentration {
            product: product.to_owned(),
            stage,
            holder,
            total: TonnesPerYear(total),
            unit,
            without_largest: 1.0 - largest,
            with_spare: 1.0 - largest + (all_spare - its_spare) / total,
            unknown: unknown / total,
            top_three: shares.iter().take(3).map(|share| share.share).sum(),
            hhi: shares.iter().map(|share| (100.0 * share.share) * (100.0 * share.share)).sum(),
            shares,
        })
    }

    /// Concentration of each product at each stage that makes it, and before them of each group of products that are all
    /// made at one and the same stage; in order of groups, products and stages.
    pub fn concentrations(&self, holder: Holder) -> Vec<Concentration> {
        let names: BTreeSet<&str> =
            self.products.iter().flat_map(|product| product.groups.iter().map(String::as_str)).collect();
        let groups = names.into_iter().filter_map(|group| Some((group, self.one_stage_of(group)?)));
        let ids = self.products.iter().map(|product| product.id.as_str());
        let products = ids.flat_map(|product| SiteKind::ALL.map(|stage| (product, stage)));
        let rows = groups.chain(products);
        rows.filter_map(|(product, stage)| self.concentration(product, Some(stage), holder).ok()).collect()
    }

    /// The stage at which all products of a group are made, if it is one; summing over several would count metal twice.
    fn one_stage_of(&self, group: &str) -> Option<SiteKind> {
        let products = self.select_products(group).ok()?;
        let makers = self.sites.iter().filter(|site| products.contains(&site.product));
        let stages: BTreeSet<SiteKind> = makers.map(|site| site.kind).collect();
        if products.len() > 1 && stages.len() == 1 { stages.first().copied() } else { None }
    }

    /// Import dependence of a country, or of a group of countries as one, for a product or a group of products.
    ///
    /// # Errors
    /// If no product or place is called so, or the products of a group cannot be added up.
    ///
    /// # References
    /// U.S. Geological Survey, *Mineral Commodity Summaries*, appendix: net import reliance as a share of
    /// apparent consumption. Stocks do not change in the base year, so that apparent consumption is use.
    pub fn import_dependence(&self, product: &str, place: &str) -> Result<ImportDependence, Problem> {
        let products = self.select_products(product)?;
        self.check_summable(product, &products)?;
        let inside = self.select_countries(place)?;
        let at_home = |site: SiteIndex| inside.contains(&self.site(site).country);
        let (mut used, mut output, mut imports, mut exports) = (0.0, 0.0, 0.0, 0.0);
        let mut supplied: BTreeMap<&str, f64> = BTreeMap::new();
        for link in self.links.iter().filter(|link| products.contains(&link.product)) {
            let amount = link.flow.0 * self.weight(&products, link.product);
            let (from, to) = (at_home(link.from), at_home(link.to));
            if from {
                output += amount;
            }
            if to {
                used += amount;
                *supplied.entry(self.site(link.from).country.as_str()).or_default() += amount;
            }
            match (from, to) {
                (true, false) => exports += amount,
                (false, true) => imports += amount,
                _ => {}
            }
        }
        let suppliers = if used > 0.0 { shares(supplied, used) } else { Vec::new() };
        let abroad = |share: &&Share| inside.iter().all(|code| code.as_str() != share.country);
        let largest = suppliers.iter().find(abroad).map_or(0.0, |share| share.share);
        Ok(ImportDependence {
            without_largest: 1.0 - largest,
            product: product.to_owned(),
            place: place.to_owned(),
            used: TonnesPerYear(used),
            output: TonnesPerYear(output),
            imports: TonnesPerYear(imports),
            exports: TonnesPerYear(exports),
            net: if used > 0.0 { (imports - exports) / used } else { 0.0 },
            suppliers,
        })
    }

    /// Import dependence of each country that uses a product, largest user first.
    ///
    /// # Errors
    /// If no product or group is called so.
    pub fn import_dependences(&self, product: &str) -> Result<Vec<ImportDependence>, Problem> {
        let codes: Vec<CountryCode> = self.countries.iter().map(|country| country.code).collect();
        let mut found = Vec::new();
        for code in codes {
            let dependence = self.import_dependence(product, code.as_str())?;
            if dependence.used.0 > 0.0 {
                found.push(dependence);
            }
        }
        found.sort_by(|a, b| b.used.0.total_cmp(&a.used.0).then_with(|| a.place.cmp(&b.place)));
        Ok(found)
    }

    /// Products of a group can be added up if they are tonnes that hold one metal.
    fn check_summable(&self, name: &str, products: &[ProductIndex]) -> Result<(), Problem> {
        let [first, others @ ..] = products else { return Ok(()) };
        let first = self.product(*first);
        let help = "name one product, or a group whose products hold one metal";
        for other in others.iter().map(|&other| self.product(other)) {
            if other.unit != first.unit || other.metal != first.metal {
                let problem = Problem::new(format!("'{name}' would add {} and {}", first.id, other.id));
                return Err(problem.help(help));
            }
        }
        if !others.is_empty() && products.iter().all(|&product| self.product(product).content == 0.0) {
            let problem = Problem::new(format!("'{name}' would add goods that are not counted by a metal"));
            return Err(problem.help(help));
        }
        Ok(())
    }

    /// Products of a group are added up by the element in them, a single product in its own units.
    fn weight(&self, products: &[ProductIndex], product: ProductIndex) -> f64 {
        if products.len() == 1 { 1.0 } else { self.product(product).content }
    }
}

fn shares(held: BTreeMap<&str, f64>, total: f64) -> Vec<Share> {
    let mut shares: Vec<Share> = held
        .into_iter()
        .map(|(country, amount)| Share {
            country: country.to_owned(),
            amount: TonnesPerYear(amount),
            share: amount / total,
        })
        .collect();
    shares.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.country.cmp(&b.country)));
    shares
}
