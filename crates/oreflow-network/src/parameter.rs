//! Every number with which a site, a product or the market reacts: one table of names, units, defaults and ranges.
//!
//! The same name is written in figures tables, in scenario files and in outputs.

use std::fmt;

/// What a parameter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each site has its own value.
    Site,
    /// Each product has its own value.
    Product,
    /// One value for the whole market.
    Market,
}

macro_rules! parameters {
    ($($variant:ident $name:literal $unit:literal $scope:ident $default:literal in $low:literal .. $high:literal, $doc:literal;)*) => {
        /// A parameter of the model; the word in brackets is its symbol in the equations.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Parameter {
            $(#[doc = $doc] $variant,)*
        }

        impl Parameter {
            /// All parameters, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Name in tables, scenario files and outputs.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Unit; `1` for a pure number.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* }
            }

            /// What the parameter belongs to.
            pub fn scope(self) -> Scope {
                match self { $(Self::$variant => Scope::$scope,)* }
            }

            /// Value where a network says nothing.
            pub fn default_value(self) -> f64 {
                match self { $(Self::$variant => $default,)* }
            }

            /// Lowest and highest value allowed.
            pub fn range(self) -> (f64, f64) {
                match self { $(Self::$variant => ($low, $high),)* }
            }

            /// One sentence on what it is.
            pub fn describe(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }
        }
    };
}

parameters! {
    // Of a site.
    Price "price" "USD/t" Site 1000.0 in 1e-6 .. 1e9, "Ex-works price of the site's product in the base year (`p0`).";
    Utilisation "utilisation" "1" Site 0.9 in 0.01 .. 0.98, "Share of capacity used in the base year; the rest is spare (`util`).";
    CoverInput "cover-input" "mo" Site 2.0 in 0.0 .. 60.0, "Stock of each input that the site keeps, in months of its use (`cin`).";
    CoverOutput "cover-output" "mo" Site 1.0 in 0.0 .. 60.0, "Finished stock that the site keeps, in months of its output (`cout`).";
    StorageLimit "storage-limit" "mo" Site 24.0 in 0.1 .. 600.0, "Finished stock at which a full yard stops the site, in months of base output (`smax`).";
    Margin "margin" "1" Site 0.1 in 0.0 .. 0.99, "Share of the price left after inputs and operating cost in the base year; what remains of the price is operating cost.";
    ElasticityShort "elasticity-short" "1" Site -0.05 in -3.0 .. 0.0, "Response of final demand to the price of the last quarter (`eps_s`).";
    ElasticityLong "elasticity-long" "1" Site -0.25 in -3.0 .. 0.0, "Response of final demand to lasting prices: thrift and substitution (`eps_l`).";
    ElasticityDelay "elasticity-delay" "mo" Site 24.0 in 1.0 .. 120.0, "Time in which the long response sets in (`tau_el`).";
    Capex "capex" "USD per t/yr" Site 0.0 in 0.0 .. 1e9, "Cost of new capacity; 0 means that none can be built (`capex`).";
    InvestmentRate "investment-rate" "1/yr" Site 0.0 in 0.0 .. 10.0, "Fastest start of new capacity, as a share of base capacity each year (`imax`).";
    CapacityCeiling "capacity-ceiling" "1" Site 1.0 in 1.0 .. 1000.0, "Capacity beyond which nothing more is built, as a multiple of base capacity (`kmax`).";
    LeadTime "lead-time" "mo" Site 24.0 in 0.1 .. 360.0, "Mean time from the decision to build to running capacity, an Erlang-3 delay (`lead`).";
    ByproductLag "byproduct-lag" "mo" Site 1.0 in 0.1 .. 360.0, "Time in which the output of a by-product follows its hosts.";
    RecoveryElasticity "recovery-elasticity" "1" Site 0.0 in 0.0 .. 3.0, "Response of what a by-product or recycler recovers to its own lasting price.";
    ShelfLife "shelf-life" "mo" Site 1200.0 in 0.1 .. 1200.0, "Time in which finished stock beyond the usual cover spoils; 1200 means that it keeps.";
    DomesticFirst "domestic-first" "1" Site 0.0 in 0.0 .. 1.0, "How far buyers at home are served before others when there is not enough.";
    FairFill "fair-fill" "1" Site 0.0 in 0.0 .. 1.0, "How far buyers are filled up to one level of their base flows instead of in proportion to orders.";
    // Of a product.
    ArmingtonExponent "armington-exponent" "1" Product 4.0 in 1.0 .. 16.0, "Whole exponent with which contract shares follow relative cost (`sigma`).";
    ShareInertia "share-inertia" "mo" Product 2.0 in 0.1 .. 60.0, "Inertia of contract shares (`lam_tau`).";
    PriceIntegration "price-integration" "1" Product 0.0 in 0.0 .. 1.0, "How far one price holds among open borders (`kap`).";
    ShortageResponse "shortage-response" "1" Product 1.6 in 0.0 .. 10.0, "Response of bids to expected shortage (`betaE`).";
    DepletionResponse "depletion-response" "1" Product 0.2 in 0.0 .. 5.0, "Response of bids to depleted stock (`betaZ`).";
    PriceMomentum "price-momentum" "1" Product 0.0 in 0.0 .. 0.7, "Extrapolation of the price trend, where there is an exchange to bet on it (`gam`).";
    PriceLag "price-lag" "mo" Product 0.5 in 0.1 .. 24.0, "Adjustment time of suppliers' prices (`tau_p`).";
    BidLag "bid-lag" "mo" Product 0.5 in 0.1 .. 24.0, "Adjustment time of buyers' bids (`tau_b`).";
    BidStickiness "bid-stickiness" "1" Product 1.0 in 1.0 .. 20.0, "How many times slower bids fall than they rise (`asym`).";
    // Of the market.
    Horizon "horizon" "mo" Market 9.0 in 1.0 .. 60.0, "How far expectations look ahead (`H`).";
    OrderResponse "order-response" "1" Market 0.15 in 0.0 .. 1.0, "Response of prices to orders against availability (`betaX`).";
    Hoarding "hoarding" "1" Market 0.8 in 0.0 .. 5.0, "Extra cover wanted per unit of expected shortage (`hoard`).";
    FrontLoading "front-loading" "1" Market 7.0 in 0.0 .. 20.0, "Extra cover wanted per unit of announced loss (`front`).";
    OrderCeiling "order-ceiling" "1" Market 1.3 in 1.0 .. 10.0, "Greatest order as a multiple of expected use (`dmax`).";
    StockAdjustment "stock-adjustment" "mo" Market 4.0 in 0.5 .. 24.0, "Time to close a gap in stock, of inputs or finished (`tau_s`).";
    UseSmoothing "use-smoothing" "mo" Market 2.0 in 0.1 .. 24.0, "Smoothing of expected use and of the orders that a supplier sees (`tau_u`).";
    FillMemory "fill-memory" "mo" Market 3.0 in 0.1 .. 24.0, "Memory of how fully orders were served (`tau_fill`).";
    RunOut "run-out" "mo" Market 0.3 in 0.1 .. 6.0, "Spread of stocks among the firms of a site: how fast the last stock can be drawn (`tau_run`).";
    Glut "glut" "1" Market 0.5 in 0.0 .. 2.0, "Response of bids to expected plenty, against expected shortage (`glut`).";
    RunRateResponse "run-rate-response" "1" Market 4.0 in 0.0 .. 20.0, "Cut of the run rate per unit of negative margin (`eta_util`).";
    RunRateFloor "run-rate-floor" "1" Market 0.5 in 0.0 .. 1.0, "Least run rate at negative margins (`umin`).";
    HurdleRate "hurdle-rate" "1/yr" Market 0.15 in 0.01 .. 1.0, "Annuity that new capacity must earn on its cost (`crf`).";
    InvestmentSpan "investment-span" "1" Market 0.5 in 0.01 .. 10.0, "Profitability above the hurdle at which building is fastest (`pispan`).";
    ClosureRate "closure-rate" "1/mo" Market 0.041_666_666_666_666_664 in 0.0 .. 1.0, "Fastest closure of capacity that loses money (`dclose`).";
    MarginMemory "margin-memory" "mo" Market 6.0 in 0.1 .. 60.0, "Memory of margins before capacity closes: a short dip closes nothing (`tau_m`).";
    DemandSmoothing "demand-smoothing" "mo" Market 3.0 in 0.1 .. 24.0, "Smoothing of the price to which demand responds at once (`tau_es`).";
    TrendMemory "trend-memory" "mo" Market 6.0 in 0.1 .. 60.0, "Memory of the price trend.";
    PriceResponse "price-response" "1" Market 1.0 in 0.0 .. 1.0, "0 freezes all prices and bids at their base; 1 lets them move.";
}

impl Parameter {
    /// The parameter of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|parameter| parameter.name() == name)
    }

    /// Position in [`Parameter::ALL`].
    pub(crate) fn position(self) -> usize {
        self as usize
    }

    /// Whether the value is allowed.
    pub fn allows(self, value: f64) -> bool {
        let (low, high) = self.range();
        value.is_finite() && low <= value && value <= high
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_defaults_are_in_range() {
        for (position, &parameter) in Parameter::ALL.iter().enumerate() {
            assert_eq!(parameter.position(), position);
            assert_eq!(Parameter::from_name(parameter.name()), Some(parameter));
            assert!(parameter.allows(parameter.default_value()), "{parameter}");
        }
    }
}
