//! The order of rows changes not a bit, and random tables balance.

mod common;

use common::{Tables, add, text, tin, unbalanced};
use oreflow_network::{BalanceOptions, Network, SiteIndex, SiteKind, balance};
use proptest::prelude::*;

/// The tables with the rows of each in another order.
fn shuffled(tables: &Tables, seed: u64) -> Tables {
    let mut shuffled = tables.clone();
    for name in tables.keys().filter(|name| *name != "network.toml") {
        let mut lines = text(tables, name).lines();
        let header = lines.next().unwrap_or_default();
        let mut rows: Vec<&str> = lines.collect();
        // A row's place follows from a hash of its text and the seed.
        rows.sort_by_key(|row| {
            row.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        });
        shuffled.insert(name.clone(), format!("{header}\n{}\n", rows.join("\n")).into_bytes());
    }
    shuffled
}

/// A network of some mines, smelters and users with contradictory figures.
fn random(mines: &[u32], smelters: &[u32], users: &[u32], capacity: bool) -> Tables {
    let mut tables = tin();
    tables.remove("links.csv");
    tables.insert("sites.csv".to_owned(), "site,name,process,country\n".into());
    let header = "quantity,product,place,partner,value,unit,year,source,confidence,note\n";
    tables.insert("figures.csv".to_owned(), header.into());
    let countries = ["IDN", "PER", "CHN", "JPN"];
    let confidences = ["measured", "estimated", "assumed"];
    let stages = [
        ("mine", "output", "tin-ore", mines),
        ("smelter", "output", "tin-metal", smelters),
        ("use", "demand", "solder", users),
    ];
    for (process, quantity, product, sizes) in stages {
        for (number, size) in sizes.iter().enumerate() {
            let country = countries[(number + *size as usize) % 4];
            let confidence = confidences[*size as usize % 3];
            add(&mut tables, "sites.csv", &format!("{process}-{number},S,{process},{country}"));
            add(
                &mut tables,
                "figures.csv",
                &format!("{quantity},{product},{process}-{number},,{size},t/yr,2024,test,{confidence},"),
            );
            if capacity && process == "mine" {
                let flow = format!("flow,tin-ore,mine-{number},smelter-0,{size}");
                add(&mut tables, "figures.csv", &format!("{flow},t/yr,2024,test,{confidence},"));
            }
            if capacity && process == "smelter" {
                add(
                    &mut tables,
                    "figures.csv",
                    &format!("capacity,{product},{process}-{number},,{size},t/yr,2024,test,measured,"),
                );
            }
        }
    }
    tables
}

#[test]
fn shuffled_rows_give_the_same_network_to_the_bit() {
    let network = Network::read_from(&tin()).expect("sound");
    let balanced = balance(&unbalanced(&tin()), &BalanceOptions::default()).expect("balanced");
    for seed in 1..6 {
        let tables = shuffled(&tin(), seed);
        assert_ne!(tables, tin());
        assert_eq!(Network::read_from(&tables).expect("sound"), network);
        let again = balance(&unbalanced(&tables), &BalanceOptions::default()).expect("balanced");
        assert_eq!(again.links_csv(), balanced.links_csv());
        assert_eq!(again.balancing_csv(), balanced.balancing_csv());
    }
}

fn sizes() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(10_u32..10_000, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_tables_balance(
        mines in sizes(), smelters in sizes(), users in sizes(), capacity: bool, seed in 1_u64..1_000,
    ) {
        let tables = random(&mines, &smelters, &users, capacity);
        let balanced = balance(&unbalanced(&tables), &BalanceOptions::default());
        let balanced = balanced.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let network = &balanced.network;
        for (position, site) in network.sites().iter().enumerate() {
            let links = network.links_into(SiteIndex(position as u32));
            let used: f64 = links.map(|(_, link)| link.flow.0 * link.conversion).sum();
            if site.kind == SiteKind::Refinery {
                prop_assert!((used / (1.25 * site.output.0) - 1.0).abs() < 2e-15);
            }
            if capacity && site.kind == SiteKind::Refinery {
                let number: usize = site.id.as_str()["smelter-".len()..].parse().expect("a number");
                prop_assert!(site.output.0 <= f64::from(smelters[number]) * (1.0 + 1e-6));
            }
        }
        prop_assert!(network.links().iter().all(|link| link.flow.0 > 0.0));
        let again = balance(&unbalanced(&shuffled(&tables, seed)), &BalanceOptions::default());
        prop_assert_eq!(again.expect("as before").links_csv(), balanced.links_csv());
    }
}
