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
    ($($variant:ident $name:literal $unit:literal $scope:ident
        $default:literal in $low:literal .. $high:literal give or take $spread:literal,
        $doc:literal, $source:literal;)*) => {
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

            /// Factor within which we believe it to lie with nine chances in ten, above or below its value; 1 for what is not drawn.
            pub fn spread(self) -> f64 {
                match self { $(Self::$variant => $spread,)* }
            }

            /// Where its default and its spread come from.
            pub fn source(self) -> &'static str {
                match self { $(Self::$variant => $source,)* }
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
    Price "price" "USD/t" Site 1000.0 in 1e-6 .. 1e9 give or take 1.0,
        "Ex-works price of the site's product in the base year (`p0`).",
        "an input";
    Utilisation "utilisation" "1" Site 0.9 in 0.01 .. 0.98 give or take 1.08,
        "Share of capacity used in the base year; the rest is spare (`util`).",
        "an input; the default is that of a usual year";
    CoverInput "cover-input" "mo" Site 2.0 in 0.0 .. 60.0 give or take 1.3,
        "Stock of each input that the site keeps, in months of its use (`cin`).",
        "an input; the default stands for no industry in particular";
    CoverOutput "cover-output" "mo" Site 1.0 in 0.0 .. 60.0 give or take 1.3,
        "Finished stock that the site keeps, in months of its output (`cout`).",
        "an input; the default stands for no industry in particular";
    StorageLimit "storage-limit" "mo" Site 24.0 in 0.1 .. 600.0 give or take 1.5,
        "Finished stock at which a full yard stops the site, in months of base output (`smax`).",
        "an input; yards of ore hold years, sheds of concentrate 4 to 5 months";
    Margin "margin" "1" Site 0.1 in 0.0 .. 0.99 give or take 1.3,
        "Share of the price left after inputs and operating cost in the base year; what remains of the price is operating cost.",
        "an input";
    ElasticityShort "elasticity-short" "1" Site -0.05 in -3.0 .. 0.0 give or take 1.6,
        "Response of final demand to the price of the last quarter (`eps_s`).",
        "Ryter et al. 2024: median of 35 estimates for nickel -0.049, of 30 for copper -0.01";
    ElasticityLong "elasticity-long" "1" Site -0.25 in -3.0 .. 0.0 give or take 1.6,
        "Response of final demand to lasting prices: thrift and substitution (`eps_l`).",
        "Ryter et al. 2024: median of 17 estimates for copper -0.33, fitted for nickel -0.24; by metal calibrated";
    ElasticityDelay "elasticity-delay" "mo" Site 24.0 in 1.0 .. 120.0 give or take 1.5,
        "Time in which the long response sets in (`tau_el`).",
        "assumed: thrift and redesign take one to three years";
    Capex "capex" "USD per t/yr" Site 0.0 in 0.0 .. 1e9 give or take 1.3,
        "Cost of new capacity; 0 means that none can be built (`capex`).",
        "an input";
    InvestmentRate "investment-rate" "1/yr" Site 0.0 in 0.0 .. 10.0 give or take 1.4,
        "Fastest start of new capacity, as a share of base capacity each year (`imax`).",
        "an input";
    CapacityCeiling "capacity-ceiling" "1" Site 1.0 in 1.0 .. 1000.0 give or take 1.3,
        "Capacity beyond which nothing more is built, as a multiple of base capacity (`kmax`).",
        "an input";
    LeadTime "lead-time" "mo" Site 24.0 in 0.1 .. 360.0 give or take 1.3,
        "Mean time from the decision to build to running capacity, an Erlang-3 delay (`lead`).",
        "an input; the default is that of a pig-iron smelter, mines take longer";
    ByproductLag "byproduct-lag" "mo" Site 1.0 in 0.1 .. 360.0 give or take 1.5,
        "Time in which the output of a by-product follows its hosts.",
        "assumed";
    RecoveryElasticity "recovery-elasticity" "1" Site 0.0 in 0.0 .. 3.0 give or take 1.6,
        "Response of what a by-product or recycler recovers to its own lasting price.",
        "an input; Ryter et al. 2024: collection of copper 0.31, median of 3 estimates";
    ShelfLife "shelf-life" "mo" Site 1200.0 in 0.1 .. 1200.0 give or take 1.3,
        "Time in which finished stock beyond the usual cover spoils; 1200 means that it keeps.",
        "an input";
    DomesticFirst "domestic-first" "1" Site 0.0 in 0.0 .. 1.0 give or take 1.0,
        "How far buyers at home are served before others when there is not enough.",
        "an input";
    FairFill "fair-fill" "1" Site 0.0 in 0.0 .. 1.0 give or take 1.0,
        "How far buyers are filled up to one level of their base flows instead of in proportion to orders.",
        "an input";
    // Of a product.
    ArmingtonExponent "armington-exponent" "1" Product 4.0 in 1.0 .. 16.0 give or take 1.4,
        "Whole exponent with which contract shares follow relative cost (`sigma`).",
        "calibrated; estimates for trade in goods lie between 2 and 5";
    ShareInertia "share-inertia" "mo" Product 2.0 in 0.1 .. 60.0 give or take 1.6,
        "Inertia of contract shares (`lam_tau`).",
        "calibrated";
    PriceIntegration "price-integration" "1" Product 0.0 in 0.0 .. 1.0 give or take 1.2,
        "How far one price holds among open borders (`kap`).",
        "calibrated";
    ShortageResponse "shortage-response" "1" Product 1.6 in 0.0 .. 10.0 give or take 1.5,
        "Response of bids to expected shortage (`betaE`).",
        "calibrated; about one over the elasticities of demand and supply within a year";
    DepletionResponse "depletion-response" "1" Product 0.2 in 0.0 .. 5.0 give or take 1.6,
        "Response of bids to depleted stock (`betaZ`).",
        "calibrated";
    PriceMomentum "price-momentum" "1" Product 0.0 in 0.0 .. 0.7 give or take 1.4,
        "Extrapolation of the price trend, where there is an exchange to bet on it (`gam`).",
        "calibrated";
    PriceLag "price-lag" "mo" Product 0.5 in 0.1 .. 24.0 give or take 1.6,
        "Adjustment time of suppliers' prices (`tau_p`).",
        "calibrated";
    BidLag "bid-lag" "mo" Product 0.5 in 0.1 .. 24.0 give or take 1.5,
        "Adjustment time of buyers' bids (`tau_b`).",
        "calibrated";
    BidStickiness "bid-stickiness" "1" Product 1.0 in 1.0 .. 20.0 give or take 1.5,
        "How many times slower bids fall than they rise (`asym`).",
        "calibrated";
    // Of the market.
    Horizon "horizon" "mo" Market 9.0 in 1.0 .. 60.0 give or take 1.3,
        "How far expectations look ahead (`H`).",
        "calibrated";
    OrderResponse "order-response" "1" Market 0.15 in 0.0 .. 1.0 give or take 1.5,
        "Response of prices to orders against availability (`betaX`).",
        "calibrated";
    Hoarding "hoarding" "1" Market 0.8 in 0.0 .. 5.0 give or take 1.6,
        "Extra cover wanted per unit of expected shortage (`hoard`).",
        "calibrated";
    FrontLoading "front-loading" "1" Market 7.0 in 0.0 .. 20.0 give or take 1.4,
        "Extra cover wanted per unit of announced loss (`front`).",
        "calibrated";
    OrderCeiling "order-ceiling" "1" Market 1.3 in 1.0 .. 10.0 give or take 1.15,
        "Greatest order as a multiple of expected use (`dmax`).",
        "calibrated";
    StockAdjustment "stock-adjustment" "mo" Market 4.0 in 0.5 .. 24.0 give or take 1.3,
        "Time to close a gap in stock, of inputs or finished (`tau_s`).",
        "calibrated";
    UseSmoothing "use-smoothing" "mo" Market 2.0 in 0.1 .. 24.0 give or take 1.4,
        "Smoothing of expected use and of the orders that a supplier sees (`tau_u`).",
        "calibrated";
    FillMemory "fill-memory" "mo" Market 3.0 in 0.1 .. 24.0 give or take 1.6,
        "Memory of how fully orders were served (`tau_fill`).",
        "assumed";
    RunOut "run-out" "mo" Market 0.5 in 0.1 .. 6.0 give or take 1.6,
        "Spread of stocks among the firms of a site: how fast the last stock can be drawn (`tau_run`).",
        "calibrated, and held against models of whole economies";
    Glut "glut" "1" Market 0.5 in 0.0 .. 2.0 give or take 1.4,
        "Response of bids to expected plenty, against expected shortage (`glut`).",
        "assumed";
    RunRateResponse "run-rate-response" "1" Market 1.0 in 0.0 .. 20.0 give or take 1.5,
        "Cut of the run rate per unit of negative margin (`eta_util`).",
        "assumed: at a loss of a tenth of the price plants with a tenth of the capacity stop";
    RunRateFloor "run-rate-floor" "1" Market 0.5 in 0.0 .. 1.0 give or take 1.3,
        "Least run rate at negative margins (`umin`).",
        "calibrated";
    HurdleRate "hurdle-rate" "1/yr" Market 0.15 in 0.01 .. 1.0 give or take 1.3,
        "Annuity that new capacity must earn on its cost (`crf`).",
        "assumed: 10 to 20 % a year";
    InvestmentSpan "investment-span" "1" Market 0.5 in 0.01 .. 10.0 give or take 1.6,
        "Profitability above the hurdle at which building is fastest (`pispan`).",
        "assumed";
    ClosureRate "closure-rate" "1/mo" Market 0.0167 in 0.0 .. 1.0 give or take 1.6,
        "Fastest closure of capacity that loses money (`dclose`).",
        "assumed: five years at a loss of a fifth of the price; most plants that lose money stand idle before they close";
    MarginMemory "margin-memory" "mo" Market 6.0 in 0.1 .. 60.0 give or take 1.5,
        "Memory of margins before capacity closes: a short dip closes nothing (`tau_m`).",
        "assumed";
    DemandSmoothing "demand-smoothing" "mo" Market 3.0 in 0.1 .. 24.0 give or take 1.5,
        "Smoothing of the price to which demand responds at once (`tau_es`).",
        "assumed: a quarter";
    TrendMemory "trend-memory" "mo" Market 6.0 in 0.1 .. 60.0 give or take 1.5,
        "Memory of the price trend.",
        "assumed: half a year";
    PriceResponse "price-response" "1" Market 1.0 in 0.0 .. 1.0 give or take 1.0,
        "0 freezes all prices and bids at their base; 1 lets them move.",
        "a switch";
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
            assert!(parameter.spread() >= 1.0 && !parameter.source().is_empty(), "{parameter}");
        }
    }
}
