//! From descriptions to a validated network.

use std::collections::BTreeMap;

use crate::check::{self, Declared};
use crate::{
    CountrySpec, Description, LinkSpec, Network, NetworkError, Parameter, Problem, ProductSpec, ProjectSpec,
    SiteSpec,
};

/// Collects countries, products, sites and links, and makes a [`Network`] of them.
///
/// # Examples
/// ```
/// use oreflow_network::{LinkSpec, NetworkBuilder, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear};
///
/// let mut builder = NetworkBuilder::new("lithium");
/// builder.country("AUS").country("CHN");
/// builder.product(ProductSpec::new("spodumene")).product(ProductSpec::new("lithium-use"));
/// builder.site(SiteSpec::new("aus-mine", SiteKind::Mine, "AUS", "spodumene"));
/// builder.site(
///     SiteSpec::new("chn-use", SiteKind::Consumer, "CHN", "lithium-use").slot(SlotSpec::of("spodumene", 1.0)),
/// );
/// builder.link(LinkSpec::new("aus-mine", "chn-use", TonnesPerYear(80_000.0)));
/// let network = builder.build()?;
/// assert_eq!(network.links().len(), 1);
/// # Ok::<(), oreflow_network::NetworkError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct NetworkBuilder {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) year: Option<i16>,
    pub(crate) description: Description,
    pub(crate) countries: Vec<CountrySpec>,
    pub(crate) groups: BTreeMap<String, Vec<String>>,
    pub(crate) products: Vec<ProductSpec>,
    pub(crate) sites: Vec<SiteSpec>,
    pub(crate) links: Vec<LinkSpec>,
    pub(crate) projects: Vec<ProjectSpec>,
    pub(crate) market: Vec<(Parameter, f64)>,
}

impl NetworkBuilder {
    /// An empty network of that id.
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), title: id.to_owned(), ..Self::default() }
    }

    /// Sets the title for people.
    pub fn title(&mut self, title: &str) -> &mut Self {
        title.clone_into(&mut self.title);
        self
    }

    /// Sets the base year.
    pub fn year(&mut self, year: i16) -> &mut Self {
        self.year = Some(year);
        self
    }

    /// Says what the network is about and who may use it.
    pub fn describe(&mut self, description: Description) -> &mut Self {
        self.description = description;
        self
    }

    /// Adds a country by code.
    pub fn country(&mut self, code: &str) -> &mut Self {
        self.add_country(CountrySpec::new(code))
    }

    /// Adds a country with name and position.
    pub fn add_country(&mut self, country: CountrySpec) -> &mut Self {
        self.countries.push(country);
        self
    }

    /// Adds a group of countries; members of which the network has no country are left out.
    pub fn group(&mut self, group: &str, members: &[&str]) -> &mut Self {
        self.groups.insert(group.to_owned(), members.iter().map(|&code| code.to_owned()).collect());
        self
    }

    /// Adds a product.
    pub fn product(&mut self, product: ProductSpec) -> &mut Self {
        self.products.push(product);
        self
    }

    /// Adds a site.
    pub fn site(&mut self, site: SiteSpec) -> &mut Self {
        self.sites.push(site);
        self
    }

    /// Adds a link.
    pub fn link(&mut self, link: LinkSpec) -> &mut Self {
        self.links.push(link);
        self
    }

    /// Adds a planned facility.
    pub fn project(&mut self, project: ProjectSpec) -> &mut Self {
        self.projects.push(project);
        self
    }

    /// Sets a parameter of the market.
    pub fn market(&mut self, parameter: Parameter, value: f64) -> &mut Self {
        self.market.push((parameter, value));
        self
    }

    /// Checks everything and makes the network.
    ///
    /// Checks of names, recipes, hosts, links and parameters always run; checks of flows and of reach
    /// run if every site and link could be read, as they would otherwise blame the wrong one.
    ///
    /// # Errors
    /// All problems found, not only the first.
    ///
    /// # Complexity
    /// Linear in sites, links and recipes, but for sorting.
    pub fn build(&self) -> Result<Network, NetworkError> {
        let mut problems = Vec::new();
        match self.assemble(&mut problems) {
            Some(network) if problems.is_empty() => Ok(network),
            _ => Err(NetworkError::of(problems)),
        }
    }

    fn assemble(&self, problems: &mut Vec<Problem>) -> Option<Network> {
        let declared = Declared::new(&self.products, &self.sites);
        let mut network = self.sites_only(&declared, problems);
        let complete =
            network.sites.len() == self.sites.len() && network.products.len() == self.products.len();
        let links = check::links(&declared, &network, &self.links, problems);
        let sound = complete && links.len() == self.links.len();
        network.links = links;
        if sound {
            check::flows(&declared, &mut network, problems);
            check::reach(&declared, &network, problems);
        }
        check::parameters(&declared, &self.market, &mut network, problems);
        network.put_in_order();
        sound.then_some(network)
    }

    /// Countries, products and sites, checked, as a network without links: the ground of balancing.
    pub(crate) fn skeleton(&self, problems: &mut Vec<Problem>) -> Option<Network> {
        let declared = Declared::new(&self.products, &self.sites);
        let before = problems.len();
        let network = self.sites_only(&declared, problems);
        (problems.len() == before).then_some(network)
    }

    fn sites_only(&self, declared: &Declared<'_>, problems: &mut Vec<Problem>) -> Network {
        let countries = check::countries(&self.countries, problems);
        let products = check::products(declared, problems);
        let sites = check::sites(declared, &countries, &products, problems);
        check::recipes(declared, problems);
        check::hosts(declared, problems);
        let projects = crate::project::projects(&self.projects, declared, &sites, problems);
        Network {
            id: self.id.clone(),
            title: self.title.clone(),
            year: self.year,
            description: self.description.clone(),
            groups: check::groups(&self.groups, &countries, problems),
            countries,
            products,
            sites,
            links: Vec::new(),
            site_parameters: Vec::new(),
            product_parameters: Vec::new(),
            market_parameters: Vec::new(),
            order: Vec::new(),
            feedback: Vec::new(),
            figures: Vec::new(),
            projects,
        }
    }
}
