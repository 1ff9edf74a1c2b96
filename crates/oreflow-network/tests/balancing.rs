//! Balancing: known answers, who moves how far, what is refused.

mod common;

use common::{add, only, spoil, text, tin, unbalanced};
use oreflow_network::{
    BalanceOptions, Balanced, Network, NetworkError, NetworkTables, SiteIndex, SiteKind, balance,
};

fn balanced(tables: &common::Tables) -> Balanced {
    try_balance(tables).unwrap_or_else(|error| panic!("{error}"))
}

fn try_balance(tables: &common::Tables) -> Result<Balanced, NetworkError> {
    balance(&unbalanced(tables), &BalanceOptions::default())
}

/// Two mines and two users of one product, with these figures.
fn two_by_two(figures: &[&str]) -> common::Tables {
    let mut tables = tin();
    let header = "quantity,product,place,partner,value,unit,year,source,confidence,note\n";
    tables.insert("figures.csv".to_owned(), header.into());
    for row in figures {
        add(&mut tables, "figures.csv", &format!("{row},2024,test,estimated,"));
    }
    let recipes = "process,slot,input,per_unit\nuse,ore,tin-ore,1\n";
    tables.insert("recipes.csv".to_owned(), recipes.into());
    let sites = "site,name,process,country\nm1,M,mine,IDN\nm2,M,mine,PER\nu1,U,use,CHN\nu2,U,use,JPN\n";
    tables.insert("sites.csv".to_owned(), sites.into());
    tables
}

fn found(balanced: &Balanced, path: &str) -> f64 {
    let moved = balanced.moved.iter().find(|moved| moved.figure.path() == path);
    moved.unwrap_or_else(|| panic!("no figure {path}")).balanced
}

#[track_caller]
fn assert_close(value: f64, expected: f64) {
    assert!((value / expected - 1.0).abs() < 1e-9, "{value} is not {expected}");
}

/// Outputs of 100 each, demands of 110 each, all with deviations of 10 %: minimise
/// `2 (t - 100)^2 / 10^2 + 2 (t - 110)^2 / 11^2` over the common `t`.
#[test]
fn two_by_two_has_the_least_squares_answer() {
    let tables = two_by_two(&[
        "output,tin-ore,IDN,,100,t/yr",
        "output,tin-ore,PER,,100,t/yr",
        "demand,solder,CHN,,110,t/yr",
        "demand,solder,JPN,,110,t/yr",
    ]);
    let balanced = balanced(&tables);
    let (w, v) = (1.0 / (10.0 * 10.0), 1.0 / (11.0 * 11.0));
    let answer = (w * 100.0 + v * 110.0) / (w + v);
    assert_close(found(&balanced, "output.tin-ore.IDN"), answer);
    assert_close(found(&balanced, "output.tin-ore.PER"), answer);
    assert_close(found(&balanced, "demand.solder.CHN"), answer);
    assert_close(found(&balanced, "demand.solder.JPN"), answer);
}

/// Outputs of 60 and 140, demands of 100 each, and a flow of 90 from the first: the flow is at most
/// the output. Minimise over outputs `a`, `b`, demands `c`, `d` with `a + b = c + d` and flow `x <= a`;
/// the flow takes all of `a`, and Lagrange's conditions give the answer.
#[test]
fn two_by_two_with_a_vanishing_link_has_the_least_squares_answer() {
    let tables = two_by_two(&[
        "output,tin-ore,IDN,,60,t/yr",
        "output,tin-ore,PER,,140,t/yr",
        "demand,solder,CHN,,100,t/yr",
        "demand,solder,JPN,,100,t/yr",
        "flow,tin-ore,IDN,CHN,90,t/yr",
    ]);
    let balanced = balanced(&tables);
    // One mine sells to one user only: a = x. With variances 36, 196, 100, 100, 81 and the multiplier m of
    // the sum: (a - 60)/36 + (a - 90)/81 = m, (b - 140)/196 = m, (c - 100)/100 = -m, (d - 100)/100 = -m.
    let stiffness = 1.0 / 36.0 + 1.0 / 81.0;
    let rest = (60.0 / 36.0 + 90.0 / 81.0) / stiffness;
    let m = (200.0 - rest - 140.0) / (1.0 / stiffness + 196.0 + 200.0);
    assert_close(found(&balanced, "flow.tin-ore.IDN>CHN"), rest + m / stiffness);
    assert_close(found(&balanced, "output.tin-ore.IDN"), rest + m / stiffness);
    assert_close(found(&balanced, "output.tin-ore.PER"), 140.0 + 196.0 * m);
    assert_close(found(&balanced, "demand.solder.CHN"), 100.0 - 100.0 * m);
    assert_eq!(balanced.links.len(), 3);
    assert_eq!(balanced.candidates, 4);
}

#[test]
fn consistent_figures_do_not_move() {
    for moved in balanced(&tin()).moved {
        assert!(moved.relative().abs() < 1e-9, "{} moved by {}", moved.figure.path(), moved.relative());
    }
}

#[test]
fn contradictions_are_reported_and_the_less_known_gives_way() {
    let mut tables = tin();
    spoil(
        &mut tables,
        "figures.csv",
        "output,tin-ore,PER,,40,kt/yr,2024,survey,estimated",
        "output,tin-ore,PER,,40,kt/yr,2024,survey,assumed",
    );
    add(&mut tables, "figures.csv", "use,tin-ore,world,,130000,t/yr,2024,other,measured,");
    let balanced = balanced(&tables);
    let of = |path: &str| {
        let moved = balanced.moved.iter().find(|moved| moved.figure.path() == path).expect("a figure");
        moved.relative().abs()
    };
    let (measured, assumed) = (of("output.tin-ore.IDN"), of("output.tin-ore.PER"));
    assert!(measured > 1e-4, "{measured}");
    assert!(assumed > 10.0 * measured, "{assumed} against {measured}");
}

#[test]
fn a_published_flow_is_marked_on_its_link() {
    let balanced = balanced(&tin());
    let link = balanced.links.iter().find(|link| link.from == "idn-smelter" && link.to == "jpn-use");
    let known = link.and_then(|link| link.provenance.as_ref()).expect("known");
    assert_eq!(known.published.map(|flow| flow.0), Some(25_000.0));
    assert_eq!(known.source, "customs");
    let other = balanced.links.iter().find(|link| link.from == "chn-smelter" && link.to == "chn-use");
    assert_eq!(other.and_then(|link| link.provenance.as_ref()).expect("known").source, "gravity prior");
}

#[test]
fn capacities_are_respected_and_reached() {
    let mut tables = tin();
    add(&mut tables, "figures.csv", "capacity,tin-ore,PER,,35,kt/yr,2024,x,measured,");
    let balanced = balanced(&tables);
    let output = found(&balanced, "output.tin-ore.PER");
    assert!(output <= 35_000.0 * (1.0 + 1e-9), "{output}");
    assert!(output > 35_000.0 * (1.0 - 1e-9), "{output}");
}

#[test]
fn named_facilities_and_the_rest_share_a_country_by_capacity() {
    let mut tables = tin();
    add(&mut tables, "sites.csv", "idn-belitung,Belitung,mine,IDN,,,,test,");
    add(&mut tables, "figures.csv", "capacity,tin-ore,IDN,,100,kt/yr,2024,x,measured,");
    add(&mut tables, "figures.csv", "capacity,tin-ore,idn-belitung,,25,kt/yr,2024,x,measured,");
    let balanced = balanced(&tables);
    let of = |site: &str| balanced.network.site(balanced.network.site_index(site).expect("a site")).output.0;
    assert_close(of("idn-belitung") + of("idn-mine"), 60_000.0);
    assert!((of("idn-belitung") / 15_000.0 - 1.0).abs() < 0.01, "{}", of("idn-belitung"));
}

#[test]
fn zero_forbids() {
    let mut tables = tin();
    add(&mut tables, "figures.csv", "exports,tin-ore,IDN,,0,t/yr,2024,law,measured,");
    let balanced = balanced(&tables);
    assert!(!balanced.links.iter().any(|link| link.from == "idn-mine" && link.to != "idn-smelter"));
    assert_eq!(found(&balanced, "exports.tin-ore.IDN"), 0.0);
}

#[test]
fn what_cannot_be_supplied_is_named() {
    let mut tables = tin();
    add(&mut tables, "figures.csv", "imports,tin-ore,CHN,,0,t/yr,2024,law,measured,");
    let error = try_balance(&tables).expect_err("no ore in China");
    let problem = only(&error);
    assert!(problem.message.contains("no site can supply chn-smelter with ore"), "{error}");
    assert!(
        problem.help.as_deref().is_some_and(|help| help.contains("a figure of zero forbids it")),
        "{error}"
    );
}

#[test]
fn an_output_of_zero_is_refused() {
    let mut tables = tin();
    spoil(&mut tables, "figures.csv", "IDN,,60,kt/yr", "IDN,,0,kt/yr");
    let error = try_balance(&tables).expect_err("a mine that digs nothing");
    assert!(only(&error).message.contains("output.tin-ore.IDN is zero"), "{error}");
}

#[test]
fn a_country_without_position_needs_its_ways_listed() {
    let mut tables = tin();
    spoil(&mut tables, "countries.csv", "Callao,-12,-77", "Callao,,");
    let error = try_balance(&tables).expect_err("how far to Indonesia?");
    assert!(only(&error).message.contains("country PER trades, but its position is not known"), "{error}");
    add(&mut tables, "transit.csv", "IDN,PER,9800,33,,atlas");
    balanced(&tables);
}

#[test]
fn ways_come_from_tables_figures_or_the_great_circle() {
    let mut tables = tin();
    for row in [
        "port-days,*,world,,5,d,2024,x,assumed,",
        "domestic-days,*,world,,3,d,2024,x,assumed,",
        "transit,*,CHN,IDN,2,weeks,2024,x,assumed,",
        "freight-fixed,*,world,,10,USD/t,2024,x,assumed,",
        "freight-rate,*,world,,4,USD/t/1000nmi,2024,x,assumed,",
        "duty,*,world,JPN,3,%,2024,x,assumed,",
    ] {
        add(&mut tables, "figures.csv", row);
    }
    let balanced = balanced(&tables);
    let link = |from: &str, to: &str| {
        let found = balanced.links.iter().find(|link| link.from == from && link.to == to);
        found.unwrap_or_else(|| panic!("no link {from}>{to}"))
    };
    let table = link("idn-smelter", "jpn-use");
    assert_close(table.transit.0, 15.0 / 30.4375);
    assert_close(table.freight.0, 10.0 + 4.0 * 3.1);
    assert_eq!((table.duty, table.passages.as_slice()), (0.03, ["malacca".to_owned()].as_slice()));
    assert_close(link("idn-mine", "chn-smelter").transit.0, 19.0 / 30.4375);
    assert_close(link("idn-mine", "idn-smelter").transit.0, 3.0 / 30.4375);
    assert_close(link("idn-mine", "idn-smelter").freight.0, 20.0);
    assert_eq!(link("idn-mine", "idn-smelter").duty, 0.0);
    let circle = link("chn-smelter", "jpn-use").transit.0 * 30.4375 - 5.0;
    assert!((2.0..5.0).contains(&circle), "Shanghai to Tokyo takes {circle} days");
}

#[test]
fn what_is_written_is_read_back_to_the_bit() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in tin().into_iter().filter(|(name, _)| name != "links.csv") {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    let tables = NetworkTables::read(&oreflow_network::TableFolder::new(folder.path())).expect("sound");
    let balanced = balance(&tables, &BalanceOptions::default()).expect("balanced");
    let written = balanced.write(&tables, folder.path(), false).expect("written");
    assert_eq!(written.len(), 3);
    assert_eq!(Network::read(folder.path()).expect("sound"), balanced.network);
    let again = balanced.write(&tables, folder.path(), false).expect_err("would overwrite");
    assert_eq!(again.kind(), std::io::ErrorKind::AlreadyExists);
    balanced.write(&tables, folder.path(), true).expect("told to overwrite");
    assert!(balanced.balancing_csv().starts_with("quantity,product,place,partner,published,balanced,moved,"));
}

#[test]
fn balances_hold_to_the_last_bits() {
    let network = balanced(&tin()).network;
    for (position, site) in network.sites().iter().enumerate() {
        let links = network.links_into(SiteIndex(position as u32));
        let used: f64 = links.map(|(_, link)| link.flow.0 * link.conversion).sum();
        if site.kind == SiteKind::Refinery {
            assert!((used / (1.25 * site.output.0) - 1.0).abs() < 1e-15, "{}", site.id);
        }
    }
}

#[test]
fn the_number_of_links_can_be_bounded() {
    let mut options = BalanceOptions::default();
    options.links_per_product = 1;
    let few = balance(&unbalanced(&tin()), &options).expect("balanced");
    let many = balanced(&tin());
    assert!(few.links.len() <= many.links.len());
    assert!(text(&tin(), "links.csv").lines().count() > few.links.len());
}
