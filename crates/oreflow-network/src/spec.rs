//! What a researcher writes to describe countries, products, sites and links, before they become a network.

use crate::{
    Cargo, Confidence, Location, Months, Owner, Parameter, ProductUnit, SiteKind, TonnesPerYear, Traded,
    UsdPerTonne,
};

/// A country, as written.
#[derive(Clone, Debug)]
pub struct CountrySpec {
    /// ISO 3166-1 alpha-3 code.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Latitude and longitude of its main port or city in degrees, where known.
    pub position: Option<(f64, f64)>,
    /// Where it was written, if in a file.
    pub location: Option<Location>,
}

impl CountrySpec {
    /// A country named by its code.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), name: code.to_owned(), position: None, location: None }
    }

    /// Sets the name for people.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Sets latitude and longitude in degrees.
    #[must_use]
    pub fn position(mut self, latitude: f64, longitude: f64) -> Self {
        self.position = Some((latitude, longitude));
        self
    }

    /// Says where it was written, so that problems can point there.
    #[must_use]
    pub fn at(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }
}

/// A product, as written.
#[derive(Clone, Debug)]
pub struct ProductSpec {
    /// Id of the product.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Ids of the groups it belongs to, such as `nickel-ore` for each of its grades.
    pub groups: Vec<String>,
    /// What it is counted in.
    pub unit: ProductUnit,
    /// Tonnes of its metal in one unit (1 where the product is counted in contained metal, 0 for goods of many).
    pub content: f64,
    /// Gross tonnes moved for one unit, for freight and reporting.
    pub gross: f64,
    /// The metal that its content is of and whose calibrated parameters hold, where one is named.
    pub metal: Option<String>,
    /// How it is traded, where it is said.
    pub traded: Option<Traded>,
    /// How it travels.
    pub cargo: Cargo,
    /// Parameters of the product.
    pub parameters: Vec<(Parameter, f64)>,
    /// Where it was written, if in a file.
    pub location: Option<Location>,
}

impl ProductSpec {
    /// A product counted in tonnes of contained metal.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            groups: Vec::new(),
            unit: ProductUnit::Tonne,
            content: 1.0,
            gross: 1.0,
            metal: None,
            traded: None,
            cargo: Cargo::Bulk,
            parameters: Vec::new(),
            location: None,
        }
    }

    /// Sets a parameter of scope product.
    #[must_use]
    pub fn with(mut self, parameter: Parameter, value: f64) -> Self {
        self.parameters.push((parameter, value));
        self
    }

    /// Says what the product is counted in, where not in tonnes.
    #[must_use]
    pub fn counted_in(mut self, unit: ProductUnit) -> Self {
        self.unit = unit;
        self
    }

    /// Names the metal that the content is of and whose calibrated parameters hold.
    #[must_use]
    pub fn metal(mut self, metal: &str) -> Self {
        self.metal = Some(metal.to_owned());
        self
    }

    /// Says how the product is traded.
    #[must_use]
    pub fn traded(mut self, traded: Traded) -> Self {
        self.traded = Some(traded);
        self
    }

    /// Says how the product travels.
    #[must_use]
    pub fn cargo(mut self, cargo: Cargo) -> Self {
        self.cargo = cargo;
        self
    }

    /// Puts the product into a group.
    #[must_use]
    pub fn in_group(mut self, group: &str) -> Self {
        self.groups.push(group.to_owned());
        self
    }

    /// Says where it was written, so that problems can point there.
    #[must_use]
    pub fn at(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }
}

/// An input of a site, as written: one pool of stock, fed by one or more products that can stand for each other.
#[derive(Clone, Debug)]
pub struct SlotSpec {
    /// Id of the slot; the id of the product where it accepts one.
    pub id: String,
    /// Units of slot material used for one unit of output (its inverse is the yield).
    pub per_unit: f64,
    /// Accepted products with the units of slot material that one unit of the product counts for.
    pub accepts: Vec<(String, f64)>,
    /// Share of output lost where the input is missing: 1 for an essential input, 0 for one that can be done without.
    pub importance: f64,
    /// Where it was written, if in a file.
    pub location: Option<Location>,
}

impl SlotSpec {
    /// A slot that accepts the product of the same id.
    pub fn of(product: &str, per_unit: f64) -> Self {
        Self {
            id: product.to_owned(),
            per_unit,
            accepts: vec![(product.to_owned(), 1.0)],
            importance: 1.0,
            location: None,
        }
    }

    /// An empty slot, to be filled by [`SlotSpec::accept`].
    pub fn new(id: &str, per_unit: f64) -> Self {
        Self { id: id.to_owned(), per_unit, accepts: Vec::new(), importance: 1.0, location: None }
    }

    /// Sets the share of output lost where the input is missing.
    #[must_use]
    pub fn importance(mut self, share: f64) -> Self {
        self.importance = share;
        self
    }

    /// Accepts a product, one unit of which counts for `conversion` units of the slot.
    #[must_use]
    pub fn accept(mut self, product: &str, conversion: f64) -> Self {
        self.accepts.push((product.to_owned(), conversion));
        self
    }

    /// Says where it was written, so that problems can point there.
    #[must_use]
    pub fn at(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }
}

/// A site, as written.
#[derive(Clone, Debug)]
pub struct SiteSpec {
    /// Id of the site.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Stage.
    pub kind: SiteKind,
    /// Code of the country.
    pub country: String,
    /// What it makes; for a consumer, the demand it serves.
    pub product: String,
    /// Majority owner, where known.
    pub owner: Option<Owner>,
    /// Inputs; none for a mine, one for a consumer.
    pub slots: Vec<SlotSpec>,
    /// Hosts whose output drives this site's output, if it is a by-product.
    pub hosts: Vec<String>,
    /// Capacity, where known; it then sets the utilisation, whatever the parameters say.
    pub capacity: Option<TonnesPerYear>,
    /// Parameters of the site.
    pub parameters: Vec<(Parameter, f64)>,
    /// A remark for people.
    pub note: String,
    /// Where what is known of the site was published.
    pub source: String,
    /// Where it was written, if in a file.
    pub location: Option<Location>,
}

impl SiteSpec {
    /// A site without inputs.
    pub fn new(id: &str, kind: SiteKind, country: &str, product: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            kind,
            country: country.to_owned(),
            product: product.to_owned(),
            owner: None,
            slots: Vec::new(),
            hosts: Vec::new(),
            capacity: None,
            parameters: Vec::new(),
            note: String::new(),
            source: String::new(),
            location: None,
        }
    }

    /// Adds an input.
    #[must_use]
    pub fn slot(mut self, slot: SlotSpec) -> Self {
        self.slots.push(slot);
        self
    }

    /// Makes the site a by-product of another.
    #[must_use]
    pub fn host(mut self, site: &str) -> Self {
        self.hosts.push(site.to_owned());
        self
    }

    /// Sets a parameter of scope site.
    #[must_use]
    pub fn with(mut self, parameter: Parameter, value: f64) -> Self {
        self.parameters.push((parameter, value));
        self
    }

    /// Sets the majority owner.
    #[must_use]
    pub fn owned_by(mut self, name: &str, country: &str) -> Self {
        self.owner = Some(Owner { name: name.to_owned(), country: country.to_owned() });
        self
    }

    /// Sets the capacity, which must not lie below the base output.
    #[must_use]
    pub fn capacity(mut self, capacity: TonnesPerYear) -> Self {
        self.capacity = Some(capacity);
        self
    }

    /// Says where it was written, so that problems can point there.
    #[must_use]
    pub fn at(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }
}

/// Where a base flow comes from.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Provenance {
    /// The published figure of this very flow, where there is one.
    pub published: Option<TonnesPerYear>,
    /// How well it is known.
    pub confidence: Confidence,
    /// Who says so.
    pub source: String,
}

/// A trade link, as written; it carries the product of the site it comes from.
#[derive(Clone, Debug)]
pub struct LinkSpec {
    /// Id of the supplier.
    pub from: String,
    /// Id of the buyer.
    pub to: String,
    /// Route, where two links join the same sites.
    pub route: Option<String>,
    /// Base flow.
    pub flow: TonnesPerYear,
    /// Time under way.
    pub transit: Months,
    /// Freight.
    pub freight: UsdPerTonne,
    /// Import duty in the base year, as a share of the ex-works price.
    pub duty: f64,
    /// Priority class from 1, which the supplier serves first.
    pub class: u8,
    /// Straits and canals that the route passes.
    pub passages: Vec<String>,
    /// What is known of where the flow comes from.
    pub provenance: Option<Provenance>,
    /// Where it was written, if in a file.
    pub location: Option<Location>,
}

impl LinkSpec {
    /// A link with a month under way, no freight and no duty.
    pub fn new(from: &str, to: &str, flow: TonnesPerYear) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            route: None,
            flow,
            transit: Months(1.0),
            freight: UsdPerTonne(0.0),
            duty: 0.0,
            class: 1,
            passages: Vec::new(),
            provenance: None,
            location: None,
        }
    }

    /// Sets the time under way.
    #[must_use]
    pub fn transit(mut self, transit: Months) -> Self {
        self.transit = transit;
        self
    }

    /// Sets the freight.
    #[must_use]
    pub fn freight(mut self, freight: UsdPerTonne) -> Self {
        self.freight = freight;
        self
    }
    /// Sets the import duty of the base year, as a share of the ex-works price.
    #[must_use]
    pub fn duty(mut self, duty: f64) -> Self {
        self.duty = duty;
        self
    }

    /// Sets the priority class, from 1.
    #[must_use]
    pub fn class(mut self, class: u8) -> Self {
        self.class = class;
        self
    }

    /// Adds a strait or canal that the route passes.
    #[must_use]
    pub fn through(mut self, passage: &str) -> Self {
        self.passages.push(passage.to_owned());
        self
    }

    /// Says where it was written, so that problems can point there.
    #[must_use]
    pub fn at(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }
}
