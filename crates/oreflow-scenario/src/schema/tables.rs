//! Every table of a file with its keys. To add a key: read it, and declare it here.

use oreflow_study::backtest::TargetKind;

use super::key::{Absent, Key, Rest, Table, Type};
use crate::expected::{
    BASE_RATE, CORRELATION, DURATION, Expected, HORIZON, MATRIX, PROBABILITY, SHARE, STEP, TOLERANCE,
};
use crate::types::{DesignName, Family, StrataRule, Trials};

/// All tables of scenarios, in the order of the reference.
pub(crate) const SCENARIO_TABLES: &[&Table] = &[
    &SCENARIO,
    &TIME,
    &MEASURE,
    &PHASE,
    &STAGE,
    &POINT,
    &HAZARD,
    &CONTAGION,
    &UNCERTAIN,
    &CORRELATED,
    &GROUPS,
    &POLICIES,
    &POLICY,
    &STUDY,
    &TOLERANCES,
];

/// All tables of files of targets.
pub(crate) const TARGET_TABLES: &[&Table] = &[&TARGETS, &TARGET];

const FOR_GOOD: Absent = Absent::Means("for good");
const NONE: Absent = Absent::Means("none");
const ALL: Absent = Absent::Value("100 %");
const AT_ONCE: Absent = Absent::Value("0 months");

const ID: &str = "\"idn-ore-ban\"";
const NAMED: &str = "lower-case words joined by dashes, unique among measures and hazards";
const KIND: Key = Key::new("kind", Type::Named(kinds), "\"export-ban\"", "what it does: one of the kinds");
/// Key of the families of distributions.
pub(super) const DIST: Key =
    Key::new("dist", Type::Named(families), "\"triangular\"", "family of the distribution");
pub(super) const SOURCE: Key =
    Key::new("source", Type::Text, "\"Ryter et al. 2024\"", "where it was published, or why it is assumed")
        .or(NONE);

fn kinds() -> Vec<&'static str> {
    oreflow_engine::measure::Action::KINDS.iter().map(|kind| kind.name).collect()
}

fn families() -> Vec<&'static str> {
    Family::ALL.iter().map(|family| family.name).collect()
}

fn designs() -> Vec<&'static str> {
    DesignName::ALL.map(DesignName::name).to_vec()
}

fn strata() -> Vec<&'static str> {
    StrataRule::ALL.map(StrataRule::name).to_vec()
}

fn target_kinds() -> Vec<&'static str> {
    TargetKind::ALL.map(TargetKind::name).to_vec()
}

/// What is taken away of what lies below.
const WITHOUT: Key = Key::new(
    "without",
    Type::Texts,
    "[\"idn-ore-ban\"]",
    "ids of measures and hazards, and paths of `[uncertain]`, of what lies below that are left out",
)
.or(NONE);

pub(crate) const SCENARIO: Table = Table {
    heading: "top of the scenario",
    doc: "What is asked, and of which network.",
    keys: &[
        Key::new("schema", Type::Whole(1, 1), "1", "version of the format"),
        Key::new(
            "extends",
            Type::Texts,
            "\"base.toml\"",
            "scenarios, relative to this file, over which this one is laid; it then says only what differs",
        )
        .or(NONE),
        WITHOUT,
        Key::new("title", Type::Text, "\"Indonesia bans nickel ore\"", "the question in one line"),
        Key::new("description", Type::Text, "\"...\"", "more about it").or(NONE),
        Key::new(
            "network",
            Type::Text,
            "\"networks/nickel-2024\"",
            "folder of the network, relative to the scenario",
        ),
        Key::new(
            "time",
            Type::Table(&TIME),
            "{ start = \"2025-01\", step = \"1 month\", horizon = \"10 years\" }",
            "when",
        ),
        Key::new("measure", Type::Tables(&MEASURE), "[]", "what happens").or(NONE),
        Key::new("hazard", Type::Tables(&HAZARD), "[]", "what may happen").or(NONE),
        Key::new("uncertain", Type::Table(&UNCERTAIN), "{}", "what we do not know").or(NONE),
        Key::new("correlated", Type::Tables(&CORRELATED), "[]", "what goes together of that").or(NONE),
        Key::new("groups", Type::Table(&GROUPS), "{}", "groups of countries of its own").or(NONE),
        Key::new("policy", Type::Table(&POLICIES), "{}", "what may be done about it").or(NONE),
        Key::new("study", Type::Table(&STUDY), "{}", "how it is run, and what is watched")
            .or(Absent::Means("all by default")),
    ],
    rest: Rest::Refused,
};

const TIME: Table = Table {
    heading: "[time]",
    doc: "When the run takes place.",
    keys: &[
        Key::new("start", Type::Date, "\"2025-01\"", "first day"),
        Key::new(
            "step",
            Type::Either(&[Type::Choice(&["1 day", "1 week", "1 month", "1 quarter"]), Type::Quantity(STEP)]),
            STEP.example,
            "length of a step: a day, a week, a month or a quarter",
        ),
        Key::new("horizon", Type::Quantity(HORIZON), HORIZON.example, "from one step to 200 years"),
    ],
    rest: Rest::Refused,
};

const MEASURE: Table = Table {
    heading: "[[measure]]",
    doc: "What happens on known dates. The keys of its kind stand beside these.",
    keys: &[
        Key::new("id", Type::Id, ID, NAMED),
        KIND,
        Key::new("from", Type::Date, "\"2025-07\"", "first day in force, within the run"),
        Key::new("announced", Type::Date, "\"2025-03\"", "first day on which the market knows")
            .or(Absent::Means("as `from`")),
        Key::new("until", Type::Date, "\"2027-07\"", "first day no longer in force, known in advance")
            .or(FOR_GOOD),
        Key::new("severity", Type::Quantity(SHARE), SHARE.example, "share of full force").or(ALL),
        Key::new(
            "phases",
            Type::Tables(&PHASE),
            "[{ from = \"2026-01\", severity = \"50 %\" }]",
            "later changes of severity, in order of time",
        )
        .or(NONE),
        Key::new(
            "ramp",
            Type::Quantity(DURATION),
            "\"6 months\"",
            "time over which each change of severity comes into force, linearly",
        )
        .or(AT_ONCE),
        Key::new(
            "recovery",
            Type::Quantity(DURATION),
            "\"6 months\"",
            "time over which it fades after `until`",
        )
        .or(AT_ONCE),
        Key::new(
            "credibility",
            Type::Quantity(SHARE),
            "\"40 %\"",
            "how far the market believes it before it is in force",
        )
        .or(ALL),
        Key::new("withdrawn", Type::Date, "\"2026-07\"", "day on which it is called off")
            .or(Absent::Means("never")),
        Key::new(
            "chance",
            Type::Quantity(PROBABILITY),
            "\"90 %\"",
            "probability that it comes into force at all, drawn for each trial",
        )
        .or(ALL),
        Key::new(
            "slippage",
            Type::Drawn(DURATION),
            "{ dist = \"exponential\", mean = \"3 months\" }",
            "time by which it is late, drawn for each trial",
        )
        .or(Absent::Means("on time")),
        Key::new(
            "pipeline",
            Type::Tables(&STAGE),
            "[{ chance = \"60 %\", duration = \"3 years\" }]",
            "stages that must succeed one after the other, the first from `from` on, before it comes into force; drawn for each trial",
        )
        .or(NONE),
    ],
    rest: Rest::Kinds,
};

const PHASE: Table = Table {
    heading: "phases",
    doc: "A change of severity of a measure.",
    keys: &[
        Key::new("from", Type::Date, "\"2026-01\"", "day of the change"),
        Key::new("severity", Type::Quantity(SHARE), SHARE.example, "share of full force from then on"),
    ],
    rest: Rest::Refused,
};

const STAGE: Table = Table {
    heading: "pipeline",
    doc: "A stage on the way to a measure, such as exploration, a study, a permit or construction. All days of the measure are later by what its stages take.",
    keys: &[
        Key::new("chance", Type::Quantity(PROBABILITY), "\"60 %\"", "probability that it succeeds").or(ALL),
        Key::new(
            "duration",
            Type::Drawn(DURATION),
            "{ dist = \"lognormal\", median = \"3 years\", gsd = 1.5 }",
            "time that it takes, whether it succeeds or not",
        ),
    ],
    rest: Rest::Refused,
};

pub(super) const POINT: Table = Table {
    heading: "path",
    doc: "A point of a path; between points the path is linear.",
    keys: &[
        Key::new("from", Type::Date, "\"2026-01\"", "the day"),
        Key::new(
            "factor",
            Type::Quantity(Expected::POINT),
            Expected::POINT.example,
            "multiple of the base on this day",
        ),
    ],
    rest: Rest::Refused,
};

/// Keys of which a hazard needs one.
const HOW_OFTEN: Absent = Absent::OneOf(&["rate", "interval", "probability", "date", "with"], "");

const HAZARD: Table = Table {
    heading: "[[hazard]]",
    doc: "What strikes by chance. The keys of its kind stand beside these.",
    keys: &[
        Key::new("id", Type::Id, ID, NAMED),
        KIND,
        Key::new(
            "rate",
            Type::Quantity(BASE_RATE),
            BASE_RATE.example,
            "strikes in a time, at most one a day: it strikes again and again",
        )
        .or(HOW_OFTEN)
        .without(&["interval", "probability", "date", "with"]),
        Key::new(
            "interval",
            Type::Drawn(DURATION),
            "{ dist = \"weibull\", scale = \"40 months\", shape = 2 }",
            "time from the end of a strike to the next, where its age counts",
        )
        .or(HOW_OFTEN)
        .without(&["probability", "date", "with"]),
        Key::new(
            "probability",
            Type::Quantity(PROBABILITY),
            PROBABILITY.example,
            "alone, chance of one strike over the run; beside `date` or `with`, chance that it strikes",
        )
        .or(HOW_OFTEN),
        Key::new("date", Type::Date, "\"2028-11-05\"", "day of its one strike")
            .or(HOW_OFTEN)
            .without(&["with"]),
        Key::new(
            "slippage",
            Type::Drawn(DURATION),
            "{ dist = \"exponential\", mean = \"2 months\" }",
            "time by which the strike is late",
        )
        .or(Absent::Means("on the day"))
        .with("date"),
        Key::new(
            "with",
            Type::Text,
            "\"drought\"",
            "id of a measure or hazard, each strike of which brings this one",
        )
        .or(HOW_OFTEN),
        Key::new("lag", Type::Drawn(DURATION), "\"1 month\"", "time from the other's strike to this one")
            .or(Absent::Means("at once"))
            .with("with"),
        Key::new(
            "while",
            Type::Text,
            ID,
            "id of the measure or hazard that must be in force for it to strike",
        )
        .or(Absent::Means("always")),
        Key::new(
            "after",
            Type::Text,
            ID,
            "id of the measure or hazard that must have begun for it to strike",
        )
        .or(Absent::Means("always")),
        Key::new(
            "contagion",
            Type::Tables(&CONTAGION),
            "[{ from = [\"phl-ore-ban\"], rate = \"0.2 / year\", half-life = \"12 months\" }]",
            "strikes of others that add to `rate` for a while",
        )
        .or(NONE),
        Key::new(
            "duration",
            Type::Drawn(DURATION),
            "{ dist = \"lognormal\", median = \"6 months\", gsd = 1.8 }",
            "how long a strike lasts",
        )
        .or(FOR_GOOD),
        Key::new(
            "severity",
            Type::Drawn(SHARE),
            "{ dist = \"triangular\", low = \"10 %\", mode = \"30 %\", high = \"100 %\" }",
            "share of full force",
        )
        .or(ALL),
        Key::new(
            "ramp",
            Type::Quantity(DURATION),
            "\"2 months\"",
            "time over which each strike comes into force, linearly",
        )
        .or(AT_ONCE),
        Key::new(
            "recovery",
            Type::Quantity(DURATION),
            "\"3 months\"",
            "time over which each strike fades, linearly",
        )
        .or(AT_ONCE),
    ],
    rest: Rest::Kinds,
};

const CONTAGION: Table = Table {
    heading: "contagion",
    doc: "Strikes of others that make a hazard more likely for a while.",
    keys: &[
        Key::new("from", Type::Texts, "[\"phl-ore-ban\"]", "ids of measures or hazards"),
        Key::new(
            "rate",
            Type::Quantity(crate::expected::RATE),
            BASE_RATE.example,
            "what each of their strikes adds to `rate`",
        ),
        Key::new("half-life", Type::Quantity(DURATION), DURATION.example, "time in which that halves"),
    ],
    rest: Rest::Refused,
};

const UNCERTAIN: Table = Table {
    heading: "[uncertain]",
    doc: "Parameters that are drawn for each trial: a path in quotes, and its distribution. One draw holds for all \
          that the path names; `*` is for all products or places. A parameter of sites is named by the product that \
          they make.",
    keys: &[],
    rest: Rest::Parameters,
};

const CORRELATED: Table = Table {
    heading: "[[correlated]]",
    doc: "Lines of `[uncertain]` whose draws go together.",
    keys: &[
        Key::new(
            "of",
            Type::Texts,
            "[\"elasticity-long.nickel-refined.*\", \"elasticity-long.cobalt-refined.*\"]",
            "paths of `[uncertain]`, each in one group only",
        ),
        Key::new(
            "correlation",
            Type::Quantity(CORRELATION),
            CORRELATION.example,
            "of each with each other, from -1 to 1",
        )
        .or(Absent::OneOf(&["correlation", "matrix"], ""))
        .without(&["matrix"]),
        Key::new(
            "matrix",
            Type::Matrix(MATRIX),
            MATRIX.example,
            "a row and a column for each, in the order of `of`",
        )
        .or(Absent::OneOf(&["correlation", "matrix"], "")),
        SOURCE,
    ],
    rest: Rest::Refused,
};

const GROUPS: Table = Table {
    heading: "[groups]",
    doc: "Groups of countries beside those of the network, each by a name in capital letters, which is a place like any other.",
    keys: &[],
    rest: Rest::Any("countries and groups", Type::Texts),
};

const POLICIES: Table = Table {
    heading: "[policy]",
    doc: "Policies, each by a name of lower-case words joined by dashes. `none` is the scenario itself.",
    keys: &[],
    rest: Rest::Any("what a policy changes", Type::Table(&POLICY)),
};

const POLICY: Table = Table {
    heading: "[policy.NAME]",
    doc: "What a policy changes: it is laid over the scenario. Beside these keys stand values by their paths: `\"ID.key\"` of a \
          measure or hazard, `\"parameter.product.place\"`, and `\"kind.product.place.key\"` of the measure of that kind, which is \
          made if there is none.",
    keys: &[
        Key::new("title", Type::Text, "\"Japan keeps 60 days\"", "the policy in a few words").or(NONE),
        WITHOUT,
        Key::new(
            "measure",
            Type::Tables(&MEASURE),
            "[]",
            "measures beside those of the scenario, or changes of them",
        )
        .or(NONE),
        Key::new(
            "hazard",
            Type::Tables(&HAZARD),
            "[]",
            "hazards beside those of the scenario, or changes of them",
        )
        .or(NONE),
    ],
    rest: Rest::Any("a value by its path", Type::Any),
};

const STUDY: Table = Table {
    heading: "[study]",
    doc: "How the scenario is run, and what is watched.",
    keys: &[
        Key::new("seed", Type::Whole(0, u64::MAX), "42", "seed of all draws").or(Absent::Value("0")),
        Key::new(
            "trials",
            Type::Either(&[Type::Choice(&["auto"]), Type::Whole(1, Trials::MOST)]),
            "2048",
            "number of trials, best eight times a power of two; or `\"auto\"`, 8192 doubled until the tolerances are met",
        )
        .or(Absent::Value("8192")),
        Key::new(
            "tolerance",
            Type::Either(&[Type::Quantity(TOLERANCE), Type::Table(&TOLERANCES)]),
            TOLERANCE.example,
            "with trials `\"auto\"`, half the width of the 95 % interval of the mean of each watched outcome: a share of \
             the mean, or a number in its unit; or a table of paths with one each",
        )
        .or(Absent::Value("1 %"))
        .with("trials"),
        Key::new("most-trials", Type::Whole(1, Trials::MOST), "65536", "with trials `\"auto\"`, the most trials")
            .or(Absent::Value("1048576"))
            .with("trials"),
        Key::new(
            "strata",
            Type::Named(strata),
            "\"never\"",
            "whether trials are shared out by how many rare hazards strike; `\"auto\"` if a pilot finds it worth while",
        )
        .or(Absent::Value("auto")),
        Key::new("design", Type::Named(designs), "\"latin-hypercube\"", "how trials are spread").or(Absent::Value("sobol")),
        Key::new(
            "drivers",
            Type::Texts,
            "[\"phl-ore-ban\", \"elasticity-long.nickel-refined.*\"]",
            "hazards and paths of `[uncertain]` whose interplay decides: they are spread together",
        )
        .or(NONE),
        Key::new(
            "failures",
            Type::Quantity(SHARE),
            "\"2 %\"",
            "share of trials that may fail before the run counts as failed",
        )
        .or(Absent::Value("1 %")),
        Key::new(
            "keep-trials",
            Type::Flag,
            "true",
            "whether watched outcomes are kept trial by trial, in `trials.csv`; memory then grows with trials",
        )
        .or(Absent::Value("false")),
        Key::new(
            "watch",
            Type::Paths(true),
            "[\"unmet.stainless-steel.JPN\"]",
            "outcomes, one number a trial each: paths `quantity.product.place[.field]`",
        )
        .or(NONE),
        Key::new(
            "series",
            Type::Paths(false),
            "[\"price.nickel-refined.world\"]",
            "series over time: paths `quantity.product.place`",
        )
        .or(NONE),
        Key::new(
            "ledgers",
            Type::Texts,
            "[\"MYS\"]",
            "countries and groups whose ledgers are kept: what they lose and gain by year, and when they break even; besides \
             those who take measures",
        )
        .or(NONE),
        Key::new(
            "compare",
            Type::Texts,
            "[\"none\", \"stockpile\"]",
            "policies that `oreflow compare` sets beside the first of them; `none` is the scenario itself",
        )
        .or(Absent::Means("all, after the scenario itself")),
    ],
    rest: Rest::Refused,
};

const TOLERANCES: Table = Table {
    heading: "[study.tolerance]",
    doc: "Tolerances of single outcomes, each by its path as in `watch`.",
    keys: &[],
    rest: Rest::Any("a path of `watch`", Type::Quantity(TOLERANCE)),
};

pub(crate) const TARGETS: Table = Table {
    heading: "top of the targets",
    doc: "What was observed of an event of the past.",
    keys: &[
        Key::new("schema", Type::Whole(1, 1), "1", "version of the format"),
        Key::new("event", Type::Date, "\"2014-01-12\"", "day from which months are counted"),
        Key::new("target", Type::Tables(&TARGET), "[]", "the figures, at least one"),
    ],
    rest: Rest::Refused,
};

const TARGET: Table = Table {
    heading: "[[target]]",
    doc: "A figure that was observed, and what in the model measures the same.",
    keys: &[
        Key::new(
            "id",
            Type::Id,
            "\"phl-ore-year-1\"",
            "lower-case words joined by dashes, unique in the file",
        ),
        Key::new("what", Type::Text, "\"nickel ore imports of China, 2014 over 2013\"", "what it is"),
        Key::new(
            "kind",
            Type::Named(target_kinds),
            "\"flow\"",
            "what it is about; scores are added up by it",
        ),
        Key::new("observed", Type::Figure, "1.23", "the figure; `inf` for what never came"),
        Key::new(
            "band",
            Type::Figures(2),
            "[1.1, 1.35]",
            "lowest and highest value that is a hit, about what was observed",
        ),
        Key::new("naive", Type::Figure, "1.0", "what a forecast without a model would have said").or(NONE),
        Key::new("unit", Type::Text, "\"months\"", "unit of the figures, `1` for none"),
        Key::new("source", Type::Text, "\"UN Comtrade HS 260400; +-10 points\"", "where it was published"),
        Key::new("scored", Type::Flag, "false", "whether it counts; if not, `why` is needed")
            .or(Absent::Value("true")),
        Key::new("why", Type::Text, "\"an input, not a test\"", "why it is not scored").or(NONE),
        Key::new(
            "model",
            Type::Text,
            "\"mean(price.nickel.world, +1..+12)\"",
            "expression that measures the same in a run",
        ),
    ],
    rest: Rest::Refused,
};
