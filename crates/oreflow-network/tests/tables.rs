//! Reading tables: what they say, and what is said of them when they are wrong.

mod common;

use common::{add, assert_problem, complaint, complaint_of, only, spoil, tin};
use oreflow_network::{Confidence, Network, Parameter, Quantity, SiteKind};

#[test]
fn a_sound_folder_becomes_a_network_with_all_that_was_written() {
    let network = Network::read_from(&tin()).expect("sound tables");
    assert_eq!((network.id(), network.title(), network.year()), ("tin-2024", "Tin", Some(2024)));
    assert_eq!(network.description().element, "tin");
    assert_eq!(network.countries()[2].name, "Japan");
    assert_eq!(network.groups()["ASIA"].len(), 3);
    assert_eq!(network.products()[2].groups, ["tin"]);
    let mine = network.site_index("idn-mine").expect("a site");
    assert_eq!(network.site(mine).note, "an island");
    assert_eq!(network.site(mine).kind, SiteKind::Mine);
    assert_eq!(network.site(mine).output.0, 60_000.0);
    assert_eq!(network.site(mine).owner.as_ref().map(|owner| owner.name.as_str()), Some("Timah"));
    let smelter = network.site_index("chn-smelter").expect("a site");
    assert_eq!(network.site_parameter(Parameter::Price, smelter), 30_000.0);
    let link =
        network.links().iter().find(|link| link.id.as_str() == "idn-mine>chn-smelter").expect("a link");
    assert_eq!(link.passages, ["malacca", "red-sea"]);
    let known = network.links().iter().filter_map(|link| link.provenance.as_ref());
    assert_eq!(known.filter(|known| known.confidence == Confidence::Measured).count(), 1);
}

#[test]
fn figures_stay_accessible_with_their_provenance() {
    let network = Network::read_from(&tin()).expect("sound tables");
    assert_eq!(network.figures().len(), 10);
    let figure =
        network.figures().iter().find(|figure| figure.path() == "output.tin-ore.IDN").expect("a figure");
    assert_eq!(figure.quantity, Quantity::Output);
    assert_eq!((figure.value, figure.unit.as_str()), (60_000.0, "kt/yr"));
    assert_eq!((figure.year, figure.source.as_str()), (Some(2024), "survey"));
    assert_eq!(figure.location.as_ref().and_then(|place| place.line), Some(2));
}

#[test]
fn a_folder_on_disk_is_read_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in tin() {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    let read = Network::read(folder.path()).expect("sound tables");
    assert_eq!(read, Network::read_from(&tin()).expect("sound tables"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    let mut tables = tin();
    let windows = format!("\u{feff}{}", common::text(&tables, "sites.csv").replace('\n', "\r\n"));
    tables.insert("sites.csv".to_owned(), windows.into_bytes());
    assert_eq!(Network::read_from(&tables), Network::read_from(&tin()));
}

#[test]
fn a_missing_manifest_or_table_is_named() {
    let mut tables = tin();
    tables.remove("sites.csv");
    let error = Network::read_from(&tables).expect_err("a table is missing");
    assert!(only(&error).to_string().starts_with("sites.csv: the table cannot be read"), "{error}");
    tables.remove("network.toml");
    let error = Network::read_from(&tables).expect_err("the manifest is missing");
    assert!(only(&error).to_string().starts_with("network.toml: there is no manifest"), "{error}");
}

#[test]
fn a_wrong_manifest_says_which_line() {
    let error = complaint("network.toml", "licence", "license");
    assert_problem(only(&error), "unknown field `license`", "licence", 7, "");
    let error = complaint("network.toml", "schema = 1", "schema = 2");
    assert!(only(&error).message.contains("schema 2 is not known"), "{error}");
}

#[test]
fn tables_lie_in_the_folder() {
    for outside in ["../sites.csv", "/sites.csv", "a/../../sites.csv"] {
        let error = complaint("network.toml", "sites = \"sites.csv\"", &format!("sites = \"{outside}\""));
        assert!(only(&error).message.contains("does not lie in the folder"), "{error}");
    }
}

#[test]
fn tables_without_links_ask_to_be_balanced() {
    let mut tables = tin();
    tables.remove("links.csv");
    let error = Network::read_from(&tables).expect_err("no flows");
    assert!(only(&error).help.as_deref().is_some_and(|help| help.contains("oreflow network build")));
}

#[test]
fn unknown_and_missing_columns_are_found_together() {
    let error = complaint("products.csv", "content,gross", "contents,gross");
    assert_problem(only(&error), "there is no column 'contents'", "did you mean 'content'?", 1, "contents");
    let error = complaint("sites.csv", "process,country", "proces,country");
    assert_eq!(error.problems.len(), 2, "{error}");
    assert!(error.to_string().contains("column 'process' is missing"), "{error}");
}

#[test]
fn a_row_that_is_too_long_is_found() {
    let error = complaint("figures.csv", "survey,estimated,\n", "survey,estimated,USGS, table 3\n");
    assert_problem(only(&error), "the row has 11 cells, the header 10", "double quotes", 3, "");
}

#[test]
fn text_that_is_not_utf_8_is_found() {
    let mut tables = tin();
    tables.get_mut("sites.csv").expect("a table").extend(b"per-mine,\xff,mine,PER,,,,test,\n");
    let error = Network::read_from(&tables).expect_err("Latin 1");
    assert!(error.to_string().contains("the row is not text in UTF-8"), "{error}");
}

#[test]
fn bad_numbers_units_and_words_each_get_their_cell() {
    let mut tables = tin();
    spoil(&mut tables, "figures.csv", "60,kt/yr", "\"60,000\",t/yr");
    spoil(&mut tables, "figures.csv", "40,kt/yr", "40,USD/t");
    spoil(&mut tables, "figures.csv", "48000,t/yr,2024,survey,measured", "48000,t/yr,24,survey,guessed");
    spoil(&mut tables, "figures.csv", "price,tin-ore", "prise,tin-ore");
    spoil(&mut tables, "figures.csv", "30,USD/kg", "-30,USD/kg");
    let error = Network::read_from(&tables).expect_err("five slips");
    let [number, unit, confidence, year, quantity, price] = error.problems.as_slice() else {
        panic!("{error}")
    };
    assert_problem(number, "'60,000' is not a number", "without separators", 2, "value");
    assert_problem(
        unit,
        "'USD/t' is not a unit of this quantity",
        "write one of t/yr, kt/yr, Mt/yr",
        3,
        "unit",
    );
    assert_problem(confidence, "'guessed' is not a level", "measured, estimated or assumed", 4, "confidence");
    assert_problem(year, "'24' is not a year", "2024", 4, "year");
    assert_problem(quantity, "no quantity 'prise'", "did you mean 'price'?", 9, "quantity");
    assert_problem(price, "price is -30000", "write a value from", 10, "value");
}

#[test]
fn names_in_figures_are_looked_up() {
    let error = complaint("figures.csv", "output,tin-metal,IDN", "output,tin-metl,IDM");
    let [product, place] = error.problems.as_slice() else { panic!("{error}") };
    assert_problem(product, "no product 'tin-metl'", "did you mean 'tin-metal'?", 4, "product");
    assert_problem(place, "no place 'IDM'", "did you mean 'IDN'?", 4, "place");
}

#[test]
fn partners_stand_where_they_belong() {
    let error = complaint("figures.csv", "output,tin-ore,PER,,", "output,tin-ore,PER,CHN,");
    assert_problem(only(&error), "output has no partner", "leave the cell empty", 3, "partner");
    let error = complaint("figures.csv", "flow,tin-metal,IDN,JPN", "flow,tin-metal,IDN,");
    assert_problem(only(&error), "a flow needs a partner", "buyer", 8, "partner");
}

#[test]
fn the_most_specific_figure_holds() {
    let mut tables = tin();
    for row in [
        "cover-output,*,world,,1,mo,2024,x,assumed,",
        "cover-output,tin,world,,2,mo,2024,x,assumed,",
        "cover-output,*,ASIA,,3,mo,2024,x,assumed,",
        "cover-output,*,CHN,,60.875,d,2024,x,assumed,",
        "cover-output,*,idn-smelter,,0.5,years,2024,x,assumed,",
        "share-inertia,*,world,,9,mo,2024,x,assumed,",
        "horizon,*,world,,8,mo,2024,x,assumed,",
        "elasticity-short,*,*,,-5,%,2024,x,assumed,",
    ] {
        add(&mut tables, "figures.csv", row);
    }
    let network = Network::read_from(&tables).expect("sound tables");
    let cover = |site: &str| {
        network.site_parameter(Parameter::CoverOutput, network.site_index(site).expect("a site"))
    };
    assert_eq!(cover("per-mine"), 2.0, "product group over all");
    assert_eq!(cover("idn-mine"), 3.0, "country group over product group");
    assert_eq!(cover("chn-smelter"), 2.0, "country over country group, and days are months");
    assert_eq!(cover("idn-smelter"), 6.0, "site over country group, and years are months");
    assert_eq!(network.market_parameter(Parameter::Horizon), 8.0);
    let ore = network.product_index("tin-ore").expect("a product");
    assert_eq!(network.product_parameter(Parameter::ShareInertia, ore), 9.0);
    let user = network.site_index("jpn-use").expect("a site");
    assert_eq!(network.site_parameter(Parameter::ElasticityShort, user), -0.05);
}

#[test]
fn two_equally_specific_figures_are_a_problem() {
    let error = complaint_of("figures.csv", "price,tin-metal,*,,31000,USD/t,2024,other,assumed,");
    let problem = only(&error);
    assert!(problem.message.contains("equally specific"), "{error}");
    assert!(problem.message.contains("figures.csv:"), "{error}");
}

#[test]
fn a_parameter_must_find_its_holders() {
    let error = complaint_of("figures.csv", "price,solder,PER,,1,USD/t,2024,x,assumed,");
    assert_problem(only(&error), "price.solder.PER holds for no site", "what the site makes", 12, "");
    let error = complaint_of("figures.csv", "horizon,*,CHN,,8,mo,2024,x,assumed,");
    assert_problem(only(&error), "the same in all places", "world", 12, "place");
}

#[test]
fn a_figure_written_twice_is_a_problem() {
    let error = complaint_of("figures.csv", "output,tin-ore,IDN,,60,kt/yr,2024,survey,measured,");
    assert!(only(&error).message.contains("output.tin-ore.IDN is listed twice"), "{error}");
}

#[test]
fn recipes_agree_within_a_slot() {
    let error = complaint_of("recipes.csv", "smelter,ore,tin-metal,1.2,1,test,2024,measured,");
    assert_problem(only(&error), "uses 1.2 per unit here and 1.25", "same per_unit", 4, "per_unit");
    let error = complaint_of("recipes.csv", "smelter,ore,tin-ore,1.25,1,test,2024,measured,");
    assert_problem(only(&error), "accepts tin-ore twice", "remove", 4, "input");
}

#[test]
fn a_link_row_names_what_its_supplier_makes() {
    let error = complaint("links.csv", "jpn-use,tin-metal,5000", "jpn-use,tin-ore,5000");
    assert_problem(only(&error), "names tin-ore, but chn-smelter makes tin-metal", "balance", 9, "product");
}

#[test]
fn problems_of_different_tables_come_together_in_order() {
    let mut tables = tin();
    spoil(&mut tables, "figures.csv", "60,kt/yr", "sixty,kt/yr");
    spoil(&mut tables, "links.csv", "idn-mine,idn-smelter", "idn-mime,idn-smelter");
    spoil(&mut tables, "sites.csv", "jpn-use,Japan,use,JPN", "jpn-use,Japan,use,JAP");
    let error = Network::read_from(&tables).expect_err("three slips");
    let files: Vec<String> = error
        .problems
        .iter()
        .filter_map(|problem| problem.location.as_ref())
        .map(|place| place.file.display().to_string())
        .collect();
    assert_eq!(files, ["figures.csv", "links.csv", "sites.csv"], "{error}");
}
