//! Quantities that can be watched: one table of names, units and meanings.

/// How a quantity adds up over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// So much in a step: years and totals are sums.
    Flow,
    /// So much at a time: years are means.
    Level,
}

macro_rules! quantities {
    ($($variant:ident $name:literal $unit:literal $kind:ident $doc:literal;)*) => {
        /// A quantity; written `quantity.product.place`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Quantity {
            $(#[doc = $doc] $variant,)*
        }

        impl Quantity {
            /// All quantities, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Name in paths.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Unit.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* }
            }

            /// How it adds up over time.
            pub fn kind(self) -> Kind {
                match self { $(Self::$variant => Kind::$kind,)* }
            }

            /// One sentence on what it is.
            pub fn describe(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }
        }
    };
}

quantities! {
    Unmet "unmet" "t" Flow "Final demand at base prices that was not served: short and priced out together.";
    Short "short" "t" Flow "Final demand at the going price that was not served.";
    PricedOut "priced-out" "t" Flow "Final demand given up because of the price.";
    Demand "demand" "t" Flow "Final demand at base prices.";
    Served "served" "t" Flow "Final demand that was served.";
    Output "output" "t" Flow "What sites of the place make of the product.";
    Exports "exports" "t" Flow "What the place sends of the product to other countries.";
    Imports "imports" "t" Flow "What other countries send of the product to the place, on the day it arrives.";
    Use "use" "t" Flow "What sites of the place, makers and consumers, use of the product and of what stands in for it.";
    Spoiled "spoiled" "t" Flow "Finished stock of the product that spoiled.";
    ExportRevenue "export-revenue" "USD" Flow "Exports at the price they were sold for, export duties included.";
    ValueAdded "value-added" "USD" Flow "Sales less purchases of modelled inputs of the sites that make the product, export duties included: what is left for labour, energy, capital and the state.";
    Bid "bid" "USD/t" Level "What buyers of the product at the place would pay for it delivered, weighted by base use: the price outside where a border is closed.";
    TreatmentCharge "treatment-charge" "USD/t" Level "What makers of the product at the place keep of its price after their bids for inputs.";
    Price "price" "USD/t" Level "Price: of the world, ex works and weighted by shipments; of a place, delivered there and weighted by shipments.";
    Stock "stock" "t" Level "Finished stock of the product at the sites that make it.";
    InputStock "input-stock" "t" Level "Stock of the product, and of what stands in for it, with its users at the place.";
    InTransit "in-transit" "t" Level "The product, and what stands in for it, under way to its users at the place.";
    Reserve "reserve" "t" Level "Strategic stock of the product, and of what stands in for it, at the place.";
    Capacity "capacity" "t/yr" Level "Capacity of the sites that make the product.";
}

impl Quantity {
    /// Whether more of it is worse for those who live with it: what is missed, paid or spoiled.
    pub fn worse_if_higher(self) -> bool {
        matches!(self, Self::Unmet | Self::Short | Self::PricedOut | Self::Price | Self::Bid | Self::Spoiled)
    }

    /// The quantity of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|quantity| quantity.name() == name)
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}
