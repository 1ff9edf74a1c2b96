//! Faults of every kind, planted one by one into the shipped tables: each is found, in its file, with what to do.

use std::collections::BTreeMap;
use std::path::PathBuf;

use oreflow::network::{NetworkError, TableFolder, network_files};
use oreflow::prelude::*;

type Tables = BTreeMap<String, Vec<u8>>;

fn tables() -> Tables {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/critical-minerals-2024");
    network_files(&TableFolder::new(folder)).unwrap_or_else(|error| panic!("{error}")).into_iter().collect()
}

/// File, what is there, what is planted in its place, and words of what must be said of it.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    ("network.toml", "schema = 1", "schema = 9", "schema 9 is not known"),
    ("network.toml", "\"copper/sites.csv\"", "\"copper/site.csv\"", "the table cannot be read"),
    ("countries.csv", "CHL,Chile", "CHILE,Chile", "'CHILE'"),
    ("countries.csv", "CHL,Chile", "PER,Chile", "country PER is listed twice"),
    ("countries.csv", "-23.1,-70.45", "-123.1,-70.45", "degrees"),
    ("groups.csv", "ASEAN,IDN", "ASEAN,INDO", "'INDO'"),
    ("copper/products.csv", "copper-blister,", "Copper Blister,", "'Copper Blister'"),
    ("copper/products.csv", "t,1,3.8,copper", "t,1,-3.8,copper", "has gross -3.8"),
    ("copper/products.csv", "t,1,3.8,copper", "tons,1,3.8,copper", "no unit of products 'tons'"),
    ("copper/products.csv", ",exchange,", ",exchnage,", "did you mean 'exchange'?"),
    (
        "copper/processes.csv",
        ",mine,copper-concentrate",
        ",mnie,copper-concentrate",
        "'mnie' is not a kind of site",
    ),
    (
        "copper/recipes.csv",
        "copper-concentrate,1.02,",
        "copper-concentrat,1.02,",
        "did you mean 'copper-concentrate'?",
    ),
    (
        "copper/recipes.csv",
        "copper-refinery,copper-units,copper-blister,1.005",
        "copper-refinery,copper-units,copper-blister,0.9",
        "uses 1.005 per unit here and 0.9",
    ),
    (
        "copper/recipes.csv",
        "copper-sxew,solution,copper-leached,1.0",
        "copper-sxew,solution,copper-leached,0.5",
        "makes mass",
    ),
    ("copper/recipes.csv", ",1,1,1.01,1.04,", ",1,1,1.03,1.05,", "does not hold the value 1.02"),
    (
        "copper/recipes.csv",
        "aluminium-primary,1.02,2.02,1,",
        "aluminium-primary,1.02,2.02,7,",
        "importance 7",
    ),
    ("copper/sites.csv", "copper-concentrate-mine,CHL", "copper-concentrate-mine,CHI", "no country 'CHI'"),
    ("copper/sites.csv", "copper-concentrate-mine,CHL", "copper-mine,CHL", "no process 'copper-mine'"),
    (
        "copper/sites.csv",
        "chl-copper-concentrate,",
        "per-copper-concentrate,",
        "site per-copper-concentrate is listed twice",
    ),
    ("copper/sites.csv", "CHL,Codelco,CHL", "CHL,Codelco,", "owner 'Codelco' has no country"),
    (
        "cobalt/sites.csv",
        "CMOC,CHN,cod-copper-leached",
        "CMOC,CHN,cod-copper-leach",
        "no host 'cod-copper-leach'",
    ),
    (
        "copper/production.csv",
        "output,copper-ore,AUS,,765000",
        "outptu,copper-ore,AUS,,765000",
        "did you mean 'output'?",
    ),
    (
        "copper/production.csv",
        "output,copper-ore,AUS,,765000",
        "output,coper-ore,AUS,,765000",
        "no product 'coper-ore'",
    ),
    ("copper/production.csv", "output,copper-ore,AUS,,765000", "output,copper-ore,AUST,,765000", "'AUST'"),
    ("copper/production.csv", "AUS,,765000,,,t/yr", "AUS,,-765000,,,t/yr", "output is -765000"),
    ("copper/production.csv", "AUS,,765000,,,t/yr", "AUS,,765000,,,USD/t", "not a unit of this quantity"),
    ("copper/production.csv", "AUS,,765000,,,t/yr", "AUS,,765 000,,,t/yr", "'765 000' is not a number"),
    (
        "copper/production.csv",
        "data release,measured,\n",
        "data release,certain,\n",
        "'certain' is not a level of confidence",
    ),
    ("copper/trade.csv", "AUS,CHN,", "AUS,,", "a flow needs a partner"),
    (
        "copper/parameters.csv",
        "margin,copper-concentrate,world,,0.45",
        "margin,copper-concentrate,world,,4.5",
        "margin",
    ),
    (
        "copper/parameters.csv",
        "price,copper-concentrate,world,,7700",
        "price,copper-concentrate,world,,0",
        "price",
    ),
    ("copper/projects.csv", ",idn-gresik,480,", ",idn-gersik,480,", "did you mean 'idn-gresik'?"),
    ("copper/projects.csv", "kt/yr,2025-06,", "kt/yr,mid 2025,", "'mid 2025' is not a month"),
    ("goods/production.csv", ",MWh/yr,", ",t/yr,", "a product counted in MWh"),
    ("transit.csv", "AUS,CHN,4276", "AUS,CHN,-4276", "distance is -4276"),
    (
        "links.csv",
        "chl-copper-concentrate,chn-copper-smelter,copper-concentrate,",
        "chl-copper-concentrate,chn-copper-smelter,copper-concentrate,9",
        "needs",
    ),
    (
        "links.csv",
        "chl-copper-concentrate,chn-copper-smelter,copper-concentrate,",
        "chl-copper-concentrate,chn-copper-smelter,copper-blister,",
        "but chl-copper-concentrate makes copper-concentrate",
    ),
    (
        "links.csv",
        "chl-copper-concentrate,chn-copper-smelter,",
        "chl-copper-concentrate,chn-copper-smelters,",
        "chn-copper-smelters",
    ),
    (
        "links.csv",
        "chl-copper-concentrate,chn-copper-smelter,",
        "chl-copper-concentrate,chn-alumina,",
        "copper-concentrate",
    ),
];

fn said(tables: &Tables) -> NetworkError {
    Network::read_from(tables).expect_err("a fault was planted")
}

#[test]
fn each_fault_is_found() {
    let sound = tables();
    assert!(Network::read_from(&sound).is_ok());
    let mut missed = Vec::new();
    for &(file, there, planted, words) in FAULTS {
        let mut tables = sound.clone();
        let text = String::from_utf8(tables[file].clone()).expect("text");
        assert!(text.contains(there), "{file} does not hold {there}");
        tables.insert(file.to_owned(), text.replacen(there, planted, 1).into_bytes());
        match Network::read_from(&tables) {
            Ok(_) => missed.push(format!("{file}: '{planted}' was not found")),
            Err(error) => {
                let all = error.to_string();
                if !all.contains(words) {
                    missed.push(format!("{file}: '{planted}' gave {all}"));
                }
                let bare = error
                    .problems
                    .iter()
                    .find(|problem| problem.help.is_none() && !problem.message.contains("write "));
                missed.extend(bare.map(|problem| format!("{file}: '{planted}': no remedy for {problem}")));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn all_faults_are_told_at_once() {
    let mut tables = tables();
    let mut planted = 0;
    // One fault in each of several tables that do not hide each other.
    for &(file, there, wrong, _) in FAULTS {
        if matches!(file, "copper/parameters.csv" | "copper/projects.csv" | "transit.csv") {
            let text = String::from_utf8(tables[file].clone()).expect("text");
            if text.contains(there) {
                tables.insert(file.to_owned(), text.replacen(there, wrong, 1).into_bytes());
                planted += 1;
            }
        }
    }
    assert!(planted == 5 && said(&tables).problems.len() >= 4, "{}", said(&tables));
}
