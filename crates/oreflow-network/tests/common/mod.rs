//! A small sound network as tables in memory, to be spoilt by each test in its own way.

// Each test file is its own program and uses what it needs.
#![allow(dead_code)]

use std::collections::BTreeMap;

use oreflow_network::{Network, NetworkError, NetworkTables, Problem};

const MANIFEST: &str = r#"
schema = 1
id = "tin-2024"
title = "Tin"
year = 2024
element = "tin"
licence = "CC0"
description = "Two mines, two smelters, two users."

[tables]
countries = "countries.csv"
groups = "groups.csv"
products = "products.csv"
processes = "processes.csv"
recipes = "recipes.csv"
sites = "sites.csv"
figures = ["figures.csv"]
transit = "transit.csv"
links = "links.csv"
balancing = "balancing.csv"
"#;

const COUNTRIES: &str = "\
country,name,port,latitude,longitude,source
IDN,Indonesia,Jakarta,-6,107,test
PER,Peru,Callao,-12,-77,test
CHN,China,Shanghai,31,122,test
JPN,Japan,Tokyo,35,140,test
";
const GROUPS: &str = "group,country,source\nASIA,IDN,test\nASIA,CHN,test\nASIA,JPN,test\n";
const PRODUCTS: &str = "\
product,name,groups,content,gross,source
tin-ore,Tin concentrate,tin,1,2,test
tin-metal,Tin,tin,1,1,test
solder,Solder,,1,1,test
";
const PROCESSES: &str = "\
process,name,kind,product,source
mine,Mine,mine,tin-ore,test
smelter,Smelter,refinery,tin-metal,test
use,Use,consumer,solder,test
";
const RECIPES: &str = "\
process,slot,input,per_unit,conversion,source,year,confidence,note
smelter,ore,tin-ore,1.25,1,test,2024,measured,
use,metal,tin-metal,1,1,test,2024,measured,
";
const SITES: &str = "\
site,name,process,country,owner,owner_country,hosts,source,note
idn-mine,Bangka,mine,IDN,Timah,IDN,,test,an island
per-mine,San Rafael,mine,PER,Minsur,PER,,test,
idn-smelter,Muntok,smelter,IDN,Timah,IDN,,test,
chn-smelter,Gejiu,smelter,CHN,,,,test,
chn-use,China,use,CHN,,,,test,
jpn-use,Japan,use,JPN,,,,test,
";
const FIGURES: &str = "\
quantity,product,place,partner,value,unit,year,source,confidence,note
output,tin-ore,IDN,,60,kt/yr,2024,survey,measured,
output,tin-ore,PER,,40,kt/yr,2024,survey,estimated,
output,tin-metal,IDN,,48000,t/yr,2024,survey,measured,
output,tin-metal,CHN,,32000,t/yr,2024,survey,estimated,
demand,solder,CHN,,50000,t/yr,2024,survey,assumed,
demand,solder,JPN,,30000,t/yr,2024,survey,assumed,
flow,tin-metal,IDN,JPN,25000,t/yr,2024,customs,measured,
price,tin-ore,*,,20000,USD/t,2024,exchange,measured,
price,tin-metal,world,,30,USD/kg,2024,exchange,measured,
price,solder,world,,40000,USD/t,2024,exchange,measured,
";
const TRANSIT: &str =
    "from,to,distance,days,passages,source\nPER,CHN,9500,32,,atlas\nIDN,JPN,3100,10,malacca,atlas\n";
const LINKS: &str = "\
from,to,product,flow,transit,freight,duty,passages,published,confidence,source
idn-mine,idn-smelter,tin-ore,50000,0.3,10,0,,,estimated,gravity prior
idn-mine,chn-smelter,tin-ore,10000,0.6,20,0,malacca red-sea,,estimated,gravity prior
per-mine,idn-smelter,tin-ore,10000,1.2,40,0,,,estimated,gravity prior
per-mine,chn-smelter,tin-ore,30000,1.2,40,0,,,estimated,gravity prior
idn-smelter,chn-use,tin-metal,23000,0.6,5,0,,,estimated,gravity prior
idn-smelter,jpn-use,tin-metal,25000,0.6,5,0,,25000,measured,customs
chn-smelter,chn-use,tin-metal,27000,0.3,5,0,,,estimated,gravity prior
chn-smelter,jpn-use,tin-metal,5000,0.4,5,0.03,,,estimated,gravity prior
";

/// A folder of tables in memory.
pub(crate) type Tables = BTreeMap<String, Vec<u8>>;

/// The sound network, with the flows it is balanced at.
pub(crate) fn tin() -> Tables {
    let files = [
        ("network.toml", MANIFEST),
        ("countries.csv", COUNTRIES),
        ("groups.csv", GROUPS),
        ("products.csv", PRODUCTS),
        ("processes.csv", PROCESSES),
        ("recipes.csv", RECIPES),
        ("sites.csv", SITES),
        ("figures.csv", FIGURES),
        ("transit.csv", TRANSIT),
        ("links.csv", LINKS),
    ];
    files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into()
}

/// Text of a table.
pub(crate) fn text<'a>(tables: &'a Tables, file: &str) -> &'a str {
    std::str::from_utf8(&tables[file]).expect("tables are text")
}

/// Replaces a piece of a table, which must be there.
pub(crate) fn spoil(tables: &mut Tables, file: &str, from: &str, to: &str) {
    let old = text(tables, file);
    assert!(old.contains(from), "{file} does not contain {from}");
    let new = old.replacen(from, to, 1);
    tables.insert(file.to_owned(), new.into_bytes());
}

/// Adds a row to a table.
pub(crate) fn add(tables: &mut Tables, file: &str, row: &str) {
    let new = format!("{}{row}\n", text(tables, file));
    tables.insert(file.to_owned(), new.into_bytes());
}

/// What reading says of the tin network with one piece replaced.
pub(crate) fn complaint(file: &str, from: &str, to: &str) -> NetworkError {
    let mut tables = tin();
    spoil(&mut tables, file, from, to);
    Network::read_from(&tables).expect_err("the table is spoilt")
}

/// What reading says of the tin network with one row more.
pub(crate) fn complaint_of(file: &str, row: &str) -> NetworkError {
    let mut tables = tin();
    add(&mut tables, file, row);
    Network::read_from(&tables).expect_err("the row is wrong")
}

/// Tables without links, as balancing reads them.
pub(crate) fn unbalanced(tables: &Tables) -> NetworkTables {
    NetworkTables::read(tables).unwrap_or_else(|error| panic!("{error}"))
}

/// Checks that one problem, and only one, was found, and gives it.
pub(crate) fn only(error: &NetworkError) -> &Problem {
    assert_eq!(error.problems.len(), 1, "{error}");
    &error.problems[0]
}

/// Checks that a problem holds these words and stands at this line and column.
pub(crate) fn assert_problem(problem: &Problem, words: &str, help: &str, line: u64, column: &str) {
    let place = problem.location.as_ref().unwrap_or_else(|| panic!("no place: {problem}"));
    assert!(problem.message.contains(words), "{problem}");
    assert!(problem.help.as_deref().unwrap_or("").contains(help), "{problem}");
    assert_eq!(place.line, Some(line), "{problem}");
    assert_eq!(place.column.as_deref(), Some(column).filter(|name| !name.is_empty()), "{problem}");
}
