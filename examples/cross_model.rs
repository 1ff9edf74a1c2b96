//! A network as models of whole economies have it: 800 industries, 33,522 links, 15 days of inventory. What is lost when 20 of them make a
//! fifth less for ten days, with prices frozen? Other models of such networks find a trough of 0.9 to 1.3 % of output and a loss of
//! 0.09 to 0.13 days of output; see docs/validation.md.
//!
//! `cargo run --release --example cross_model`

use oreflow::prelude::*;
use oreflow::random::Stream;

const COUNTRIES: usize = 40;
const SECTORS: usize = 20;
/// Countries whose industries need no inputs: the ground of the network, from which every input must come in the end.
const GROUND: usize = 10;
/// Sectors from which an industry buys.
const INPUTS: usize = 8;
const INDUSTRIES: usize = COUNTRIES * SECTORS;
/// Links to final demand are one for each industry.
const LINKS: usize = 33_522;
/// Inputs of an industry as a share of its output.
const INTERMEDIATE: f64 = 0.5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = economy()?;
    assert_eq!(network.links().len(), LINKS);

    // Twenty industries drawn by chance.
    let stream = Stream::new(1, "cross-model", "hit");
    let mut industries: Vec<usize> = (0..INDUSTRIES).collect();
    industries.sort_by_key(|&i| stream.bits(Trial::from_number(0), i as u32));
    let calendar = Calendar::new(date(2025, 1, 1), Step::Day, 180);
    let mut experiment = Experiment::new(network.into(), calendar);
    let hit = &industries[..20];
    for &i in hit {
        let timing = Timing::from(date(2025, 1, 11)).until(date(2025, 1, 21)).severity(0.2);
        let outage = Outage { scope: SiteScope::at(&name(i)) };
        experiment = experiment.measure(Measure::new(&name(i), outage, timing));
    }
    let prepared = experiment.prepare()?;

    // Output of all sectors, and of those that are hit.
    let sectors = (0..SECTORS).map(|s| format!("output.{}.world", sector(s)));
    let paths = sectors.chain(hit.iter().map(|&i| format!("output.{}.{}", sector(i), name(i))));
    let series: Result<Vec<Series>, _> =
        paths.map(|path| Series::parse(&path, &prepared.experiment().network)).collect();
    let trace = prepared.trace(Trial::from_number(0), &series?);
    let (all, those) = trace.series.split_at(SECTORS);
    let base = |series: &[(Series, f64, Vec<f64>)]| series.iter().map(|(_, base, _)| base).sum::<f64>();
    let share = base(those) / base(all);
    let lost: Vec<f64> = (0..180)
        .map(|day| 1.0 - all.iter().map(|(.., values)| values[day]).sum::<f64>() / base(all))
        .collect();
    println!("directly lost        {:.2} % a day, {:.3} days", 20.0 * share, 2.0 * share);
    println!("trough               {:.2} % of output", 100.0 * lost.iter().copied().fold(0.0, f64::max));
    println!("lost in half a year  {:.3} days of output", lost.iter().sum::<f64>());
    println!("lost on the last day {:.5} % of output", 100.0 * lost[179]);
    Ok(())
}

fn name(industry: usize) -> String {
    format!("c{}-s{}", industry / SECTORS, industry % SECTORS)
}

fn sector(industry: usize) -> String {
    format!("s{}", industry % SECTORS)
}

/// Industries that buy from each other, half of their output in value; the rest goes to final demand.
fn economy() -> Result<Network, Box<dyn std::error::Error>> {
    let draw =
        |of: &str, n: usize| Stream::new(1, "cross-model", of).uniform(Trial::from_number(0), n as u32);
    let buyers: Vec<usize> = (0..INDUSTRIES).filter(|i| i / SECTORS >= GROUND).collect();
    // coefficients[i]: from whom, for a unit of output of i.
    let mut coefficients: Vec<Vec<(usize, f64)>> = vec![Vec::new(); INDUSTRIES];
    for (number, &i) in buyers.iter().enumerate() {
        let links = LINKS - INDUSTRIES;
        let wanted = (number + 1) * links / buyers.len() - number * links / buyers.len();
        let stream = Stream::new(1, &name(i), "suppliers");
        let chance = |n: usize| stream.bits(Trial::from_number(0), n as u32);
        let mut sectors: Vec<usize> = (0..SECTORS).collect();
        sectors.sort_by_key(|&s| chance(s));
        // One of the ground in each sector, others as they come.
        let ground = |s: usize| (chance(SECTORS + s) % GROUND as u64) as usize * SECTORS + s;
        let mut others: Vec<usize> = (0..INDUSTRIES)
            .filter(|&other| other != i && sectors[..INPUTS].contains(&(other % SECTORS)))
            .collect();
        others.sort_by_key(|&other| (other != ground(other % SECTORS), chance(2 * SECTORS + other)));
        let weight = |other: usize| 0.1 + draw("weight", i * INDUSTRIES + other);
        let sum: f64 = others[..wanted].iter().map(|&other| weight(other)).sum();
        coefficients[i] =
            others[..wanted].iter().map(|&other| (other, INTERMEDIATE * weight(other) / sum)).collect();
    }
    // Output that covers final demand and what others need for theirs.
    let demand: Vec<f64> = (0..INDUSTRIES).map(|i| 1e5 * (0.2 + draw("demand", i))).collect();
    let mut output = demand.clone();
    for _ in 0..200 {
        let mut next = demand.clone();
        for (i, from) in coefficients.iter().enumerate() {
            for &(other, share) in from {
                next[other] += share * output[i];
            }
        }
        output = next;
    }

    let mut b = NetworkBuilder::new("economy");
    for (parameter, value) in [(Parameter::PriceResponse, 0.0), (Parameter::Horizon, 1.0)] {
        b.market(parameter, value);
    }
    // Codes of countries are three letters.
    let code = |country: usize| {
        format!("X{}{}", (b'A' + (country / 26) as u8) as char, (b'A' + (country % 26) as u8) as char)
    };
    for country in 0..COUNTRIES {
        b.country(&code(country));
    }
    for s in 0..SECTORS {
        b.product(ProductSpec { content: 0.0, ..ProductSpec::new(&sector(s)) });
    }
    for (i, from) in coefficients.iter().enumerate() {
        let kind = if i / SECTORS < GROUND { SiteKind::Mine } else { SiteKind::Manufacturer };
        let mut site = SiteSpec::new(&name(i), kind, &code(i / SECTORS), &sector(i))
            .with(Parameter::Utilisation, 0.98)
            .with(Parameter::CoverInput, 15.0 * 12.0 / 365.25)
            .with(Parameter::CoverOutput, 0.0);
        for s in 0..SECTORS {
            let need: f64 =
                from.iter().filter(|(other, _)| other % SECTORS == s).map(|(_, share)| share).sum();
            if need > 0.0 {
                site = site.slot(SlotSpec::of(&sector(s), need));
            }
        }
        b.site(site);
    }
    for (i, &demand) in demand.iter().enumerate() {
        let user = format!("{}-users", name(i));
        let site = SiteSpec::new(&user, SiteKind::Consumer, &code(i / SECTORS), &sector(i))
            .slot(SlotSpec::of(&sector(i), 1.0))
            .with(Parameter::CoverInput, 0.0);
        b.site(site);
        b.link(LinkSpec::new(&name(i), &user, TonnesPerYear(demand)).transit(Months(1.0 / 30.0)));
    }
    for (i, from) in coefficients.iter().enumerate() {
        for &(other, share) in from {
            let flow = TonnesPerYear(share * output[i]);
            b.link(LinkSpec::new(&name(other), &name(i), flow).transit(Months(1.0 / 30.0)));
        }
    }
    Ok(b.build()?)
}
