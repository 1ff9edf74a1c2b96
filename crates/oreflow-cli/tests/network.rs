//! From the template of a network to a built one, and out again in every format.

mod common;

use std::fs;
use std::path::Path;

use common::{oreflow, refused, said};

/// A folder with the template in it, built.
fn built() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let network = folder.path().join("tin").display().to_string();
    assert!(said(&["init", "network", &network]).contains("oreflow network build"));
    assert!(
        said(&["network", "build", &network]).contains("3 measured figures: 100 % moved by less than 2 %")
    );
    (folder, network)
}

#[test]
fn the_template_builds_without_a_problem_or_a_warning() {
    let (_folder, network) = built();
    let output = oreflow(&["network", "check", &network]);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert!(said(&["network", "show", &network]).contains("idn-second-smelter"));
    let again = refused(&["init", "network", &network], 3);
    assert!(again.contains("is there already"), "{again}");
}

#[test]
fn building_elsewhere_leaves_the_figures_alone_and_makes_the_same_network() {
    let (folder, network) = built();
    let other = folder.path().join("other").display().to_string();
    said(&["network", "build", &network, "-o", &other]);
    for file in ["links.csv", "balancing.csv", "datapackage.json", "figures.csv", "network.toml"] {
        let read = |folder: &str| fs::read(Path::new(folder).join(file)).expect(file);
        assert_eq!(read(&network), read(&other), "{file}");
    }
    assert!(refused(&["network", "build", &network, "-o", &other], 1).contains("pass --force"));
    said(&["network", "build", &network, "-o", &other, "--force"]);
}

#[test]
fn the_data_package_names_every_table_and_column() {
    let (_folder, network) = built();
    let text = fs::read_to_string(Path::new(&network).join("datapackage.json")).expect("a package");
    let package: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let resources = package["resources"].as_array().expect("resources");
    assert_eq!(resources.len(), 12);
    for resource in resources {
        let file = Path::new(&network).join(resource["path"].as_str().expect("a path"));
        let header = fs::read_to_string(file).expect("a table").lines().next().expect("a header").to_owned();
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
        assert_eq!(names.join(","), header);
        assert!(fields.iter().all(|field| field["type"] != "any" && field["description"] != ""), "{header}");
    }
}

#[test]
fn a_filter_leaves_what_meets_all_of_it() {
    let (_folder, network) = built();
    let sites = |filter: &[&str]| -> Vec<String> {
        let arguments = [&["network", "export", &network, "--format", "json"], filter].concat();
        let found: serde_json::Value = serde_json::from_str(&said(&arguments)).expect("JSON");
        let rows = found["sites"].as_array().expect("sites");
        rows.iter().map(|row| row["site"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(sites(&[]).len(), 6);
    // The other ends of links come along.
    assert_eq!(sites(&["--product", "tin-concentrate", "--place", "PER"]), ["chn-smelter", "per-mine"]);
    assert_eq!(sites(&["--stage", "mine", "--place", "ASEAN"]), ["idn-mine", "idn-smelter"]);
    assert_eq!(sites(&["--product", "tin-ore,solder"]).len(), 6);
    let none = refused(&["network", "show", &network, "--stage", "mine", "--place", "JPN"], 3);
    assert!(none.contains("no site passes the filter"), "{none}");
    let unknown = refused(&["network", "show", &network, "--product", "tin-or"], 3);
    assert!(unknown.contains("did you mean 'tin-ore'?"), "{unknown}");
}

#[test]
fn exports_hold_every_site_and_link() {
    let (folder, network) = built();
    let export = |format: &str| said(&["network", "export", &network, "--format", format]);
    let graph = export("graphml");
    assert_eq!((graph.matches("<node ").count(), graph.matches("<edge ").count()), (6, 6));
    assert!(graph.contains("<data key=\"node-name\">San Example</data>"));
    assert_eq!(export("dot").matches(" -> ").count(), 6);
    assert_eq!(export("csv").lines().count(), 7);
    let out = folder.path().join("csv").display().to_string();
    said(&["network", "export", &network, "--format", "csv", "--out", &out]);
    let lines = |file: &str| fs::read_to_string(Path::new(&out).join(file)).expect(file).lines().count();
    assert_eq!((lines("sites.csv"), lines("links.csv"), lines("projects.csv")), (7, 7, 2));
    assert!(
        refused(&["network", "export", &network, "--format", "csv", "--out", &out], 1).contains("--force")
    );
}

#[test]
fn what_is_left_without_the_largest_is_said() {
    let (_folder, network) = built();
    let row = |arguments: &[&str]| -> serde_json::Value {
        let all = [&["network", "concentration", &network, "--json"], arguments].concat();
        let json: serde_json::Value = serde_json::from_str(&said(&all)).expect("JSON");
        assert_eq!(json["schema"], 1);
        let rows = json.get("concentration").or(json.get("imports"));
        rows.expect("rows")[0].clone()
    };
    let mines = row(&["--product", "tin-ore", "--stage", "mine"]);
    let share = mines["shares"][0]["share"].as_f64().expect("a share");
    let left = mines["without_largest"].as_f64().expect("a share");
    assert!((left + share - 1.0).abs() < 1e-12);
    // Peru digs at 85 % of its capacity.
    assert!((mines["with_spare"].as_f64().expect("a share") - left / 0.85).abs() < 1e-12);
    let japan = row(&["--product", "tin-refined", "--imports", "--place", "JPN"]);
    let indonesia = japan["suppliers"][0]["share"].as_f64().expect("a share");
    assert!((japan["without_largest"].as_f64().expect("a share") + indonesia - 1.0).abs() < 1e-12);
}
