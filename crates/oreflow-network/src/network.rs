//! The validated, immutable graph.

use std::collections::BTreeMap;

use crate::{
    Cargo, CountryCode, Description, Figure, LinkId, LinkIndex, Months, Owner, Parameter, ProductId,
    ProductIndex, ProductUnit, Project, Provenance, Scope, SiteId, SiteIndex, SiteKind, TonnesPerYear,
    UsdPerTonne,
};

/// A country.
#[derive(Clone, Debug, PartialEq)]
pub struct Country {
    /// ISO 3166-1 alpha-3 code.
    pub code: CountryCode,
    /// Name for people.
    pub name: String,
    /// Latitude and longitude of its main port or city in degrees, where known.
    pub position: Option<(f64, f64)>,
}

/// A product.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Id.
    pub id: ProductId,
    /// Name for people.
    pub name: String,
    /// Groups it belongs to, sorted.
    pub groups: Vec<String>,
    /// What it is counted in.
    pub unit: ProductUnit,
    /// The metal that its content is of, where one is named.
    pub metal: Option<String>,
    /// Tonnes of its metal in one unit.
    pub content: f64,
    /// Gross tonnes moved for one unit.
    pub gross: f64,
    /// How it travels.
    pub cargo: Cargo,
}

/// An input of a site: one pool of stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Id.
    pub id: String,
    /// Units of slot material used for one unit of output.
    pub per_unit: f64,
    /// Accepted products with the units of slot material that one unit counts for.
    pub accepts: Vec<(ProductIndex, f64)>,
    /// Share of output lost where the input is missing.
    pub importance: f64,
}

/// A site.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Id.
    pub id: SiteId,
    /// Name for people.
    pub name: String,
    /// Stage.
    pub kind: SiteKind,
    /// Country.
    pub country: CountryCode,
    /// Majority owner, where known.
    pub owner: Option<Owner>,
    /// What it makes; for a consumer, the demand it serves.
    pub product: ProductIndex,
    /// Inputs.
    pub slots: Vec<Slot>,
    /// Hosts of a by-product.
    pub hosts: Vec<SiteIndex>,
    /// Base output; for a consumer, base use.
    pub output: TonnesPerYear,
    /// A remark for people.
    pub note: String,
    /// Where what is known of the site was published.
    pub source: String,
}

/// A trade link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Id.
    pub id: LinkId,
    /// Route, where two links join the same sites.
    pub route: Option<String>,
    /// Priority class from 1, which the supplier serves first.
    pub class: u8,
    /// Supplier.
    pub from: SiteIndex,
    /// Buyer.
    pub to: SiteIndex,
    /// What it carries: the supplier's product.
    pub product: ProductIndex,
    /// Position of the buyer's slot that it feeds.
    pub slot: usize,
    /// Units of slot material that one unit of the product counts for.
    pub conversion: f64,
    /// Base flow, in units of the product.
    pub flow: TonnesPerYear,
    /// Time under way.
    pub transit: Months,
    /// Freight for a unit of the product.
    pub freight: UsdPerTonne,
    /// Import duty in the base year, as a share of the ex-works price.
    pub duty: f64,
    /// Straits and canals that the route passes.
    pub passages: Vec<String>,
    /// What is known of where the flow comes from.
    pub provenance: Option<Provenance>,
}

/// The graph of the base year.
///
/// Sites and links are sorted by id, so that the order of rows in a file never matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) year: Option<i16>,
    pub(crate) description: Description,
    pub(crate) countries: Vec<Country>,
    pub(crate) groups: BTreeMap<String, Vec<CountryCode>>,
    pub(crate) products: Vec<Product>,
    pub(crate) sites: Vec<Site>,
    pub(crate) links: Vec<Link>,
    /// `[scope row][Parameter]`, rows of sites.
    pub(crate) site_parameters: Vec<Vec<f64>>,
    pub(crate) product_parameters: Vec<Vec<f64>>,
    pub(crate) market_parameters: Vec<f64>,
    pub(crate) order: Vec<SiteIndex>,
    pub(crate) feedback: Vec<bool>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) projects: Vec<Project>,
}

impl Network {
    /// Id of the network, such as `nickel-2024`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Title for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The base year, where it has one.
    pub fn year(&self) -> Option<i16> {
        self.year
    }

    /// What the network is about and who may use it.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// Every published or assumed number behind the network, sorted; none if it was built in Rust.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// Facilities that are planned, sorted by id.
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    /// Countries, sorted by code.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// Groups of countries with their members, sorted.
    pub fn groups(&self) -> &BTreeMap<String, Vec<CountryCode>> {
        &self.groups
    }

    /// Products, sorted by id.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// Sites, sorted by id.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// Links, sorted by id.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The product of that id.
    pub fn product_index(&self, id: &str) -> Option<ProductIndex> {
        let found = self.products.binary_search_by(|product| product.id.as_str().cmp(id)).ok()?;
        Some(ProductIndex(found as u32))
    }

    /// The site of that id.
    pub fn site_index(&self, id: &str) -> Option<SiteIndex> {
        let found = self.sites.binary_search_by(|site| site.id.as_str().cmp(id)).ok()?;
        Some(SiteIndex(found as u32))
    }

    /// The product at an index.
    pub fn product(&self, index: ProductIndex) -> &Product {
        &self.products[index.position()]
    }

    /// The site at an index.
    pub fn site(&self, index: SiteIndex) -> &Site {
        &self.sites[index.position()]
    }

    /// The link at an index.
    pub fn link(&self, index: LinkIndex) -> &Link {
        &self.links[index.position()]
    }

    /// Whether a link crosses a border.
    pub fn crosses_border(&self, link: &Link) -> bool {
        self.site(link.from).country != self.site(link.to).country
    }

    /// Capacity of a site in the base year: its output over its utilisation.
    pub fn capacity(&self, site: SiteIndex) -> TonnesPerYear {
        TonnesPerYear(self.site(site).output.0 / self.site_parameter(Parameter::Utilisation, site))
    }

    /// The same network with all values of some parameters multiplied by factors, kept within each parameter's range; exponents
    /// stay whole.
    #[must_use]
    pub fn scaled(&self, factors: &[(Parameter, f64)]) -> Self {
        let mut network = self.clone();
        for &(parameter, factor) in factors {
            network.scale(parameter, factor);
        }
        network
    }

    fn scale(&mut self, parameter: Parameter, factor: f64) {
        let position = parameter.position();
        let values: Vec<&mut f64> = match parameter.scope() {
            Scope::Site => self.site_parameters.iter_mut().map(|values| &mut values[position]).collect(),
            Scope::Product => {
                self.product_parameters.iter_mut().map(|values| &mut values[position]).collect()
            }
            Scope::Market => vec![&mut self.market_parameters[position]],
        };
        let (low, high) = parameter.range();
        for value in values {
            // The longest shelf life says that nothing spoils.
            if parameter == Parameter::ShelfLife && *value >= high {
                continue;
            }
            let scaled = (*value * factor).clamp(low, high);
            *value = if parameter == Parameter::ArmingtonExponent { scaled.round() } else { scaled };
        }
    }

    /// Value of a parameter of scope site.
    ///
    /// # Panics
    /// If the parameter belongs to a product or the market.
    pub fn site_parameter(&self, parameter: Parameter, site: SiteIndex) -> f64 {
        assert_eq!(parameter.scope(), Scope::Site, "{parameter} is not a parameter of sites");
        self.site_parameters[site.position()][parameter.position()]
    }

    /// Price of a product ex works in the base year, USD for its unit: that of its makers, weighted by their output; none if
    /// nobody makes it.
    pub fn product_price(&self, product: ProductIndex) -> Option<f64> {
        let (mut output, mut asked) = (0.0, 0.0);
        for (position, site) in self.sites.iter().enumerate() {
            if site.kind != SiteKind::Consumer && site.product == product {
                output += site.output.0;
                asked += site.output.0 * self.site_parameter(Parameter::Price, SiteIndex(position as u32));
            }
        }
        (output > 0.0).then(|| asked / output)
    }

    /// Value of a parameter of scope product.
    ///
    /// # Panics
    /// If the parameter belongs to a site or the market.
    pub fn product_parameter(&self, parameter: Parameter, product: ProductIndex) -> f64 {
        assert_eq!(parameter.scope(), Scope::Product, "{parameter} is not a parameter of products");
        self.product_parameters[product.position()][parameter.position()]
    }

    /// Value of a parameter of scope market.
    ///
    /// # Panics
    /// If the parameter belongs to a site or a product.
    pub fn market_parameter(&self, parameter: Parameter) -> f64 {
        assert_eq!(parameter.scope(), Scope::Market, "{parameter} is not a parameter of the market");
        self.market_parameters[parameter.position()]
    }

    /// Sites down the chain, suppliers before buyers: by the longest chain that leads to them, by what they make, and by id.
    /// Those of a cycle stand side by side, as if none supplied another.
    pub fn upstream_first(&self) -> &[SiteIndex] {
        &self.order
    }

    /// Whether the link lies within a cycle of the graph, so that news travel it with a step's delay.
    pub fn is_feedback(&self, link: LinkIndex) -> bool {
        self.feedback[link.position()]
    }
}
