//! Tables of several files, goods with units of their own, ranges, and projects.

mod common;

use common::{add, assert_problem, complaint, only, spoil, tin};
use oreflow_network::{Network, Parameter, ProductUnit, Quantity};

/// The tin network whose solder is counted in pieces.
fn pieces() -> common::Tables {
    let mut tables = tin();
    spoil(&mut tables, "products.csv", "product,name,groups,content", "product,name,groups,unit,content");
    spoil(&mut tables, "products.csv", "tin-ore,Tin concentrate,tin,1", "tin-ore,Tin concentrate,tin,,1");
    spoil(&mut tables, "products.csv", "tin-metal,Tin,tin,1", "tin-metal,Tin,tin,t,1");
    spoil(&mut tables, "products.csv", "solder,Solder,,1", "solder,Solder,,pieces,0");
    spoil(&mut tables, "figures.csv", "CHN,,50000,t/yr", "CHN,,50,thousand pieces/yr");
    spoil(&mut tables, "figures.csv", "JPN,,30000,t/yr", "JPN,,30000,pieces/yr");
    spoil(&mut tables, "figures.csv", "world,,40000,USD/t", "world,,40,USD/thousand pieces");
    tables
}

#[test]
fn goods_are_counted_in_units_of_their_own() {
    let network = Network::read_from(&pieces()).unwrap_or_else(|error| panic!("{error}"));
    let solder = network.product(network.product_index("solder").expect("a product"));
    assert_eq!(solder.unit, ProductUnit::Piece);
    let figure =
        |path: &str| network.figures().iter().find(|figure| figure.path() == path).expect("a figure");
    assert_eq!(figure("demand.solder.CHN").value, 50_000.0);
    let user = network.site_index("jpn-use").expect("a site");
    assert_eq!(network.site_parameter(Parameter::Price, user), 0.04);

    let mut tables = pieces();
    spoil(&mut tables, "figures.csv", "JPN,,30000,pieces/yr", "JPN,,30000,t/yr");
    let error = Network::read_from(&tables).expect_err("solder is not counted in tonnes");
    assert_problem(only(&error), "a product counted in pieces", "write pieces/yr", 7, "unit");
    let error = complaint("products.csv", "groups,content,gross,source", "groups,content,gross,unit");
    assert!(error.problems.iter().any(|problem| problem.message.contains("no unit of products 'test'")));
}

#[test]
fn a_table_may_be_spread_over_files() {
    let mut tables = tin();
    let (near, far): (Vec<&str>, Vec<&str>) =
        common::text(&tables, "sites.csv").lines().skip(1).partition(|row| row.starts_with("idn"));
    let header = "site,name,process,country,owner,owner_country,hosts,source,note";
    let file = |rows: Vec<&str>| format!("{header}\n{}\n", rows.join("\n")).into_bytes();
    let (near, far) = (file(near), file(far));
    tables.remove("sites.csv");
    tables.insert("near/sites.csv".to_owned(), near);
    tables.insert("far/sites.csv".to_owned(), far);
    spoil(
        &mut tables,
        "network.toml",
        r#"sites = "sites.csv""#,
        r#"sites = ["far/sites.csv", "near/sites.csv"]"#,
    );
    assert_eq!(Network::read_from(&tables), Network::read_from(&tin()));
    spoil(&mut tables, "near/sites.csv", "idn-mine,Bangka,mine", "idn-mine,Bangka,mnie");
    let error = Network::read_from(&tables).expect_err("a process is misspelt");
    assert!(error.problems[0].to_string().starts_with("near/sites.csv:2"), "{error}");
}

#[test]
fn a_figure_may_have_a_range() {
    let mut tables = tin();
    spoil(&mut tables, "figures.csv", "place,partner,value,unit", "place,partner,low,high,value,unit");
    let ranged = common::text(&tables, "figures.csv").replace(",,2", ",,,,2").replace(",,3", ",,,,3");
    let ranged = ranged.replace(",,4", ",,,,4").replace(",,5", ",,,,5").replace(",,6", ",,,,6");
    let ranged = ranged.replace("IDN,JPN,", "IDN,JPN,,,").replace("IDN,,,,60,", "IDN,,50,70,60,");
    tables.insert("figures.csv".to_owned(), ranged.into_bytes());
    let network = Network::read_from(&tables).unwrap_or_else(|error| panic!("{error}"));
    let ranges: Vec<_> = network.figures().iter().filter(|figure| figure.range.is_some()).collect();
    assert_eq!(ranges.len(), 1);
    assert_eq!((ranges[0].quantity, ranges[0].range), (Quantity::Output, Some((50_000.0, 70_000.0))));

    spoil(&mut tables, "figures.csv", "IDN,,50,70,60,", "IDN,,65,70,60,");
    let error = Network::read_from(&tables).expect_err("the value is out of its range");
    assert_problem(only(&error), "does not hold the value 60", "lowest value in low", 2, "low");
    spoil(&mut tables, "figures.csv", "IDN,,65,70,60,", "IDN,,50,,60,");
    let error = Network::read_from(&tables).expect_err("half a range");
    assert_problem(only(&error), "the range has no high", "both", 2, "high");
}

const PROJECTS: &str = "\
project,name,site,capacity,unit,start,chance,owner,owner_country,source,confidence,note
idn-second,Second smelter,idn-smelter,10,kt/yr,2026-07,0.8,Timah,IDN,plan,estimated,
";

fn with_projects() -> common::Tables {
    let mut tables = tin();
    tables.insert("projects.csv".to_owned(), PROJECTS.as_bytes().to_vec());
    spoil(&mut tables, "network.toml", "transit =", "projects = \"projects.csv\"\ntransit =");
    tables
}

#[test]
fn projects_are_capacity_that_may_come() {
    let network = Network::read_from(&with_projects()).unwrap_or_else(|error| panic!("{error}"));
    let project = &network.projects()[0];
    assert_eq!((project.id.as_str(), project.start_month().as_str()), ("idn-second", "2026-07"));
    assert_eq!(network.site(project.site).id.as_str(), "idn-smelter");
    assert_eq!((project.capacity.0, project.chance), (10_000.0, 0.8));
}

#[test]
fn a_wrong_project_says_why() {
    let said = |from: &str, to: &str| {
        let mut tables = with_projects();
        spoil(&mut tables, "projects.csv", from, to);
        only(&Network::read_from(&tables).expect_err("a wrong project")).clone()
    };
    assert_problem(&said("idn-smelter,10", "idn-smelt,10"), "no site 'idn-smelt'", "idn-smelter", 2, "site");
    assert_problem(&said("idn-smelter,10", "jpn-use,10"), "is final demand", "", 2, "site");
    assert_problem(&said("2026-07", "2026-13"), "'2026-13' is not a month", "2026-07", 2, "start");
    assert_problem(&said("0.8", "80"), "has chance 80", "0 to 1", 2, "chance");
    assert_problem(&said("10,kt/yr", "0,kt/yr"), "adds 0", "above zero", 2, "capacity");
    assert_problem(&said("10,kt/yr", "10,USD/t"), "not a unit of this quantity", "t/yr", 2, "unit");
    let mut tables = with_projects();
    add(&mut tables, "projects.csv", "idn-second,Third,idn-smelter,5,kt/yr,2027-01,1,,,plan,assumed,");
    let error = Network::read_from(&tables).expect_err("twice");
    assert!(only(&error).message.contains("listed twice"), "{error}");
}

#[test]
fn mass_is_counted_by_metal() {
    // A slot of another metal brings no tin.
    let mut tables = tin();
    spoil(&mut tables, "products.csv", "content,gross,source", "content,gross,metal");
    let metals =
        common::text(&tables, "products.csv").replace(",2,test", ",2,lead").replace(",1,test", ",1,tin");
    tables.insert("products.csv".to_owned(), metals.into_bytes());
    let error = Network::read_from(&tables).expect_err("tin of lead");
    assert!(error.to_string().contains("makes mass") && error.to_string().contains("1 of tin"), "{error}");
}
