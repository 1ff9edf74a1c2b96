//! oreflow's side of the comparison with peers (see `run` beside this file), and the economy that all of them get.
//!
//! `cargo bench --bench peers` times one batch of eight trials; `benches/peers/run` asks for more:
//! `draw FOLDER` writes the economy, `time` runs trials and prints one object of JSON; both take `--dense`, and `time` takes
//! `--trials N` and `--steps N`. The number of threads is that of `RAYON_NUM_THREADS`.

mod economy;

use std::error::Error;
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use economy::{Density, Economy, INDUSTRIES, SECTORS, country, name, sector};
use oreflow::engine::experiment::Prepared;
use oreflow::engine::run::MonteCarlo;
use oreflow::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let (mut words, mut trials, mut steps, mut density) = (Vec::new(), 8, 365, Density::SPARSE);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number =
            || arguments.next().ok_or("a number is missing")?.parse().map_err(Box::<dyn Error>::from);
        match argument.as_str() {
            "--trials" => trials = number()?,
            "--steps" => steps = number()?,
            "--dense" => density = Density::DENSE,
            // Cargo says so to every bench.
            "--bench" => {}
            _ => words.push(argument),
        }
    }
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["draw", folder] => draw(&Economy::draw(density), folder.as_ref()),
        ["time"] | [] => time(density, trials as u64, steps),
        _ => Err("write `draw FOLDER` or `time`".into()),
    }
}

/// Writes the industries and what they buy of each other, in tonnes a year that are all worth the same.
fn draw(economy: &Economy, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let hit = Economy::hit();
    let mut out = std::io::BufWriter::new(fs::File::create(folder.join("industries.csv"))?);
    writeln!(out, "industry,country,sector,output,demand,hit")?;
    for i in 0..INDUSTRIES {
        let (output, demand, hit) = (economy.output[i], economy.demand[i], hit.contains(&i));
        let (country, sector) = (country(i / SECTORS), sector(i));
        writeln!(out, "{},{country},{sector},{output:?},{demand:?},{}", name(i), u8::from(hit))?;
    }
    out.flush()?;
    let mut out = std::io::BufWriter::new(fs::File::create(folder.join("flows.csv"))?);
    writeln!(out, "from,to,flow")?;
    for (from, to, flow) in economy.flows() {
        writeln!(out, "{from},{to},{flow:?}")?;
    }
    out.flush()?;
    Ok(())
}

/// Twenty industries make a fifth less for ten days; the first of them is drawn for each trial, the 11th to the 40th day.
fn prepare(network: Network, steps: usize) -> Result<Prepared, Box<dyn Error>> {
    let places = Economy::hit().into_iter().map(name).collect();
    let outage = Outage { scope: SiteScope { places, ..SiteScope::default() } };
    let timing = Timing::from(date(2025, 1, 11)).until(date(2025, 1, 21)).severity(0.2);
    let timing = timing.slippage(Uniform::new(0.0, 29.0 * 12.0 / 365.25)?);
    let calendar = Calendar::new(date(2025, 1, 1), Step::Day, steps);
    Ok(Experiment::new(network.into(), calendar).measure(Measure::new("outage", outage, timing)).prepare()?)
}

/// Seconds that the threads of this process had a processor, as Linux tells; not those in which others had it. Zero elsewhere.
fn processor_seconds() -> f64 {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let nanoseconds = |thread: fs::DirEntry| -> Option<f64> {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    threads.filter_map(nanoseconds).sum::<f64>() / 1e9
}

/// Prints seconds of set-up and of the trials, and what was lost.
fn time(density: Density, trials: u64, steps: usize) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let economy = Economy::draw(density);
    let drawn = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let network = economy.network()?;
    let links = network.links().len();
    let prepared = prepare(network, steps)?;
    let built = start.elapsed().as_secs_f64();

    // Output of every sector, as a series and over all steps: 20 of each.
    let network = &prepared.experiment().network;
    let paths: Vec<String> = (0..SECTORS).map(|s| format!("output.{}.world", sector(s))).collect();
    let mut run = MonteCarlo::new(trials);
    run.series = paths.iter().map(|path| Series::parse(path, network)).collect::<Result<_, _>>()?;
    run.outcomes = paths.iter().map(|path| Outcome::parse(path, network)).collect::<Result<_, _>>()?;
    let (start, before) = (Instant::now(), processor_seconds());
    let results = run.run(&prepared, |_| ControlFlow::Continue(()));
    let (ran, worked) = (start.elapsed().as_secs_f64(), (processor_seconds() - before) / trials as f64);

    let base: f64 = results.series.iter().map(|series| series.base).sum();
    let total: f64 = results.outcomes.iter().map(|(_, summary)| summary.mean().value).sum();
    let made = |step: usize, trace: &[(Series, f64, Vec<f64>)]| -> f64 {
        trace.iter().map(|(.., values)| values[step]).sum()
    };
    let trace = prepared.trace(Trial::from_number(0), &run.series).series;
    let trough = (0..steps).map(|step| 1.0 - made(step, &trace) / base).fold(0.0, f64::max);
    println!(
        "{{\"links\": {links}, \"steps\": {steps}, \"trials\": {}, \"draw_s\": {drawn:.3}, \"build_s\": {built:.3}, \
         \"run_s\": {ran:.4}, \"steps_cpu_s\": {worked:.4}, \"lost_days\": {:.4}, \"trough_percent\": {:.4}}}",
        results.done,
        steps as f64 - total / base,
        100.0 * trough,
    );
    Ok(())
}
