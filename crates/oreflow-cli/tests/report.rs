//! The report on a run: what is on the page, that texts stay texts, and that a browser shows all of it.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{oreflow, refused, said};
use tempfile::TempDir;

const CASE: &str = "tests/backtests/ore-ban/case.toml";

/// A run of two policies of a scenario whose texts would do harm if they were taken for more.
struct Reported {
    folder: TempDir,
    run: String,
}

const HOSTILE: &str = "<script>alert(1)</script> & \\\"ore\\\"";

impl Reported {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let case = fs::canonicalize(CASE).expect("the case");
        let scenario = folder.path().join("harm.toml");
        let text = format!(
            "extends = \"{}\"\ntitle = \"{HOSTILE}\"\n\
             [[hazard]]\nid = \"strike\"\nkind = \"strike\"\nat = \"CHN\"\nprobability = \"40 %\"\nduration = \"3 months\"\n\
             [policy.stock]\n\"stockpile.ore.CHN.target\" = \"60 days\"\n\
             [study]\nwatch = [\"unmet.goods.world.share\", \"value-added.*.IDN.change\", \"value-added.*.IDN.break-even\"]\n",
            case.display()
        );
        fs::write(&scenario, text).expect("it is written");
        let run = folder.path().join("run").display().to_string();
        let scenario = scenario.display().to_string();
        let compare =
            ["compare", &scenario, "--trials", "128", "--keep-trials", "-q", "--report", "--out", &run];
        let output = oreflow(&compare);
        assert!(output.status.success(), "{output:?}");
        Self { folder, run }
    }

    fn page(&self) -> String {
        fs::read_to_string(Path::new(&self.run).join("report.html")).expect("the page")
    }
}

/// The page as an outline: its headings, and of each figure and table how much is in it.
fn outline(page: &str) -> String {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    // Of HTML only these do not close themselves, and the script is no XML.
    let script = page.find("<script>").expect("a script");
    let end = page.rfind("</script>").expect("its end");
    let mut text = format!("{}{}", &page[..script], &page[end + "</script>".len()..]);
    for open in ["<meta ", "<link "] {
        let mut from = 0;
        while let Some(at) = text[from..].find(open) {
            let close = from + at + text[from + at..].find('>').expect("an end");
            text.insert(close, '/');
            from = close;
        }
    }
    let text = text.replace("<!DOCTYPE html>", "").replace(" hidden>", " hidden=\"\">");
    let page = roxmltree::Document::parse_with_options(&text, options).unwrap_or_else(|error| {
        let line = text.lines().nth(error.pos().row as usize - 1).unwrap_or_default();
        panic!("{error}: {}", line.chars().take(200).collect::<String>())
    });
    let mut lines = Vec::new();
    let inner = |node: roxmltree::Node<'_, '_>| {
        let texts = node.descendants().filter(roxmltree::Node::is_text).filter_map(|text| text.text());
        texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for node in page.descendants().filter(roxmltree::Node::is_element) {
        let count = |name: &str| node.descendants().filter(|one| one.has_tag_name(name)).count();
        let tips = node.descendants().filter(|one| one.attribute("data-tip").is_some()).count();
        match node.tag_name().name() {
            "h1" => lines.push(format!("# {}", inner(node))),
            "h2" => lines.push(format!("## {}", inner(node))),
            "figure" => {
                let title = node.children().find(|child| child.has_tag_name("h3")).map(inner);
                let drawings =
                    node.descendants().filter(|one| one.attribute("class") == Some("figure")).count();
                lines.push(format!(
                    "figure {}: {}; {drawings} drawings, {tips} values",
                    node.attribute("id").unwrap_or_default(),
                    title.unwrap_or_default()
                ));
            }
            "table" => lines.push(format!("table of {} rows", count("tr"))),
            "summary" => lines.push(format!("folded: {}", inner(node))),
            "p" if node.attribute("class") == Some("headline") => lines.push(inner(node)),
            _ => {}
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_page_has_what_it_had() {
    let reported = Reported::new();
    let found = outline(&reported.page()).replace(&reported.run, "RUN");
    let golden = Path::new("tests/browser/outline.txt");
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        fs::write(golden, &found).expect("it is written");
    }
    let kept = fs::read_to_string(golden).expect("the outline");
    assert_eq!(found, kept, "UPDATE_TRANSCRIPTS=1 rewrites it");
}

#[test]
fn texts_of_scenarios_stay_texts() {
    let page = Reported::new().page();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;"), "the title is not there");
    assert!(!page.contains("<script>alert"), "the title runs");
    // What is packed and one script, the page's own, and nothing from elsewhere.
    assert_eq!(page.matches("<script").count(), 2);
    for elsewhere in ["src=\"", "href=\"http", "url(h", "url(\"", "@import"] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
}

#[test]
fn figures_are_files_of_their_own_with_their_numbers() {
    let reported = Reported::new();
    let out = reported.folder.path().join("figures").display().to_string();
    let report = ["report", &reported.run, "--figures", "svg", "--out", &out];
    let written = said(&report);
    let names: Vec<&str> = written.lines().filter_map(|line| line.strip_suffix(".svg")).collect();
    assert!(names.len() > 10, "{written}");
    for name in names {
        let stem = Path::new(name.trim_start_matches("wrote "));
        let svg = fs::read_to_string(stem.with_extension("svg")).expect("a drawing");
        roxmltree::Document::parse(&svg).expect("well-formed");
        let numbers = fs::read(stem.with_extension("csv")).expect("numbers");
        let mut reader = csv::Reader::from_reader(numbers.as_slice());
        let headings = reader.headers().expect("headings").clone();
        assert!(
            headings.iter().any(|heading| heading.contains("unit")) || stem.ends_with("asked"),
            "{headings:?}"
        );
        assert!(reader.records().count() > 0, "{}", stem.display());
    }
    // Nothing is replaced unasked, but the same page may be written again.
    assert!(refused(&report, 1).contains("pass --force to replace it"));
    said(&["report", &reported.run]);
    let page = Path::new(&reported.run).join("report.html");
    fs::write(&page, "mine").expect("it is written");
    assert!(refused(&["report", &reported.run], 1).contains("pass --force to replace it"));
    said(&["report", &reported.run, "--force"]);
    assert!(fs::read_to_string(&page).expect("the page").starts_with("<!DOCTYPE html>"));
}

#[test]
fn what_is_no_run_has_no_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    assert!(refused(&["report", &path], 3).contains("is not a run folder"));
}

/// Chromium and Node with playwright-core in a folder: those that are there, or where `OREFLOW_FETCH` allows it fetched.
fn browser() -> Option<(PathBuf, PathBuf)> {
    let works = |program: &str| {
        Command::new(program).arg("--version").output().is_ok_and(|done| done.status.success())
    };
    let fetch = std::env::var_os("OREFLOW_FETCH").is_some();
    let chromium = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| works(name));
    if chromium().is_none() && fetch {
        let _ = Command::new("apt-get").args(["update", "-qq"]).output();
        let _ = Command::new("apt-get").args(["install", "-y", "-qq", "chromium"]).output();
    }
    let path = Command::new("which").arg(chromium()?).output().ok()?;
    let path = PathBuf::from(String::from_utf8(path.stdout).ok()?.trim());
    let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-browser");
    if !modules.join("node_modules/playwright-core").is_dir() && fetch {
        fs::create_dir_all(&modules).ok()?;
        let install = ["install", "--silent", "--no-save", "--prefix", ".", "playwright-core@1"];
        let _ = Command::new("npm").args(install).current_dir(&modules).output();
    }
    (works("node") && modules.join("node_modules/playwright-core").is_dir()).then_some((path, modules))
}

#[test]
fn a_browser_shows_all_of_it() {
    let Some((chromium, modules)) = browser() else {
        eprintln!("skipped: no Chromium, Node or playwright-core; set OREFLOW_FETCH=1 to fetch them");
        return;
    };
    let reported = Reported::new();
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-pictures");
    let look = fs::canonicalize("tests/browser/look.mjs").expect("the script");
    let page = Path::new(&reported.run).join("report.html");
    let output = Command::new("node")
        .args([&look, &page, &chromium, &pictures])
        .current_dir(&modules)
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr);
    let found: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}"));
    assert_eq!(found["requests"], serde_json::json!([]), "it asks the network");
    assert_eq!(found["complaints"], serde_json::json!([]), "the browser complains");
    let wide = found["widths"]["1400-light"]["figures"].as_array().expect("figures").len();
    assert!(wide > 10, "{found}");
    for (name, view) in found["widths"].as_object().expect("widths") {
        assert!(
            view["overflow"].as_f64().is_some_and(|pixels| pixels <= 0.0),
            "{name} scrolls sideways: {view}"
        );
        assert_eq!(view["title"], "<script>alert(1)</script> & \"ore\"");
        assert_eq!(view["scripts"], 2);
        let figures = view["figures"].as_array().expect("figures");
        assert_eq!(figures.len(), wide);
        for figure in figures {
            let at_least = |key: &str, least: f64| figure[key].as_f64().is_some_and(|value| value >= least);
            assert_eq!(figure["shown"], 1, "{name}: {figure}");
            assert!(at_least("width", 250.0) && at_least("height", 40.0), "{name}: {figure}");
            assert!(at_least("tips", 1.0) && figure["named"] == true, "{name}: {figure}");
            assert!(at_least("numbers", 60.0) && at_least("smallest", 9.0), "{name}: {figure}");
        }
    }
    for name in ["1400-light", "400-light"] {
        let view = &found["widths"][name];
        assert!(view["told"].as_str().is_some_and(|told| !told.is_empty()), "{name}: {view}");
        assert!(view["hushed"] == true && view["pointed"] == true, "{name}: {view}");
    }
    assert_ne!(found["widths"]["1400-light"]["paper"], found["widths"]["1400-dark"]["paper"]);
    assert_eq!(found["print"], serde_json::json!({ "clipped": 0, "charts": wide }));
    assert!(fs::read(pictures.join("report.pdf")).expect("a PDF").starts_with(b"%PDF"));
}
