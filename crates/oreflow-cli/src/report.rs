//! `oreflow report`: the page on a run, and its figures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oreflow_report::figures::{png, standalone};
use oreflow_report::{Files, Report as Page};

use crate::args::{FigureFormat, Report};
use crate::export::failed;
use crate::failure::Failure;
use crate::network::{listed, write};
use crate::out::{say, tell};

/// Name of the page in a run folder.
pub(crate) const PAGE: &str = "report.html";

/// Width of figures of their own in CSS pixels, and how many dots of a picture are in one.
const WIDTH: f64 = 860.0;
const DOTS: f32 = 3.0;

pub(crate) fn report(options: &Report, quiet: bool) -> Result<(), Failure> {
    if let Some(format) = options.figures {
        let folder = options.out.clone().unwrap_or_else(|| options.run.join("figures"));
        let files = figures(&options.run, format)?;
        let written = write(&folder, &files, options.force)?;
        return if quiet { Ok(()) } else { say(&listed(&written)) };
    }
    let file = options.out.clone().unwrap_or_else(|| options.run.join(PAGE));
    write_page(&options.run, &file, options.force)?;
    if !quiet {
        say(&format!("{}\n", file.display()))?;
    }
    if options.open {
        open(&file);
    }
    Ok(())
}

/// Writes the page on a run; one that is there already stays unless it is the same or must go.
pub(crate) fn write_page(run: &Path, file: &Path, force: bool) -> Result<(), Failure> {
    let page = read(run)?.html().map_err(|error| failed(&error))?;
    if fs::read(file).is_ok_and(|there| there == page.as_bytes()) {
        return Ok(());
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = file.parent().unwrap_or(Path::new(""));
    write(folder, &Files::from([(name, page.into_bytes())]), force).map(drop)
}

fn read(run: &Path) -> Result<Page, Failure> {
    Page::read(run, &run.display().to_string()).map_err(|error| failed(&error))
}

/// All figures with their numbers.
fn figures(run: &Path, format: FigureFormat) -> Result<Files, Failure> {
    let page = read(run)?;
    let mut files = Files::new();
    for figure in page.figures() {
        let svg = standalone(figure, WIDTH);
        let name = figure.name();
        files.push(match format {
            FigureFormat::Svg => (format!("{name}.svg"), svg.into_bytes()),
            FigureFormat::Png => {
                let picture = png(&svg, DOTS).map_err(|error| Failure::Failed(error.to_string()))?;
                (format!("{name}.png"), picture)
            }
        });
        files.push((format!("{name}.csv"), figure.table()));
    }
    Ok(files)
}

/// Shows a file in the browser, by the program that the system has for it.
fn open(file: &Path) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let file: PathBuf = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let started = Command::new(program)
        .args(arguments)
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        tell(&format!("warning: could not start {program}: {error}; open {} yourself", file.display()));
    }
}
