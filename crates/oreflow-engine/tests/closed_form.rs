//! Small cases whose answer can be written down.

mod common;

use std::sync::Arc;

use common::case::{Case, USE, ban_of, near};
use common::record::run_first;
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{
    DemandShift, ExportDuty, ExportQuota, Intensity, Measure, Outage, Preference, SiteScope, Subsidy, Timing,
    TradeScope,
};
use oreflow_network::{
    LinkSpec, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};

#[test]
fn an_outage_without_stocks_loses_its_share_once_the_pipeline_is_empty() {
    let case = Case::new(&[1.0])
        .transit(3.0)
        .with(Parameter::CoverInput, 0.0)
        .with(Parameter::CoverOutput, 0.0)
        .with(Parameter::Utilisation, 0.8);
    let outage = Outage { scope: SiteScope::at("mine-0") };
    let record =
        case.run(30, vec![Measure::new("outage", outage, Timing::from(date(2026, 1, 1)).severity(0.4))]);
    // The mine has a quarter to spare: 60 % of 125 is left.
    for (month, snapshot) in record.iter().enumerate() {
        let (sent, served) = (if month < 12 { 100.0 } else { 75.0 }, if month < 15 { 100.0 } else { 75.0 });
        assert!(near(snapshot.shipment[0], sent), "month {month}: {} sent", snapshot.shipment[0]);
        assert!(near(snapshot.output[1], served), "month {month}: {} served", snapshot.output[1]);
    }
}

#[test]
fn an_outage_smaller_than_spare_capacity_loses_nothing() {
    let case = Case::new(&[0.5, 0.5]).with(Parameter::Utilisation, 0.7);
    let outage = Outage { scope: SiteScope::at("mine-0") };
    let record =
        case.run(60, vec![Measure::new("outage", outage, Timing::from(date(2026, 1, 1)).severity(0.25))]);
    assert!(record.iter().all(|s| near(s.output[2], USE)));
}

#[test]
fn a_permission_of_70_percent_at_the_only_supplier_ships_70_percent() {
    let case = Case::new(&[1.0]).with(Parameter::OrderCeiling, 1.0);
    let record = case
        .run(60, vec![Measure::new("licence", ban_of("AAA"), Timing::from(date(2025, 7, 1)).severity(0.3))]);
    for (month, snapshot) in record.iter().enumerate() {
        let sent = if month < 6 { USE } else { 0.7 * USE };
        assert!(near(snapshot.shipment[0], sent), "month {month}: {}", snapshot.shipment[0]);
    }
    assert!(near(record[59].output[1], 0.7 * USE));
}

#[test]
fn a_ban_from_the_twelfth_leaves_eleven_days_of_january() {
    let case = Case::new(&[1.0]).with(Parameter::OrderCeiling, 1.0);
    let record = case.run(14, vec![Measure::new("ban", ban_of("AAA"), Timing::from(date(2026, 1, 12)))]);
    let sent: Vec<f64> = record[11..].iter().map(|s| s.shipment[0]).collect();
    assert!(near(sent[0], USE) && near(sent[1], USE * 11.0 / 31.0) && sent[2] == 0.0, "{sent:?}");
}

#[test]
fn stock_lost_in_one_step_comes_back_at_the_rate_of_the_gap() {
    const TAU: f64 = 5.0;
    let case = Case::new(&[1.0])
        .with(Parameter::PriceResponse, 0.0)
        .with(Parameter::StockAdjustment, TAU)
        .with(Parameter::CoverOutput, 3.0)
        .with(Parameter::Utilisation, 0.5)
        .with(Parameter::Horizon, 1.0);
    let timing = Timing::from(date(2025, 7, 1)).until(date(2025, 8, 1));
    let record = case.run(80, vec![Measure::new("ban", ban_of("AAA"), timing)]);
    assert_eq!(record[6].shipment[0], 0.0);
    let rate = 1.0 - (-1.0 / TAU).exp();
    let mut gap = USE;
    for (month, snapshot) in record.iter().enumerate().skip(7) {
        assert!(near(snapshot.shipment[0], USE + rate * gap), "month {month}: {}", snapshot.shipment[0]);
        gap -= rate * gap;
    }
    assert!((record[79].input_stock[0] / record[0].input_stock[0] - 1.0).abs() < 1e-5);
    assert!(record.iter().all(|snapshot| near(snapshot.output[1], USE)));
}

#[test]
fn frozen_prices_keep_their_bits() {
    let case = Case::new(&[0.6, 0.4]).with(Parameter::PriceResponse, 0.0);
    let record = case.run(60, vec![Measure::new("ban", ban_of("AAA"), Timing::from(date(2025, 7, 1)))]);
    assert!(record.iter().all(|s| s.price == record[0].price && s.bid == record[0].bid));
    assert!(record[59].output[2] < USE);
}

#[test]
fn scarcity_lifts_the_bid_and_the_price_of_those_who_still_deliver() {
    let case = Case::new(&[0.6, 0.4]);
    let record = case.run(36, vec![Measure::new("ban", ban_of("AAA"), Timing::from(date(2025, 7, 1)))]);
    let (before, after) = (&record[5], &record[18]);
    assert!(after.bid[0] > 1.2 * before.bid[0], "bid {} and {}", before.bid[0], after.bid[0]);
    assert!(after.price[1] > 1.2 * before.price[1], "outside {} and {}", before.price[1], after.price[1]);
    assert!(
        after.price[0] < before.price[0],
        "behind the closed border {} and {}",
        before.price[0],
        after.price[0]
    );
}

#[test]
fn demand_that_halves_frees_stock_and_then_keeps_half_of_it() {
    let case = Case::new(&[1.0]).with(Parameter::PriceResponse, 0.0);
    let shift = DemandShift { scope: SiteScope::at("use"), factor: 0.5 };
    let record = case.run(200, vec![Measure::new("slump", shift, Timing::from(date(2025, 7, 1)))]);
    assert!(record[5..].iter().skip(1).all(|snapshot| near(snapshot.output[1], 0.5 * USE)));
    let stock = |month: usize| record[month].input_stock[0] / USE;
    assert!(
        near(stock(5), 2.0) && stock(8) > 2.2 && (stock(199) - 1.0).abs() < 1e-6,
        "{} {}",
        stock(8),
        stock(199)
    );
}

#[test]
fn shares_follow_relative_cost_by_the_exponent() {
    let case = Case::new(&[0.5, 0.5])
        .with(Parameter::PriceResponse, 0.0)
        .with(Parameter::ArmingtonExponent, 3.0)
        .with(Parameter::Utilisation, 0.4);
    let duty = ExportDuty { scope: TradeScope::new("AAA", &["ore"]), rate: 0.5, amount: 0.0 };
    let record = case.run(240, vec![Measure::new("duty", duty, Timing::from(date(2025, 7, 1)))]);
    let last = &record[239].shipment;
    let expected = 1.0 / (1.0 + 1.5_f64.powi(3));
    assert!((last[0] / (last[0] + last[1]) - expected).abs() < 1e-6, "{last:?}");
    assert!(near(record[239].added_duty[0], 500.0) && near(record[239].delivered_cost[0], 1500.0));
}

#[test]
fn a_by_product_follows_its_host_with_its_lag() {
    const LAG: f64 = 4.0;
    let mut b = NetworkBuilder::new("scrap");
    b.country("AAA").product(ProductSpec::new("ore")).product(ProductSpec::new("scrap"));
    b.site(SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore"));
    let still =
        |spec: SiteSpec| spec.with(Parameter::ElasticityShort, 0.0).with(Parameter::ElasticityLong, 0.0);
    let consumer = |id: &str, product: &str| {
        still(SiteSpec::new(id, SiteKind::Consumer, "AAA", product).slot(SlotSpec::of(product, 1.0)))
    };
    b.site(consumer("use", "ore")).site(consumer("sink", "scrap"));
    let scrap = SiteSpec::new("yard", SiteKind::Recycler, "AAA", "scrap").host("use");
    b.site(scrap.with(Parameter::ByproductLag, LAG));
    b.link(LinkSpec::new("mine", "use", TonnesPerYear(1200.0)));
    b.link(LinkSpec::new("yard", "sink", TonnesPerYear(240.0)));
    let network = Arc::new(b.build().unwrap());
    let yard = network.site_index("yard").unwrap().position();
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 30);
    let shift = DemandShift { scope: SiteScope::at("use"), factor: 0.5 };
    let measure = Measure::new("slump", shift, Timing::from(date(2025, 7, 1)));
    let record = run_first(&Experiment::new(network, calendar).measure(measure).prepare().unwrap());
    for (month, snapshot) in record.iter().enumerate() {
        // The host halves in month 6, which the yard sees a month later.
        let since = month.saturating_sub(6) as f64;
        let expected = 20.0 * (0.5 + 0.5 * (-since / LAG).exp());
        assert!(near(snapshot.output[yard], expected), "month {month}: {}", snapshot.output[yard]);
    }
}

#[test]
fn a_quota_is_given_out_at_its_pace_and_used_up_at_the_end_of_the_year() {
    let volume = 600.0;
    for (step, steps) in [(Step::Week, 157), (Step::Month, 36), (Step::Quarter, 12)] {
        let case = Case::new(&[1.0]).with(Parameter::CoverOutput, 3.0);
        let calendar = Calendar::new(date(2025, 1, 1), step, steps);
        let year_of = |n: usize| calendar.date(n).year();
        let first = (0..steps).find(|&n| year_of(n) == 2026).expect("a second year");
        let quota = ExportQuota::new(TradeScope::new("AAA", &["ore"]), volume);
        let quota = Measure::new("quota", quota, Timing::from(calendar.date(first)));
        let record = case.run_in(calendar, vec![quota]);
        for year in [2026, 2027] {
            let of_year: Vec<usize> = (first..steps).filter(|&n| year_of(n) == year).collect();
            // A year of weeks may have one more or less.
            let mut left = volume / 12.0 * step.months() * of_year.len() as f64;
            for (passed, &n) in of_year.iter().enumerate() {
                let rest = (of_year.len() - passed) as f64;
                let allowed = left * (1.6 / rest).min(1.0);
                let sent = record[n].shipment[0];
                assert!(near(sent, allowed), "{} {n}: {sent} of {allowed}", step.name());
                left -= sent;
            }
            assert!(near(left, 0.0));
        }
    }
}

#[test]
fn a_leaky_quota_lets_its_share_of_the_blocked_orders_pass() {
    let case = Case::new(&[1.0]).with(Parameter::OrderCeiling, 1.0).with(Parameter::CoverOutput, 3.0);
    let quota = ExportQuota { leakage: 0.25, ..ExportQuota::new(TradeScope::new("AAA", &["ore"]), 0.0) };
    let record = case.run(36, vec![Measure::new("quota", quota, Timing::from(date(2026, 1, 1)))]);
    assert!(record[12..].iter().all(|snapshot| near(snapshot.shipment[0], 0.25 * USE)));
}

#[test]
fn a_quota_of_exactly_the_base_holds_growth_back() {
    let sent_under = |volume: f64| -> f64 {
        let case = Case::new(&[0.5, 0.5]).with(Parameter::Utilisation, 0.5);
        let quota = ExportQuota::new(TradeScope::new("AAA", &["ore"]), volume);
        let quota = Measure::new("quota", quota, Timing::from(date(2026, 1, 1)));
        let record =
            case.run(24, vec![quota, Measure::new("ban", ban_of("BBB"), Timing::from(date(2026, 1, 1)))]);
        record[12..].iter().map(|snapshot| snapshot.shipment[0]).sum()
    };
    let (below, at, above) = (sent_under(600.0 - 1e-6), sent_under(600.0), sent_under(600.0 + 1e-6));
    assert!((below - 600.0).abs() < 1e-3 && (above - 600.0).abs() < 1e-3, "{below} {above}");
    assert!((at - 600.0).abs() < 1e-3, "{at} passed a quota of 600");
}

/// With demand far above capacity building starts at its fastest and stays there; what runs then lags behind what was
/// started by the lead time.
#[test]
fn capacity_comes_after_its_lead_time() {
    for step in [Step::Week, Step::Month] {
        for lead in [6.0, 24.0] {
            let late = lag_of_capacity(step, lead) - lag_of_capacity(step, 0.1);
            // The shortest lead is itself three steps, or two more than none.
            let slack = 2.0 * step.months() + 0.2;
            assert!(
                (late - lead).abs() < slack,
                "steps of a {}, lead {lead}: {late} months late",
                step.name()
            );
        }
    }
}

/// Months by which capacity lags behind starts at the fastest rate from the first day.
fn lag_of_capacity(step: Step, lead: f64) -> f64 {
    let case = Case::new(&[1.0])
        .with(Parameter::Capex, 10.0)
        .with(Parameter::InvestmentRate, 0.05)
        .with(Parameter::CapacityCeiling, 1000.0)
        .with(Parameter::InvestmentSpan, 0.01)
        .with(Parameter::LeadTime, lead);
    let boom = DemandShift { scope: SiteScope::at("use"), factor: 8.0 };
    let calendar = Calendar::covering(date(2025, 1, 1), step, 120.0);
    let record = case.run_in(calendar, vec![Measure::new("boom", boom, Timing::from(date(2025, 1, 1)))]);
    let fastest = 0.05 / 12.0 * record[0].capacity[0];
    let built = record[record.len() - 1].capacity[0] - record[0].capacity[0];
    calendar.months() - built / fastest
}

/// One step of a subsidy starts what can be started in a step, and nothing after. The three stages pass on what they hold at
/// the ends of steps, which makes the whole law one step late; what the step changes beyond that is of second order.
#[test]
fn what_is_started_in_one_step_runs_by_the_erlang_law() {
    for step in [Step::Week, Step::Month] {
        for lead in [6.0, 24.0] {
            let case = Case::new(&[1.0])
                .with(Parameter::PriceResponse, 0.0)
                .with(Parameter::Capex, 400.0)
                .with(Parameter::InvestmentRate, 0.6)
                .with(Parameter::CapacityCeiling, 10.0)
                .with(Parameter::LeadTime, lead);
            let calendar = Calendar::covering(date(2025, 1, 1), step, 6.0 * lead);
            let subsidy = Subsidy { scope: SiteScope::at("mine-0"), capex: 0.9, cost: 0.0 };
            let timing = Timing::from(calendar.date(2)).until(calendar.date(3));
            let record = case.run_in(calendar, vec![Measure::new("subsidy", subsidy, timing)]);
            let dt = step.months();
            let before = record[0].capacity[0];
            let started = 0.6 / 12.0 * before * dt;
            let tolerance = (dt / lead).powi(2);
            for (steps, snapshot) in record[2..].iter().enumerate() {
                let running = (snapshot.capacity[0] - before) / started;
                let expected = erlang_3(dt * (steps as f64 - 1.0), lead);
                assert!(
                    (running - expected).abs() < tolerance,
                    "{steps} steps of a {}, lead {lead}: {running} of {expected}",
                    step.name()
                );
            }
            assert!((record[record.len() - 1].capacity[0] - before) / started > 0.999);
        }
    }
}

/// Share of an Erlang-3 distribution of this mean that lies before a time.
fn erlang_3(time: f64, mean: f64) -> f64 {
    let u = (3.0 * time / mean).max(0.0);
    1.0 - (-u).exp() * (1.0 + u + 0.5 * u * u)
}

/// Nothing asked of an empty yard is nothing refused: a gram of stock must not decide whether it was.
#[test]
fn a_supplier_of_whom_nobody_orders_does_not_lose_its_name() {
    let after_under = |cover: f64| -> Vec<f64> {
        let case = Case::new(&[0.5, 0.5])
            .with(Parameter::PriceResponse, 0.0)
            .with(Parameter::CoverOutput, cover)
            .with(Parameter::Utilisation, 0.5);
        let timing = Timing::from(date(2026, 1, 1)).until(date(2027, 1, 1));
        let outage = Measure::new("outage", Outage { scope: SiteScope::at("mine-0") }, timing.clone());
        let record = case.run(48, vec![outage, Measure::new("ban", ban_of("AAA"), timing)]);
        record[24..].iter().map(|snapshot| snapshot.shipment[0]).collect()
    };
    for (month, (empty, gram)) in after_under(0.0).iter().zip(after_under(1e-8)).enumerate() {
        assert!((empty - gram).abs() < 1e-4 * USE, "month {}: {empty} or {gram}", month + 24);
    }
}

/// The same of a quota that is used up: whether anything was asked of it does not hang on rounding.
#[test]
fn a_quota_of_which_nobody_asks_does_not_count_as_full() {
    let after_under = |volume: f64| -> Vec<f64> {
        let case =
            Case::new(&[0.5, 0.5]).with(Parameter::PriceResponse, 0.0).with(Parameter::Utilisation, 0.5);
        let timing = Timing::from(date(2026, 1, 1)).until(date(2027, 1, 1));
        let quota = ExportQuota::new(TradeScope::new("AAA", &["ore"]), volume);
        let ban = Measure::new("ban", ban_of("AAA"), timing.clone());
        let record = case.run(48, vec![ban, Measure::new("quota", quota, timing)]);
        record[24..].iter().map(|snapshot| snapshot.shipment[0]).collect()
    };
    for (month, (none, gram)) in after_under(0.0).iter().zip(after_under(1e-8)).enumerate() {
        assert!((none - gram).abs() < 1e-4 * USE, "month {}: {none} or {gram}", month + 24);
    }
}

#[test]
fn a_preference_multiplies_the_odds_of_a_contract() {
    let case = Case::new(&[0.8, 0.2]).with(Parameter::PriceResponse, 0.0).with(Parameter::Utilisation, 0.3);
    let prefer = |factor: f64, severity: f64| {
        let names = |name: &str| vec![name.to_owned()];
        let preference =
            Preference { by: "use".to_owned(), products: names("ore"), partners: names("BBB"), factor };
        let timing = Timing::from(date(2025, 7, 1)).severity(severity);
        let record = case.run(120, vec![Measure::new("friends", preference, timing)]);
        assert!(record[..6].iter().all(|snapshot| near(snapshot.shipment[1], 0.2 * USE)));
        assert!(record.iter().all(|snapshot| near(snapshot.output[2], USE)));
        record[119].shipment[1] / record[119].shipment[0]
    };
    for (factor, severity) in [(3.0, 1.0), (3.0, 0.5), (0.25, 1.0)] {
        let (odds, wanted) = (prefer(factor, severity), 0.25 * (1.0 + severity * (factor - 1.0)));
        assert!((odds / wanted - 1.0).abs() < 1e-6, "{odds} instead of {wanted}");
    }
    assert!(prefer(0.0, 1.0) < 1e-12, "who is shunned altogether sells nothing in the end");
}

#[test]
fn demand_for_an_input_follows_its_intensity() {
    let case = Case::new(&[1.0]).with(Parameter::PriceResponse, 0.0);
    let inputs = vec!["ore".to_owned()];
    let thrift = Intensity { scope: SiteScope::at("use"), inputs, factor: 0.6 };
    let record =
        case.run(240, vec![Measure::new("thrift", thrift, Timing::from(date(2025, 7, 1)).ramp(24.0))]);
    assert!(record.iter().all(|snapshot| near(snapshot.output[1], USE)), "no less is made");
    assert!(record[..6].iter().all(|snapshot| near(snapshot.shipment[0], USE)));
    assert!((record[239].shipment[0] / (0.6 * USE) - 1.0).abs() < 1e-6, "{}", record[239].shipment[0]);
    assert!((record[239].input_stock[0] / record[0].input_stock[0] - 0.6).abs() < 0.2);
}
