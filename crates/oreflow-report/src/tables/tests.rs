//! Tables of a run folder that is written by hand.

use std::fmt::Write as _;

use std::fs;
use std::path::Path;

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, RowAccessor};
use tempfile::TempDir;

use super::{RunTables, TablesError};

const SUMMARY: &str = "\
path,quantity,product,place,field,unit,mean,mean_low,mean_high,q05,q05_low,q05_high,trials,never,never_low,never_high
unmet.ore.CHN.recovery,unmet,ore,CHN,recovery,mo,NaN,,,4.5,4,inf,16,0.25,0.1,0.5
";
const CONVERGENCE: &str =
    "trials,path,unit,mean,mean_low,mean_high\n16,price.ore.world.peak,x base,1.5,1,2\n";

fn series() -> String {
    let mut text = "path,unit,date,base,mean,mean_low,mean_high,median\n".to_owned();
    for month in 0..18 {
        let day = format!("{}-{:02}-01", 2025 + month / 12, month % 12 + 1);
        writeln!(text, "exports.ore.PHL>CHN,t,{day},10,{month},{month},{},1", month + 1).unwrap();
    }
    for month in 0..18 {
        let day = format!("{}-{:02}-01", 2025 + month / 12, month % 12 + 1);
        writeln!(text, "price.nickel-ore.world,USD/t,{day},100,{month},,,1").unwrap();
    }
    text
}

fn folder(series: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put(
        "manifest.json",
        r#"{"schema": 1, "title": "A ban", "version": "0.1.0", "seed": 3, "trials_done": 16}"#,
    );
    put("summary.csv", SUMMARY);
    put("series.csv", series);
    put("convergence.csv", CONVERGENCE);
    folder
}

fn text(files: &[(String, Vec<u8>)], name: &str) -> String {
    let (_, bytes) = files.iter().find(|(file, _)| file == name).unwrap();
    String::from_utf8(bytes.clone()).unwrap()
}

#[test]
fn long_tables_have_a_unit_in_each_row() {
    let folder = folder(&series());
    let run = RunTables::read(folder.path()).unwrap();
    let files = run.csv().unwrap();
    assert_eq!(
        text(&files, "summary.csv"),
        "policy,path,quantity,product,place,field,trials,statistic,unit,value,low,high\n\
         ,unmet.ore.CHN.recovery,unmet,ore,CHN,recovery,16,mean,mo,,,\n\
         ,unmet.ore.CHN.recovery,unmet,ore,CHN,recovery,16,q05,mo,4.5,4,INF\n\
         ,unmet.ore.CHN.recovery,unmet,ore,CHN,recovery,16,never,1,0.25,0.1,0.5\n"
    );
    assert_eq!(run.outcomes_csv().unwrap(), text(&files, "summary.csv").into_bytes());
    let series = text(&files, "series.csv");
    let lines: Vec<&str> = series.lines().take(3).collect();
    assert_eq!(lines[0], "policy,path,quantity,product,place,date,statistic,unit,value,low,high");
    assert_eq!(lines[2], ",exports.ore.PHL>CHN,exports,ore,PHL>CHN,2025-01-01,mean,t,0,0,1");
    let package: serde_json::Value = serde_json::from_str(&text(&files, "datapackage.json")).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        let table = text(&files, resource["path"].as_str().unwrap());
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(table.lines().next().unwrap(), names.join(","));
        for name in ["value", "low", "high"] {
            let field = fields.iter().find(|field| field["name"] == name).unwrap();
            assert_eq!((&field["unit"], &field["type"]), (&"column:unit".into(), &"number".into()));
        }
    }
}

#[test]
fn columns_are_known_by_their_headings() {
    let folder = folder(&series());
    let path = folder.path().join("series.csv");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines = text.lines();
    let mut other = format!("spare,{},policy\n", lines.next().unwrap());
    lines.for_each(|line| other.extend(["x,", line, ",stockpile\n"]));
    fs::write(path, other).unwrap();
    let differences = "policy,against,path,unit,mean,mean_low,mean_high,better,better_low,better_high\nb,a,price.ore.world.peak,x base,1,0,2,0.5,0.4,0.6\n";
    fs::write(folder.path().join("differences.csv"), differences).unwrap();
    let run = RunTables::read(folder.path()).unwrap();
    let iamc = String::from_utf8(run.iamc().unwrap()).unwrap();
    assert!(iamc.contains("\noreflow 0.1.0,A ban (stockpile),"), "{iamc}");
    let files = run.csv().unwrap();
    let differences = self::text(&files, "differences.csv");
    assert!(
        differences.contains("b,a,price.ore.world.peak,price,ore,world,better,x base,0.5,0.4,0.6"),
        "{differences}"
    );
    assert!(self::text(&files, "series.csv").contains("\nx,exports.ore.PHL>CHN,exports,"));
    assert_eq!(run.json()["series"][0]["policy"], "stockpile");
}

#[test]
fn the_document_has_outcomes_and_series() {
    let folder = folder(&series());
    let json = RunTables::read(folder.path()).unwrap().json();
    assert_eq!((&json["schema"], &json["run"]["seed"]), (&1.into(), &3.into()));
    let outcome = &json["outcomes"][0];
    assert_eq!((&outcome["trials"], &outcome["unit"]), (&16.into(), &"mo".into()));
    assert_eq!(outcome["q05"], serde_json::json!({ "value": 4.5, "low": 4.0, "high": null }));
    assert!(outcome["mean"]["value"].is_null());
    let series = json["series"].as_array().unwrap();
    assert_eq!(series.len(), 2);
    assert_eq!((&series[0]["dates"][17], &series[0]["mean_high"][17]), (&"2026-06-01".into(), &18.0.into()));
    assert!(series[1].get("mean_low").is_none());
}

#[test]
fn years_are_sums_of_flows_and_means_of_prices() {
    let folder = folder(&series());
    let iamc = String::from_utf8(RunTables::read(folder.path()).unwrap().iamc().unwrap()).unwrap();
    // 2026 has but six months and is left out.
    assert_eq!(
        iamc,
        "model,scenario,region,variable,unit,year,value\n\
         oreflow 0.1.0,A ban,PHL>CHN,Exports|Ore|Mean,t/yr,2025,66\n\
         oreflow 0.1.0,A ban,PHL>CHN,Exports|Ore|Mean|95% Interval Low,t/yr,2025,66\n\
         oreflow 0.1.0,A ban,PHL>CHN,Exports|Ore|Mean|95% Interval High,t/yr,2025,78\n\
         oreflow 0.1.0,A ban,PHL>CHN,Exports|Ore|Base,t/yr,2025,120\n\
         oreflow 0.1.0,A ban,World,Price|Nickel Ore|Mean,USD/t,2025,5.5\n\
         oreflow 0.1.0,A ban,World,Price|Nickel Ore|Base,USD/t,2025,100\n"
    );
    let short: String = series().split_inclusive('\n').take(6).collect();
    let folder = self::folder(&short);
    assert!(matches!(RunTables::read(folder.path()).unwrap().iamc(), Err(TablesError::NoYear)));
}

#[test]
fn parquet_is_read_back_with_its_units() {
    let folder = folder(&series());
    let files = RunTables::read(folder.path()).unwrap().parquet().unwrap();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["summary.parquet", "series.parquet", "convergence.parquet", "datapackage.json"]);
    let reader = SerializedFileReader::new(Bytes::from(files[1].1.clone())).unwrap();
    let metadata = reader.metadata().file_metadata();
    let units = metadata.key_value_metadata().unwrap().iter().find(|entry| entry.key == "units").unwrap();
    let units: serde_json::Value = serde_json::from_str(units.value.as_ref().unwrap()).unwrap();
    assert_eq!(units["value"], "column:unit");
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2 * 18 * 3);
    let last_mean = &rows[rows.len() - 2];
    assert_eq!(last_mean.get_string(1).unwrap(), "price.nickel-ore.world");
    // Days since 1970 of 2026-06-01.
    assert_eq!(last_mean.get_column_iter().nth(5).unwrap().1, &Field::Date(20_605));
    assert_eq!((last_mean.get_double(8).unwrap(), last_mean.get_double(9).is_err()), (17.0, true));
    let reader = SerializedFileReader::new(Bytes::from(files[0].1.clone())).unwrap();
    let row = reader.get_row_iter(None).unwrap().nth(1).unwrap().unwrap();
    assert_eq!((row.get_long(6).unwrap(), row.get_double(11).unwrap()), (16, f64::INFINITY));
}

#[test]
fn damage_is_told_with_its_place() {
    let told = |path: &Path| RunTables::read(path).unwrap_err().to_string();
    let empty = tempfile::tempdir().unwrap();
    assert!(told(empty.path()).contains("is not a run folder"));
    let folder = folder(&series().replacen(",10,3,3,", ",10,x,3,", 1));
    assert!(told(folder.path()).contains("line 5: 'x' is not a number"), "{}", told(folder.path()));
    fs::write(folder.path().join("series.csv"), "unit,mean\nt,1\n").unwrap();
    assert!(told(folder.path()).contains("no column 'path'"));
    fs::write(folder.path().join("series.csv"), "path,unit,mean\nore,t,1\n").unwrap();
    assert!(told(folder.path()).contains("row 1: 'ore' is not a path"));
    fs::remove_file(folder.path().join("series.csv")).unwrap();
    assert!(told(folder.path()).contains("series.csv"));
    fs::write(folder.path().join("manifest.json"), r#"{"schema": 2}"#).unwrap();
    assert!(told(folder.path()).contains("its schema is 2, not 1"));
}
