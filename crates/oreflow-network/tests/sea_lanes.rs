//! Ways by sea: shortest over lanes, with the straits on them.

mod common;

use common::{assert_problem, only, spoil, tin};
use oreflow_network::{BalanceOptions, LinkSpec, Network, NetworkTables, balance};

const SEAS: &str = "\
sea,latitude,longitude,source
java,-5,108,test
east,30,124,test
pacific,-10,-90,test
south,-40,150,test
";
const LANES: &str = "\
from,to,distance,passages,source
java,east,,karimata luzon,test
east,pacific,9000,,test
java,south,,,test
south,pacific,,horn,test
";

/// The tin network with seas; Peru lies on the Pacific, Japan and China on the east, Indonesia on Java's.
fn seas() -> common::Tables {
    let mut tables = tin();
    tables.insert("seas.csv".to_owned(), SEAS.as_bytes().to_vec());
    tables.insert("lanes.csv".to_owned(), LANES.as_bytes().to_vec());
    tables.remove("transit.csv");
    spoil(
        &mut tables,
        "network.toml",
        "transit = \"transit.csv\"",
        "seas = \"seas.csv\"\nlanes = \"lanes.csv\"",
    );
    let countries = "\
country,name,port,latitude,longitude,seas,land,source
IDN,Indonesia,Jakarta,-6,107,java,,test
PER,Peru,Callao,-12,-77,pacific,,test
CHN,China,Shanghai,31,122,east,asia,test
JPN,Japan,Tokyo,35,140,east,,test
";
    tables.insert("countries.csv".to_owned(), countries.as_bytes().to_vec());
    tables
}

fn links(tables: &common::Tables) -> Vec<LinkSpec> {
    let tables = NetworkTables::read(tables).unwrap_or_else(|error| panic!("{error}"));
    balance(&tables, &BalanceOptions::default()).unwrap_or_else(|error| panic!("{error}")).links
}

fn link(tables: &common::Tables, from: &str, to: &str) -> LinkSpec {
    links(tables).into_iter().find(|link| link.from == from && link.to == to).expect("a link")
}

#[test]
fn the_shortest_way_names_its_straits() {
    let near = link(&seas(), "idn-mine", "chn-smelter");
    assert_eq!(near.passages, ["karimata", "luzon"]);
    // Some 2,300 nautical miles at 12.5 knots, and a week in ports.
    let days = near.transit.0 * 30.4375 - 7.0;
    assert!((7.0..9.0).contains(&days), "{days}");
    // By way of China, 9,000 miles and more are longer than round the south.
    assert_eq!(link(&seas(), "per-mine", "idn-smelter").passages, ["horn"]);
    let far = link(&seas(), "per-mine", "chn-smelter");
    assert!(far.passages.is_empty());
    assert!((far.transit.0 * 30.4375 - 7.0) * 300.0 > 9_000.0);
}

#[test]
fn ports_of_one_sea_do_not_go_out_to_its_middle() {
    let days = link(&seas(), "chn-smelter", "jpn-use").transit.0 * 30.4375 - 7.0;
    // The great circle is some 940 nautical miles; a ship goes at least a twentieth more.
    assert!((1.04 * 940.0..1.1 * 940.0).contains(&(days * 300.0)), "{days}");
}

#[test]
fn neighbours_by_land_take_the_great_circle_and_a_listed_way_wins() {
    let mut tables = seas();
    spoil(&mut tables, "countries.csv", "107,java,,test", "107,java,asia,test");
    let by_land = link(&tables, "idn-mine", "chn-smelter");
    assert!(by_land.passages.is_empty());
    spoil(&mut tables, "network.toml", "seas =", "transit = \"transit.csv\"\nseas =");
    let listed = "from,to,distance,days,passages,source\nCHN,IDN,3000,42,lombok,atlas\n";
    tables.insert("transit.csv".to_owned(), listed.as_bytes().to_vec());
    let way = link(&tables, "idn-mine", "chn-smelter");
    assert_eq!(way.passages, ["lombok"]);
    assert!((way.transit.0 * 30.4375 - 49.0).abs() < 1e-9);
}

#[test]
fn the_order_of_lanes_and_seas_changes_nothing() {
    let mut tables = seas();
    let turned = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        (lines.join("\n") + "\n").into_bytes()
    };
    tables.insert("seas.csv".to_owned(), turned(SEAS));
    tables.insert("lanes.csv".to_owned(), turned(LANES));
    let same =
        |one: &LinkSpec, other: &LinkSpec| one.transit == other.transit && one.passages == other.passages;
    assert!(links(&tables).iter().zip(&links(&seas())).all(|(one, other)| same(one, other)));
}

#[test]
fn wrong_seas_are_told() {
    let said = |file: &str, from: &str, to: &str| {
        let mut tables = seas();
        spoil(&mut tables, file, from, to);
        only(&Network::read_from(&tables).expect_err("wrong seas")).clone()
    };
    assert_problem(&said("lanes.csv", "java,east", "jave,east"), "no sea 'jave'", "java", 2, "from");
    assert_problem(
        &said("countries.csv", "107,java", "107,bali"),
        "no sea 'bali'",
        "add it to the seas",
        2,
        "seas",
    );
    assert_problem(
        &said("seas.csv", "150,test", "150,test\nsouth,-41,150,test"),
        "sea south is listed twice",
        "remove one",
        6,
        "sea",
    );
    let mut tables = seas();
    spoil(&mut tables, "lanes.csv", "java,south,,,test\n", "");
    spoil(&mut tables, "lanes.csv", "south,pacific,,horn,test\n", "");
    let error = Network::read_from(&tables).expect_err("a sea apart");
    assert!(only(&error).message.contains("to sea south"), "{error}");
}
